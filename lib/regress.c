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
#include "regress_impl.h"
#include "stats.h"

void
compare_not(struct compare *k, const char *prefix, const char *reason)
{
	findings_say(k->f, k->require ? SEVERITY_ERROR : SEVERITY_WARNING,
	    "%s: %s", prefix, reason);
	if (!k->reason)
		k->reason = json_sprintf("%s: %s", prefix, reason);
}

size_t
compare_values(
    const struct compare *k, const size_t *series, size_t i, double *v)
{
	return k->r->history ? history_series(k->r->history, series[i], v) : 0;
}

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

void
compare_drift(struct compare *k, const struct item *it, size_t series,
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

/* It can't be compared with the baseline; with a history that is no harm. */
static void
metric_not(struct compare *k, const struct conf_metric *m, bool proven,
    const char *why)
{
	char *prefix = xasprintf("%s: not compared", m->label);

	if (proven)
		findings_say(k->f, SEVERITY_NOTE, "%s with the baseline: %s",
		    prefix, why);
	else
		compare_not(k, prefix, why);
	free(prefix);
}

/* That an optional metric is not there any more must not look like a PASS. */
static void
metric_gone(struct compare *k, const struct conf_metric *m)
{
	struct perf_metric then;

	if (!k->r->has_baseline || !m->optional)
		return; /* not measured: that has been said */
	perf_metric(k->r->baseline.root, m, &then);
	if (then.value > 0)
		metric_not(k, m, false, "in the baseline, not in this run");
}

static void
metric_item(const struct compare *k, const struct conf_metric *m,
    const struct perf_metric *now, struct item *it)
{
	*it = (struct item){.metric = true, .id = m->name, .label = m->label};
	it->unit = now->unit;
	it->statistic = now->statistic;
	it->smaller = unit_smaller_is_better(now->unit);
	it->threshold = k->c->regression_threshold;
	it->gate = m->gate == GATE_WARN ? GATE_WARN : GATE_FAIL;
	it->current = now->value;
	it->se = perf_se(now);
}

static void
compare_metric(struct compare *k, size_t i)
{
	const struct conf_metric *m = &k->c->metric[i];
	const struct history *h = k->r->history;
	double values[HISTORY_RUNS], base;
	struct perf_metric now;
	struct item it;
	char *why;
	size_t n;

	perf_metric(k->root, m, &now);
	if (!(now.value > 0) || !now.unit) {
		metric_gone(k, m);
		return;
	}
	metric_item(k, m, &now, &it);
	base = metric_base(k, m, &now, &why);
	n = compare_values(k, k->r->metric_series, i, values);
	if (item_compare(&it, values, n, base)) {
		k->compared = true;
		if (k->disturbed)
			item_mark_disturbed(&it);
		item_say(&it, k->f);
		if (it.proven)
			compare_drift(
			    k, &it, k->r->metric_series[i], values, n, base);
		json_array_append_new(k->changes, item_json(&it));
	} else if (!why && h && history_runs(h) > 0) {
		why = xstrdup("the history has no comparable run of it");
	}
	if (why)
		metric_not(k, m, it.proven, why);
	free(why);
}

/* The whole. */

/* Is the baseline from this environment?  What is not known is noted. */
static void
check_environment(struct compare *k)
{
	char *unknown, *differs;

	if (k->r->none)
		compare_not(k, "nothing to compare with", k->r->none);
	if (k->r->no_history)
		compare_not(
		    k, "history: nothing to compare with", k->r->no_history);
	if (!k->r->has_baseline)
		return;
	differs = perf_differs(k->root, k->r->baseline.root, &unknown);
	k->comparable = !differs;
	if (differs)
		compare_not(k, "not compared", differs);
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

	k.disturbed = json_array_size(field_at(doc->root,
			  "/_metadata/execution_context/disturbances")) > 0;
	k.changes = json_array();
	k.drift = json_array();
	k.missing = json_array();
	k.added = json_array();
	if (r->asked) {
		check_environment(&k);
		check_history(&k);
		for (i = 0; i < c->nmetric; i++)
			compare_metric(&k, i);
		compare_missing(&k);
		compare_benchmarks(&k);
		compare_new(&k);
		if (!k.compared && !k.reason)
			compare_not(&k, "nothing to compare with",
			    "no comparable run in the history");
	}
	section = section_json(&k);
	free(k.bench);
	free(k.of);
	return section;
}
