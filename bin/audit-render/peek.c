/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peek - see peek.h */
#define _GNU_SOURCE /* fopencookie */
#include "peek.h"

#include <stdlib.h>
#include <string.h>

#define SEEN 256

struct stream {
	FILE *f;
	char seen[SEEN];
	size_t n, given;
};

static ssize_t
give(void *cookie, char *buf, size_t size)
{
	struct stream *s = cookie;
	size_t n = s->n - s->given;

	if (n > 0) {
		n = n < size ? n : size;
		memcpy(buf, s->seen + s->given, n);
		s->given += n;
		return (ssize_t)n;
	}
	n = fread(buf, 1, size, s->f);
	return n == 0 && ferror(s->f) ? -1 : (ssize_t)n;
}

static int
let_go(void *cookie)
{
	free(cookie);
	return 0;
}

static const char *
blanks(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p))
		p++;
	return p;
}

static bool
begins_ledger(const char *p, size_t n)
{
	static const char *const key[] = {"\"actor\"", "\"data\"", "\"prev\"",
	    "\"seq\"", "\"subject\"", "\"time\"", "\"type\"", "\"v\""};
	const char *end = p + n;
	size_t i;

	p = blanks(p, end);
	if (p == end || *p != '{')
		return false;
	p = blanks(p + 1, end);
	for (i = 0; i < sizeof(key) / sizeof(*key); i++) {
		size_t len = strlen(key[i]);

		if ((size_t)(end - p) >= len && memcmp(p, key[i], len) == 0)
			return true;
	}
	return false;
}

FILE *
peek(FILE *f, bool *ledger, struct err *e)
{
	static const cookie_io_functions_t io = {.read = give, .close = let_go};
	struct stream *s = xcalloc(1, sizeof(*s));
	FILE *out;

	s->f = f;
	s->n = fread(s->seen, 1, SEEN, f);
	if (ferror(f)) {
		err_sys(e, "can't read standard input");
		free(s);
		return NULL;
	}
	*ledger = begins_ledger(s->seen, s->n);
	out = fopencookie(s, "r", io);
	if (!out)
		xdie();
	return out;
}
