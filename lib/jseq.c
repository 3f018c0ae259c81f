/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* jseq - see jseq.h; one recursive-descent scanner, depth counted */
#include "jseq.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "diag.h"
#include "utf8.h"

/*
 * The scanners return the byte after what they accept, or NULL with *bad at
 * the byte that is wrong.
 */
static const char *value(
    const char *p, const char *end, int depth, const char **bad);

static const char *
wrong(const char *p, const char **bad)
{
	*bad = p;
	return NULL;
}

const char *
jseq_skip(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
		p++;
	return p;
}

/* Four hex digits at p, or -1. */
static long
hex4(const char *p, const char *end)
{
	long v = 0;
	int i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* One escape at p, which is a backslash: its length (2, 6, 12) and value, or 0.
 */
static size_t
escape(const char *p, const char *end, uint32_t *c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	long hi, lo;

	if (end - p < 2)
		return 0;
	if (p[1] != 'u') {
		at = p[1] ? strchr(from, p[1]) : NULL;
		if (!at)
			return 0;
		*c = (unsigned char)to[at - from];
		return 2;
	}
	hi = hex4(p + 2, end);
	if (hi <= 0 || (hi >= 0xdc00 && hi < 0xe000))
		return 0; /* NUL is refused too */
	*c = (uint32_t)hi;
	if (hi < 0xd800 || hi >= 0xe000)
		return 6;
	if (end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return 0;
	lo = hex4(p + 8, end);
	if (lo < 0xdc00 || lo >= 0xe000)
		return 0;
	*c =
	    0x10000 + ((uint32_t)(hi - 0xd800) << 10) + (uint32_t)(lo - 0xdc00);
	return 12;
}

/* None of the eight bytes at p ends a string, escapes, or is not ASCII. */
static bool
eight_plain(const char *p)
{
	const uint64_t ones = UINT64_MAX / 0xff, high = ones << 7;
	uint64_t w, quote, back;

	memcpy(&w, p, sizeof(w));
	quote = w ^ ones * '"';
	back = w ^ ones * '\\';
	/* x - 1 borrows into the high bit of a byte that is 0. */
	return ((w | (w - ones * 0x20) | ((quote - ones) & ~quote) |
		    ((back - ones) & ~back)) &
		   high) == 0;
}

static const char *
string(const char *p, const char *end, const char **bad)
{
	uint32_t c;
	size_t n;

	for (p++;;) {
		while (end - p >= 8 && eight_plain(p))
			p += 8;
		while (p < end && (unsigned char)*p >= 0x20 &&
		       (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
			p++;
		if (p >= end || (unsigned char)*p < 0x20)
			return wrong(p, bad);
		if (*p == '"')
			return p + 1;
		n = *p == '\\' ? escape(p, end, &c) : utf8_decode(p, end, &c);
		if (n == 0)
			return wrong(p, bad);
		p += n;
	}
}

static bool
digit(const char *p, const char *end)
{
	return p < end && *p >= '0' && *p <= '9';
}

static const char *
digits(const char *p, const char *end)
{
	while (digit(p, end))
		p++;
	return p;
}

static const char *
number(const char *p, const char *end, const char **bad)
{
	if (*p == '-')
		p++;
	if (!digit(p, end))
		return wrong(p, bad);
	p = *p == '0' ? p + 1 : digits(p, end);
	if (digit(p, end))
		return wrong(p, bad);
	if (p < end && *p == '.') {
		if (!digit(p + 1, end))
			return wrong(p, bad);
		p = digits(p + 1, end);
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		if (!digit(p, end))
			return wrong(p, bad);
		p = digits(p, end);
	}
	return p;
}

static const char *
word(const char *p, const char *end, const char *w, const char **bad)
{
	size_t n = strlen(w);

	if ((size_t)(end - p) < n || memcmp(p, w, n) != 0)
		return wrong(p, bad);
	return p + n;
}

/* An array or object at p. */
static const char *
container(const char *p, const char *end, int depth, const char **bad)
{
	bool object = *p == '{';
	char close = object ? '}' : ']';

	if (depth >= JIO_DEPTH)
		return wrong(p, bad);
	p = jseq_skip(p + 1, end);
	if (p < end && *p == close)
		return p + 1;
	for (;;) {
		if (object) {
			if (p >= end || *p != '"')
				return wrong(p, bad);
			p = string(p, end, bad);
			if (!p)
				return NULL;
			p = jseq_skip(p, end);
			if (p >= end || *p != ':')
				return wrong(p, bad);
			p = jseq_skip(p + 1, end);
		}
		p = value(p, end, depth + 1, bad);
		if (!p)
			return NULL;
		p = jseq_skip(p, end);
		if (p < end && *p == close)
			return p + 1;
		if (p >= end || *p != ',')
			return wrong(p, bad);
		p = jseq_skip(p + 1, end);
	}
}

static const char *
value(const char *p, const char *end, int depth, const char **bad)
{
	if (p >= end)
		return wrong(p, bad);
	switch (*p) {
	case '"':
		return string(p, end, bad);
	case '{':
	case '[':
		return container(p, end, depth, bad);
	case 't':
		return word(p, end, "true", bad);
	case 'f':
		return word(p, end, "false", bad);
	case 'n':
		return word(p, end, "null", bad);
	default:
		return number(p, end, bad);
	}
}

const char *
jseq_value(const char *p, const char *end, struct span *v)
{
	const char *bad = NULL, *after;

	p = jseq_skip(p, end);
	after = value(p, end, 0, &bad);
	v->p = after ? p : bad;
	v->n = after ? (size_t)(after - p) : 0;
	return after;
}

/* The end of a string that was accepted before: p is at its first quote. */
static const char *
trusted_string(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		const char *q = memchr(p, '"', (size_t)(end - p));
		size_t back = 0;

		if (!q)
			return end;
		while (q - back > p && q[-1 - (ptrdiff_t)back] == '\\')
			back++;
		if (back % 2 == 0)
			return q + 1;
		p = q;
	}
	return end;
}

/* What a byte outside strings is. */
enum { PLAIN, GAP, QUOTE, OPEN, CLOSE };
static const unsigned char kind[256] = {
    ['\t'] = GAP,
    ['\n'] = GAP,
    ['\r'] = GAP,
    [' '] = GAP,
    [','] = GAP,
    [':'] = GAP,
    ['"'] = QUOTE,
    ['['] = OPEN,
    ['{'] = OPEN,
    [']'] = CLOSE,
    ['}'] = CLOSE,
};

static inline unsigned
kind_of(const char *p)
{
	return kind[(unsigned char)*p];
}

/*
 * The end of a value that was accepted before.  All reading of ledgers is
 * skipping: this is the hot loop of the suite.
 */
static const char *
trusted_value(const char *p, const char *end)
{
	int depth = 0;

	if (p < end && kind_of(p) == PLAIN) {
		while (p < end && kind_of(p) == PLAIN)
			p++;
		return p;
	}
	while (p < end) {
		switch (kind_of(p)) {
		case QUOTE:
			p = trusted_string(p, end);
			break;
		case OPEN:
			depth++;
			p++;
			break;
		case CLOSE:
			depth--;
			p++;
			break;
		default:
			while (p < end && kind_of(p) < QUOTE)
				p++;
			continue;
		}
		if (depth == 0)
			return p;
	}
	return end;
}

static bool
open_walk(struct jseq *s, struct span v, bool trusted)
{
	if (v.n == 0 || (*v.p != '[' && *v.p != '{'))
		return false;
	s->p = v.p + 1;
	s->end = v.p + v.n;
	s->first = true;
	s->bad = false;
	s->trusted = trusted;
	s->close = *v.p == '{' ? '}' : ']';
	return true;
}

bool
jseq_open(struct jseq *s, struct span v)
{
	return open_walk(s, v, false);
}

bool
jseq_open_trusted(struct jseq *s, struct span v)
{
	return open_walk(s, v, true);
}

static bool
stop(struct jseq *s, bool bad)
{
	s->bad = bad;
	s->close = '\0';
	return false;
}

bool
jseq_next(struct jseq *s, struct span *key, struct span *val)
{
	const char *p, *bad = NULL;

	if (s->close == '\0')
		return false;
	p = jseq_skip(s->p, s->end);
	if (p >= s->end)
		return stop(s, true);
	if (*p == s->close)
		return stop(s, p + 1 != s->end);
	if (!s->first) {
		if (*p != ',')
			return stop(s, true);
		p = jseq_skip(p + 1, s->end);
	}
	s->first = false;
	key->p = p;
	key->n = 0;
	if (s->close == '}') {
		const char *k = p;

		if (p >= s->end || *p != '"')
			return stop(s, true);
		p = s->trusted ? trusted_string(p, s->end)
			       : string(p, s->end, &bad);
		if (!p)
			return stop(s, true);
		key->p = k;
		key->n = (size_t)(p - k);
		p = jseq_skip(p, s->end);
		if (p >= s->end || *p != ':')
			return stop(s, true);
		p = jseq_skip(p + 1, s->end);
	}
	val->p = p;
	p = s->trusted ? trusted_value(p, s->end) : value(p, s->end, 0, &bad);
	if (!p || p == val->p)
		return stop(s, true);
	val->n = (size_t)(p - val->p);
	s->p = p;
	return true;
}

bool
jseq_member(struct span v, const char *name, struct span *val)
{
	struct jseq s;
	struct span key;

	if (!jseq_open_trusted(&s, v) || s.close != '}')
		return false;
	while (jseq_next(&s, &key, val)) {
		if (jseq_is(key, name))
			return true;
	}
	return false;
}

void
jseq_members(struct span v, const char *const *name, struct span *val, size_t n)
{
	struct span key, member;
	struct jseq s;
	size_t i;

	for (i = 0; i < n; i++)
		val[i] = (struct span){NULL, 0};
	if (!jseq_open_trusted(&s, v) || s.close != '}')
		return;
	while (jseq_next(&s, &key, &member)) {
		for (i = 0; i < n && !jseq_is(key, name[i]);)
			i++;
		if (i < n && !val[i].n)
			val[i] = member;
	}
}

bool
jseq_at(struct span v, const char *pointer, struct span *val)
{
	char name[128];

	*val = v;
	while (*pointer == '/') {
		size_t n = strcspn(pointer + 1, "/");

		if (n >= sizeof(name))
			return false;
		memcpy(name, pointer + 1, n);
		name[n] = '\0';
		if (!jseq_member(*val, name, val))
			return false;
		pointer += n + 1;
	}
	return true;
}

bool
jseq_string(struct span v, char **out)
{
	const char *p, *end;
	char *o;

	if (v.n < 2 || *v.p != '"')
		return false;
	p = v.p + 1;
	end = v.p + v.n - 1;
	o = *out = xmalloc(v.n); /* an escape is never shorter than its value */
	while (p < end) {
		uint32_t c;
		size_t n;

		if (*p != '\\') {
			*o++ = *p++;
			continue;
		}
		n = escape(p, end, &c);
		if (n == 0) {
			free(*out);
			return false;
		}
		o += utf8_encode(c, o);
		p += n;
	}
	*o = '\0';
	return true;
}

bool
jseq_number(struct span v, double *out)
{
	char buf[64], *s = buf, *end;
	bool good;

	if (v.n == 0 || (*v.p != '-' && (*v.p < '0' || *v.p > '9')))
		return false;
	if (decimal_quick(v.p, v.n, out))
		return true;
	if (v.n >= sizeof(buf))
		s = xmalloc(v.n + 1);
	memcpy(s, v.p, v.n);
	s[v.n] = '\0';
	*out = strtod(s, &end);
	good = *end == '\0' && isfinite(*out);
	if (s != buf)
		free(s);
	return good;
}

bool
jseq_line(struct span *rest, struct span *line, bool *torn)
{
	const char *nl;

	if (rest->n == 0)
		return false;
	nl = memchr(rest->p, '\n', rest->n);
	line->p = rest->p;
	line->n = nl ? (size_t)(nl - rest->p) : rest->n;
	*torn = !nl;
	rest->p += line->n + (nl != NULL);
	rest->n -= line->n + (nl != NULL);
	return true;
}
