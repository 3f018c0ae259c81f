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
	it.se = perf_time_se(now);
	return it;
}

/* Why benchmarks were not compared: how many, and the first of them. */
enum why { WHY_STATISTIC, WHY_WORK, WHY_ZERO, WHY_HISTORY, WHYS };
struct unlike {
	size_t n;
	const struct perf_bench *now, *then; /* then may be NULL */
};

static void
add_unlike(struct unlike *u, const struct perf_bench *now,
    const struct perf_bench *then)
{
	if (u->n++ == 0) {
		u->now = now;
		u->then = then;
	}
}

static bool
other_statistic(const struct perf_bench *now, const struct perf_bench *then)
{
	return then->statistic != STAT_NONE && now->statistic != STAT_NONE &&
	       then->statistic != now->statistic;
}

/* The benchmarks that there should be. */
static const struct perf_set *
expected(const struct compare *k)
{
	return k->r->set.listed ? &k->r->set : &k->r->past;
}

/*
 * The values that now is held against, and it->current, which is of the same
 * kind: locations where both sides have them, else times.
 */
static size_t
choose_values(const struct compare *k, size_t i, double base, double *values,
    struct item *it)
{
	const struct perf_bench *now = &k->r->current.bench[i];
	size_t n = compare_values(k, k->r->bench_series, i, values);

	if (n == 0 || !(now->location > 0))
		return n;
	if (n < REGRESS_HISTORY_MIN && base > 0)
		return 0; /* locations are no times: only the baseline is left
			   */
	it->current = now->location;
	it->se = perf_location_se(now);
	return n;
}

/* One benchmark into k->bench, or into unlike. */
static void
compare_bench(struct compare *k, size_t i, struct unlike *unlike)
{
	const struct perf_bench *now = &k->r->current.bench[i];
	const struct perf_bench *then =
	    k->comparable ? perf_find(&k->r->set, now->id) : NULL;
	struct item it = bench_item(k, now);
	bool same = !then || !other_statistic(now, then);
	double values[HISTORY_RUNS], base = then && same ? then->time : NAN;
	size_t n = choose_values(k, i, base, values, &it);

	if (then && (perf_unlike(now->bytes, then->bytes) ||
			perf_unlike(now->elements, then->elements)))
		add_unlike(&unlike[WHY_WORK], now, then);
	else if (!same && n < REGRESS_HISTORY_MIN)
		add_unlike(&unlike[WHY_STATISTIC], now, then);
	else if (item_compare(&it, values, n, base)) {
		k->compared = true;
		k->of[k->nbench] = now;
		k->bench[k->nbench++] = it;
	} else if (then || !(now->time > 0))
		add_unlike(&unlike[WHY_ZERO], now, then);
	else if (k->r->history && history_runs(k->r->history) > 0 &&
		 perf_find(expected(k), now->id))
		add_unlike(&unlike[WHY_HISTORY], now, then);
}

/* The reason in words, new. */
static char *
why_text(enum why why, const struct unlike *u)
{
	bool bytes;

	switch (why) {
	case WHY_STATISTIC:
		return xasprintf("statistic differs (%s, %s)",
		    bench_stat_name(u->now->statistic),
		    bench_stat_name(u->then->statistic));
	case WHY_WORK:
		bytes = perf_unlike(u->now->bytes, u->then->bytes);
		return xasprintf("%s per iteration differ (%.15g, %.15g)",
		    bytes ? "bytes" : "elements",
		    bytes ? u->now->bytes : u->now->elements,
		    bytes ? u->then->bytes : u->then->elements);
	case WHY_ZERO:
		return xstrdup("a time of 0 is no measurement");
	case WHY_HISTORY:
	case WHYS:
		break;
	}
	return xstrdup("the history has no comparable run of it");
}

static void
say_unlike(struct compare *k, enum why why, const struct unlike *u)
{
	char *name = verdict_name(u->now->id), *text = why_text(why, u);
	char *prefix = xasprintf("%s: not compared", name);
	char *more =
	    u->n > 1 ? xasprintf("%s, and %zu more benchmarks", text, u->n - 1)
		     : xstrdup(text);

	compare_not(k, prefix, more);
	free(name);
	free(text);
	free(prefix);
	free(more);
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
	struct unlike unlike[WHYS] = {{0, NULL, NULL}};
	size_t i, n = k->r->current.n;
	enum why why;

	k->bench = xcalloc(n + 1, sizeof(*k->bench));
	k->of = xcalloc(n + 1, sizeof(const struct perf_bench *));
	for (i = 0; i < n; i++)
		compare_bench(k, i, unlike);
	for (why = 0; why < WHYS; why++) {
		if (unlike[why].n > 0)
			say_unlike(k, why, &unlike[why]);
	}
	item_holm(k->bench, k->nbench);
	for (i = 0; k->disturbed && i < k->nbench; i++)
		item_mark_disturbed(&k->bench[i]);
	say_benchmarks(k);
	drift_of_benchmarks(k);
	list_benchmarks(k);
}

/* The set of benchmarks. */

/* Where it is known from what benchmarks there should be. */
static const char *
where(const struct compare *k)
{
	return k->r->set.listed ? "the baseline" : "the history's last run";
}

static void
say_missing(struct compare *k, const char *id)
{
	const struct conf_bench *own = conf_bench_of(k->c, id);
	bool allowed = own && own->allow_missing;
	char *name = verdict_name(id);

	json_array_append_new(k->missing, json_string(id));
	findings_say(k->f, allowed ? SEVERITY_NOTE : SEVERITY_ERROR,
	    "%s: in %s, missing in this run%s", name, where(k),
	    allowed ? " (allowed)" : "");
	if (!allowed)
		findings_violation(
		    k->f, SEVERITY_ERROR, id, "missing", NAN, NAN, NAN, NULL);
	free(name);
}

void
compare_missing(struct compare *k)
{
	const struct perf_set *set = expected(k);
	size_t i;

	if (!set->listed)
		return;
	if (!k->r->current.listed) {
		compare_not(
		    k, "benchmarks: not compared", "this document lists none");
		return;
	}
	for (i = 0; i < set->n; i++) {
		if (!perf_find(&k->r->current, set->bench[i].id))
			say_missing(k, set->bench[i].id);
	}
}

void
compare_new(struct compare *k)
{
	const struct perf_set *set = expected(k);
	size_t i;

	if (k->r->has_baseline && !set->listed)
		findings_say(k->f, SEVERITY_NOTE,
		    "benchmarks: not compared: the baseline lists none");
	for (i = 0; set->listed && i < k->r->current.n; i++) {
		const char *id = k->r->current.bench[i].id;
		char *name;

		if (perf_find(set, id))
			continue;
		name = verdict_name(id);
		json_array_append_new(k->added, json_string(id));
		findings_say(k->f, SEVERITY_WARNING, "%s: new, not in %s", name,
		    where(k));
		free(name);
	}
}
