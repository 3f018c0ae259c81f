/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regress_bench - benchmarks by id, and the set of them; see regress_impl.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "regress_impl.h"

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
	size_t n = compare_values(k, k->r->bench_series, i, values);
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

	compare_not(k, prefix, why);
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
		n = compare_values(k, k->r->bench_series, at, values);
		compare_drift(
		    k, &k->bench[i], k->r->bench_series[at], values, n, NAN);
	}
}

void
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

void
compare_missing(struct compare *k)
{
	size_t i;

	if (!k->r->has_baseline || !k->r->set.listed)
		return;
	if (!k->r->current.listed) {
		compare_not(
		    k, "benchmarks: not compared", "this document lists none");
		return;
	}
	for (i = 0; i < k->r->set.n; i++) {
		if (!perf_find(&k->r->current, k->r->set.bench[i].id))
			say_missing(k, k->r->set.bench[i].id);
	}
}

void
compare_new(struct compare *k)
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
