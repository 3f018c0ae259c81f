/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* jout - see jout.h */
#define _GNU_SOURCE /* fwrite_unlocked */
#include "jout.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"

static void
flush(struct jout *o)
{
	fwrite_unlocked(o->buf, 1, o->n, o->f);
	o->n = 0;
}

/* Where n bytes (far less than the buffer holds) may be written; then done. */
static char *
room(struct jout *o, size_t n)
{
	if (sizeof(o->buf) - o->n < n)
		flush(o);
	return o->buf + o->n;
}

/* Written up to p; at the end of the outermost value all goes out. */
static void
done(struct jout *o, const char *p)
{
	o->n = (size_t)(p - o->buf);
	if (o->depth == 0 && !o->keyed)
		flush(o);
}

static char *
copy(char *p, const char *s, size_t n)
{
	memcpy(p, s, n);
	return p + n;
}

static void
put(struct jout *o, const char *s, size_t n)
{
	if (n > sizeof(o->buf) / 2) {
		flush(o);
		fwrite_unlocked(s, 1, n, o->f);
	} else {
		o->n = (size_t)(copy(room(o, n), s, n) - o->buf);
	}
}

/* "\n" and the indent of this depth at p. */
static char *
indent(const struct jout *o, char *p)
{
	*p++ = '\n';
	memset(p, ' ', o->depth * 2);
	return p + o->depth * 2;
}

/*
 * Whatever stands before a value or key: comma, newline, indent.  Returns
 * where it ends; n more bytes may follow there.
 */
static char *
lead(struct jout *o, size_t n)
{
	char *p = room(o, 2 + 2 * JOUT_DEPTH + n);

	if (o->keyed) {
		o->keyed = false;
		return p;
	}
	if (o->depth == 0)
		return p;
	if (!o->first)
		*p++ = ',';
	if (o->form == JOUT_PRETTY)
		p = indent(o, p);
	o->first = false;
	return p;
}

/* A value that needs no care: "true", "12". */
static void
word(struct jout *o, const char *s, size_t n)
{
	done(o, copy(lead(o, n), s, n));
}

void
jout_start(struct jout *o, FILE *f, enum jout_form form)
{
	memset(o, 0, offsetof(struct jout, buf));
	o->f = f;
	o->form = form;
	o->first = true;
	if (f == stdout)
		jio_reserve();
}

void
jout_finish(struct jout *o)
{
	if (o->form == JOUT_PRETTY)
		put(o, "\n", 1);
	flush(o);
}

static void
begin(struct jout *o, bool array)
{
	char *p = lead(o, 1);

	*p++ = array ? '[' : '{';
	o->depth++;
	done(o, p);
	assert(o->depth <= JOUT_DEPTH);
	o->array[o->depth] = array;
	o->first = true;
}

void
jout_object(struct jout *o)
{
	begin(o, false);
}

void
jout_array(struct jout *o)
{
	begin(o, true);
}

void
jout_end(struct jout *o)
{
	bool array = o->array[o->depth];
	char *p = room(o, 2 + 2 * JOUT_DEPTH);

	o->depth--;
	if (!o->first && o->form == JOUT_PRETTY)
		p = indent(o, p);
	*p++ = array ? ']' : '}';
	o->first = false;
	done(o, p);
}

/* The bytes of s before the first that must be escaped; eight at a time. */
static size_t
plain(const char *s, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, high = ones << 7;
	uint64_t x, quote, slash;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&x, s + i, 8);
		quote = x ^ (ones * '"');
		slash = x ^ (ones * '\\');
		if ((((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) |
			((slash - ones) & ~slash)) &
		    high)
			break;
	}
	while (
	    i < n && (unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

static void
escape(struct jout *o, unsigned char c)
{
	static const char from[] = "\b\f\n\r\t", to[] = "bfnrt";
	const char *at = c ? strchr(from, c) : NULL;
	char esc[8];

	if (c >= 0x20)
		snprintf(esc, sizeof(esc), "\\%c", c);
	else if (at != NULL)
		snprintf(esc, sizeof(esc), "\\%c", to[at - from]);
	else
		snprintf(esc, sizeof(esc), "\\u%04x", c);
	put(o, esc, strlen(esc));
}

/* A string and what follows it (few bytes). */
static void
quoted(struct jout *o, const char *s, size_t n, const char *after)
{
	size_t run = plain(s, n), k = strlen(after);
	char *p;

	if (run == n && n < sizeof(o->buf) / 4) { /* nearly all */
		p = lead(o, n + 2 + k);
		*p++ = '"';
		p = copy(p, s, n);
	} else {
		p = lead(o, 1);
		*p++ = '"';
		o->n = (size_t)(p - o->buf);
		for (;;) {
			put(o, s, run);
			s += run;
			n -= run;
			if (n == 0)
				break;
			escape(o, (unsigned char)*s++);
			run = plain(s, --n);
		}
		p = room(o, 1 + k);
	}
	*p++ = '"';
	done(o, copy(p, after, k));
}

static void
keyn(struct jout *o, const char *key, size_t n)
{
	quoted(o, key, n, o->form == JOUT_PRETTY ? ": " : ":");
	o->keyed = true;
}

void
jout_key(struct jout *o, const char *key)
{
	keyn(o, key, strlen(key));
}

void
jout_strn(struct jout *o, const char *s, size_t n)
{
	quoted(o, s, n, "");
}

void
jout_str(struct jout *o, const char *s)
{
	if (s)
		jout_strn(o, s, strlen(s));
	else
		jout_null(o);
}

/*
 * v as a decimal with at most 9 places and 15 digits, when it is one: then
 * that is the shortest form, because n / 10^k is correctly rounded for n below
 * 2^53.  Far the most usual case, and ten times as fast as printf.
 */
static bool
short_decimal(double v, char buf[32])
{
	static const double ten[] = {
	    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
	double a = fabs(v);
	int k;

	if (!(a < 1e15) || (a != 0 && a < 1e-4) || (a == 0 && signbit(v)))
		return false;
	for (k = 0; k < 10; k++) {
		double n = a * ten[k];
		uint64_t i;
		char *p = buf + 31;
		int d;

		if (n >= 1e15)
			return false;
		i = (uint64_t)(n + 0.5);
		if ((double)i / ten[k] != a)
			continue;
		*p = '\0';
		if (k == 0) {
			*--p = '0';
			*--p = '.';
		}
		for (d = 0; i > 0 || d <= k; d++) {
			if (d == k && k > 0)
				*--p = '.';
			*--p = (char)('0' + i % 10);
			i /= 10;
		}
		if (v < 0)
			*--p = '-';
		memmove(buf, p, strlen(p) + 1);
		return true;
	}
	return false;
}

static bool
reads_back(const char *text, double v)
{
	double w;

	return (decimal_quick(text, strlen(text), &w)
		       ? w
		       : strtod(text, NULL)) == v;
}

char *
jout_format(double v, char buf[32])
{
	int digits;

	if (short_decimal(v, buf))
		return buf;
	for (digits = 15; digits <= 17; digits++) {
		snprintf(buf, 32, "%.*g", digits, v);
		if (digits == 17 || reads_back(buf, v))
			break;
	}
	if (!strpbrk(buf, ".e"))
		memcpy(buf + strlen(buf), ".0", 3);
	return buf;
}

void
jout_real(struct jout *o, double v)
{
	char buf[32];

	if (!isfinite(v)) {
		jout_null(o);
		return;
	}
	jout_format(v, buf);
	word(o, buf, strlen(buf));
}

void
jout_int(struct jout *o, int64_t v)
{
	char buf[24];

	word(o, buf, (size_t)snprintf(buf, sizeof(buf), "%" PRId64, v));
}

void
jout_bool(struct jout *o, bool v)
{
	word(o, v ? "true" : "false", v ? 4 : 5);
}

void
jout_null(struct jout *o)
{
	word(o, "null", 4);
}

/* One member of an object about to be written. */
struct member {
	const char *key;
	size_t n;
	json_t *v;
};

static int
by_key(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;
	int c = memcmp(a->key, b->key, a->n < b->n ? a->n : b->n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

/* The members of v, sorted unless it keeps its order; new. */
static struct member *
members(json_t *v, bool sorted, size_t *n)
{
	struct member *m = xmalloc((json_object_size(v) + 1) * sizeof(*m));
	void *it;

	*n = 0;
	for (it = json_object_iter(v); it; it = json_object_iter_next(v, it)) {
		m[*n].key = json_object_iter_key(it);
		m[*n].n = strlen(m[*n].key);
		m[*n].v = json_object_iter_value(it);
		(*n)++;
	}
	if (sorted)
		qsort(m, *n, sizeof(*m), by_key);
	return m;
}

/*
 * Write v, which stands where pointer begins to point in d: at its end are
 * d's elements.  pointer is NULL where d's big array can't be.
 */
static void tree(
    struct jout *o, json_t *v, const struct jio_doc *d, const char *pointer);

static void
elements(struct jout *o, const struct jio_doc *d)
{
	size_t i;

	jout_array(o);
	for (i = 0; i < d->nelem; i++) {
		json_t *v = jio_elem(d, i);

		jout_json(o, v);
		json_decref(v);
	}
	jout_end(o);
}

static void
object(struct jout *o, json_t *v, const struct jio_doc *d, const char *pointer)
{
	bool root = d && pointer == d->big;
	size_t i, n;
	struct member *m = members(v, !root, &n);

	jout_object(o);
	for (i = 0; i < n; i++) {
		const char *next = NULL;

		if (pointer && *pointer == '/' &&
		    strncmp(pointer + 1, m[i].key, m[i].n) == 0 &&
		    (pointer[1 + m[i].n] == '/' || !pointer[1 + m[i].n]))
			next = pointer + 1 + m[i].n;
		keyn(o, m[i].key, m[i].n);
		tree(o, m[i].v, d, next);
	}
	jout_end(o);
	free(m);
}

static void
tree(struct jout *o, json_t *v, const struct jio_doc *d, const char *pointer)
{
	size_t i;
	json_t *item;

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		object(o, v, d, pointer);
		break;
	case JSON_ARRAY:
		if (pointer && !*pointer && d->elem) {
			elements(o, d);
			break;
		}
		jout_array(o);
		json_array_foreach(v, i, item) tree(o, item, NULL, NULL);
		jout_end(o);
		break;
	case JSON_STRING:
		jout_strn(o, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		jout_int(o, json_integer_value(v));
		break;
	case JSON_REAL:
		jout_real(o, json_real_value(v));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		jout_bool(o, json_is_true(v));
		break;
	case JSON_NULL:
		jout_null(o);
		break;
	}
}

void
jout_json(struct jout *o, const json_t *v)
{
	/* jansson's iterators take no const; nothing is changed. */
	union {
		const json_t *from;
		json_t *to;
	} u = {v};

	if (v)
		tree(o, u.to, NULL, NULL);
	else
		jout_null(o);
}

void
jout_doc(FILE *f, const struct jio_doc *d)
{
	struct jout o;

	jout_start(&o, f, JOUT_PRETTY);
	tree(&o, d->root, d, d->big);
	jout_finish(&o);
}

void
jout_kstr(struct jout *o, const char *key, const char *s)
{
	jout_key(o, key);
	jout_str(o, s);
}

void
jout_kreal(struct jout *o, const char *key, double v)
{
	jout_key(o, key);
	jout_real(o, v);
}

void
jout_kint(struct jout *o, const char *key, int64_t v)
{
	jout_key(o, key);
	jout_int(o, v);
}

void
jout_kbool(struct jout *o, const char *key, bool v)
{
	jout_key(o, key);
	jout_bool(o, v);
}

void
jout_kjson(struct jout *o, const char *key, const json_t *v)
{
	jout_key(o, key);
	jout_json(o, v);
}
