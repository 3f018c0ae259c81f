/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* outlook - see outlook.h */
#include "outlook.h"

#include <stdlib.h>
#include <string.h>

#include "jout.h"
#include "ledger.h"
#include "trends.h"

/* A series without its gaps. */
struct dense {
	const struct trend_group *g;
	double *time, *value;
	size_t *run;
	size_t n;
};

static void
when(struct jout *o, const struct dense *d, size_t i)
{
	const struct trend_run *run = &d->g->run[d->run[i]];

	jout_kstr(o, "commit", *run->commit ? run->commit : NULL);
	jout_kint(o, "seq", (int64_t)run->seq);
	jout_kstr(o, "time", run->when);
}

static void
point(struct jout *o, const char *key, const struct dense *d, size_t i)
{
	jout_key(o, key);
	jout_object(o);
	when(o, d, i);
	jout_kreal(o, "value", d->value[i]);
	jout_end(o);
}

static void
steps(
    struct jout *o, const struct dense *d, const struct trend *t, bool smaller)
{
	size_t i;

	jout_key(o, "steps");
	jout_array(o);
	for (i = 0; i < t->nstep; i++) {
		const struct stats_step *s = &t->step[i];

		jout_object(o);
		jout_kreal(o, "after", s->after);
		jout_kreal(o, "before", s->before);
		jout_kbool(o, "better", smaller == (s->after < s->before));
		jout_kreal(o, "change", s->change);
		/* commit, seq, time: in the order of their keys */
		jout_kstr(o, "commit",
		    *d->g->run[d->run[s->index]].commit
			? d->g->run[d->run[s->index]].commit
			: NULL);
		jout_kreal(o, "high", s->high);
		jout_kreal(o, "low", s->low);
		jout_kreal(o, "p", s->p);
		jout_kint(o, "seq", (int64_t)d->g->run[d->run[s->index]].seq);
		jout_kreal(o, "strength", s->strength);
		jout_kstr(o, "time", d->g->run[d->run[s->index]].when);
		jout_end(o);
	}
	jout_end(o);
}

static void
floor_of(struct jout *o, const struct trend_series *s, const struct trend *t)
{
	jout_key(o, "floor");
	if (isnan(s->floor)) {
		jout_null(o);
		return;
	}
	jout_object(o);
	jout_kreal(o, "days", t->floor_days);
	jout_kreal(o, "latest", t->floor_latest);
	jout_kreal(o, "soonest", t->floor_soonest);
	jout_kreal(o, "value", s->floor);
	jout_end(o);
}

static void
level(struct jout *o, const struct dense *d, const struct trend *t)
{
	jout_key(o, "level");
	jout_object(o);
	jout_kreal(o, "high", t->high);
	jout_kreal(o, "low", t->low);
	jout_kint(o, "runs", (int64_t)(t->n - t->since));
	point(o, "since", d, t->since);
	jout_kreal(o, "value", t->level);
	jout_end(o);
}

static void
slope(struct jout *o, const struct trend *t)
{
	jout_key(o, "slope");
	if (isnan(t->slope)) {
		jout_null(o);
		return;
	}
	jout_object(o);
	jout_kbool(o, "drifts", t->drifts);
	jout_kreal(o, "high", t->slope_high);
	jout_kreal(o, "low", t->slope_low);
	jout_kreal(o, "per_day", t->slope);
	jout_end(o);
}

static void
series(struct jout *o, const struct trend_group *g,
    const struct trend_series *s, double min_effect)
{
	struct dense d = {.g = g, .n = s->n};
	struct trend_input in = {
	    .n = s->n, .smaller = s->smaller, .floor = s->floor};
	struct trend t;

	d.time = xmalloc(s->n * sizeof(*d.time));
	d.value = xmalloc(s->n * sizeof(*d.value));
	d.run = xmalloc(s->n * sizeof(*d.run));
	trend_values(g, s, d.time, d.value, d.run);
	in.time = d.time;
	in.value = d.value;
	trend_of(&in, min_effect, &t);
	jout_object(o);
	point(o, "best", &d, t.best);
	floor_of(o, s, &t);
	jout_kstr(o, "id", s->id);
	jout_kstr(o, "kind", s->metric ? "metric" : "benchmark");
	jout_kstr(o, "label", s->label && *s->label ? s->label : NULL);
	point(o, "last", &d, s->n - 1);
	level(o, &d, &t);
	jout_kint(o, "runs", (int64_t)s->n);
	slope(o, &t);
	jout_kbool(o, "smaller_is_better", s->smaller);
	jout_kstr(o, "statistic", *s->statistic ? s->statistic : NULL);
	steps(o, &d, &t, s->smaller);
	jout_kstr(o, "unit", s->unit);
	point(o, "worst", &d, t.worst);
	jout_end(o);
	trend_free(&t);
	free(d.time);
	free(d.value);
	free(d.run);
}

static void
group(struct jout *o, const struct trend_group *g, double min_effect)
{
	int metric;
	size_t i;

	jout_object(o);
	jout_kstr(o, "fingerprint", *g->fingerprint ? g->fingerprint : NULL);
	jout_kstr(o, "first_time", g->run[0].when);
	jout_kstr(o, "last_time", g->run[g->nrun - 1].when);
	jout_kstr(o, "machine", *g->machine ? g->machine : NULL);
	jout_kint(o, "runs", (int64_t)g->nrun);
	jout_key(o, "series");
	jout_array(o);
	for (metric = 1; metric >= 0; metric--) {
		for (i = 0; i < g->nseries; i++) {
			if (g->series[i].metric == metric)
				series(o, g, &g->series[i], min_effect);
		}
	}
	jout_end(o);
	jout_end(o);
}

bool
outlook(const char *dir, const struct conf *c, FILE *out, bool *whole,
    struct err *e)
{
	struct trend_set set = TREND_SET_INIT;
	struct ledger_reader *r = ledger_from_store(dir, e);
	const struct ledger_result *res;
	struct ledger_record rec;
	struct jout o;
	struct err line;
	size_t i;
	int got;

	if (!r)
		return false;
	for (;;) {
		memset(&line, 0, sizeof(line));
		got = ledger_next(r, &rec, &line);
		if (got == 1)
			trend_set_add(&set, &rec);
		else if (got == 0 || line.status == ST_SYSTEM)
			break;
		if (set.e.status != ST_DONE) {
			line = set.e;
			err_in(&line, dir);
			got = -1;
			break;
		}
	}
	res = ledger_result(r);
	*whole = res->breaks == 0;
	if (got < 0)
		*e = line;
	if (got == 0) {
		jout_start(&o, out, JOUT_PRETTY);
		jout_object(&o);
		jout_key(&o, "groups");
		jout_array(&o);
		for (i = 0; i < set.ngroup; i++)
			group(&o, &set.group[i], c->regression_threshold);
		jout_end(&o);
		jout_kstr(&o, "head", res->head);
		jout_kint(&o, "records", (int64_t)res->records);
		jout_kstr(&o, "schema", "benchline/trends/1");
		jout_kbool(&o, "verified", *whole);
		jout_end(&o);
		jout_finish(&o);
		if (!*whole)
			diag_say("CBKB006: record %llu does not match what "
				 "stands before it (line %llu of the ledger)",
			    res->first_break, res->first_line);
	}
	ledger_close(r);
	trend_set_free(&set);
	return got == 0;
}
