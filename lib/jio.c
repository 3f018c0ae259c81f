/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jio - see jio.h
 *
 * The text is first scanned by jseq, which knows best where it went wrong;
 * jansson then builds the tree and finds duplicate keys.  Its allocator is
 * counted: going over the budget while parsing ends the text that it is fed,
 * and the document is refused.  It never sees an allocation fail: its lexer
 * does not look whether its buffer grew, and would read past the end of it.
 * Lack of memory is death, so that no caller need look at what
 * json_object_set_new returns.
 */
#include "jio.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "jseq.h"

static struct {
	size_t used, max; /* by jansson */
	size_t most;      /* used at any time */
	size_t held;      /* apart from that */
	bool parsing;     /* what may be refused */
	size_t over;      /* the limit that it went over, or 0 */
} budget;

/* How much more may be held. */
static size_t
budget_left(void)
{
	size_t n = budget.used + budget.held;

	return n < JIO_HELD_MAX ? JIO_HELD_MAX - n : 0;
}

/* What p takes, with the word before it. */
static size_t
taken(void *p)
{
	return malloc_usable_size(p) + sizeof(size_t);
}

static void *
counted_malloc(size_t n)
{
	void *p;

	if (budget.parsing && budget.used + n > budget.max)
		budget.over = budget.max;
	else if (budget.parsing && n > budget_left())
		budget.over = JIO_HELD_MAX;
	p = xmalloc(n);
	budget.used += taken(p);
	if (budget.most < budget.used)
		budget.most = budget.used;
	return p;
}

static void
counted_free(void *p)
{
	if (p)
		budget.used -= taken(p);
	free(p);
}

void
jio_start(size_t max)
{
	budget.max = max;
	json_set_alloc_funcs(counted_malloc, counted_free);
#ifdef M_MMAP_THRESHOLD
	/* Or glibc raises it, and what is freed in between is not given back.
	 */
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
	json_object_seed(0);
}

void
jio_reserve(void)
{
	xreserve(2 * budget.most + (1 << 20));
}

bool
jio_slurp(FILE *f, const char *name, size_t max, char **text, size_t *n,
    struct err *e)
{
	size_t room = 64 << 10, got = 0;
	char *buf = xmalloc(room);

	for (;;) {
		size_t r = fread(buf + got, 1, room - 1 - got, f);

		got += r;
		if (got > max) {
			free(buf);
			errno = EFBIG;
			return err_set(e, ST_INPUT,
			    "CBKB003: document too large: over %zu MiB (%s)",
			    max >> 20, name);
		}
		if (got < room - 1)
			break;
		room = room > max ? max + 2 : room * 2;
		buf = xrealloc(buf, room);
	}
	if (ferror(f)) {
		free(buf);
		return err_sys(e, "can't read %s", name);
	}
	buf[got] = '\0';
	*text = buf;
	*n = got;
	return true;
}

static bool
too_large(size_t limit, struct err *e)
{
	return err_set(e, ST_INPUT,
	    "CBKB003: document too large: over %zu MiB in memory", limit >> 20);
}

bool
jio_text(FILE *f, const char *name, char **text, size_t *n, struct err *e)
{
	size_t left = budget_left();
	bool less = left < JIO_TEXT_MAX;
	struct err why = {ST_DONE, ""};

	if (jio_slurp(f, name, less ? left : JIO_TEXT_MAX, text, n, &why)) {
		budget.held += *n;
		return true;
	}
	if (less && why.status == ST_INPUT) {
		too_large(JIO_HELD_MAX, e);
		return err_in(e, name);
	}
	return err_set(e, why.status, "%s", why.text);
}

void
jio_drop_text(char *text, size_t n)
{
	free(text);
	budget.held -= n;
}

bool
jio_hold(size_t n, struct err *e)
{
	if (n > budget_left())
		return too_large(JIO_HELD_MAX, e);
	budget.held += n;
	return true;
}

void
jio_drop(size_t n)
{
	budget.held -= n;
}

/* Line and column (in bytes) of the byte at in text p. */
static void
place(const char *p, const char *at, size_t *line, size_t *column)
{
	const char *start = p;

	for (*line = 1; p < at; p++) {
		if (*p == '\n') {
			(*line)++;
			start = p + 1;
		}
	}
	*column = (size_t)(at - start) + 1;
}

/* How many arrays and objects at is in. */
static int
depth_of(const char *p, const char *at)
{
	int depth = 0;

	for (; p < at; p++) {
		if (*p == '"') {
			for (p++; p < at && *p != '"'; p++)
				p += *p == '\\';
		} else if (*p == '[' || *p == '{') {
			depth++;
		} else if (*p == ']' || *p == '}') {
			depth--;
		}
	}
	return depth;
}

static bool
syntax(struct err *e, const char *p, size_t n, const char *at, const char *name)
{
	size_t line, column;

	place(p, at, &line, &column);
	if (at >= p + n)
		return err_set(e, ST_INPUT,
		    "CBKB003: JSON ends too early, line %zu column %zu (%s)",
		    line, column, name);
	if ((*at == '[' || *at == '{') && depth_of(p, at) >= JIO_DEPTH)
		return err_set(e, ST_INPUT,
		    "CBKB003: nested deeper than %d levels, line %zu column "
		    "%zu (%s)",
		    JIO_DEPTH, line, column, name);
	if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7f)
		return err_set(e, ST_INPUT,
		    "CBKB003: no JSON: byte 0x%02x at line %zu column %zu (%s)",
		    (unsigned)(unsigned char)*at, line, column, name);
	return err_set(e, ST_INPUT,
	    "CBKB003: no JSON: '%c' at line %zu column %zu (%s)", *at, line,
	    column, name);
}

/*
 * A piece of a document given to jansson: p[n] stands at doc + start, and
 * from p + gap_at on (0: nowhere) gap bytes of the document are left out.
 */
struct piece {
	const char *p;
	size_t n;
	const char *doc;
	size_t start, gap_at, gap;
};

/* Why jansson refused a piece. */
static void
refuse(const struct piece *s, const json_error_t *je, const char *name,
    struct err *e)
{
	size_t pos = je->position > 0 ? (size_t)je->position - 1 : 0;
	size_t line, column;

	if (budget.over) {
		too_large(budget.over, e);
		err_in(e, name);
		return;
	}
	if (s->gap_at && pos >= s->gap_at)
		pos += s->gap;
	place(s->doc, s->doc + s->start + pos, &line, &column);
	err_set(e, ST_INPUT, "CBKB003: %s, line %zu column %zu (%s)", je->text,
	    line, column, name);
}

/* The next bytes of a span for jansson; none once the budget is used up. */
static size_t
feed(void *to, size_t n, void *from)
{
	struct span *rest = from;

	if (budget.over)
		return 0;
	if (n > rest->n)
		n = rest->n;
	memcpy(to, rest->p, n);
	rest->p += n;
	rest->n -= n;
	return n;
}

static json_t *
load(const struct piece *s, size_t flags, bool limited, json_error_t *je)
{
	struct span rest = {s->p, s->n};
	json_t *v;

	budget.parsing = limited;
	budget.over = 0;
	v = json_load_callback(feed, &rest, flags, je);
	budget.parsing = false;
	if (v && budget.over) {
		json_decref(v);
		v = NULL;
	}
	return v;
}

/* Where a string of over JIO_STRING_MAX bytes begins in accepted text. */
static const char *
long_string(const char *p, size_t n)
{
	const char *end = p + n, *start;

	if (n <= JIO_STRING_MAX)
		return NULL;
	while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		for (start = p++; p < end && *p != '"'; p++)
			p += *p == '\\';
		if (p - start > (ptrdiff_t)JIO_STRING_MAX)
			return start;
		p++;
	}
	return NULL;
}

/* Build the tree of text that jseq accepts; limited: within the budget. */
static json_t *
build(const struct piece *s, const char *name, bool limited, struct err *e)
{
	size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
	json_error_t je;
	json_t *v;

	if (long_string(s->p, s->n)) {
		err_set(e, ST_INPUT,
		    "CBKB003: document too large: a string over %u MiB (%s)",
		    JIO_STRING_MAX >> 20, name);
		return NULL;
	}
	v = load(s, flags, limited, &je);
	if (!v && !budget.over &&
	    json_error_code(&je) == json_error_numeric_overflow)
		v = load(s, flags | JSON_DECODE_INT_AS_REAL, limited, &je);
	if (!v)
		refuse(s, &je, name, e);
	return v;
}

/* The piece that is all of p[n]. */
static struct piece
whole(const char *p, size_t n)
{
	return (struct piece){p, n, p, 0, 0, 0};
}

/* p[n] is one JSON value and nothing else. */
static bool
scan(const char *p, size_t n, const char *name, struct err *e)
{
	const char *end = p + n, *after;
	struct span v;

	if (jseq_skip(p, end) == end)
		return err_set(e, ST_INPUT,
		    "CBKB003: %s is empty (did the program before this one "
		    "fail?)",
		    name);
	after = jseq_value(p, end, &v);
	if (!after)
		return syntax(e, p, n, v.p, name);
	after = jseq_skip(after, end);
	return after == end || syntax(e, p, n, after, name);
}

json_t *
jio_parse(const char *p, size_t n, const char *name, struct err *e)
{
	struct piece s = whole(p, n);

	return scan(p, n, name, e) ? build(&s, name, true, e) : NULL;
}

static bool
add_elem(struct jio_doc *d, struct span v, const char *name, struct err *e)
{
	if (d->nelem == d->room) {
		size_t more = d->room ? d->room : 64;

		if (!jio_hold(more * sizeof(v), e))
			return err_in(e, name);
		d->room += more;
		d->elem = xrealloc(d->elem, d->room * sizeof(v));
	}
	d->elem[d->nelem++] = v;
	return true;
}

/* Cut the array v into d->elem; every element is parsed once. */
static bool
lift(struct jio_doc *d, struct span v, const char *name, struct err *e)
{
	struct span key, val;
	struct jseq s;

	d->elem = xmalloc(1);
	for (jseq_open_trusted(&s, v); jseq_next(&s, &key, &val);) {
		struct piece piece = {
		    val.p, val.n, d->text, (size_t)(val.p - d->text), 0, 0};
		json_t *j = build(&piece, name, true, e);

		if (!j)
			return false;
		json_decref(j);
		if (!add_elem(d, val, name, e))
			return false;
	}
	return true;
}

/* The tree of d->text with [] in place of the array v. */
static json_t *
build_around(struct jio_doc *d, struct span v, const char *name, struct err *e)
{
	size_t head = (size_t)(v.p - d->text);
	size_t tail = d->len - head - v.n;
	char *text = xmalloc(head + 2 + tail + 1);
	struct piece s = {text, head + 2 + tail, d->text, 0, head + 2, v.n - 2};
	json_t *root;

	memcpy(text, d->text, head);
	text[head] = '[';
	text[head + 1] = ']';
	memcpy(text + head + 2, v.p + v.n, tail);
	root = build(&s, name, true, e);
	free(text);
	return root;
}

bool
jio_read(struct jio_doc *d, FILE *f, const char *name, const char *big,
    struct err *e)
{
	struct span all, v;

	memset(d, 0, sizeof(*d));
	d->big = big;
	if (!jio_text(f, name, &d->text, &d->len, e) ||
	    !scan(d->text, d->len, name, e))
		goto fail;
	all.p = jseq_skip(d->text, d->text + d->len);
	all.n = d->len - (size_t)(all.p - d->text);
	if (*all.p != '{') {
		err_set(e, ST_INPUT, "CBKB003: expected an object at '' (%s)",
		    name);
		goto fail;
	}
	if (*big && jseq_at(all, big, &v) && *v.p == '[') {
		if (!lift(d, v, name, e))
			goto fail;
		d->root = build_around(d, v, name, e);
	} else {
		struct piece s = whole(d->text, d->len);

		d->root = build(&s, name, true, e);
	}
	if (d->root)
		return true;
fail:
	jio_free(d);
	return false;
}

bool
jio_load(struct jio_doc *d, const char *path, const char *big, struct err *e)
{
	FILE *f = fopen(path, "re");
	bool good;

	memset(d, 0, sizeof(*d));
	if (!f)
		return err_sys(e, "can't open '%s'", path);
	good = jio_read(d, f, path, big, e);
	fclose(f);
	return good;
}

json_t *
jio_elem(const struct jio_doc *d, size_t i)
{
	struct err e = {ST_DONE, ""};
	struct piece s = whole(d->elem[i].p, d->elem[i].n);
	json_t *v = build(&s, "", false, &e); /* it was accepted once */

	if (!v)
		xdie();
	return v;
}

void
jio_shed(struct jio_doc *d)
{
	json_t *root = d->root;

	free(d->elem);
	jio_drop(d->room * sizeof(*d->elem));
	jio_drop_text(d->text, d->len);
	*d = (struct jio_doc){.root = root, .big = ""};
}

void
jio_free(struct jio_doc *d)
{
	jio_shed(d);
	json_decref(d->root);
	memset(d, 0, sizeof(*d));
}
