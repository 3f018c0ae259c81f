/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * regress - compare a run with its baseline and its history; see regress.h
 *
 * Metrics and benchmarks both become items (regress_item.h).  What is said
 * comes in this order, as lists are cut at 50 entries: what could not be
 * compared, metrics, benchmarks that are missing, benchmarks, drift, new ones.
 */
#include "regress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "regress_item.h"
#include "stats.h"

struct compare {
	const struct regress *r;
	const json_t *root;
	const struct conf *c;
	bool require;
	struct findings *f;
	bool comparable;    /* the baseline's environment is this one */
	bool compared;      /* anything was */
	struct item *bench; /* of r->current, those that were compared */
	const struct perf_bench **of;
	size_t nbench;
	json_t *changes, *drift, *missing, *added;
	json_t *reason; /* why something was not compared, or NULL */
};

/* What can't be compared, for the reason given: a warning, or an error. */
static void
not_compared(struct compare *k, const char *prefix, const char *reason)
{
	findings_say(k->f, k->require ? SEVERITY_ERROR : SEVERITY_WARNING,
	    "%s: %s", prefix, reason);
	if (!k->reason)
		k->reason = json_sprintf("%s: %s", prefix, reason);
}

/* The values of a series, and how many; v has room for HISTORY_RUNS. */
static size_t
values_of(const struct compare *k, const size_t *series, size_t i, double *v)
{
	return k->r->history ? history_series(k->r->history, series[i], v) : 0;
}

/* Drift: what no single step shows. */

/* words: "has drifted" or "is off the baseline"; since: a commit or time. */
static void
add_drift(struct compare *k, const struct item *it, const char *words,
    double from, const char *since)
{
	char *subject = item_subject(it), *now = item_value(it, it->current);
	char *then = item_value(it, from);
	double change = it->current / from - 1;

	findings_say(k->f, SEVERITY_WARNING,
	    "%s %s %s: %+.2f %% from %s (%.20s), no single step over the "
	    "threshold of %.2f %%",
	    subject, now, words, change * 100, then,
	    *since ? since : "commit not known", it->threshold * 100);
	json_array_append_new(k->drift,
	    json_pack("{s:s, s:s, s:f, s:f, s:f}", "id", it->id, "since", since,
		"from", from, "to", it->current, "change", change));
	free(subject);
	free(now);
	free(then);
}

/* base: the baseline's value, NAN when there is none. */
static void
look_for_drift(struct compare *k, const struct item *it, size_t series,
    const double *values, size_t n, double base)
{
	const struct history *h = k->r->history;
	const char *commit, *time;
	struct stats_drift d;
	size_t from;

	if (!it->proven || it->verdict == ITEM_REGRESSION ||
	    it->verdict == ITEM_INCONCLUSIVE)
		return;
	from = history_since(h, series, REGRESS_PROMOTIONS);
	if (from >= n)
		from = 0;
	stats_drift(values + from, n - from, it->current, it->smaller,
	    it->threshold, &d);
	if (d.found) {
		history_run(h, series, from + d.since, &commit, &time);
		add_drift(
		    k, it, "has drifted", d.from, *commit ? commit : time);
	} else if (base > 0 && item_dropped(it->current, base, it->threshold,
				   it->smaller)) {
		commit =
		    field_str_at(k->r->baseline.root, "/_metadata/git_commit");
		add_drift(
		    k, it, "is off the baseline", base, commit ? commit : "");
	}
}

/* Metrics. */

/* The baseline's value, in the unit of this run's; NAN and *why if unlike. */
static double
metric_base(const struct compare *k, const struct conf_metric *m,
    const struct perf_metric *now, char **why)
{
	struct perf_metric then;

	*why = NULL;
	if (!k->comparable)
		return NAN;
	perf_metric(k->r->baseline.root, m, &then);
	if (!(then.value > 0))
		*why = xstrdup("the baseline has no value");
	else if (then.unit != now->unit)
		*why = xasprintf(
		    "unit differs (%.32s, %.32s)", now->symbol, then.symbol);
	else if (now->statistic && then.statistic &&
		 strcmp(now->statistic, then.statistic) != 0)
		*why = xasprintf("statistic differs (%s, %s)", now->statistic,
		    then.statistic);
	return *why ? NAN : then.value;
}

static void
compare_metric(struct compare *k, size_t i)
{
	const struct conf_metric *m = &k->c->metric[i];
	double values[HISTORY_RUNS], base;
	struct perf_metric now;
	struct item it = {.metric = true, .id = m->name, .label = m->label};
	char *why;
	size_t n;

	perf_metric(k->root, m, &now);
	if (!(now.value > 0) || !now.unit)
		return; /* not measured: that has been said */
	it.unit = now.unit;
	it.statistic = now.statistic;
	it.smaller = unit_smaller_is_better(now.unit);
	it.threshold = k->c->regression_threshold;
	it.gate = m->gate == GATE_WARN ? GATE_WARN : GATE_FAIL;
	it.current = now.value;
	it.se = isfinite(now.location_se) ? now.location_se : 0;
	base = metric_base(k, m, &now, &why);
	n = values_of(k, k->r->metric_series, i, values);
	if (item_compare(&it, values, n, base)) {
		k->compared = true;
		item_say(&it, k->f);
		look_for_drift(k, &it, k->r->metric_series[i], values, n, base);
		json_array_append_new(k->changes, item_json(&it));
	}
	if (why && it.proven)
		findings_say(k->f, SEVERITY_NOTE,
		    "%s: not compared with the "
		    "baseline: %s",
		    m->label, why);
	else if (why) {
		char *prefix = xasprintf("%s: not compared", m->label);

		not_compared(k, prefix, why);
		free(prefix);
	}
	free(why);
}

/* Benchmarks. */

/* Which gate a benchmark has: its own, else that of its metric. */
static enum gate
gate_of(const struct conf *c, const char *id, const struct conf_bench *b)
{
	const struct conf_metric *m;

	if (b && b->gate != GATE_METRIC)
		return b->gate;
	m = conf_metric_of(c, id);
	return m && m->gate != GATE_WARN ? GATE_FAIL : GATE_WARN;
}

static struct item
bench_item(const struct compare *k, const struct perf_bench *now)
{
	const struct conf_bench *own = conf_bench_of(k->c, now->id);
	struct item it = {.id = now->id};

	it.unit = unit_by_suffix("ns");
	it.statistic = bench_stat_name(now->statistic);
	it.smaller = !own || own->direction != DIRECTION_HIGHER;
	it.threshold = own && isfinite(own->regression_threshold)
			   ? own->regression_threshold
			   : k->c->regression_threshold;
	it.gate = gate_of(k->c, now->id, own);
	it.current = now->time;
	return it;
}

/* One benchmark into k->bench; *unlike counts other statistics. */
static void
compare_bench(struct compare *k, size_t i, size_t *unlike,
    const struct perf_bench **first)
{
	const struct perf_bench *now = &k->r->current.bench[i];
	const struct perf_bench *then =
	    k->comparable ? perf_find(&k->r->set, now->id) : NULL;
	struct item it = bench_item(k, now);
	double values[HISTORY_RUNS], base = then ? then->time : NAN;
	size_t n = values_of(k, k->r->bench_series, i, values);
	bool same = !then || then->statistic == STAT_NONE ||
		    now->statistic == STAT_NONE ||
		    then->statistic == now->statistic;

	if (n >= REGRESS_HISTORY_MIN && now->location > 0) {
		it.current = now->location;
		it.se = isfinite(now->location_se) ? now->location_se : 0;
	} else if (n > 0 && now->location > 0) {
		n = 0; /* locations are no times: only the baseline is left */
	}
	if (!same && n < REGRESS_HISTORY_MIN) {
		if ((*unlike)++ == 0)
			*first = now;
		return;
	}
	if (!item_compare(&it, values, n, same ? base : NAN))
		return;
	k->compared = true;
	k->of[k->nbench] = now;
	k->bench[k->nbench++] = it;
}

static void
say_unlike(struct compare *k, const struct perf_bench *now, size_t n)
{
	const struct perf_bench *then = perf_find(&k->r->set, now->id);
	char *name = verdict_name(now->id);
	char *prefix = xasprintf("%s: not compared", name);
	char *more =
	    n > 1 ? xasprintf(", and %zu more benchmarks", n - 1) : xstrdup("");
	char *why = xasprintf("statistic differs (%s, %s)%s",
	    bench_stat_name(now->statistic), bench_stat_name(then->statistic),
	    more);

	not_compared(k, prefix, why);
	free(name);
	free(prefix);
	free(more);
	free(why);
}

static int
by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

/* How large a change must be to be listed among the REGRESS_LISTED. */
static double
listed_from(const struct compare *k)
{
	double *size, limit;
	size_t i;

	if (k->nbench <= REGRESS_LISTED)
		return 0;
	size = xcalloc(k->nbench, sizeof(*size));
	for (i = 0; i < k->nbench; i++)
		size[i] = k->bench[i].verdict == ITEM_OK
			      ? fabs(k->bench[i].change)
			      : INFINITY;
	qsort(size, k->nbench, sizeof(*size), by_size);
	limit = size[REGRESS_LISTED - 1];
	free(size);
	return limit;
}

static void
list_benchmarks(struct compare *k)
{
	double limit = listed_from(k);
	size_t i, n = 0;

	for (i = 0; i < k->nbench && n < REGRESS_LISTED; i++) {
		const struct item *it = &k->bench[i];

		if (it->verdict == ITEM_OK && fabs(it->change) < limit)
			continue;
		json_array_append_new(k->changes, item_json(it));
		n++;
	}
}

/* Worst first: the list of messages may be cut. */
static void
say_benchmarks(struct compare *k)
{
	static const enum item_verdict order[] = {
	    ITEM_REGRESSION, ITEM_INCONCLUSIVE, ITEM_DROP, ITEM_IMPROVEMENT};
	size_t i, j;

	for (j = 0; j < 4; j++) {
		for (i = 0; i < k->nbench; i++) {
			if (k->bench[i].verdict == order[j])
				item_say(&k->bench[i], k->f);
		}
	}
}

static void
drift_of_benchmarks(struct compare *k)
{
	double values[HISTORY_RUNS];
	size_t i, at, n;

	for (i = 0; i < k->nbench; i++) {
		if (!k->bench[i].proven)
			continue;
		at = (size_t)(k->of[i] - k->r->current.bench);
		n = values_of(k, k->r->bench_series, at, values);
		look_for_drift(
		    k, &k->bench[i], k->r->bench_series[at], values, n, NAN);
	}
}

static void
compare_benchmarks(struct compare *k)
{
	const struct perf_bench *first = NULL;
	size_t i, n = k->r->current.n, unlike = 0;

	k->bench = xcalloc(n + 1, sizeof(*k->bench));
	k->of = xcalloc(n + 1, sizeof(const struct perf_bench *));
	for (i = 0; i < n; i++)
		compare_bench(k, i, &unlike, &first);
	if (unlike)
		say_unlike(k, first, unlike);
	item_holm(k->bench, k->nbench);
	say_benchmarks(k);
	drift_of_benchmarks(k);
	list_benchmarks(k);
}

/* The set of benchmarks. */

static void
say_missing(struct compare *k, const char *id)
{
	const struct conf_bench *own = conf_bench_of(k->c, id);
	char *name = verdict_name(id);

	json_array_append_new(k->missing, json_string(id));
	if (own && own->allow_missing) {
		findings_say(k->f, SEVERITY_NOTE,
		    "%s: in the baseline, missing in this run (allowed)", name);
	} else {
		findings_say(k->f, SEVERITY_ERROR,
		    "%s: in the baseline, missing in this run", name);
		findings_violation(
		    k->f, SEVERITY_ERROR, id, "missing", NAN, NAN, NAN, NULL);
	}
	free(name);
}

static void
missing_benchmarks(struct compare *k)
{
	size_t i;

	if (!k->r->has_baseline || !k->r->set.listed)
		return;
	if (!k->r->current.listed) {
		not_compared(
		    k, "benchmarks: not compared", "this document lists none");
		return;
	}
	for (i = 0; i < k->r->set.n; i++) {
		if (!perf_find(&k->r->current, k->r->set.bench[i].id))
			say_missing(k, k->r->set.bench[i].id);
	}
}

static void
new_benchmarks(struct compare *k)
{
	size_t i;

	if (!k->r->has_baseline)
		return;
	if (!k->r->set.listed) {
		findings_say(k->f, SEVERITY_NOTE,
		    "benchmarks: not compared: the baseline lists none");
		return;
	}
	for (i = 0; i < k->r->current.n; i++) {
		const char *id = k->r->current.bench[i].id;
		char *name;

		if (perf_find(&k->r->set, id))
			continue;
		name = verdict_name(id);
		json_array_append_new(k->added, json_string(id));
		findings_say(k->f, SEVERITY_WARNING,
		    "%s: new, not in the baseline", name);
		free(name);
	}
}

/* The whole. */

/* Is the baseline from this environment?  What is not known is noted. */
static void
check_environment(struct compare *k)
{
	char *unknown, *differs;

	if (k->r->none)
		not_compared(k, "nothing to compare with", k->r->none);
	if (k->r->no_history)
		not_compared(
		    k, "history: nothing to compare with", k->r->no_history);
	if (!k->r->has_baseline)
		return;
	differs = perf_differs(k->root, k->r->baseline.root, &unknown);
	k->comparable = !differs;
	if (differs)
		not_compared(k, "not compared", differs);
	else if (unknown)
		findings_say(k->f, SEVERITY_NOTE,
		    "environment: compared though one side does not tell: %s",
		    unknown);
	free(differs);
	free(unknown);
}

static void
check_history(struct compare *k)
{
	const struct history *h = k->r->history;

	if (!h)
		return;
	if (history_broken(h))
		findings_say(k->f, SEVERITY_WARNING,
		    "history: the ledger's chain does not hold at record %llu",
		    history_broken(h));
	if (history_runs(h) < REGRESS_HISTORY_MIN)
		findings_say(k->f, SEVERITY_NOTE,
		    "history: %zu comparable runs of %zu, fewer than %d: as a "
		    "baseline alone",
		    history_runs(h), history_seen(h), REGRESS_HISTORY_MIN);
}

static json_t *
baseline_json(const struct regress *r)
{
	const json_t *root = r->baseline.root;

	if (!r->has_baseline)
		return json_null();
	return json_pack("{s:s?, s:s?, s:s?, s:s}", "commit",
	    field_str_at(root, "/_metadata/git_commit"), "timestamp",
	    field_str_at(root, "/_metadata/timestamp"), "fingerprint",
	    perf_fingerprint(root), "source", r->source);
}

static json_t *
reason_json(const struct compare *k)
{
	size_t runs = k->r->history ? history_runs(k->r->history) : 0;

	if (!k->r->asked)
		return json_string("not asked for");
	if (k->reason)
		return k->reason;
	if (!k->compared)
		return json_string("nothing to compare with");
	if (runs >= REGRESS_HISTORY_MIN)
		return json_sprintf("%zu comparable runs", runs);
	return json_sprintf("baseline alone, %zu comparable runs", runs);
}

static json_t *
section_json(const struct compare *k)
{
	size_t runs = k->r->history ? history_runs(k->r->history) : 0;
	json_t *o = json_object();

	json_object_set_new(o, "compared", json_boolean(k->compared));
	json_object_set_new(o, "reason", reason_json(k));
	json_object_set_new(o, "baseline", baseline_json(k->r));
	json_object_set_new(o, "runs", json_integer((json_int_t)runs));
	json_object_set_new(
	    o, "threshold", json_real(k->c->regression_threshold));
	json_object_set_new(o, "changes", k->changes);
	json_object_set_new(o, "drift", k->drift);
	json_object_set_new(o, "missing", k->missing);
	json_object_set_new(o, "added", k->added);
	return o;
}

json_t *
regress_compare(const struct regress *r, const struct jio_doc *doc,
    const struct conf *c, bool require, struct findings *f)
{
	struct compare k = {
	    .r = r, .root = doc->root, .c = c, .require = require, .f = f};
	json_t *section;
	size_t i;

	k.changes = json_array();
	k.drift = json_array();
	k.missing = json_array();
	k.added = json_array();
	if (r->asked) {
		check_environment(&k);
		check_history(&k);
		for (i = 0; i < c->nmetric; i++)
			compare_metric(&k, i);
		missing_benchmarks(&k);
		compare_benchmarks(&k);
		new_benchmarks(&k);
		if (!k.compared && !k.reason)
			not_compared(&k, "nothing to compare with",
			    "no comparable run in the history");
	}
	section = section_json(&k);
	free(k.bench);
	free(k.of);
	return section;
}
