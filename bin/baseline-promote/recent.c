/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* recent - see recent.h */
#define _GNU_SOURCE /* memmem, memrchr */
#include "recent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fsio.h"
#include "jseq.h"
#include "ledger.h"

static bool
is_accepted(enum ledger_type t)
{
	return t == LEDGER_PROMOTE || t == LEDGER_OVERRIDE ||
	       t == LEDGER_IMPORT;
}

/* What only the last run tells: how often it was held, what is open. */
static void
note_last(struct recent *r, const struct ledger_record *rec)
{
	struct span v;
	double runs;
	struct err ignored = {0};

	r->held = 0;
	if (jseq_at(rec->data, "/held/runs", &v) && jseq_number(v, &runs))
		r->held = (unsigned)runs;
	json_decref(r->open);
	r->open = NULL;
	if (jseq_member(rec->data, "open_incidents", &v) && *v.p == '[')
		r->open = jio_parse(v.p, v.n, "open_incidents", &ignored);
	if (!r->open)
		r->open = json_array();
	if (!r->open)
		xdie();
}

static bool
names(struct span line, const char *fingerprint)
{
	return memmem(line.p, line.n, fingerprint, strlen(fingerprint)) != NULL;
}

/* Take the lines of one segment that name this fingerprint. */
static void
take_segment(struct recent *r, struct span text, const char *fingerprint)
{
	struct span line;
	struct ledger_record rec;
	bool torn = false;

	while (jseq_line(&text, &line, &torn) && !torn) {
		if (!names(line, fingerprint) || !ledger_cut(line, &rec))
			continue;
		r->group = trend_set_add(&r->set, &rec);
		if (r->set.e.status != ST_DONE)
			break;
		if (!r->group)
			continue;
		note_last(r, &rec);
		if (is_accepted(rec.type))
			r->accepted = r->group->nrun;
		if (rec.type == LEDGER_PROMOTE || rec.type == LEDGER_OVERRIDE)
			r->promoted = r->group->run[r->group->nrun - 1];
	}
}

/*
 * The lines of a segment that are wanted where it is the oldest: the last
 * RECENT_RUNS that name this fingerprint, and back to an accepted one.
 */
static struct span
newest_lines(struct span text, const char *fingerprint)
{
	const char *end = text.p + text.n, *at = end, *lf;
	struct ledger_record rec;
	bool accepted = false;
	size_t runs = 0;

	while (at > text.p && (runs < RECENT_RUNS || !accepted)) {
		struct span line;

		lf = memrchr(text.p, '\n', (size_t)(at - text.p) - 1);
		line.p = lf ? lf + 1 : text.p;
		line.n = (size_t)(at - line.p) - 1;
		at = line.p;
		if (!names(line, fingerprint) || !ledger_cut(line, &rec))
			continue;
		runs++;
		accepted = accepted || is_accepted(rec.type);
	}
	return (struct span){at, (size_t)(end - at)};
}

/* The bytes of one segment; release them. */
static bool
segment(const char *path, struct span *text, struct err *e)
{
	char *p;
	size_t n;

	/* A segment is LEDGER_SEGMENT long, or one record. */
	if (!fsio_slurp(path, 4 * LEDGER_LINE_MAX, &p, &n, e))
		return false;
	text->p = p;
	text->n = n;
	return true;
}

static void
release(struct span text)
{
	union {
		const char *from;
		char *to;
	} u = {text.p};

	free(u.to);
}

bool
recent_read(
    struct recent *r, const char *dir, const char *fingerprint, struct err *e)
{
	size_t n = 0, from, i;
	struct span text;
	char **path;
	bool good;

	memset(r, 0, sizeof(*r));
	r->set = (struct trend_set)TREND_SET_INIT;
	r->set.fingerprint = fingerprint;
	r->open = json_array();
	if (!r->open)
		xdie();
	if (access(dir, F_OK) != 0 && errno == ENOENT)
		return true;
	path = ledger_segments(dir, &n, e);
	if (!path)
		return false;
	from = *fingerprint
		   ? ledger_end_from(path, n, fingerprint, RECENT_RUNS, e)
		   : 0;
	good = e->status == ST_DONE;
	for (i = from; good && i < n; i++) {
		good = segment(path[i], &text, e);
		if (!good)
			break;
		take_segment(r,
		    i > from ? text : newest_lines(text, fingerprint),
		    fingerprint);
		release(text);
		if (r->set.e.status != ST_DONE) {
			*e = r->set.e;
			good = err_in(e, path[i]);
		}
	}
	ledger_segments_free(path);
	r->group = r->set.ngroup ? &r->set.group[0] : NULL;
	return good;
}

void
recent_free(struct recent *r)
{
	trend_set_free(&r->set);
	json_decref(r->open);
}

static bool
is_of(const struct trend_series *s, bool metric, const char *id,
    const char *unit, const char *statistic)
{
	return s->metric == metric && strcmp(s->id, id) == 0 &&
	       (!metric || strcmp(s->unit, unit) == 0) &&
	       (!statistic || strcmp(s->statistic, statistic) == 0);
}

const struct trend_series *
recent_series(const struct recent *r, bool metric, const char *id,
    const char *unit, const char *statistic, size_t *guess)
{
	const struct trend_group *g = r->group;
	size_t i = guess ? *guess : 0;

	if (!g)
		return NULL;
	if (!guess || i >= g->nseries ||
	    !is_of(&g->series[i], metric, id, unit, statistic)) {
		for (i = g->nseries; i > 0; i--) {
			if (is_of(
				&g->series[i - 1], metric, id, unit, statistic))
				break;
		}
		if (i-- == 0)
			return NULL;
	}
	if (guess)
		*guess = i + 1;
	return &g->series[i];
}

double *
recent_values(const struct recent *r, bool metric, const char *id,
    const char *unit, const char *statistic, size_t *guess, size_t *n)
{
	const struct trend_series *s =
	    recent_series(r, metric, id, unit, statistic, guess);
	double *v;
	size_t i;

	*n = 0;
	if (!s)
		return NULL;
	v = xmalloc((s->n + 1) * sizeof(*v));
	for (i = 0; i < s->len && s->first + i < r->accepted; i++) {
		if (s->value[i] > 0) /* not NAN */
			v[(*n)++] = s->value[i];
	}
	if (*n == 0) {
		free(v);
		v = NULL;
	}
	return v;
}
