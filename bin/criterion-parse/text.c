/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* text - see text.h; the lines of a report */
#define _GNU_SOURCE /* memmem */
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "announce.h"
#include "complaint.h"
#include "detail.h"
#include "line.h"
#include "quantity.h"

#define PAD 24
#define TIME "time:   ["
#define RATE "thrpt:  ["

void
text_start(struct text *t, struct results *out)
{
	memset(t, 0, sizeof(*t));
	t->out = out;
}

const char *
text_find(const char *s, const char *e, const char *word)
{
	return memmem(s, (size_t)(e - s), word, strlen(word));
}

bool
text_begins(const char *s, const char *e, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(e - s) >= n && memcmp(s, word, n) == 0;
}

bool
text_ends(const char *s, const char *e, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(e - s) >= n && memcmp(e - n, word, n) == 0;
}

void
text_unread(struct text *t, const char *s, const char *e)
{
	if (t->torn)
		note(&t->out->errors,
		    "CBKB002: the input ends in the middle of a result: '%.*s'",
		    shown(s, (size_t)(e - s)), s);
	else if (t->out->nstarted == 0)
		note(&t->out->errors, "CBKB002: a result can't be read: '%.*s'",
		    shown(s, (size_t)(e - s)), s);
}

/* How many blanks, at most max, stand directly before p. */
static size_t
blanks_before(const char *start, const char *p, size_t max)
{
	size_t n = 0;

	while (n < max && p - n > start && p[-1 - (ptrdiff_t)n] == ' ')
		n++;
	return n;
}

struct bench *
text_result(struct text *t, const char *id, size_t n)
{
	struct started *s = results_started(t->out, id, n);
	struct bench *b = results_add(t->out);

	t->stage = STAGE_NONE;
	t->last = b;
	t->did = DID_RESULT;
	t->panicked = false;
	t->last_announced = s != NULL;
	t->slope_line = false;
	t->nannounced = 0;
	if (b == NULL)
		return NULL;
	if (s != NULL)
		s->results++;
	b->id = s != NULL ? s->id : results_str(t->out, id, n);
	return b;
}

void
text_custom(struct text *t, struct span id, struct span unit)
{
	struct started *s = results_started(t->out, id.p, id.n);

	if (s != NULL)
		s->results++;
	t->last = NULL;
	t->did = DID_RESULT;
	t->stage = STAGE_NONE;
	note(&t->out->warnings,
	    "CBKB002: '%.*s' was measured in '%.*s', which is no time: left "
	    "out",
	    shown(id.p, id.n), id.p, shown(unit.p, unit.n), unit.p);
}

/* The line before was an id: it is not what it was taken for. */
static void
take_back(struct text *t)
{
	switch (t->did_before) {
	case DID_RESULT:
		if (t->last == NULL || t->last_announced)
			return;
		results_drop(t->out);
		t->last = NULL;
		break;
	case DID_NAMELESS:
		t->nameless--;
		break;
	case DID_FAILURE:
		t->failure[0] = '\0';
		break;
	case DID_NOTHING:
		break;
	}
}

/* The result whose "time:" is at label: its id, p NULL where it is none. */
static struct span
named(struct text *t, const char *base, const char *s, const char *label)
{
	struct span id = line_id(t->before, base, s, label);

	if (id.p != NULL && id.p >= t->before.p && id.p < s)
		take_back(t);
	if (id.p != NULL && id.n == 0) {
		t->nameless++;
		id.p = NULL;
	}
	if (id.p != NULL && t->out->nstarted > 0 && !t->trust)
		id = announce_match(t, id, base, s);
	return id;
}

static void
result(struct text *t, struct span id, const double ns[3])
{
	struct bench *b = text_result(t, id.p, id.n);

	if (b == NULL)
		return;
	t->stage = STAGE_RESULT;
	b->source = SOURCE_TEXT;
	b->statistic = STAT_TYPICAL;
	b->time.low = ns[0];
	b->time.estimate = ns[1];
	b->time.high = ns[2];
}

/* word stands at s + PAD, where Criterion puts it. */
static bool
labelled(const char *s, const char *e, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(e - s) > PAD + n && memcmp(s + PAD, word, n) == 0;
}

/*
 * The last "time:   [" of the line and the byte after its list, NULL where it
 * has none.  Most stand in column 24, and a list that ends the line is last.
 */
static const char *
time_label(
    const char *s, const char *e, struct quantity q[3], const char **after)
{
	const char *label = NULL, *p;

	if (labelled(s, e, TIME)) {
		*after = quantity_list(s + PAD + strlen(TIME), e, q, 3);
		if (*after == e)
			return s + PAD;
	}
	for (p = s; (p = text_find(p, e, TIME)) != NULL; p++)
		label = p;
	if (label != NULL)
		*after = quantity_list(label + strlen(TIME), e, q, 3);
	return label;
}

static bool
finite_times(struct text *t, struct span id, const double ns[3])
{
	if (ns[0] >= 0 && ns[1] >= 0 && ns[2] >= 0 && isfinite(ns[0]) &&
	    isfinite(ns[1]) && isfinite(ns[2]))
		return true;
	note(&t->out->errors,
	    "CBKB002: the time of '%.*s' is no number, or below 0",
	    shown(id.p, id.n), id.p);
	return false;
}

/* A line that may hold "time:   [". */
static void
time_line(struct text *t, const char *base, const char *s, const char *e)
{
	const char *after = NULL, *label;
	struct quantity q[3];
	struct span id;
	double ns[3];

	label = time_label(s, e, q, &after);
	if (label == NULL ||
	    (text_begins(s, e, "Benchmarking ") && label != s + PAD))
		return;
	if (after == NULL) {
		if (t->torn || label == s + PAD)
			text_unread(t, s, e);
		return;
	}
	if (q[1].unit.n == 1 && *q[1].unit.p == '%') {
		if (t->stage == STAGE_CHANGE)
			detail_change(t, q, after, e);
		return;
	}
	if (after != e)
		return;
	id = named(t, base, s, label);
	if (id.p == NULL)
		return;
	if (!quantity_time(&q[0], &ns[0]) || !quantity_time(&q[1], &ns[1]) ||
	    !quantity_time(&q[2], &ns[2]))
		text_custom(t, id, q[1].unit);
	else if (finite_times(t, id, ns))
		result(t, id, ns);
}

/* A line that ends in ")": the change on one line, or with its p; bencher. */
static void
parenthesis(struct text *t, const char *base, const char *s, const char *e)
{
	const char *p, *after;
	struct quantity q[3];

	if (t->stage == STAGE_CHANGE) {
		time_line(t, base, s, e);
	} else if (t->stage == STAGE_RESULT &&
		   (p = text_find(s, e, "change: [")) != NULL &&
		   blanks_before(s, p, PAD) == PAD) {
		after = quantity_list(p + 9, e, q, 3);
		if (after != NULL)
			detail_change(t, q, after, e);
	}
	bencher_line(t, s, e);
}

/* Lines known by how they begin. */
static void
by_start(struct text *t, const char *base, const char *s, const char *e)
{
	switch (*s) {
	case 'B':
		if (text_begins(s, e, "Benchmarking "))
			announce(t, s, e);
		break;
	case 'm':
	case 's':
		detail_verbose(t, s, e);
		break;
	case 't':
		if (text_begins(s, e, "test "))
			bencher_name(t, s, e);
		break;
	case 'T':
		t->tested += text_begins(s, e, "Testing ");
		break;
	case 'r':
		t->libtest |=
		    text_begins(s, e, "running ") &&
		    (text_ends(s, e, " tests") || text_ends(s, e, " test"));
		break;
	case '{':
		t->messages += message_line(t, s, e);
		break;
	case '[':
		t->cut |= text_begins(s, e, "[bench-exec: ") &&
			  text_ends(s, e, " bytes cut]");
		break;
	default:
		break;
	}
	t->listed +=
	    text_ends(s, e, ": benchmark") || text_ends(s, e, ": bench");
	announce_spread(t, base, s, e);
	complaint_line(t, s, e);
}

static void
line(struct text *t, const char *base, const char *s, const char *e)
{
	t->did_before = t->did;
	t->did = DID_NOTHING;
	while (e > s && e[-1] == '\r')
		e--;
	s += line_stamp(s, e);
	s = line_shown(t, s, e);
	if (s < e) {
		switch (t->listen ? '\0' : e[-1]) {
		case ']':
			if (labelled(s, e, RATE) &&
			    blanks_before(s, s + PAD, PAD) == PAD)
				detail_rate(t, s + PAD + strlen(RATE), e);
			else
				time_line(t, base, s, e);
			break;
		case ')':
			if (!text_begins(s, e, "Benchmarking "))
				parenthesis(t, base, s, e);
			break;
		case ':':
			if (t->stage == STAGE_RESULT &&
			    text_ends(s, e, "                 change:"))
				t->stage = STAGE_CHANGE;
			break;
		case '.':
			detail_verdict(t, s, e);
			break;
		default:
			if (!t->listen && (t->torn || labelled(s, e, TIME)))
				time_line(t, base, s, e);
			break;
		}
		if (*s != ' ' && t->did == DID_NOTHING)
			by_start(t, base, s, e);
	}
	t->before.p = s;
	t->before.n = (size_t)(e - s);
}

size_t
text_feed(struct text *t, const char *buf, size_t from, size_t n, bool last)
{
	const char *p = buf + from, *end = buf + n, *nl;
	bool there = t->before_back > 0 && t->before_back <= from;

	t->before.p = there ? p - t->before_back : NULL;
	if (!there)
		t->before.n = 0;
	while ((nl = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		line(t, buf, p, nl);
		p = nl + 1;
	}
	if (last && p < end) {
		t->torn = true;
		line(t, buf, p, end);
		p = end;
	}
	t->before_back = t->before.p != NULL ? (size_t)(p - t->before.p) : 0;
	return (size_t)(p - buf);
}

void
text_end(struct text *t)
{
	struct notes *errors = &t->out->errors;

	if (t->nameless > 0)
		note(errors,
		    "CBKB002: %zu result%s without a name (--quick with "
		    "--output-format bencher prints none)",
		    t->nameless, t->nameless == 1 ? "" : "s");
	if (t->lookalikes > 0)
		note(&t->out->warnings,
		    "CBKB002: %zu line%s like a result of a benchmark that "
		    "was not started, left out: '%s'",
		    t->lookalikes, t->lookalikes == 1 ? "" : "s", t->lookalike);
	if (t->raw && t->build_failed)
		note(errors, "CBKB002: the build failed");
	if (t->raw && t->failure[0] != '\0')
		note(errors, "CBKB002: %s%s%s%s", t->failure,
		    t->panic[0] ? " (" : "", t->panic, t->panic[0] ? ")" : "");
	free(t->pending);
	t->pending = NULL;
}
