/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trend - the trend analysis: what climbs, what it was a year ago, what drifts
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "reports.h"
#include "words.h"

double
trend_drift_a_month(const struct series *s)
{
	return s->t.slope * 30.4375 / s->t.level;
}

/* How bad it is: the drift of a quarter, or what was lost in the year. */
static double
badness(const struct series *s)
{
	double bad = 0;

	if (s->t.drifts)
		bad = 3 * series_worse(s, trend_drift_a_month(s));
	if (series_tone(s) == TONE_BAD || series_tone(s) == TONE_WARN)
		bad = fmax(bad, series_worse(s, s->change));
	return bad;
}

/* A metric sums up its benchmarks: it goes first. */
static double
weight(const struct series *s)
{
	return s->metric ? 1.5 : 1;
}

static const struct series *
series_named(const struct analysis *a, const char *id)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (strcmp(a->v[i].id, id) == 0)
			return &a->v[i];
	}
	return NULL;
}

/* What slo-check has found and nothing has closed: no trend yet, but news. */
static void
choose_open(struct analysis *a)
{
	const struct account *acc = a->s.a;
	double bad, worst = 0;
	size_t i;

	for (i = 0; i < acc->nincident; i++) {
		const struct incident *in = &acc->incident[i];
		const struct series *s = series_named(a, in->id);

		if (!s || in->closed != NOT_YET)
			continue;
		bad = fabs(log1p(in->change)) * weight(s);
		if (a->open && bad <= worst)
			continue;
		worst = bad;
		a->open = in;
		a->regressed = s;
	}
	if (a->open && !a->climbs)
		a->worst = a->regressed;
}

static void
choose(struct analysis *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		const struct series *s = &a->v[i];
		double bad = badness(s) * weight(s);

		if (bad > 0 && (!a->climbs || bad > badness(a->worst) *
							weight(a->worst))) {
			a->worst = s;
			a->climbs = true;
		}
		if (!a->beyond && isfinite(s->floor) &&
		    series_worse(s, s->y[s->n - 1] - s->floor) > 0)
			a->beyond = s;
		if (s->t.drifts && isfinite(s->t.floor_days) &&
		    (!a->risk || s->t.floor_days < a->risk->t.floor_days))
			a->risk = s;
		a->metrics += s->metric;
		a->benches += !s->metric;
	}
	choose_open(a);
	if (!a->worst && a->n)
		a->worst = &a->v[0];
	a->counts_metrics = a->benches == 0;
	for (i = 0; i < a->n; i++) {
		enum tone t = series_tone(&a->v[i]);

		if (a->v[i].metric != a->counts_metrics)
			continue;
		a->faster += t == TONE_OK;
		a->unclear += t == TONE_MUTE;
		a->slower += t == TONE_WARN || t == TONE_BAD;
	}
}

/* ---- head and facts ---- */

static void
fact_count(struct analysis *a, const char *key, const char *label, size_t n,
    enum tone tone, const char *note)
{
	struct fact *f = report_fact(a->r, key, label, words_count(a->r, n));

	f->value = (double)n;
	f->tone = n ? tone : TONE_NONE;
	f->note = note;
}

/* "best: receipt_render, −15%" */
static const char *
extreme(struct analysis *a, bool best)
{
	const struct series *most = NULL;
	size_t i;

	for (i = 0; i < a->n; i++) {
		const struct series *s = &a->v[i];
		double worse = series_worse(s, s->change);

		if (s->metric != a->counts_metrics ||
		    series_tone(s) == TONE_MUTE ||
		    (best ? worse > 0 : worse < 0))
			continue;
		if (!most || (best ? worse < series_worse(most, most->change)
				   : worse > series_worse(most, most->change)))
			most = s;
	}
	if (!most)
		return "none";
	return report_printf(a->r, "%s: %s, %s", best ? "best" : "worst",
	    report_name(a->r, most->id, 40), words_change(a->r, most->change));
}

static void
risk_fact(struct analysis *a)
{
	struct report *r = a->r;
	const struct series *s = a->risk;
	struct fact *f = report_fact(r, "risk", "Next objective at risk", NULL);
	const char *span, *space;

	if (a->beyond) {
		f->text = "now";
		f->value = 0;
		f->tone = TONE_BAD;
		f->note = trend_beyond_words(a);
		return;
	}
	if (!s) {
		f->text = "none";
		f->note = "no metric drifts towards its floor";
		return;
	}
	f->value = s->t.floor_days;
	f->tone = s->t.floor_days < 90 ? TONE_WARN : TONE_NONE;
	f->note = s->label;
	span = words_span(r, s->t.floor_days * DAY);
	space = strchr(span, ' ');
	f->text = report_printf(r, "%.*s", (int)(space - span), span);
	f->unit = report_printf(r, "%s", space + 1);
	if (isfinite(s->t.floor_soonest))
		f->note = report_printf(r, "%s, %s at the soonest", s->label,
		    words_span(r, s->t.floor_soonest * DAY));
}

/* The median spread of single runs around their level. */
static void
noise_fact(struct analysis *a)
{
	struct report *r = a->r;
	double *v = xmalloc((a->n + 1) * sizeof(*v));
	struct fact *f = report_fact(r, "noise", "Noise", NULL);
	size_t i, n = 0;

	for (i = 0; i < a->n; i++) {
		const struct trend *t = &a->v[i].t;

		if (!t->drifts && t->n - t->since >= 6)
			v[n++] = (t->high - t->low) / 2 / t->level;
	}
	f->text = "unknown";
	f->note = "too few runs";
	if (n) {
		f->value = stats_median(v, n);
		f->text = report_printf(r, "%.1f", 100 * f->value);
		f->unit = "%";
		f->note = "95% of runs lie so near their level, or nearer";
	}
	free(v);
}

static void
facts(struct analysis *a)
{
	struct report *r = a->r;
	size_t all = a->counts_metrics ? a->metrics : a->benches;

	fact_count(a, "faster", "Faster", a->faster, TONE_OK, extreme(a, true));
	r->fact[0].unit = report_printf(r, "of %zu", all);
	fact_count(a, "unclear", "No clear change", a->unclear, TONE_NONE,
	    "within the noise, under 2%, or too few runs");
	fact_count(
	    a, "slower", "Slower", a->slower, TONE_BAD, extreme(a, false));
	risk_fact(a);
	noise_fact(a);
}

static void
section_data(struct analysis *a)
{
	const struct account *acc = a->s.a;
	struct report *r = a->r;
	struct section *sec =
	    report_section(r, "data", "How far to trust this", NULL);
	size_t i, runs = 0, here = 0, failed = 0, dated = 0;
	unsigned machine = 0;
	const struct machine *m;

	for (i = acc->last; i > acc->first && !machine; i--) {
		if (is_run(acc->record[i - 1].type))
			machine = acc->record[i - 1].machine;
	}
	for (i = acc->first; i < acc->last; i++) {
		const struct record *rec = &acc->record[i];

		if (!is_run(rec->type) && rec->type != LEDGER_IMPORT)
			continue;
		runs++;
		here += rec->machine == machine;
		dated += account_dated(acc, i);
		failed += rec->verdict && strcmp(rec->verdict, "FAIL") == 0;
	}
	m = machine ? &acc->machine[machine - 1] : NULL;
	sec->sub = report_printf(r,
	    "%s in the period, %s on %s machine%s%s%s%s. %s"
	    "Steps and drifts under %s are left out. An outlook is a "
	    "straight line carried on, not a forecast of what engineers will "
	    "do.",
	    words_capital(r, words_of(r, runs, "run", "runs")),
	    here == runs ? runs == 1 ? "measured" : "all"
			 : words_number(r, here),
	    here == runs ? "one" : "the newest", m && m->cpu ? " (" : "",
	    m && m->cpu ? report_name(r, m->cpu, 60) : "",
	    m && m->cpu ? ")" : "",
	    here == runs ? "" : "; only these are compared",
	    failed ? report_printf(r,
			 "%s failed; what was measured counts all the same. ",
			 failed == runs && runs > 1
			     ? "All"
			     : words_capital(r, words_number(r, failed)))
		   : "",
	    words_percent(r, SERIES_EFFECT));
	if (dated < runs)
		report_block(r, sec, BLOCK_TEXT, "undated",
		    report_printf(r,
			"%s left out: no time can be read, or it is after "
			"this period.",
			words_capital(r,
			    words_of(r, runs - dated, "run is", "runs are"))));
}

void
trend_report(struct report *r, const struct account *acc)
{
	struct analysis a = {.r = r};

	study_start(&a.s, r, acc);
	section_head(&a.s, "Trend analysis");
	a.v = series_of(&a.s, &a.n);
	choose(&a);
	facts(&a);
	trend_headline(&a);
	trend_lede(&a);
	section_worst(&a);
	section_year(&a);
	section_drift(&a);
	section_panels(&a);
	section_data(&a);
	section_verify(&a.s);
	r->summary = report_printf(
	    r, "%s %s", report_plain(r, r->headline), report_plain(r, r->lede));
	series_free(a.v, a.n);
}
