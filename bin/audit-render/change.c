/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change - now against a year ago, and slow drift */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "words.h"

#define FOREST 36 /* rows of a forest plot */

/* ---- this year against last ---- */

static int
worse_first(const void *a, const void *b)
{
	const struct series *p = *(const struct series *const *)a;
	const struct series *q = *(const struct series *const *)b;
	double x = series_worse(p, p->change), y = series_worse(q, q->change);

	if (x != y)
		return (x < y) - (x > y);
	return strcmp(p->id, q->id);
}

/* Those of a kind that can be compared, the worst first. */
static const struct series **
ranked(struct analysis *a, bool metric, size_t *n)
{
	const struct series **list = xcalloc(a->n + 1, sizeof(*list));
	size_t i;

	*n = 0;
	for (i = 0; i < a->n; i++) {
		if (a->v[i].metric == metric && isfinite(a->v[i].change))
			list[(*n)++] = &a->v[i];
	}
	qsort(list, *n, sizeof(*list), worse_first);
	return list;
}

static void
forest(struct analysis *a, struct section *sec, const struct series **list,
    size_t n, bool metric)
{
	struct report *r = a->r;
	const char *what = metric ? "metrics" : "benchmarks";
	struct chart *c = report_chart(r, sec, CHART_FOREST, what,
	    report_printf(r, "Change of %zu %s, with 95%% intervals", n, what));
	bool times = true, rates = true;
	size_t i;

	/* Throughput grows to the right, time too: only one is good. */
	for (i = 0; i < n; i++) {
		times = times && list[i]->smaller;
		rates = rates && !list[i]->smaller;
	}
	c->below = report_printf(r, "← %s",
	    times   ? "faster"
	    : rates ? "less throughput"
		    : "lower");
	c->above = report_printf(r, "%s →",
	    times   ? "slower"
	    : rates ? "more throughput"
		    : "higher");
	for (i = 0; i < n; i++) {
		const struct series *s = list[i];
		struct effect *e;

		if (n > FOREST && i >= FOREST / 2 && i < n - FOREST / 2)
			continue;
		e = chart_effect(r, c, s->label, s->change, s->low, s->high);
		e->tone = series_tone(s);
		e->text = words_change(r, s->change);
		e->note = words_interval(r, s->low, s->high);
	}
	c->desc =
	    "One row each, the worst first; the same figures stand in the "
	    "table below.";
	if (n > FOREST)
		c->caption = report_printf(r,
		    "The %d that changed most either way, of %zu; the table "
		    "has all.",
		    FOREST, n);
}

static void
changes_table(struct analysis *a, struct section *sec,
    const struct series **list, size_t n, bool metric)
{
	static const struct column columns[] = {
	    {"name", "Name", COLUMN_TEXT},
	    {"now", "Now", COLUMN_NUMBER},
	    {"change", "Change", COLUMN_NUMBER},
	    {"interval", "95% interval, %", COLUMN_NUMBER},
	    {"since", "Since", COLUMN_SHORT},
	    {"reading", "Reading", COLUMN_STATE},
	};
	struct report *r = a->r;
	struct table *t = report_table(r, sec,
	    metric ? "metric-changes" : "benchmark-changes",
	    report_printf(
		r, "Changes of %s", metric ? "metrics" : "benchmarks"),
	    columns, sizeof(columns) / sizeof(*columns));
	size_t i;

	t->folded = report_printf(
	    r, "%s as a table", metric ? "The metrics" : "All benchmarks");
	for (i = 0; i < n; i++) {
		const struct series *s = list[i];
		struct cell *c = report_row(r, t);

		c[0].text = s->label;
		cell_value(r, &c[1], s->y[s->n - 1], s->unit);
		c[2].text = words_change(r, s->change);
		c[2].value = s->change;
		c[3].text = words_interval(r, s->low, s->high);
		c[4].text = words_date(r, s->since);
		c[5].text = series_word(s);
		c[5].tone = series_tone(s);
	}
}

void
section_year(struct analysis *a)
{
	struct report *r = a->r;
	struct section *sec =
	    report_section(r, "year", "This year against last", NULL);
	double oldest = INFINITY;
	size_t i, any = 0;
	int metric;

	sec->brief = "This year";
	for (metric = 1; metric >= 0; metric--) {
		size_t n;
		const struct series **list = ranked(a, metric, &n);

		for (i = 0; i < n; i++)
			oldest = fmin(oldest, list[i]->since);
		if (n > 0) {
			forest(a, sec, list, n, metric);
			changes_table(a, sec, list, n, metric);
		}
		any += n;
		free(list);
	}
	sec->empty = any == 0;
	if (any == 0) {
		sec->sub =
		    "Too few runs on this machine to compare two stretches "
		    "of time.";
		return;
	}
	if (a->s.a->until - oldest < 300 * DAY)
		sec->heading = "Now against then";
	sec->sub = report_printf(r,
	    "Change since %s, on the same machine. A filled dot: the 95%% "
	    "interval leaves out zero, and the change is 2%% or more.",
	    words_day(r, oldest));
}

/* ---- slow drift ---- */

static const char *
reaches(struct analysis *a, const struct series *s, struct cell *c)
{
	struct report *r = a->r;
	const struct trend *t = &s->t;
	const char *about, *soonest, *latest;

	if (!isfinite(s->floor))
		return "has no limit";
	if (t->floor_days <= 0)
		return "is beyond it";
	if (!isfinite(t->floor_days))
		return "moves away from it";
	about = words_span(r, t->floor_days * DAY);
	soonest = words_span(r, t->floor_soonest * DAY);
	latest = isfinite(t->floor_latest)
		     ? words_span(r, t->floor_latest * DAY)
		     : "never";
	if (soonest && strcmp(soonest, latest) != 0)
		c->note = report_printf(r, "(%s to %s)", soonest, latest);
	c->value = t->floor_days;
	return report_printf(r, "in about %s", about);
}

static void
drift_row(struct analysis *a, struct table *t, const struct series *s)
{
	struct report *r = a->r;
	struct cell *c = report_row(r, t);
	double scale = 30.4375 / s->t.level, worse;
	const char *word;

	c[0].text = s->label;
	cell_value(r, &c[1], s->t.level, s->unit);
	c[2].text = words_change(r, s->t.slope * scale);
	c[2].value = s->t.slope * scale;
	c[3].text =
	    words_interval(r, s->t.slope_low * scale, s->t.slope_high * scale);
	c[4].text = words_date(r, s->x[s->t.since]);
	c[5].text = reaches(a, s, &c[5]);
	worse = series_worse(s, s->t.slope);
	if (worse <= 0) {
		word = "Getting better";
		c[6].tone = TONE_OK;
	} else if (s->t.floor_days <= 0) {
		word = "Beyond";
		c[6].tone = TONE_BAD;
	} else if (s->t.floor_days < 90) {
		word = "Soon";
		c[6].tone = TONE_WARN;
	} else {
		word = isfinite(s->floor) ? "Far off" : "Getting slower";
		c[6].tone = isfinite(s->floor) ? TONE_OK : TONE_WARN;
	}
	c[6].text = word;
}

void
section_drift(struct analysis *a)
{
	static const struct column columns[] = {
	    {"name", "Name", COLUMN_TEXT},
	    {"level", "Level", COLUMN_NUMBER},
	    {"month", "A month", COLUMN_NUMBER},
	    {"interval", "95% interval, %", COLUMN_NUMBER},
	    {"since", "Since", COLUMN_SHORT},
	    {"limit", "Reaches its limit", COLUMN_TEXT},
	    {"state", "State", COLUMN_STATE},
	};
	struct report *r = a->r;
	struct section *sec = report_section(r, "drift", "Slow drift", NULL);
	struct table *t = NULL;
	size_t i;

	for (i = 0; i < a->n; i++) {
		if (!a->v[i].t.drifts)
			continue;
		if (!t)
			t = TABLE(r, sec, "drift", "Slow drift", columns);
		drift_row(a, t, &a->v[i]);
	}
	sec->empty = t == NULL;
	sec->sub =
	    t ? "Each step is too small to fail a build; the slope is not. "
		"Slopes since the last step."
	      : "None: since the last step of each, no slope is clear of "
		"the noise.";
}
