/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* baselines - the history of the accepted baseline, a chart a metric */
#include <math.h>
#include <string.h>

#include "sections.h"
#include "words.h"

#define CHARTS 6
#define STEPS 180 /* points of a line; what is more is drawn by stretches */
#define SLOTS 400 /* ticks on the strip */
#define ROWS 12

struct history {
	struct study *s;
	const struct track *t;
	double from, until;
	size_t promotions;  /* in the window */
	size_t beyond;      /* those of them whose time is after the period */
	double first, last; /* their values, on the newest machine */
	double since;       /* the time of first */
	unsigned machine;
};

static const struct column columns[] = {
    {"promoted", "Promoted", COLUMN_SHORT},
    {"record", "Record", COLUMN_NUMBER},
    {"value", "Baseline", COLUMN_NUMBER},
    {"interval", "95% interval", COLUMN_NUMBER},
    {"commit", "Commit", COLUMN_CODE},
    {"approver", "Approver", COLUMN_TEXT},
};

static const struct record *
record_of(const struct history *h, const struct sample *m)
{
	return &h->s->a->record[m->record];
}

/* The period's records may be of any time, where a clock was wrong. */
static bool
on_chart(const struct history *h, const struct record *rec)
{
	return rec->time >= h->from && rec->time < h->until;
}

static bool
accepted(const struct history *h, const struct sample *m)
{
	return m->record < h->s->a->last &&
	       is_promotion(record_of(h, m)->type) &&
	       record_of(h, m)->time >= h->from;
}

static void
count(struct history *h)
{
	size_t i;

	for (i = 0; i < h->t->n; i++) {
		if (!accepted(h, &h->t->v[i]))
			continue;
		h->beyond += !on_chart(h, record_of(h, &h->t->v[i]));
		if (h->promotions++ == 0 ||
		    h->machine != record_of(h, &h->t->v[i])->machine) {
			h->machine = record_of(h, &h->t->v[i])->machine;
			h->first = h->t->v[i].value;
			h->since = record_of(h, &h->t->v[i])->time;
		}
		h->last = h->t->v[i].value;
	}
}

/* The baseline that stood when the window opens, on the same machine. */
static const struct sample *
standing(const struct history *h, size_t first)
{
	size_t i;

	for (i = first; i > 0; i--) {
		if (is_promotion(record_of(h, &h->t->v[i - 1])->type))
			return &h->t->v[i - 1];
	}
	return NULL;
}

static void
machine_changed(
    struct history *h, struct chart *c, double x, double y, unsigned machine)
{
	const struct machine *m = &h->s->a->machine[machine - 1];
	struct report *r = h->s->r;

	chart_callout(r, c, x, y, "another machine",
	    m->cpu && *m->cpu ? report_name(r, m->cpu, 40)
			      : report_name(r, m->fingerprint, 16));
}

/* Step lines: one a machine, each point the last baseline of its stretch. */
static void
draw(struct history *h, struct chart *c)
{
	struct report *r = h->s->r;
	double stretch =
	    h->promotions > STEPS ? (h->until - h->from) / STEPS : 0;
	struct line *l = NULL;
	unsigned machine = 0;
	size_t i;

	for (i = 0; i < h->t->n; i++) {
		const struct sample *m = &h->t->v[i];
		const struct record *rec = record_of(h, m);
		double x = rec->time;

		if (!accepted(h, m) || !on_chart(h, rec))
			continue;
		if (l && machine == rec->machine && l->n > 0 &&
		    x < l->p[l->n - 1].x)
			x = l->p[l->n - 1].x; /* a clock that went back */
		if (!l || machine != rec->machine) {
			const struct sample *before = l ? NULL : standing(h, i);

			if (l)
				machine_changed(h, c, x, m->value,
				    rec->machine ? rec->machine : 1);
			if (l && l->n > 0) /* it stood until now */
				chart_point(l, x, l->p[l->n - 1].y,
				    l->p[l->n - 1].low, l->p[l->n - 1].high);
			l = chart_line(r, c, LINE_STEP, 3 * STEPS);
			machine = rec->machine;
			if (before && record_of(h, before)->machine == machine)
				chart_point(l, h->from, before->value,
				    before->low, before->high);
		}
		if (l->n > 1 && stretch > 0 &&
		    floor((x - h->from) / stretch) ==
			floor((l->p[l->n - 1].x - h->from) / stretch)) {
			l->p[l->n - 1].y = m->value;
			l->p[l->n - 1].low = fmin(l->p[l->n - 1].low, m->low);
			l->p[l->n - 1].high =
			    fmax(l->p[l->n - 1].high, m->high);
		} else if (l->n + 2 < (size_t)3 * STEPS) {
			chart_point(l, x, m->value, m->low, m->high);
		}
	}
	if (l && l->n > 0) {
		struct point p = l->p[l->n - 1];

		chart_point(
		    l, fmin(h->until, h->s->r->made), p.y, p.low, p.high);
		l->label =
		    report_printf(r, "%s now", words_value(r, p.y, h->t->unit));
		if (words_between(r, p.low, p.high, h->t->unit))
			l->note = report_printf(r, "95%%: %s",
			    words_between(r, p.low, p.high, h->t->unit));
	}
}

static void
strip(struct history *h, struct chart *c)
{
	const struct account *a = h->s->a;
	double slot = (h->until - h->from) / SLOTS;
	double last[3] = {-1, -1, -1};
	size_t i;

	for (i = 0; i < h->t->n; i++) {
		const struct record *rec = record_of(h, &h->t->v[i]);
		enum tick_kind k = TICK_RECORD;
		double at;

		if (h->t->v[i].record >= a->last || !on_chart(h, rec))
			continue;
		if (is_promotion(rec->type))
			k = rec->facts & FACT_TWO_PEOPLE ? TICK_PROMOTION
							 : TICK_WARNING;
		at = floor((rec->time - h->from) / slot);
		if (at <= last[k])
			continue;
		/* Triangles are wide: a few of them tell it. */
		last[k] = k == TICK_WARNING ? at + 8 : at;
		chart_tick(h->s->r, c, k, h->from + (at + .5) * slot);
	}
}

static void
zones(struct history *h, struct chart *c)
{
	const struct account *a = h->s->a;
	struct report *r = h->s->r;
	size_t i;

	for (i = 0; i < a->nincident && a->conf->incidents; i++) {
		const struct incident *o = &a->incident[i];
		double from = incident_opened(a, o), until;
		const char *span;

		if (o->id != h->t->name || o->opened >= a->last)
			continue;
		until = incident_open(a, o) ? fmin(h->until, r->made)
					    : incident_closed(a, o);
		if (until < h->from)
			continue;
		span = words_span(r, until - from);
		chart_zone(r, c, fmax(from, h->from), until, TONE_BAD,
		    report_printf(r, "record %llu, %s", o->first_seq,
			incident_open(a, o) ? "open"
			: o->outcome && strcmp(o->outcome, "accepted") == 0
			    ? "accepted"
			: span ? report_printf(r, "fixed in %s", span)
			       : "fixed"));
	}
}

static void
table(struct history *h, struct section *sec)
{
	struct report *r = h->s->r;
	const char *label = track_label(r, h->t);
	struct table *t = TABLE(r, sec, h->t->name,
	    report_printf(r, "Baselines of %s", label), columns);
	size_t i;

	for (i = h->t->n; i > 0 && t->nrow < ROWS; i--) {
		const struct sample *m = &h->t->v[i - 1];
		const struct record *rec = record_of(h, m);
		struct cell *row;

		if (!accepted(h, m))
			continue;
		row = report_row(r, t);
		row[0].text = words_time(r, rec->time);
		cell_seq(r, &row[1], rec->seq);
		cell_value(r, &row[2], m->value, h->t->unit);
		row[3].text = words_between(r, m->low, m->high, h->t->unit);
		row[4].text = words_commit(r, rec->commit);
		row[5].text = report_name(r, rec->approver, 40);
		if (!(rec->facts & FACT_TWO_PEOPLE)) {
			row[5].tone = TONE_WARN;
			row[5].note = rec->approver ? "is the author" : NULL;
			if (!row[5].text)
				row[5].text = "nobody";
		}
	}
	t->total = h->promotions;
	t->folded = report_printf(r, "The %s of %s as a table",
	    t->nrow == 1 ? "baseline"
	    : t->nrow < t->total
		? report_printf(r, "last %s",
		      words_of(r, t->nrow, "baseline", "baselines"))
		: words_of(r, t->nrow, "baseline", "baselines"),
	    report_name(r, label, 48));
}

static const char *
describe(struct history *h, const char *label)
{
	struct report *r = h->s->r;
	size_t before = h->promotions;

	return report_printf(r,
	    "A stepped line of %s's accepted baseline, %s in %s: on "
	    "its present machine it goes from %s to %s. The same figures stand "
	    "in the table below.",
	    label, words_of(r, before, "promotion", "promotions"),
	    words_span(r, h->until - h->from),
	    words_value(r, h->first, h->t->unit),
	    words_value(r, h->last, h->t->unit));
}

static void
chart(struct history *h, struct section *sec)
{
	struct report *r = h->s->r;
	const char *label = track_label(r, h->t);
	const struct sample *newest =
	    track_accepted(h->s->a, h->t, h->s->a->last);
	struct chart *c = report_chart(r, sec, CHART_TIME, h->t->name,
	    report_printf(r, "Accepted baseline of %s, %s", label,
		words_period(r, h->from, h->until)));

	c->desc = describe(h, label);
	c->unit = report_printf(r, "%s%s%s", report_name(r, label, 32),
	    h->t->unit ? ", " : "", h->t->unit ? h->t->unit : "");
	c->from = h->from;
	c->until = h->until;
	draw(h, c);
	zones(h, c);
	if (newest && chart_reaches(c, newest->floor))
		chart_limit(r, c, newest->floor,
		    report_printf(r, "floor %s",
			objective_limit(r, h->t, newest->floor)));
	if (newest && chart_reaches(c, newest->target))
		chart_limit(r, c, newest->target,
		    report_printf(r, "target %s %s", h->t->smaller ? "≤" : "≥",
			words_exact(r, newest->target)));
	c->strip = "logged";
	strip(h, c);
	c->caption = report_printf(r,
	    "Band: 95%% interval of the baseline's run. Grey ticks: records; "
	    "blue: promotions; triangles: promotions without a second "
	    "person.%s%s%s",
	    h->promotions > STEPS ? " Each step is the last of its stretch."
				  : "",
	    h->beyond ? report_printf(r,
			    " Not drawn, but in the table: %s of a time after "
			    "this period.",
			    words_of(r, h->beyond, "promotion", "promotions"))
		      : "",
	    newest && isfinite(newest->floor) &&
		    !chart_reaches(c, newest->floor)
		? report_printf(r, " The floor, %s, lies beyond this chart.",
		      objective_limit(r, h->t, newest->floor))
		: "");
	table(h, sec);
}

/* "DISPLAY, 18 promotions in 12 months: 11% faster" */
static const char *
sentence(struct history *h)
{
	struct report *r = h->s->r;

	if (h->promotions < 2)
		return report_printf(r, "%s has %s", track_label(r, h->t),
		    words_of(r, h->promotions, "baseline", "baselines"));
	return report_printf(r, "%s went from %s to %s since %s (%s)",
	    report_name(r, track_label(r, h->t), 48),
	    words_value(r, h->first, h->t->unit),
	    words_value(r, h->last, h->t->unit), words_day(r, h->since),
	    words_change(r, h->last / h->first - 1));
}

void
section_history(struct study *s)
{
	struct report *r = s->r;
	const struct account *a = s->a;
	struct calendar c = words_calendar(a->until);
	struct section *sec =
	    report_section(r, "history", "Performance baseline history", NULL);
	const char *sub = NULL;
	double oldest = INFINITY;
	size_t i, charts = 0;

	sec->brief = "Baseline history";
	c.month -= a->conf->history_months;
	for (i = 0; i < a->nrecord; i++)
		oldest = fmin(oldest, a->record[i].time);
	for (i = 0; i < a->ntrack; i++) {
		struct history h = {.s = s, .t = &a->track[i]};

		h.until = a->until;
		/* No empty year before a log that is a week old. */
		h.from = fmax(fmin(a->from, words_midnight(c)),
		    floor(oldest / DAY) * DAY);
		count(&h);
		if (h.promotions == 0 || charts == CHARTS)
			continue;
		charts++;
		chart(&h, sec);
		sub = report_printf(
		    r, "%s%s%s", sub ? sub : "", sub ? "; " : "", sentence(&h));
	}
	sec->empty = charts == 0;
	sec->sub = charts == 0
		       ? report_printf(r,
			     "No promotions in this period: no baseline was "
			     "accepted in the %d months that this section "
			     "goes back.",
			     a->conf->history_months)
		       : report_printf(r, "%s.", sub);
}
