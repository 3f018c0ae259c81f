/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* line - see line.h */
#include "line.h"

#include <stdbool.h>
#include <string.h>

#include "announce.h"

#define PAD 24

static bool
digit(const char *p, const char *e)
{
	return p < e && *p >= '0' && *p <= '9';
}

/* "2026-03-04T05:06:07.1234567Z ", perhaps in brackets: its length, or 0. */
static size_t
stamp(const char *s, const char *e)
{
	static const char shape[] = "0000-00-00T00:00:00";
	const char *p = s, *f;

	if (p < e && *p == '[')
		p++;
	for (f = shape; *f != '\0'; f++, p++) {
		if (p >= e)
			return 0;
		if (*f == '0' ? !digit(p, e)
			      : *p != *f && !(*f == 'T' && *p == ' '))
			return 0;
	}
	while (p < e && (digit(p, e) || strchr(".,+-:Z]", *p) != NULL))
		p++;
	return p < e && *p == ' ' ? (size_t)(p + 1 - s) : 0;
}

size_t
line_stamp(const char *s, const char *e)
{
	const char *p = s;
	int tabs;

	if (e - s >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	if (digit(p, e) || (p < e && *p == '['))
		return (size_t)(p - s) + stamp(p, e);
	for (tabs = 0; tabs < 2; tabs++) { /* "job TAB step TAB stamp" */
		const char *tab = memchr(p, '\t', (size_t)(e - p));

		if (tab == NULL)
			return p == s || tabs > 0 ? 0 : (size_t)(p - s);
		p = tab + 1;
	}
	return stamp(p, e) ? (size_t)(p - s) + stamp(p, e) : 0;
}

const char *
line_shown(struct text *t, const char *s, const char *e)
{
	const char *cr = s, *next;

	while ((cr = memchr(cr, '\r', (size_t)(e - cr))) != NULL) {
		next = cr + 1;
		while (next < e && *next == ' ')
			next++;
		if (e - cr > 4 && memcmp(cr + 1, "\033[2K", 4) == 0) {
			next = cr + 5;
		} else if (next < e && *next == '\r') {
			next++;
		} else {
			cr++;
			continue;
		}
		if (cr > s)
			announce(t, s, cr);
		s = cr = next;
	}
	return s;
}

/* Criterion's green, as 0.3 and as later versions write it. */
static const struct {
	const char *open, *close;
	size_t nopen, nclose;
} pairs[] = {{"\033[38;5;2m", "\033[0m", 9, 4}, {"\033[32m", "\033[39m", 5, 5}};

static bool
ends(const char *s, const char *e, const char *word, size_t n)
{
	return (size_t)(e - s) >= n && memcmp(e - n, word, n) == 0;
}

/* The id alone on its line, in colour or not. */
static struct span
own_line(struct span l)
{
	const char *p, *e;
	size_t i;

	if (l.p == NULL)
		return l;
	e = l.p + l.n;
	for (i = 0; i < 2; i++) {
		if (!ends(l.p, e, pairs[i].close, pairs[i].nclose))
			continue;
		p = text_find(l.p, e, pairs[i].open);
		if (p == NULL)
			continue;
		l.p = p + pairs[i].nopen;
		l.n = (size_t)(e - pairs[i].nclose - l.p);
		break;
	}
	return l;
}

/*
 * In colour: pad blanks stand before "time:", the pair before them.  Padded
 * to 24, the id has 24 - pad bytes.  False when there is no such pair.
 */
static bool
coloured(struct span before, const char *base, const char *p, size_t pad,
    struct span *id)
{
	size_t i, n = PAD - pad;

	for (i = 0; i < 2; i++) {
		const char *at = p - pairs[i].nclose;

		if (!ends(base, p, pairs[i].close, pairs[i].nclose) ||
		    (size_t)(at - base) < n ||
		    !ends(base, at - n, pairs[i].open, pairs[i].nopen))
			continue;
		if (n == 0) {
			*id = own_line(before);
		} else {
			id->p = at - n;
			id->n = n;
		}
		return true;
	}
	return false;
}

struct span
line_id(struct span before, const char *base, const char *s, const char *label)
{
	struct span none = {NULL, 0}, id;
	size_t pad = 0;

	while (
	    pad < PAD && label - pad > s && label[-1 - (ptrdiff_t)pad] == ' ')
		pad++;
	if (coloured(before, base, label - pad, pad, &id))
		return id;
	if (pad == PAD)
		return own_line(before);
	if (pad == 0 || label - base < PAD)
		return none;
	id.p = label - PAD;
	id.n = PAD - pad;
	return id;
}
