/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* section - see section.h */
#include "section.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "stats.h"
#include "verdict.h"

#define CENTRE 700 /* bytes that a benchmark's centre takes as a tree */

static void
set(json_t *obj, const char *key, json_t *v)
{
	if (!v || json_object_set_new(obj, key, v) != 0)
		xdie();
}

static json_t *
object(void)
{
	json_t *v = json_object();

	if (!v)
		xdie();
	return v;
}

static json_t *
text(const char *s)
{
	return s && *s ? json_string(s) : json_null();
}

static json_t *
number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

/* {commit, timestamp, fingerprint, metrics: {NAME: {label, unit, value}}}. */
static json_t *
summary(const json_t *root, const struct conf *c)
{
	json_t *v = object(), *metrics = object(), *m;
	struct perf_metric p;
	size_t i;

	set(v, "commit", text(field_str_at(root, "/_metadata/git_commit")));
	set(v, "timestamp", text(field_str_at(root, "/_metadata/timestamp")));
	set(v, "fingerprint", text(perf_fingerprint(root)));
	for (i = 0; i < c->nmetric; i++) {
		perf_metric(root, &c->metric[i], &p);
		if (!(p.value > 0) || !p.unit)
			continue;
		m = object();
		set(m, "label", text(c->metric[i].label));
		set(m, "unit", text(p.unit->symbol));
		set(m, "value", number(p.value));
		set(metrics, c->metric[i].name, m);
	}
	set(v, "metrics", metrics);
	return v;
}

/* Each metric of both, former and new. */
static json_t *
changes(const json_t *root, const json_t *former, const struct conf *c)
{
	json_t *list = json_array(), *v;
	struct perf_metric now, was;
	size_t i;

	if (!list)
		xdie();
	for (i = 0; former && i < c->nmetric; i++) {
		const struct conf_metric *m = &c->metric[i];
		double before, after;

		perf_metric(root, m, &now);
		perf_metric(former, m, &was);
		before = perf_value(&was, m);
		after = perf_value(&now, m);
		if (!(before > 0) || !(after > 0))
			continue;
		v = object();
		set(v, "kind", json_string("metric"));
		set(v, "id", json_string(m->name));
		set(v, "label", text(m->label));
		set(v, "unit", text(m->unit->symbol));
		set(v, "baseline", number(before));
		set(v, "current", number(after));
		set(v, "change", number(after / before - 1));
		if (json_array_append_new(list, v) != 0)
			xdie();
	}
	return list;
}

/* The level of the last stable runs, this one included; NAN: none. */
static double
level(const struct recent *r, bool metric, const char *id, const char *unit,
    const char *statistic, double current, bool smaller, double threshold,
    size_t *guess, size_t *runs)
{
	size_t n;
	double *history =
	    recent_values(r, metric, id, unit, statistic, guess, &n);
	struct stats_gate g;
	double centre = current;

	*runs = 1;
	if (n >= 2) {
		stats_gate(history, n, current, 0, smaller, threshold, &g);
		/* Beyond the noise of those before, this run is a new level. */
		if (g.verdict == GATE_OK && isfinite(g.centre)) {
			history = xrealloc(history, (n + 1) * sizeof(*history));
			history[n] = current;
			centre = stats_huber(
			    history + g.segment, n + 1 - g.segment, 0, 2.5);
			*runs = n + 1 - g.segment;
		}
	}
	free(history);
	return centre;
}

static json_t *
centre_of(double value, const char *key, size_t runs)
{
	json_t *v = object();

	set(v, key, number(value));
	set(v, "runs", json_integer((json_int_t)runs));
	return v;
}

/* The robust centre of the last stable runs, by metric and benchmark. */
static json_t *
centre(const json_t *root, const struct section *s)
{
	json_t *v = object(), *metrics = object(), *benches = object();
	double limit = s->conf->regression_threshold;
	size_t i, runs, guess = 0;

	for (i = 0; i < s->conf->nmetric; i++) {
		const struct conf_metric *m = &s->conf->metric[i];
		struct perf_metric p;
		double at;

		perf_metric(root, m, &p);
		if (!(p.value > 0) || !p.unit)
			continue;
		at = level(s->recent, true, m->name, p.symbol, p.statistic,
		    p.value, unit_smaller_is_better(p.unit), limit, NULL,
		    &runs);
		set(metrics, m->name, centre_of(at, "value", runs));
	}
	for (i = 0; i < s->set->n; i++) {
		const struct perf_bench *b = s->set->order[i];
		bool loc = b->location > 0;
		double now = loc ? b->location : b->time;
		double at;

		if (!(now > 0))
			continue;
		at = level(s->recent, false, b->id, "",
		    loc ? "location" : bench_stat_name(b->statistic), now, true,
		    limit, &guess, &runs);
		set(benches, b->id,
		    centre_of(at, loc ? "location_ns" : "time_ns", runs));
	}
	set(v, "metrics", metrics);
	set(v, "benchmarks", benches);
	return v;
}

static json_t *
promoter(const struct evidence *ev)
{
	json_t *v = object();

	set(v, "actor", text(ev->actor));
	set(v, "approver", text(ev->approver));
	set(v, "author", text(ev->author));
	set(v, "pr", ev->pr ? json_integer(ev->pr) : json_null());
	return v;
}

static void
put(json_t *root, json_t *section)
{
	json_t *meta = field_make(root, "/_metadata");

	if (!meta) /* perf_read has checked that it is an object */
		xdie();
	set(meta, "baseline", section);
}

bool
section_fits(const struct perf_set *set, struct err *e)
{
	size_t n = set->n * CENTRE, i;

	for (i = 0; i < set->n; i++)
		n += strlen(set->order[i]->id);
	if (!jio_hold(n, e))
		return err_in(e, JIO_STDIN);
	jio_drop(n); /* the tree is counted as it grows */
	return true;
}

void
section_fill(json_t *root, const struct section *s)
{
	enum outcome done = s->decision->outcome;
	bool yes = done == OUTCOME_PROMOTE || done == OUTCOME_OVERRIDE;
	const json_t *former =
	    s->cmp->baseline.root; /* NULL when there is none */
	json_t *v = object(), *record;

	set(v, "promoted", json_boolean(yes && !s->dry_run));
	set(v, "outcome", json_string(outcome_name(done)));
	if (s->dry_run)
		set(v, "dry_run", json_true());
	set(v, "reasons", json_incref(s->decision->reasons));
	set(v, "checks", json_incref(s->decision->checks));
	set(v, "previous", former ? summary(former, s->conf) : json_null());
	set(v, "current", summary(root, s->conf));
	set(v, "changes", changes(root, former, s->conf));
	set(v, "by", promoter(s->ev));
	if (s->decision->held)
		set(v, "held",
		    json_pack("{s:i,s:i}", "runs", (int)s->decision->held, "of",
			HELD_RUNS));
	if (yes)
		set(v, "centre", centre(root, s));
	if (s->cmp->own)
		set(v, "regression", json_incref(s->cmp->own));
	record = json_null();
	if (s->seq)
		record = json_pack("{s:I,s:s}", "seq", (json_int_t)s->seq,
		    "type", ledger_type_name(outcome_type(done)));
	set(v, "record", record);
	set(v, "head", json_null());
	put(root, v);
}

void
section_head(json_t *root, const char *head)
{
	set(field_at(root, "/_metadata/baseline"), "head", text(head));
}

void
section_recorded(json_t *root, const char *outcome, const char *type,
    unsigned long long seq, const char *head)
{
	json_t *v = object();

	set(v, "promoted", json_false());
	set(v, "outcome", json_string(outcome));
	set(v, "reasons", json_array());
	set(v, "record",
	    seq ? json_pack("{s:I,s:s}", "seq", (json_int_t)seq, "type", type)
		: json_null());
	set(v, "head", text(head));
	put(root, v);
}

void
section_failed(json_t *root, const char *why)
{
	json_t *v = object(), *reasons = json_array();

	if (!reasons || json_array_append_new(reasons, verdict_text(why)) != 0)
		xdie();
	set(v, "promoted", json_false());
	set(v, "outcome", json_string("failed"));
	set(v, "reasons", reasons);
	put(root, v);
}
