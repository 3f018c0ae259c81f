/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * performance - the performance report: one run, for the team that made it
 *
 * What got slower and since which commit, every change with its interval, the
 * objectives with their margins, each benchmark, and what it ran on.
 */
#include <math.h>
#include <string.h>

#include "run.h"
#include "words.h"

static void
count(struct run *x)
{
	size_t i;

	for (i = 0; i < x->o->nchange; i++) {
		const struct change *c = &x->o->change[i];

		x->slower += run_slower(c) || run_says(c, "drop");
		x->faster += run_faster(c);
		x->unsure += run_says(c, "inconclusive");
		x->unclear += run_tone(c) == TONE_MUTE;
	}
	for (i = x->o->nmeasure; i > 0; i--) {
		const struct measure *m = &x->o->measure[i - 1];
		const struct track as = {.smaller = m->smaller};

		if (!isfinite(m->floor) ||
		    objective_met(&as, m->value, m->floor))
			continue;
		x->below++;
		x->first_below =
		    report_name(x->r, m->label ? m->label : m->name, 60);
	}
}

/* "DISPLAY got slower", "two of 24 got slower" */
static const char *
of_all(struct run *x, size_t n, const char *what)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;

	if (o->nchange == 1)
		return report_printf(r, "%s %s",
		    report_name(r,
			o->change->label ? o->change->label : o->change->id,
			60),
		    what);
	if (n == o->nchange)
		return report_printf(r, "%s %s", n == 2 ? "both" : "all", what);
	return report_printf(r, "%s of %s %s", words_number(r, n),
	    words_number(r, o->nchange), what);
}

/* "DISPLAY missed its floor, and nothing was compared" */
static const char *
floors_missed(struct run *x)
{
	struct report *r = x->r;
	const char *who =
	    x->below == 1
		? report_printf(r, "%s missed its floor", x->first_below)
		: report_printf(r, "%s metrics missed their floors",
		      words_capital(r, words_number(r, x->below)));

	return x->slower ? report_printf(r, "%s, and %s", who,
			       of_all(x, x->slower, "got slower"))
			 : who;
}

static const char *
result(struct run *x)
{
	const struct outcome *o = x->o;

	if (x->below)
		return floors_missed(x);
	if (!o->compared)
		return "Nothing was compared";
	if (x->slower)
		return of_all(x, x->slower, "got slower");
	if (x->unsure)
		return of_all(x, x->unsure,
		    x->unsure == 1 ? "is unclear" : "are unclear");
	if (x->faster)
		return of_all(x, x->faster, "got faster, none slower");
	return "Nothing got slower";
}

static void
headline(struct run *x)
{
	struct report *r = x->r;
	const char *status = x->o->status;

	if (x->a && x->a->chain.breaks) {
		r->tone = TONE_BAD;
		r->headline = integrity_sentence(&x->s);
		return;
	}
	r->headline = report_printf(r, "%s. %s.",
	    !status                       ? "Not judged"
	    : strcmp(status, "PASS") == 0 ? "Passed"
	    : strcmp(status, "WARN") == 0 ? "Passed, with warnings"
					  : "Failed",
	    words_capital(r, result(x)));
	if (status && strcmp(status, "WARN") == 0 && !x->o->passed)
		r->headline =
		    report_printf(r, "Warned, and warnings fail here. %s.",
			words_capital(r, result(x)));
	if (status && strcmp(status, "FAIL") == 0)
		r->tone = TONE_BAD;
}

/* "DISPLAY 4.22 GiB/s (56.6× its floor)" */
static const char *
measured(struct run *x)
{
	struct report *r = x->r;
	const char *out = NULL;
	size_t i;

	for (i = 0; i < x->o->nmeasure && i < 4; i++) {
		const struct measure *m = &x->o->measure[i];
		const char *value = words_value(r, m->value, m->unit);

		out = report_printf(r, "%s%s%s %s%s%s%s%s", out ? out : "",
		    out ? ", " : "",
		    MARK(r, MARK_BOLD,
			report_name(r, m->label ? m->label : m->name, 60)),
		    value ? "at " : "", value ? value : "not measured",
		    isfinite(m->factor) ? " (" : "",
		    isfinite(m->factor) ? report_printf(r, "%s× its floor",
					      words_figure(r, m->factor))
					: "",
		    isfinite(m->factor) ? ")" : "");
	}
	return out ? out : "No metric was measured";
}

static void
lede(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	const char *commit = words_commit(r, o->commit);
	const char *against = words_commit(r, o->baseline_commit);

	r->lede = report_printf(r, "%s%s%s. %s%s.", measured(x),
	    commit ? ", at commit " : "",
	    commit ? MARK(r, MARK_CODE, commit) : "",
	    o->compared ? "Compared with the accepted baseline"
			: "Not compared",
	    o->compared ? against ? report_printf(r, " of commit %s",
					MARK(r, MARK_CODE, against))
				  : ""
	    : o->reason
		? report_printf(r, ": %s", report_name(r, o->reason, 200))
		: "");
}

static void
head(struct run *x)
{
	struct report *r = x->r;
	long long t;
	const char *day = NULL;
	const char *branch = report_name(r, x->o->branch, 60);

	if (x->o->time && fsio_parse_utc(x->o->time, &t)) {
		day = words_day(r, (double)t);
		r->made = (double)t;
	}
	if (x->a) {
		section_head(&x->s, "Performance report");
		r->made = isfinite(r->made) ? r->made : 0;
	}
	r->eyebrow = report_printf(r, "Performance report%s%s%s%s%s%s",
	    x->s.project ? " · " : "", x->s.project ? x->s.project : "",
	    branch ? " · " : "", branch ? branch : "", day ? " · " : "",
	    day ? day : "");
	r->title = report_printf(r, "Performance report%s%s%s%s",
	    x->s.project ? " — " : "", x->s.project ? x->s.project : "",
	    day ? ", " : "", day ? day : "");
	if (!x->a)
		report_pair(r, "made", "Made by",
		    report_printf(r,
			"audit-render " BL_VERSION
			" from a perf.json; same input, same bytes"),
		    false);
}

static void
fact(struct run *x, const char *key, const char *label, size_t n,
    enum tone tone, const char *note)
{
	struct report *r = x->r;
	struct fact *f = report_fact(r, key, label, words_count(r, n));

	f->value = (double)n;
	f->tone = n ? tone : TONE_NONE;
	f->note = note;
	if (x->o->compared)
		return;
	f->text = "—";
	f->value = NAN;
	f->tone = TONE_NONE;
	f->note = "not compared";
}

/* The largest change of a kind: "DISPLAY, −8.0%". */
static const char *
largest(struct run *x, bool (*of)(const struct change *))
{
	const struct change *most = NULL;
	const char *by;
	size_t i;

	for (i = 0; i < x->o->nchange; i++) {
		const struct change *c = &x->o->change[i];

		if (of(c) && (!most || fabs(c->change) > fabs(most->change)))
			most = c;
	}
	if (!most)
		return "none";
	by = words_change(x->r, most->change);
	return report_printf(x->r, "%s%s%s",
	    report_name(x->r, most->label ? most->label : most->id, 40),
	    by ? ", " : "", by ? by : "");
}

static void
runs_fact(struct run *x)
{
	struct report *r = x->r;
	double runs = NAN;
	struct fact *f;
	size_t i;

	for (i = 0; i < x->o->nchange; i++)
		runs = fmax(runs, x->o->change[i].runs);
	f = report_fact(r, "runs", "Runs behind it",
	    runs >= 0 ? words_count(r, (unsigned long long)runs) : "none");
	f->value = runs;
	f->note = runs >= 3 ? "of the history, since its last step"
			    : "fewer than three prove no drop";
}

static void
noise_fact(struct run *x)
{
	struct report *r = x->r;
	double most = NAN;
	struct fact *f = report_fact(r, "noise", "Noise", NULL);
	size_t i;

	for (i = 0; i < x->o->nmeasure; i++)
		most = fmax(most, x->o->measure[i].cv);
	f->value = most;
	f->text = isfinite(most) ? report_printf(r, "%.1f", 100 * most) : "—";
	f->unit = isfinite(most) ? "%" : NULL;
	f->note = isfinite(most) ? "largest cv of a metric's samples"
				 : "no samples were kept";
}

void
performance_report(
    struct report *r, const struct outcome *o, const struct account *a)
{
	struct run x = {.r = r, .o = o, .a = a};

	if (a)
		study_start(&x.s, r, a);
	head(&x);
	count(&x);
	fact(&x, "slower", "Slower", x.slower, TONE_BAD,
	    largest(&x, run_slower));
	fact(
	    &x, "faster", "Faster", x.faster, TONE_OK, largest(&x, run_faster));
	fact(&x, "unclear", "Unclear", x.unsure, TONE_WARN,
	    x.unsure ? "to be run again"
		     : report_printf(
			   r, "%s within the noise", words_some(r, x.unclear)));
	runs_fact(&x);
	noise_fact(&x);
	headline(&x);
	lede(&x);
	section_messages(&x);
	section_measures(&x);
	section_slower(&x);
	section_changes(&x);
	section_timings(&x);
	section_environment(&x);
	if (a)
		section_verify(&x.s);
	else
		r->refused = !o->passed;
	r->summary = report_printf(
	    r, "%s %s", report_plain(r, r->headline), report_plain(r, r->lede));
}
