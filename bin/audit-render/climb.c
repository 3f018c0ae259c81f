/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* climb - the series that gets worse fastest, its steps and where it leads */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "words.h"

#define DOTS 700 /* points of a chart */
#define STEPS 8  /* named in the chart */

static void
dots(struct analysis *a, struct chart *c, const struct series *s, double f)
{
	struct line *l = chart_line(a->r, c, LINE_DOTS, DOTS + 1);
	size_t step = (s->n + DOTS - 1) / DOTS, i;

	for (i = 0; i < s->n; i += step ? step : 1)
		chart_point(l, s->x[i], s->y[i] * f, NAN, NAN);
}

/* The level of points from..until, with the 95% interval of the level. */
static void
level(struct analysis *a, struct chart *c, const struct series *s, size_t from,
    size_t until, double f)
{
	size_t n = until - from;
	double y = stats_huber(s->y + from, n, 0, 2.5), half = NAN;
	double end = until < s->n ? s->x[until] : s->x[until - 1];
	struct line *l = chart_line(a->r, c, LINE_PLAIN, 2);

	if (n >= 4)
		half = stats_t_quantile(.975, (double)n - 1) * 1.4826 *
		       stats_mad(s->y + from, n) / sqrt((double)n);
	chart_point(l, s->x[from], y * f, (y - half) * f, (y + half) * f);
	chart_point(l, end, y * f, (y - half) * f, (y + half) * f);
}

/* The last stretch where it drifts, and where that leads. */
static void
climb(struct analysis *a, struct chart *c, const struct series *s, double f,
    const char *unit)
{
	const struct trend *t = &s->t;
	double last = s->x[s->n - 1], first = s->x[t->since];
	double days = (last - first) / DAY, y0, y1, ahead, low, high;
	struct line *l;
	size_t i;
	double *rest = xmalloc((s->n - t->since) * sizeof(*rest));

	/* The line through the middle of the stretch with the slope. */
	for (i = t->since; i < s->n; i++)
		rest[i - t->since] =
		    s->y[i] - t->slope * (s->x[i] - last) / DAY;
	y1 = stats_median(rest, s->n - t->since);
	free(rest);
	y0 = y1 - t->slope * days;
	l = chart_line(a->r, c, LINE_PLAIN, 2);
	chart_point(l, first, y0 * f, NAN, NAN);
	chart_point(l, last, y1 * f, NAN, NAN);
	ahead = fmin(fmax(days / 2, 7), 98);
	c->measured = last;
	c->until = last + ahead * DAY;
	low = y1 + t->slope_low * ahead;
	high = y1 + t->slope_high * ahead;
	l = chart_line(a->r, c, LINE_OUTLOOK, 2);
	chart_point(l, last, y1 * f, y1 * f, y1 * f);
	chart_point(
	    l, c->until, (y1 + t->slope * ahead) * f, low * f, high * f);
	l->label = report_printf(a->r, "%s in %s",
	    words_value(a->r, (y1 + t->slope * ahead) * f, unit),
	    words_span(a->r, ahead * DAY));
	l->note = report_printf(
	    a->r, "95%%: %s", words_between(a->r, low * f, high * f, unit));
}

static void
name_steps(
    struct analysis *a, struct chart *c, const struct series *s, double f)
{
	const struct account *acc = a->s.a;
	size_t i, first = s->t.nstep > STEPS ? s->t.nstep - STEPS : 0;

	for (i = first; i < s->t.nstep; i++) {
		const struct stats_step *p = &s->t.step[i];
		const struct record *rec = &acc->record[s->record[p->index]];
		const char *commit = words_commit(a->r, rec->commit);
		struct calendar d = words_calendar(s->x[p->index]);

		chart_callout(a->r, c, s->x[p->index],
		    fmax(p->before, p->after) * f,
		    report_printf(a->r, "%s on %d %.3s",
			words_change(a->r, p->change), d.day,
			words_months[d.month - 1]),
		    commit ? report_printf(a->r, "at commit %s", commit)
			   : NULL);
	}
}

static void
steps_table(struct analysis *a, struct section *sec, const struct series *s)
{
	static const struct column columns[] = {
	    {"since", "Since", COLUMN_SHORT},
	    {"commit", "First commit", COLUMN_CODE},
	    {"record", "Record", COLUMN_NUMBER},
	    {"before", "Level before", COLUMN_NUMBER},
	    {"after", "Level after", COLUMN_NUMBER},
	    {"change", "Change", COLUMN_NUMBER},
	};
	const struct account *acc = a->s.a;
	struct report *r = a->r;
	struct table *t;
	size_t i;

	if (s->t.nstep == 0)
		return;
	t = TABLE(r, sec, "steps", "Steps", columns);
	t->folded = report_printf(
	    r, "%s as a table", s->t.nstep == 1 ? "The step" : "All steps");
	for (i = s->t.nstep; i > 0; i--) {
		const struct stats_step *p = &s->t.step[i - 1];
		const struct record *rec = &acc->record[s->record[p->index]];
		struct cell *c = report_row(r, t);

		c[0].text = words_date(r, s->x[p->index]);
		c[1].text = words_commit(r, rec->commit);
		cell_seq(r, &c[2], rec->seq);
		cell_value(r, &c[3], p->before, s->unit);
		cell_value(r, &c[4], p->after, s->unit);
		cell_change(r, &c[5], p->change, p->low, p->high);
	}
}

static void
draw_worst(struct analysis *a, struct section *sec)
{
	const struct series *s = a->worst;
	struct report *r = a->r;
	struct chart *c = report_chart(r, sec, CHART_TIME, "worst",
	    report_printf(r, "%s, %s", s->label,
		words_period(r, a->s.a->from, a->s.a->until)));
	double f;
	const char *unit = series_unit(s, &f);
	size_t i, at = 0;

	c->unit = report_printf(
	    r, "%s%s%s", report_name(r, s->label, 32), *unit ? ", " : "", unit);
	c->from = s->x[0];
	c->until = s->x[s->n - 1];
	dots(a, c, s, f);
	for (i = 0; i < s->t.nstep; i++) {
		level(a, c, s, at, s->t.step[i].index, f);
		at = s->t.step[i].index;
	}
	if (s->t.drifts)
		climb(a, c, s, f, unit);
	else
		level(a, c, s, at, s->n, f);
	if (!s->t.drifts) {
		struct line *l = &c->line[c->nline - 1];

		l->label = report_printf(
		    r, "%s now", words_value(r, s->t.level * f, unit));
		l->note = report_printf(r, "single runs: %s",
		    words_between(r, s->t.low * f, s->t.high * f, unit));
	}
	if (chart_reaches(c, s->floor * f))
		chart_limit(r, c, s->floor * f,
		    report_printf(
			r, "floor %s", objective_limit(r, s->track, s->floor)));
	name_steps(a, c, s, f);
	c->desc =
	    report_printf(r, "%s dots, the level that they follow with %s, %s.",
		words_count(r, s->n), words_of(r, s->t.nstep, "step", "steps"),
		s->t.drifts ? "and a straight line carried on" : "no drift");
	c->caption = report_printf(r,
	    "Dots: %s. Line and band: the level between steps, with its 95%% "
	    "interval.%s",
	    s->days > 1 ? report_printf(r, "the median of %s each",
			      words_of(r, s->days, "day", "days"))
	    : s->days   ? "the median of a day each"
			: "one run each",
	    s->t.drifts ? " Outlook: the slope since the last step carried "
			  "on, with its 95% interval."
			: "");
	steps_table(a, sec, s);
}

void
section_worst(struct analysis *a)
{
	const struct series *s = a->worst;
	struct report *r = a->r;
	struct section *sec;

	sec = report_section(r, "worst",
	    s == NULL ? "No runs"
	    : !a->climbs && a->open
		? report_printf(r, "Regressed: %s", s->label)
	    : !a->climbs ? report_printf(r, "Steady: %s", s->label)
	    : s->smaller ? report_printf(r, "The steepest climb: %s", s->label)
			 : report_printf(r, "The steepest fall: %s", s->label),
	    NULL);
	sec->brief = s == NULL               ? "The main metric"
		     : !a->climbs && a->open ? "The regression"
		     : !a->climbs            ? "The main metric"
		     : s->smaller            ? "The steepest climb"
					     : "The steepest fall";
	sec->empty = s == NULL;
	if (!s) {
		sec->sub = "No run in this period.";
		return;
	}
	sec->sub =
	    report_printf(r, "%s%s", s->days == 1 ? "Daily results" : "Results",
		s->t.drifts ? ", the level they follow, and where it leads if "
			      "nothing is done."
			    : " and the level they follow.");
	draw_worst(a, sec);
}
