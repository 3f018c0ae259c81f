/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regress_item - see regress_item.h */
#include "regress_item.h"

#include <math.h>
#include <stdlib.h>

#include "regress.h"
#include "stats.h"

/*
 * Chance that any of a run's unchanged benchmarks is called proven.  Smaller
 * than the gate's own: a benchmark's word is on top of its metric's.
 */
#define FAMILY .005
#define HOLM_PASSES 20 /* what is not proven by then stays inconclusive */

bool
item_dropped(double current, double base, double threshold, bool smaller)
{
	return smaller ? current > base * (1 + threshold)
		       : current < base * (1 - threshold);
}

/* Better by more than the threshold. */
static bool
improved(double current, double base, double threshold, bool smaller)
{
	return smaller ? current < base * (1 - threshold)
		       : current > base * (1 + threshold);
}

static bool
all_equal(const double *v, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++) {
		if (v[i] != v[0])
			return false;
	}
	return true;
}

/* Against a history: the gate, whose centre is the baseline. */
static void
compare_runs(struct item *it, const double *values, size_t n)
{
	struct stats_gate g;

	stats_gate(
	    values, n, it->current, it->se, it->smaller, it->threshold, &g);
	it->proven = true;
	it->baseline = g.centre;
	it->change = g.change;
	it->low = g.low;
	it->high = g.high;
	it->runs = g.runs;
	it->dof = g.dof;
	/* ln and exp may be one ulp off; the threshold is exact. */
	if (all_equal(values + g.segment, n - g.segment)) {
		it->baseline = values[n - 1];
		it->change = it->current / it->baseline - 1;
	}
	switch (g.verdict) {
	case GATE_REGRESSION:
		it->verdict = ITEM_REGRESSION;
		break;
	case GATE_INCONCLUSIVE:
		it->verdict = ITEM_INCONCLUSIVE;
		break;
	case GATE_IMPROVEMENT:
		it->verdict = ITEM_IMPROVEMENT;
		return;
	case GATE_OK:
		return;
	}
	if (!item_dropped(
		it->current, it->baseline, it->threshold, it->smaller))
		it->verdict = ITEM_OK;
}

static void
compare_alone(struct item *it, double base)
{
	it->baseline = base;
	it->change = it->current / base - 1;
	if (item_dropped(it->current, base, it->threshold, it->smaller))
		it->verdict = ITEM_DROP;
	else if (improved(it->current, base, it->threshold, it->smaller))
		it->verdict = ITEM_IMPROVEMENT;
}

bool
item_compare(struct item *it, const double *values, size_t n, double base)
{
	it->baseline = it->change = it->low = it->high = it->dof = NAN;
	it->verdict = ITEM_OK;
	it->proven = false;
	it->runs = 0;
	if (!(it->current > 0))
		return false;
	if (n >= REGRESS_HISTORY_MIN) {
		compare_runs(it, values, n);
		return true;
	}
	if (!(base > 0) && n > 0)
		base = values[n - 1];
	if (!(base > 0))
		return false;
	compare_alone(it, base);
	return true;
}

/* How many standard errors worse than the baseline. */
static double
t_of(const struct item *it)
{
	double q = stats_t_quantile(STATS_GATE_CONFIDENCE, it->dof);
	double se = (log1p(it->high) - log1p(it->low)) / (2 * q);
	double worse = it->smaller ? log1p(it->change) : -log1p(it->change);

	return se > 0 ? worse / se : INFINITY;
}

/* Holm: with left tests to go, those that pass make it easier for the rest. */
static size_t
holm_pass(const struct item *items, size_t n, size_t left, bool *passed)
{
	double p = FAMILY / (double)left;
	size_t i, more = 0;

	for (i = 0; i < n; i++) {
		if (passed[i] || items[i].verdict != ITEM_REGRESSION ||
		    t_of(&items[i]) <= stats_t_quantile(1 - p, items[i].dof))
			continue;
		passed[i] = true;
		more++;
	}
	return more;
}

void
item_holm(struct item *items, size_t n)
{
	bool *passed = xcalloc(n + 1, sizeof(*passed));
	size_t i, left = 0, more = 1;

	for (i = 0; i < n; i++)
		left += items[i].proven;
	for (i = 0; i < HOLM_PASSES && more > 0 && left > 0; i++) {
		more = holm_pass(items, n, left, passed);
		left -= more;
	}
	for (i = 0; i < n; i++) {
		if (items[i].verdict == ITEM_REGRESSION && !passed[i])
			items[i].verdict = ITEM_INCONCLUSIVE;
	}
	free(passed);
}

void
item_mark_disturbed(struct item *it)
{
	it->disturbed = it->verdict == ITEM_REGRESSION;
}

/* Words. */

char *
item_subject(const struct item *it)
{
	const char *what = it->unit->dim == DIM_TIME ? "time" : "throughput";
	char *name = verdict_name(it->metric ? it->label : it->id), *text;

	text = xasprintf(it->metric ? "%s %s" : "%s: %s", name, what);
	free(name);
	return text;
}

/* A benchmark's time in the unit that suits it, as Criterion prints it. */
static char *
time_value(double ns)
{
	static const char *const suffix[] = {"s", "ms", "us", "ns"};
	const struct unit *u = NULL;
	size_t i;

	for (i = 0; i < 4; i++) {
		u = unit_by_suffix(suffix[i]);
		if (ns >= u->base)
			break;
	}
	ns /= u->base;
	if (ns >= 1e9)
		return xasprintf("%.3e %s", ns, u->symbol);
	return xasprintf("%.*f %s",
	    ns < 10     ? 4
	    : ns < 100  ? 3
	    : ns < 1000 ? 2
			: 1,
	    ns, u->symbol);
}

char *
item_value(const struct item *it, double v)
{
	return it->metric ? unit_tell(it->unit, v) : time_value(v);
}

/* "interval -9.10 % to -6.00 %, 12 runs", or why there is none; new. */
static char *
grounds(const struct item *it)
{
	if (!it->proven)
		return xstrdup("baseline alone, so noise is not known");
	return xasprintf("interval %+.2f %% to %+.2f %%, %zu runs",
	    it->low * 100, it->high * 100, it->runs);
}

static const char *
ending(const struct item *it)
{
	if (it->disturbed)
		return ": the machine was disturbed meanwhile, run again";
	return it->verdict == ITEM_INCONCLUSIVE ? ": inconclusive, run again"
						: "";
}

static void
say_change(const struct item *it, enum severity s, struct findings *f)
{
	char *subject = item_subject(it), *why = grounds(it);
	char *now = item_value(it, it->current);
	char *then = item_value(it, it->baseline);

	findings_say(f, s, "%s %s %s %.2f %% from %s (threshold %.2f %%, %s)%s",
	    subject, now, it->change < 0 ? "dropped" : "rose",
	    fabs(it->change) * 100, then, it->threshold * 100, why, ending(it));
	free(subject);
	free(why);
	free(now);
	free(then);
}

static double
limit_of(const struct item *it)
{
	return it->baseline *
	       (it->smaller ? 1 + it->threshold : 1 - it->threshold);
}

void
item_say(const struct item *it, struct findings *f)
{
	enum severity s = SEVERITY_WARNING;
	double limit = limit_of(it);

	if (it->verdict == ITEM_OK)
		return;
	if (it->verdict == ITEM_IMPROVEMENT)
		s = SEVERITY_NOTE;
	if (it->verdict == ITEM_REGRESSION && it->gate == GATE_FAIL)
		s = SEVERITY_ERROR;
	say_change(it, s, f);
	if (s != SEVERITY_NOTE)
		findings_violation(f, s, it->id, "regression", it->current,
		    limit, fabs(limit - it->current), it->unit->symbol);
}

/* The entry. */

static const char *
verdict_word(enum item_verdict v)
{
	static const char *const words[] = {
	    "ok", "regression", "inconclusive", "improvement", "drop"};

	return words[v];
}

static const char *
why_word(const struct item *it)
{
	if (!it->proven)
		return "compared with a baseline alone";
	switch (it->verdict) {
	case ITEM_REGRESSION:
		return it->disturbed ? "over the threshold and beyond the "
				       "noise, on a disturbed machine"
				     : "over the threshold and beyond the "
				       "noise";
	case ITEM_INCONCLUSIVE:
		return "over the threshold, within the noise";
	case ITEM_IMPROVEMENT:
		return "better than the threshold and beyond the noise";
	case ITEM_OK:
	case ITEM_DROP:
		break;
	}
	return "within the threshold";
}

static void
set_real(json_t *o, const char *key, double v)
{
	json_object_set_new(o, key, isfinite(v) ? json_real(v) : json_null());
}

json_t *
item_json(const struct item *it)
{
	json_t *o = json_object();

	json_object_set_new(
	    o, "kind", json_string(it->metric ? "metric" : "benchmark"));
	json_object_set_new(o, "id", json_string(it->id));
	if (it->metric)
		json_object_set_new(o, "label", json_string(it->label));
	set_real(o, "baseline", it->baseline);
	set_real(o, "current", it->current);
	set_real(o, "change", it->change);
	set_real(o, "low", it->low);
	set_real(o, "high", it->high);
	set_real(o, "dof", it->dof);
	json_object_set_new(o, "runs", json_integer((json_int_t)it->runs));
	json_object_set_new(o, "unit", json_string(it->unit->symbol));
	json_object_set_new(
	    o, "verdict", json_string(verdict_word(it->verdict)));
	json_object_set_new(o, "statistic",
	    it->statistic ? json_string(it->statistic) : json_null());
	json_object_set_new(
	    o, "gate", json_string(it->gate == GATE_FAIL ? "fail" : "warn"));
	json_object_set_new(o, "why", json_string(why_word(it)));
	return o;
}
