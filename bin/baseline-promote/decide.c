/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* decide - see decide.h */
#include "decide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "perf.h"
#include "stats.h"
#include "verdict.h"

const char *
outcome_name(enum outcome o)
{
	static const char *const name[] = {"promoted", "promoted by override",
	    "refused", "held", "recorded", "skipped"};

	return name[o];
}

enum ledger_type
outcome_type(enum outcome o)
{
	switch (o) {
	case OUTCOME_PROMOTE:
		return LEDGER_PROMOTE;
	case OUTCOME_OVERRIDE:
		return LEDGER_OVERRIDE;
	case OUTCOME_REFUSE:
		return LEDGER_REFUSE;
	default:
		return LEDGER_RUN;
	}
}

void
decision_free(struct decision *d)
{
	json_decref(d->checks);
	json_decref(d->reasons);
}

/* A new JSON string, or death. */
static json_t *
string(const char *s)
{
	json_t *v = verdict_text(s);

	if (!v)
		xdie();
	return v;
}

static void
reason(struct decision *d, char *text)
{
	if (json_array_append_new(d->reasons, string(text)) != 0)
		xdie();
	free(text);
}

/* Note a criterion; when it is not met its evidence is a reason. */
static bool
criterion(struct decision *d, const char *name, bool met, char *evidence)
{
	json_t *v = json_pack(
	    "{s:o,s:b}", "evidence", string(evidence), "met", met ? 1 : 0);

	if (!v || json_object_set_new(d->checks, name, v) != 0)
		xdie();
	if (met)
		free(evidence);
	else
		reason(d, evidence);
	return met;
}

static bool
slo_met(struct decision *d, const json_t *root)
{
	bool judged, met;
	const char *status = verdict_status(root, &judged);
	const char *level =
	    field_str_at(root, "/_metadata/slo/compliance_level");

	if (!judged)
		return criterion(d, "slo", false,
		    xstrdup("the document was not checked against the floors "
			    "(slo-check did not run)"));
	met = strcmp(status, "FAIL") != 0 && verdict_exit(root, false) == 0;
	return criterion(d, "slo", met,
	    xasprintf("%s%s%s%s%s", met ? "" : "the SLOs are not met: ", status,
		level ? " (" : "", level ? level : "", level ? ")" : ""));
}

static bool
is(const json_t *change, const char *pointer, const char *what)
{
	const char *s = field_str_at(change, pointer);

	return s && strcmp(s, what) == 0;
}

/*
 * A regression, or a metric's drop below a baseline alone.  One benchmark of
 * many is often below a baseline that was lucky: that alone refuses nothing.
 */
static bool
is_drop(const json_t *change)
{
	return is(change, "/verdict", "regression") ||
	       (is(change, "/verdict", "drop") &&
		   is(change, "/kind", "metric"));
}

/* What has dropped: "DISPLAY (-9.1 %), decode/7 (+12.0 %) and 3 more", new. */
static char *
drops(const json_t *changes)
{
	char *text = NULL, *longer;
	const json_t *v;
	size_t i, n = 0;

	json_array_foreach(changes, i, v)
	{
		const char *label = field_str_at(v, "/label");
		char *name;

		if (!is_drop(v) || ++n > 3)
			continue;
		if (!label)
			label = field_str_at(v, "/id");
		name = verdict_name(label ? label : "?");
		longer = xasprintf("%s%s%s (%+.1f %%)", text ? text : "",
		    text ? ", " : "", name, 100 * field_num_at(v, "/change"));
		free(name);
		free(text);
		text = longer;
	}
	if (n > 3) {
		longer = xasprintf("%s and %zu more", text, n - 3);
		free(text);
		text = longer;
	}
	return text;
}

static bool
regression_met(struct decision *d, const struct comparison *cmp)
{
	const char *commit;
	char *text;

	if (cmp->first)
		return criterion(d, "regression", true,
		    xstrdup("the first baseline of this environment: there "
			    "was none to compare with"));
	if (!cmp->section)
		return criterion(d, "regression", false,
		    xasprintf("not compared: %s", cmp->why_not));
	text = drops(json_object_get(cmp->section, "changes"));
	if (text) {
		char *why = xasprintf("regression: %s", text);

		free(text);
		return criterion(d, "regression", false, why);
	}
	if (cmp->fault)
		return criterion(d, "regression", false, xstrdup(cmp->fault));
	commit = field_str_at(cmp->section, "/baseline/commit");
	return criterion(d, "regression", true,
	    xasprintf("none against %s%.8s", commit ? "" : "the baseline",
		commit ? commit : ""));
}

/* Whether actor is in the list; an empty list is everybody. */
static bool
allowed(char *const *list, const char *actor)
{
	if (!list || !*list)
		return true;
	for (; actor && *list; list++) {
		if (strcmp(*list, actor) == 0)
			return true;
	}
	return false;
}

/*
 * How much better m is than the recent runs, when that is far beyond the
 * noise: the whole interval lies beyond the threshold.
 */
static bool
too_good(const struct conf *c, const struct conf_metric *m, const json_t *root,
    const struct recent *r, struct stats_gate *g)
{
	struct perf_metric p;
	double *history, near;
	bool smaller;
	size_t n;

	perf_metric(root, m, &p);
	if (!(p.value > 0) || !p.unit)
		return false;
	history =
	    recent_values(r, true, m->name, p.symbol, p.statistic, NULL, &n);
	if (n < HELD_MIN) {
		free(history);
		return false;
	}
	smaller = unit_smaller_is_better(p.unit);
	stats_gate(history, n, p.value, perf_se(&p), smaller,
	    c->regression_threshold, g);
	free(history);
	near = smaller ? -g->high : g->low;
	return g->verdict == GATE_IMPROVEMENT && near > c->regression_threshold;
}

/* Hold a run that is too good to be true until HELD_RUNS have shown it. */
static void
hold(struct decision *d, const struct opts *o, const struct conf *c,
    const json_t *root, const struct recent *r)
{
	struct stats_gate g;
	size_t i = 0;
	char *name;

	while (i < c->nmetric && !too_good(c, &c->metric[i], root, r, &g))
		i++;
	if (i == c->nmetric)
		return;
	name = verdict_name(c->metric[i].label);
	if (o->accept_improvement) {
		reason(d, xasprintf("improvement accepted by "
				    "--accept-improvement: %s %+.1f %%",
			      name, 100 * g.change));
	} else if (r->held + 1 >= HELD_RUNS) {
		reason(d, xasprintf("improvement seen in %d runs: %s %+.1f %%",
			      HELD_RUNS, name, 100 * g.change));
	} else {
		d->held = r->held + 1;
		d->outcome = OUTCOME_HOLD;
		reason(
		    d, xasprintf("held: %u of %d runs: %s is %+.1f %% against "
				 "the last %zu runs, far beyond their noise "
				 "(--accept-improvement promotes it now)",
			   d->held, HELD_RUNS, name, 100 * g.change, g.runs));
	}
	free(name);
}

void
decide(struct decision *d, const struct opts *o, const struct conf *c,
    const json_t *root, const struct evidence *ev, const struct recent *r,
    const struct comparison *cmp)
{
	bool met = true, may = true;

	memset(d, 0, sizeof(*d));
	d->checks = json_object();
	d->reasons = json_array();
	if (!d->checks || !d->reasons)
		xdie();
	met &= criterion(d, "merged", ev->merged, xstrdup(ev->merged_why));
	if (!met && !o->override) {
		d->outcome = ev->on_main ? OUTCOME_RUN : OUTCOME_SKIP;
		return;
	}
	met &= slo_met(d, root);
	met &= regression_met(d, cmp);
	met &= criterion(d, "checks", ev->checks, xstrdup(ev->checks_why));
	if (!allowed(c->promoters, ev->actor)) {
		may = false;
		reason(d, xasprintf("'%s' may not promote ([access] promoters)",
			      ev->actor ? ev->actor : "nobody known"));
	}
	if (o->override && !allowed(c->overriders, ev->actor)) {
		may = false;
		reason(
		    d, xasprintf("'%s' may not override ([access] overriders)",
			   ev->actor ? ev->actor : "nobody known"));
	}
	if (!may) {
		d->outcome = OUTCOME_REFUSE;
	} else if (o->override) {
		d->outcome = OUTCOME_OVERRIDE;
		reason(d, xasprintf("override: %s", o->reason));
	} else if (!met) {
		d->outcome = OUTCOME_REFUSE;
	} else {
		d->outcome = OUTCOME_PROMOTE;
		if (cmp->first)
			reason(d,
			    xstrdup("the first baseline of this environment"));
		hold(d, o, c, root, r);
	}
}
