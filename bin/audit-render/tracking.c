/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tracking - objectives, violations and regressions of the period */
#include <math.h>
#include <string.h>

#include "sections.h"
#include "words.h"

#define LATEST 12 /* rows of the newest violations */
#define INCIDENTS 60

/* ---- objectives ---- */

static const struct column objective_columns[] = {
    {"metric", "Metric", COLUMN_TEXT},
    {"objective", "Objective", COLUMN_SHORT},
    {"measured", "Measured", COLUMN_NUMBER},
    {"history", "History", COLUMN_SPARK},
    {"budget", "Budget left", COLUMN_BAR},
    {"days", "Days met", COLUMN_NUMBER},
    {"runs", "Runs met", COLUMN_NUMBER},
    {"verdict", "Verdict", COLUMN_STATE},
};

static void
objective_row(struct study *s, struct table *t, const struct objective *o)
{
	struct report *r = s->r;
	struct cell *c = report_row(r, t);

	c[0].text = track_label(r, o->track);
	c[1].text = objective_limit(r, o->track, o->floor);
	c[1].value = o->floor;
	cell_value(r, &c[2], o->newest->value, o->track->unit);
	c[3].spark = track_spark(r, s->a, o->track, o->floor);
	c[4].text = words_percent(r, o->budget);
	c[4].value = o->budget;
	c[4].tone = o->budget <= 0    ? TONE_BAD
		    : o->budget < .25 ? TONE_WARN
				      : TONE_OK;
	cell_part(r, &c[5], o->days_met, o->days);
	cell_part(r, &c[6], o->met, o->runs);
	cell_state(&c[7], o->tone,
	    o->tone == TONE_OK     ? "Met"
	    : o->tone == TONE_WARN ? "At risk"
				   : "Missed");
}

void
section_slo(struct study *s)
{
	struct report *r = s->r;
	struct section *sec =
	    report_section(r, "slo", "Service objectives", NULL);
	struct table *t;
	size_t i;

	sec->brief = "Objectives";
	sec->empty = s->nobjective == 0;
	if (sec->empty) {
		sec->sub = s->runs
			       ? "No run in this period was held to a floor."
			       : "No run in this period.";
		return;
	}
	sec->sub = report_printf(r,
	    "Checked at every run, as the floors then stood. A day counts as "
	    "met when each of its runs met; %s of the days may miss.",
	    words_percent(r, 1 - s->a->conf->slo_days));
	t = TABLE(r, sec, "objectives", "Objectives", objective_columns);
	for (i = 0; i < s->nobjective; i++)
		objective_row(s, t, &s->objective[i]);
}

/* ---- violations ---- */

static const struct column month_columns[] = {
    {"month", "Month", COLUMN_SHORT},
    {"runs", "Runs", COLUMN_NUMBER},
    {"violations", "Violations", COLUMN_NUMBER},
    {"floor", "Floor", COLUMN_NUMBER},
    {"regression", "Regression", COLUMN_NUMBER},
    {"other", "Other", COLUMN_NUMBER},
};
static const struct column violation_columns[] = {
    {"time", "Time, UTC", COLUMN_SHORT},
    {"record", "Record", COLUMN_NUMBER},
    {"metric", "Metric", COLUMN_TEXT},
    {"kind", "Kind", COLUMN_SHORT},
    {"value", "Measured", COLUMN_NUMBER},
    {"limit", "Limit", COLUMN_NUMBER},
    {"deficit", "Short by", COLUMN_NUMBER},
    {"severity", "Severity", COLUMN_STATE},
};

static bool
of_period(const struct account *a, uint32_t record)
{
	return record >= a->first && record < a->last;
}

struct month {
	int year, month; /* month 0: of records without a time */
	size_t runs, all, floor, regression;
};

static struct month *
month_at(struct report *r, struct month **list, size_t *n, double t)
{
	struct calendar c = {0, 0, 0};
	struct month *m;
	size_t i;

	if (isfinite(t))
		c = words_calendar(t);
	for (i = *n; i > 0; i--) {
		m = &(*list)[i - 1];
		if (m->year == c.year && m->month == c.month)
			return m;
	}
	m = ADD(r, *list, *n);
	*m = (struct month){.year = c.year, .month = c.month};
	return m;
}

static void
count_cell(struct report *r, struct cell *c, size_t n)
{
	c->text = words_count(r, n);
	c->value = (double)n;
}

static void
by_month(struct study *s, struct section *sec)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct month *list = NULL;
	struct table *t;
	size_t n = 0, i;

	for (i = a->first; i < a->last; i++) {
		if (is_run(a->record[i].type))
			month_at(r, &list, &n, a->record[i].time)->runs++;
	}
	for (i = 0; i < a->nviolation; i++) {
		const struct violation *v = &a->violation[i];
		struct month *m;

		if (!of_period(a, v->record))
			continue;
		m = month_at(r, &list, &n, a->record[v->record].time);
		m->all++;
		m->floor += v->kind && strcmp(v->kind, "floor") == 0;
		m->regression += v->kind && strcmp(v->kind, "regression") == 0;
	}
	if (n < 2)
		return; /* the list below says it all */
	t = TABLE(r, sec, "months", "Violations by month", month_columns);
	for (i = 0; i < n; i++) {
		struct cell *c = report_row(r, t);
		const struct month *m = &list[i];

		c[0].text = m->month ? report_printf(r, "%s %d",
					   words_months[m->month - 1], m->year)
				     : "no time";
		count_cell(r, &c[1], m->runs);
		count_cell(r, &c[2], m->all);
		count_cell(r, &c[3], m->floor);
		count_cell(r, &c[4], m->regression);
		count_cell(r, &c[5], m->all - m->floor - m->regression);
	}
	if (n > 6)
		t->folded = "Violations by month as a table";
}

static void
violation_row(struct study *s, struct table *t, const struct violation *v)
{
	const struct account *a = s->a;
	const struct record *rec = &a->record[v->record];
	struct report *r = s->r;
	struct cell *c = report_row(r, t);
	bool share = v->kind && !v->unit &&
		     (strcmp(v->kind, "regression") == 0 ||
			 strcmp(v->kind, "variance") == 0);

	c[0].text = words_time(r, rec->time);
	cell_seq(r, &c[1], rec->seq);
	c[2].text = v->metric ? metric_label(r, a, v->metric) : NULL;
	c[3].text = report_name(r, v->kind, 24);
	c[4].text = share ? words_percent(r, v->value)
			  : words_value(r, v->value, v->unit);
	c[4].value = v->value;
	c[5].text = share ? words_percent(r, v->limit)
			  : words_value(r, v->limit, v->unit);
	c[5].value = v->limit;
	c[6].text = share ? words_percent(r, v->deficit)
			  : words_value(r, v->deficit, v->unit);
	c[6].value = v->deficit;
	cell_state(&c[7], v->error ? TONE_BAD : TONE_WARN,
	    v->error ? "Error" : "Warning");
}

/* A line of violations a week: when things were bad, at a glance. */
static void
over_time(struct study *s, struct section *sec, size_t count)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	double width = a->until - a->from > 400 * DAY ? 7 * DAY : DAY;
	size_t n = (size_t)ceil((a->until - a->from) / width), i;
	struct chart *c;
	struct line *l;
	double *sum, most = 1;

	if (n < 7 || n > 2000)
		return;
	c = report_chart(r, sec, CHART_TIME, "over-time",
	    report_printf(r, "SLO violations over time, %s",
		words_period(r, a->from, a->until)));
	c->key = "violations";
	c->from = a->from;
	c->until = a->until;
	c->least = 0;
	c->unit =
	    report_printf(r, "violations a %s", width > DAY ? "week" : "day");
	l = chart_line(r, c, LINE_STEP, n + 1);
	sum = report_alloc(r, n * sizeof(*sum));
	for (i = 0; i < a->nviolation; i++) {
		const struct violation *v = &a->violation[i];
		double at;

		if (!of_period(a, v->record))
			continue;
		at = (a->record[v->record].time - a->from) / width;
		if (at >= 0 && at < (double)n)
			sum[(size_t)at]++;
	}
	for (i = 0; i < n; i++) {
		most = fmax(most, sum[i]);
		chart_point(l, a->from + (double)i * width, sum[i], 0, sum[i]);
	}
	chart_point(l, a->until, sum[n - 1], 0, sum[n - 1]);
	c->most = fmax(most, 4);
	c->whole = true;
	c->desc = report_printf(r,
	    "A stepped line of the violations in each %s: %s in all, at most "
	    "%s in one.",
	    width > DAY ? "week" : "day", words_count(r, count),
	    words_count(r, (unsigned long long)most));
}

void
section_violations(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec =
	    report_section(r, "violations", "SLO violations over time", NULL);
	size_t i, n = 0, failed = 0;
	struct table *t;

	sec->brief = "Violations";
	for (i = 0; i < a->nviolation; i++)
		n += of_period(a, a->violation[i].record);
	for (i = a->first; i < a->last; i++)
		failed += is_run(a->record[i].type) && a->record[i].verdict &&
			  strcmp(a->record[i].verdict, "FAIL") == 0;
	sec->empty = n == 0;
	if (n == 0) {
		sec->sub = report_printf(
		    r, "None in %s.", words_of(r, s->runs, "run", "runs"));
		return;
	}
	sec->sub = report_printf(r,
	    "%s in %s, and %s. A failed run is content of this record, not a "
	    "fault of it.%s",
	    words_capital(r, words_of(r, n, "violation", "violations")),
	    words_of(r, s->runs, "run", "runs"),
	    failed == 0 ? "none of them failed"
	    : failed == s->runs
		? s->runs == 1 ? "it failed" : "all of them failed"
		: report_printf(
		      r, "%s of them failed", words_number(r, failed)),
	    n > LATEST ? report_printf(r, " The latest %s stand in the table.",
			     words_number(r, LATEST))
		       : "");
	over_time(s, sec, n);
	by_month(s, sec);
	t = TABLE(r, sec, "latest", "The latest violations", violation_columns);
	t->total = n;
	for (i = a->nviolation; i > 0 && t->nrow < LATEST; i--) {
		if (of_period(a, a->violation[i - 1].record))
			violation_row(s, t, &a->violation[i - 1]);
	}
}

/* ---- regressions ---- */

static const struct column incident_columns[] = {
    {"record", "Opened by record", COLUMN_NUMBER},
    {"opened", "Opened", COLUMN_SHORT},
    {"metric", "Regressed", COLUMN_TEXT},
    {"change", "Change", COLUMN_NUMBER},
    {"found_after", "Found after", COLUMN_NUMBER},
    {"since", "Since commit", COLUMN_CODE},
    {"outcome", "Outcome", COLUMN_TEXT},
    {"state", "State", COLUMN_STATE},
};

static void
incident_state(struct study *s, struct cell *c, const struct incident *o)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	double from = incident_opened(a, o);
	bool accepted = o->outcome && strcmp(o->outcome, "accepted") == 0;
	const char *time, *commit;

	if (incident_open(a, o)) {
		time = words_span(r, fmin(a->until, r->made) - from);
		cell_state(&c[7], TONE_BAD,
		    time ? report_printf(r, "Open, %s", time) : "Open");
		return;
	}
	time = words_span(r, incident_closed(a, o) - from);
	c[6].text = report_printf(r, "%s by record %llu",
	    accepted ? "accepted" : "gone", a->record[o->closed].seq);
	commit = words_commit(r, a->record[o->closed].commit);
	c[6].note = commit ? report_printf(r, "commit %s", commit) : NULL;
	if (accepted)
		cell_state(&c[7], TONE_WARN, "Accepted");
	else
		cell_state(&c[7], TONE_OK,
		    time ? report_printf(r, "Fixed in %s", time) : "Fixed");
}

static void
incident_row(struct study *s, struct table *t, const struct incident *o)
{
	struct report *r = s->r;
	struct cell *c = report_row(r, t);

	cell_seq(r, &c[0], o->first_seq);
	c[1].text = words_date(r, incident_opened(s->a, o));
	c[2].text = metric_label(r, s->a, o->id);
	cell_change(r, &c[3], o->change, o->low, o->high);
	if (o->runs >= 0)
		c[4].text =
		    words_of(r, (unsigned long long)o->runs, "run", "runs");
	c[4].value = o->runs;
	c[5].text = words_commit(r, o->first_commit);
	incident_state(s, c, o);
}

void
section_incidents(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec =
	    report_section(r, "incidents", "Regressions", NULL);
	struct table *t;
	size_t i;

	sec->empty = s->incidents == 0;
	if (s->incidents == 0) {
		sec->sub = report_printf(
		    r, "None in %s.", words_of(r, s->runs, "run", "runs"));
		return;
	}
	sec->sub = report_printf(r,
	    "Changes for the worse by more than noise explains, with the "
	    "interval of the change: %s, %s.",
	    words_of(r, s->incidents, "regression", "regressions"),
	    s->open == 0 ? "none still open"
	    : s->open == s->incidents
		? s->open == 1 ? "still open" : "all still open"
		: report_printf(r, "%s still open", words_number(r, s->open)));
	t = TABLE(r, sec, "incidents", "Regressions", incident_columns);
	t->total = s->incidents;
	for (i = a->nincident; i > 0 && t->nrow < INCIDENTS; i--) {
		if (incident_shown(a, &a->incident[i - 1]))
			incident_row(s, t, &a->incident[i - 1]);
	}
}
