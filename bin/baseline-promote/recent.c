/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* recent - see recent.h */
#include "recent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
read_from(struct recent *r, char **path, size_t n, const char *fingerprint,
    struct err *e)
{
	struct ledger_reader *in = ledger_from_files(path, n);
	struct ledger_record rec;
	int got;

	r->set = (struct trend_set)TREND_SET_INIT;
	r->set.fingerprint = fingerprint;
	while ((got = ledger_next(in, &rec, e)) == 1) {
		r->runs++;
		r->group = trend_set_add(&r->set, &rec);
		if (!r->group)
			continue;
		note_last(r, &rec);
		if (is_accepted(rec.type))
			r->accepted = r->group->nrun;
		if (rec.type == LEDGER_PROMOTE || rec.type == LEDGER_OVERRIDE)
			r->promoted = r->group->run[r->group->nrun - 1];
	}
	ledger_close(in);
	r->group = r->set.ngroup ? &r->set.group[0] : NULL;
	return got == 0;
}

bool
recent_read(
    struct recent *r, const char *dir, const char *fingerprint, struct err *e)
{
	size_t n = 0, from;
	char **path;
	bool good = true;

	memset(r, 0, sizeof(*r));
	r->open = json_array();
	if (!r->open)
		xdie();
	if (access(dir, F_OK) != 0 && errno == ENOENT)
		return true;
	path = ledger_segments(dir, &n, e);
	if (!path)
		return false;
	for (from = n; good && from > 0;) {
		/* 1 segment, 2, 4… of the newest. */
		size_t more = from == n ? 1 : n - from;
		json_t *open = r->open;

		from = from > more ? from - more : 0;
		trend_set_free(&r->set);
		memset(r, 0, sizeof(*r));
		r->open = open;
		good = read_from(r, path + from, n - from, fingerprint, e);
		if (r->group && r->group->nrun >= RECENT_RUNS)
			break;
	}
	ledger_segments_free(path);
	return good;
}

void
recent_free(struct recent *r)
{
	trend_set_free(&r->set);
	json_decref(r->open);
}

const struct trend_series *
recent_series(const struct recent *r, bool metric, const char *id,
    const char *unit, const char *statistic)
{
	const struct trend_series *last = NULL;
	size_t i;

	for (i = 0; r->group && i < r->group->nseries; i++) {
		const struct trend_series *s = &r->group->series[i];

		if (s->metric != metric || strcmp(s->id, id) != 0 ||
		    (metric && strcmp(s->unit, unit) != 0) ||
		    (statistic && strcmp(s->statistic, statistic) != 0))
			continue;
		last = s;
	}
	return last;
}

double *
recent_values(const struct recent *r, bool metric, const char *id,
    const char *unit, const char *statistic, size_t *n)
{
	const struct trend_series *s =
	    recent_series(r, metric, id, unit, statistic);
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
