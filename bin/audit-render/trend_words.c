/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trend_words - the trend analysis in a headline and a few sentences */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "words.h"

/* "DISPLAY is below its floor." */
const char *
trend_beyond_words(const struct analysis *a)
{
	return report_printf(a->r, "%s is %s.",
	    report_name(a->r, a->beyond->label, 60),
	    a->beyond->smaller ? "above its ceiling" : "below its floor");
}

static bool
compared(const struct analysis *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (isfinite(a->v[i].change))
			return true;
	}
	return false;
}

/* What holds of more than half, else of some; and of the rest. */
static const char *
most(struct analysis *a, size_t all)
{
	struct report *r = a->r;
	const char *what = a->counts_metrics ? "metrics" : "benchmarks";
	bool slower = a->slower > a->faster;
	size_t n = slower ? a->slower : a->faster;
	const char *other = slower ? "faster" : "slower";
	bool others = (slower ? a->faster : a->slower) > 0;

	if (n == 0)
		return a->climbs || a->beyond
			   ? report_printf(r, "The %s are steady", what)
			   : "No clear change";
	return report_printf(r, "%s %s got %s%s%s",
	    n == all      ? "All"
	    : n * 2 > all ? "Most"
			  : "Some",
	    what, slower ? "slower" : "faster",
	    n == all ? ""
	    : others ? ", some "
		     : ", none ",
	    n == all ? "" : other);
}

/* "DISPLAY is down by 7.9%." */
static const char *
worst_words(const struct analysis *a)
{
	const struct series *s = a->worst;
	const char *name = report_name(a->r, s->label, 60);
	double change = s->t.drifts ? trend_drift_a_month(s) : s->change;

	return report_printf(a->r,
	    s->t.drifts ? "%s is %s by %s a month." : "%s is %s by %s.", name,
	    s->t.drifts  ? change < 0 ? "sinking" : "climbing"
	    : change < 0 ? "down"
			 : "up",
	    words_share(a->r, fabs(change)));
}

/* "COMP-3 has regressed." */
static const char *
regressed_words(const struct analysis *a)
{
	return report_printf(a->r, "%s has regressed.",
	    report_name(a->r, a->regressed->label, 60));
}

void
trend_headline(struct analysis *a)
{
	struct report *r = a->r;
	size_t all = a->counts_metrics ? a->metrics : a->benches;

	if (a->s.a->chain.breaks) {
		r->tone = TONE_BAD;
		r->headline = integrity_sentence(&a->s);
		return;
	}
	if (a->n == 0) {
		r->headline = "No run in this period.";
		return;
	}
	if (a->open && !a->beyond && a->faster + a->slower == 0) {
		r->headline = regressed_words(a);
		return;
	}
	if (!compared(a)) {
		r->headline = "Too few runs to compare.";
		return;
	}
	r->headline = report_printf(r, "%s. %s", most(a, all),
	    a->beyond   ? trend_beyond_words(a)
	    : a->climbs ? worst_words(a)
	    : a->open   ? regressed_words(a)
			: "Nothing drifts away.");
}

/* "Of 24 benchmarks, four are faster than on 1 May 2025, …" */
static const char *
balance(struct analysis *a, size_t all, const char *day)
{
	struct report *r = a->r;
	const char *what = a->counts_metrics ? "metrics" : "benchmarks";

	if (all == 1)
		return report_printf(r, "Against %s, the one %s.", day,
		    MARK(r, MARK_BOLD,
			report_printf(r, "%s %s",
			    a->counts_metrics ? "metric" : "benchmark",
			    a->faster   ? "is faster"
			    : a->slower ? "is slower"
					: "has no clear change")));
	if (a->unclear == all)
		return report_printf(r,
		    "Against %s, %s of %s %s changed by more than the noise.",
		    day, MARK(r, MARK_BOLD, "none"), words_number(r, all),
		    what);
	return report_printf(r, "Against %s, %s%s, %s %s slower.", day,
	    MARK(r, MARK_BOLD,
		report_printf(r, "%s of %s %s %s faster",
		    words_some(r, a->faster), words_number(r, all), what,
		    a->faster == 1 ? "is" : "are")),
	    a->unclear
		? report_printf(r, ", %s %s unchanged or unclear",
		      words_some(r, a->unclear), a->unclear == 1 ? "is" : "are")
		: "",
	    a->slower ? report_printf(r, "and %s", words_number(r, a->slower))
		      : "and none",
	    a->slower < 2 ? "is" : "are");
}

/* What the worst lost, when, and at which commit its last step was. */
static const char *
step_words(struct analysis *a)
{
	struct report *r = a->r;
	const struct series *s = a->worst;
	const struct stats_step *p =
	    s->t.nstep ? &s->t.step[s->t.nstep - 1] : NULL;
	const char *commit, *now = words_value(r, s->y[s->n - 1], s->unit);

	if (!p || series_worse(s, p->change) <= 0)
		return report_printf(r, "%s %s is %s by %s, at %s now.",
		    r->lede, MARK(r, MARK_BOLD, s->label),
		    s->change < 0 ? "down" : "up",
		    words_share(r, fabs(s->change)), now);
	commit = words_commit(r, a->s.a->record[s->record[p->index]].commit);
	return report_printf(r, "%s %s went %s by %s on %s%s%s.", r->lede,
	    MARK(r, MARK_BOLD, s->label), p->change < 0 ? "down" : "up",
	    words_share(r, fabs(p->change)), words_day(r, s->x[p->index]),
	    commit ? ", at commit " : "",
	    commit ? MARK(r, MARK_CODE, commit) : "");
}

/* "COMP-3 changed by −72.9% on 9 March 2026, at commit …: still open." */
static const char *
open_words(struct analysis *a)
{
	struct report *r = a->r;
	const struct record *rec = &a->s.a->record[a->open->opened];
	const char *commit = words_commit(r, a->open->first_commit);
	const char *change = words_change(r, a->open->change);
	const char *day = words_day(r, rec->time);

	return report_printf(r,
	    "%s %s changed by %s on %s%s%s, a regression that is still open.",
	    r->lede, MARK(r, MARK_BOLD, a->regressed->label),
	    change ? change : "an unknown amount", day ? day : "an unknown day",
	    commit ? ", at commit " : "",
	    commit ? MARK(r, MARK_CODE, commit) : "");
}

void
trend_lede(struct analysis *a)
{
	struct report *r = a->r;
	const struct series *s = a->worst;
	size_t all = a->counts_metrics ? a->metrics : a->benches;
	double since = INFINITY;
	size_t i;

	for (i = 0; i < a->n; i++)
		since = fmin(
		    since, isfinite(a->v[i].since) ? a->v[i].since : INFINITY);
	if (a->n == 0 || !isfinite(since)) {
		r->lede = a->n
			      ? "There are too few runs on this machine to say "
				"what changed."
			      : "Nothing can be said about a trend.";
		if (a->open)
			r->lede = open_words(a);
		return;
	}
	r->lede = balance(a, all, words_day(r, since));
	if (a->climbs && s->t.drifts)
		r->lede = report_printf(r,
		    "%s %s has gone %s a month since %s and stands at %s.",
		    r->lede, MARK(r, MARK_BOLD, s->label),
		    words_change(r, trend_drift_a_month(s)),
		    words_day(r, s->x[s->t.since]),
		    words_value(r, s->t.level, s->unit));
	else if (a->climbs)
		r->lede = step_words(a);
	if (a->open && a->regressed != (a->climbs ? a->worst : NULL))
		r->lede = open_words(a);
}
