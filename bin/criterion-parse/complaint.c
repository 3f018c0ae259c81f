/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* complaint - see complaint.h */
#include "complaint.h"

#include <stdio.h>
#include <string.h>

#include "quantity.h"

static bool
begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

/* [s, e) without colours, cut to what fits. */
static void
plain(char to[TEXT_TITLE], const char *s, const char *e)
{
	size_t n = 0;

	while (s < e && n < TEXT_TITLE - 1) {
		if (*s == '\033' && quantity_skip(s, e) > s) {
			while (s < e && *s != 'm')
				s++;
			s += s < e;
			continue;
		}
		to[n++] = *s++;
	}
	to[n] = '\0';
	to[shown(to, n)] = '\0';
}

/* "thread 'main' panicked at": the message is in quotes, or on the next line.
 */
static void
panicked(struct text *t, const char *s)
{
	const char *at = strstr(s, " panicked at "), *quote;

	if (at == NULL)
		return;
	at += strlen(" panicked at ");
	quote = *at == '\'' ? strchr(at + 1, '\'') : NULL;
	if (quote != NULL)
		snprintf(t->panic, sizeof(t->panic), "%.*s",
		    (int)(quote - at - 1), at + 1);
	else
		t->panicked = true;
}

static void
failed(struct text *t, const char *s)
{
	static const char *const cargo[] = {"bench failed", "test failed",
	    "could not compile", "process didn't exit", "no bench target",
	    "package ID specification"};
	size_t i;

	for (i = 0; i < sizeof(cargo) / sizeof(*cargo); i++) {
		if (!begins(s, cargo[i]) || t->failure[0] != '\0')
			continue;
		snprintf(t->failure, sizeof(t->failure), "%s", s);
		t->did = DID_FAILURE;
	}
}

void
complaint_line(struct text *t, const char *s, const char *e)
{
	char line[TEXT_TITLE];

	if (!t->panicked && *s != 't' && *s != 'e' && *s != 'C' && *s != '\033')
		return;
	plain(line, s, e);
	if (t->panicked) {
		t->panicked = false;
		memcpy(t->panic, line, sizeof(line));
	} else if (begins(line, "thread '")) {
		panicked(t, line);
	} else if (begins(line, "error: ")) {
		failed(t, line + 7);
	} else if (begins(line, "Criterion.rs ERROR: ") && !t->listen) {
		note(&t->out->errors, "CBKB002: %s", line);
	}
}
