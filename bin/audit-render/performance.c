/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * performance - the performance report: one run, for the team that made it
 *
 * What got slower and since which commit, every change with its interval, the
 * objectives with their margins, each benchmark, and what it ran on.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "objective.h"
#include "outcome.h"
#include "sections.h"
#include "units.h"
#include "words.h"

#define FOREST 40
#define ROWS 300
#define MESSAGES 50

#define TABLE(r, sec, key, label, columns)                                     \
	report_table(r, sec, key, report_printf(r, label), columns,            \
	    sizeof(columns) / sizeof(*(columns)))

struct run {
	struct study s; /* of a ledger */
	struct report *r;
	const struct outcome *o;
	const struct account *a; /* NULL: a perf.json */
	size_t slower, faster, unclear, unsure;
};

/* ---- what a change says ---- */

static bool
says(const struct change *c, const char *verdict)
{
	return c->verdict && strcmp(c->verdict, verdict) == 0;
}

static bool
is_slower(const struct change *c)
{
	return says(c, "regression");
}

static bool
is_faster(const struct change *c)
{
	return says(c, "improvement");
}

static enum tone
change_tone(const struct change *c)
{
	return is_slower(c)              ? TONE_BAD
	       : says(c, "inconclusive") ? TONE_WARN
	       : says(c, "drop")         ? TONE_WARN
	       : is_faster(c)            ? TONE_OK
					 : TONE_MUTE;
}

static const char *
change_word(const struct change *c)
{
	return is_slower(c)              ? "Slower"
	       : says(c, "inconclusive") ? "Unclear, run again"
	       : says(c, "drop")         ? "Slower, no history"
	       : is_faster(c)            ? "Faster"
					 : "No clear change";
}

static char *
change_name(struct report *r, const struct change *c)
{
	return report_name(r, c->label && *c->label ? c->label : c->id, 0);
}

static void
count(struct run *x)
{
	size_t i;

	for (i = 0; i < x->o->nchange; i++) {
		const struct change *c = &x->o->change[i];

		x->slower += is_slower(c) || says(c, "drop");
		x->faster += is_faster(c);
		x->unsure += says(c, "inconclusive");
		x->unclear += change_tone(c) == TONE_MUTE;
	}
}

/* ---- head ---- */

static char *
result(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;

	if (!o->compared)
		return report_printf(r, "Nothing was compared");
	if (x->slower)
		return report_printf(r, "%s of %s got slower",
		    words_capital(r, words_number(r, x->slower)),
		    words_number(r, o->nchange));
	if (x->unsure)
		return report_printf(r, "%s of %s unclear",
		    words_capital(r, words_of(r, x->unsure, "is", "are")),
		    words_number(r, o->nchange));
	if (x->faster)
		return report_printf(r,
		    "Nothing got slower, %s of %s got "
		    "faster",
		    words_number(r, x->faster), words_number(r, o->nchange));
	return report_printf(r, "Nothing got slower");
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
	    result(x));
	if (status && strcmp(status, "WARN") == 0 && !x->o->passed)
		r->headline = report_printf(
		    r, "Warned, and warnings fail here. %s.", result(x));
	if (status && strcmp(status, "FAIL") == 0)
		r->tone = TONE_BAD;
}

/* "DISPLAY 4.22 GiB/s (56.6× its floor)" */
static char *
measured(struct run *x)
{
	struct report *r = x->r;
	char *out = NULL;
	size_t i;

	for (i = 0; i < x->o->nmeasure && i < 4; i++) {
		const struct measure *m = &x->o->measure[i];

		out = report_printf(r, "%s%s%s at %s%s%s%s", out ? out : "",
		    out ? ", " : "",
		    MARK(r, MARK_BOLD,
			report_name(r, m->label ? m->label : m->name, 60)),
		    words_value(r, m->value, m->unit),
		    isfinite(m->factor) ? " (" : "",
		    isfinite(m->factor) ? report_printf(r, "%s× its floor",
					      words_figure(r, m->factor))
					: "",
		    isfinite(m->factor) ? ")" : "");
	}
	return out ? out : report_printf(r, "No metric was measured");
}

static void
lede(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	char *commit = words_commit(r, o->commit);
	char *against = words_commit(r, o->baseline_commit);

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
		report_pair(r, "made", report_printf(r, "Made by"),
		    report_printf(r,
			"audit-render " BL_VERSION
			" from a perf.json; same input, same bytes"),
		    false);
}

static void
fact(struct run *x, const char *key, const char *label, size_t n,
    enum tone tone, char *note)
{
	struct report *r = x->r;
	struct fact *f = report_fact(
	    r, key, report_printf(r, "%s", label), words_count(r, n));

	f->value = (double)n;
	f->tone = n ? tone : TONE_NONE;
	f->note = note;
	if (x->o->compared)
		return;
	f->text = report_printf(r, "—");
	f->value = NAN;
	f->tone = TONE_NONE;
	f->note = report_printf(r, "not compared");
}

/* The largest change of a kind: "DISPLAY, −8.0%". */
static char *
largest(struct run *x, bool (*of)(const struct change *))
{
	const struct change *most = NULL;
	size_t i;

	for (i = 0; i < x->o->nchange; i++) {
		const struct change *c = &x->o->change[i];

		if (of(c) && (!most || fabs(c->change) > fabs(most->change)))
			most = c;
	}
	if (!most)
		return report_printf(x->r, "none");
	return report_printf(x->r, "%s, %s",
	    report_name(x->r, most->label ? most->label : most->id, 40),
	    words_change(x->r, most->change));
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
	f = report_fact(r, "runs", report_printf(r, "Runs behind it"),
	    runs >= 0 ? words_count(r, (unsigned long long)runs)
		      : report_printf(r, "none"));
	f->value = runs;
	f->note = report_printf(r, "%s",
	    runs >= 3 ? "of the history, since its last step"
		      : "fewer than three prove no drop");
}

static void
noise_fact(struct run *x)
{
	struct report *r = x->r;
	double most = NAN;
	struct fact *f =
	    report_fact(r, "noise", report_printf(r, "Noise"), NULL);
	size_t i;

	for (i = 0; i < x->o->nmeasure; i++)
		most = fmax(most, x->o->measure[i].cv);
	f->value = most;
	f->text = isfinite(most) ? report_printf(r, "%.1f", 100 * most)
				 : report_printf(r, "—");
	f->unit = isfinite(most) ? report_printf(r, "%%") : NULL;
	f->note = report_printf(r, "%s",
	    isfinite(most) ? "largest cv of a metric's samples"
			   : "no samples were kept");
}

/* ---- sections ---- */

static void
messages(struct report *r, struct block *b, const json_t *list, enum tone tone)
{
	size_t i, n = json_array_size(list);

	for (i = 0; i < n && i < MESSAGES; i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (s)
			report_item(r, b, tone, report_name(r, s, 500), NULL);
	}
}

static void
broken(struct run *x, struct block *b)
{
	if (!x->a || x->a->chain.breaks == 0)
		return;
	report_item(x->r, b, TONE_BAD,
	    report_printf(x->r,
		"%s: record %llu does not match; nothing below is proof.",
		MARK(x->r, MARK_BOLD, "The chain is broken"),
		x->a->chain.first_break),
	    NULL);
}

static void
section_messages(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec = report_section(
	    r, "attention", report_printf(r, "What was found"), NULL);
	struct block *b = report_block(r, sec, BLOCK_ITEMS, "items", NULL);

	broken(x, b);
	messages(r, b, o->errors, TONE_BAD);
	messages(r, b, o->warnings, TONE_WARN);
	messages(r, b, o->notes, TONE_MUTE);
	sec->empty = b->n == 0;
	sec->sub = report_printf(r, "%s, %s.",
	    words_capital(
		r, words_of(r, json_array_size(o->errors), "error", "errors")),
	    words_of(r, json_array_size(o->warnings), "warning", "warnings"));
	if (o->level)
		sec->sub = report_printf(r, "%s SLO compliance: %s.", sec->sub,
		    report_name(r, o->level, 40));
}

static const struct column measure_columns[] = {
    {"metric", "Metric", COLUMN_TEXT},
    {"objective", "Floor", COLUMN_SHORT},
    {"measured", "Measured", COLUMN_NUMBER},
    {"interval", "95% interval", COLUMN_NUMBER},
    {"factor", "Safety factor", COLUMN_NUMBER},
    {"target", "Target", COLUMN_SHORT},
    {"source", "Measured by", COLUMN_TEXT},
    {"verdict", "Verdict", COLUMN_STATE},
};

static void
measure_row(struct run *x, struct table *t, const struct measure *m)
{
	struct report *r = x->r;
	const struct track as = {
	    .unit = m->unit, .smaller = m->smaller, .name = m->name};
	struct cell *c = report_row(r, t);
	bool met;

	c[0].text = report_name(r, m->label ? m->label : m->name, 0);
	c[0].note = report_name(r, m->name, 60);
	c[1].text = objective_limit(r, &as, m->floor);
	c[1].value = m->floor;
	c[2].text = words_value(r, m->value, m->unit);
	c[2].value = m->value;
	c[3].text = words_between(r, m->low, m->high, m->unit);
	if (isfinite(m->factor))
		c[4].text = report_printf(r, "%s×", words_figure(r, m->factor));
	c[4].value = m->factor;
	if (isfinite(m->target))
		c[5].text = report_printf(r, "%s %s", m->smaller ? "≤" : "≥",
		    words_value(r, m->target, m->unit));
	c[5].value = m->target;
	c[6].text = report_name(r, m->source, 80);
	c[6].note = report_name(r, m->statistic, 20);
	met = !isfinite(m->floor) || objective_met(&as, m->value, m->floor);
	c[7].tone =
	    !met                  ? TONE_BAD
	    : !isfinite(m->floor) ? TONE_MUTE
	    : isfinite(m->target) && !objective_met(&as, m->value, m->target)
		? TONE_WARN
		: TONE_OK;
	c[7].text = report_printf(r, "%s",
	    c[7].tone == TONE_BAD    ? "Missed"
	    : c[7].tone == TONE_MUTE ? "No floor"
	    : c[7].tone == TONE_WARN ? "Met, below target"
				     : "Met");
}

static void
section_measures(struct run *x)
{
	struct report *r = x->r;
	struct section *sec =
	    report_section(r, "slo", report_printf(r, "Objectives"), NULL);
	struct table *t;
	size_t i;

	sec->empty = x->o->nmeasure == 0;
	sec->sub = report_printf(r, "%s",
	    sec->empty ? "No metric was measured."
		       : "Each metric against its floor: the safety factor is "
			 "the value over the floor, in one unit.");
	if (sec->empty)
		return;
	t = TABLE(r, sec, "objectives", "Objectives", measure_columns);
	for (i = 0; i < x->o->nmeasure; i++)
		measure_row(x, t, &x->o->measure[i]);
}

static const struct column change_columns[] = {
    {"name", "Name", COLUMN_TEXT},
    {"baseline", "Baseline", COLUMN_NUMBER},
    {"current", "Now", COLUMN_NUMBER},
    {"change", "Change", COLUMN_NUMBER},
    {"runs", "Runs", COLUMN_NUMBER},
    {"reading", "Reading", COLUMN_STATE},
};

static void
change_row(struct run *x, struct table *t, const struct change *c)
{
	struct report *r = x->r;
	struct cell *to = report_row(r, t);
	const char *unit = c->unit ? c->unit : c->metric ? NULL : "ns";

	to[0].text = change_name(r, c);
	if (c->why)
		to[0].note = report_name(r, c->why, 200);
	to[1].text = words_value(r, c->baseline, unit);
	to[1].value = c->baseline;
	to[2].text = words_value(r, c->current, unit);
	to[2].value = c->current;
	to[3].text = words_change(r, c->change);
	to[3].value = c->change;
	if (words_interval(r, c->low, c->high))
		to[3].note = report_printf(
		    r, "(%s)", words_interval(r, c->low, c->high));
	if (c->runs >= 0)
		to[4].text = words_count(r, (unsigned long long)c->runs);
	to[4].value = c->runs;
	to[5].text = report_printf(r, "%s", change_word(c));
	to[5].tone = change_tone(c);
}

static void
section_slower(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec = report_section(
	    r, "slower", report_printf(r, "What got slower"), NULL);
	struct table *t = NULL;
	size_t i;

	sec->brief = report_printf(r, "Slower");
	for (i = 0; i < o->nchange; i++) {
		const struct change *c = &o->change[i];

		if (!is_slower(c) && !says(c, "inconclusive") &&
		    !says(c, "drop"))
			continue;
		if (!t)
			t = TABLE(r, sec, "slower", "What got slower",
			    change_columns);
		if (t->nrow < ROWS)
			change_row(x, t, c);
		t->total++;
	}
	sec->empty = t == NULL;
	if (!o->compared)
		sec->sub =
		    report_printf(r, "Not compared%s%s.", o->reason ? ": " : "",
			o->reason ? report_name(r, o->reason, 200) : "");
	else if (!t)
		sec->sub = report_printf(
		    r, "Nothing, of %s compared.", words_count(r, o->nchange));
	else
		sec->sub = report_printf(r,
		    "Between commit %s and this run. A change counts when it "
		    "is over the threshold and clear of the noise; what is "
		    "over it and not clear wants another run.",
		    words_commit(r, o->baseline_commit)
			? words_commit(r, o->baseline_commit)
			: "(unknown)");
}

static int
worst_first(const void *a, const void *b)
{
	const struct change *p = *(const struct change *const *)a;
	const struct change *q = *(const struct change *const *)b;
	/* A time that grows is worse, a throughput that falls is. */
	double x = p->metric ? -p->change : p->change;
	double y = q->metric ? -q->change : q->change;

	return x != y ? (x < y) - (x > y) : strcmp(p->id, q->id);
}

static void
forest(struct run *x, struct section *sec, bool metric)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	const char *what = metric ? "metrics" : "benchmarks";
	const struct change **list = xcalloc(o->nchange + 1, sizeof(*list));
	size_t n = 0, i;
	struct block *b;
	struct chart *c;

	for (i = 0; i < o->nchange; i++) {
		if (o->change[i].metric == metric &&
		    isfinite(o->change[i].change))
			list[n++] = &o->change[i];
	}
	qsort(list, n, sizeof(*list), worst_first);
	if (n > 0) {
		b = report_block(r, sec, BLOCK_CHART, what, NULL);
		c = report_chart(r, CHART_FOREST, what,
		    report_printf(r,
			"Change of %zu %s against the baseline, with "
			"intervals",
			n, what));
		b->chart = c;
		b->n = 1;
		c->below = report_printf(r, "← %s", metric ? "less" : "faster");
		c->above = report_printf(r, "%s →", metric ? "more" : "slower");
		c->desc = report_printf(r,
		    "One row each, the worst first; the same figures "
		    "stand in the table.");
		if (n > FOREST)
			c->caption = report_printf(r,
			    "The %d that changed most either way, of %zu; the "
			    "table has all.",
			    FOREST, n);
	}
	for (i = 0; i < n; i++) {
		struct effect *e;

		if (n > FOREST && i >= FOREST / 2 && i < n - FOREST / 2)
			continue;
		e = chart_effect(r, c, change_name(r, list[i]), list[i]->change,
		    list[i]->low, list[i]->high);
		e->tone = change_tone(list[i]);
		e->text = words_change(r, list[i]->change);
		e->note = words_interval(r, list[i]->low, list[i]->high);
	}
	free(list);
}

static void
section_changes(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec =
	    report_section(r, "changes", report_printf(r, "All changes"), NULL);
	struct table *t;
	size_t i;

	sec->empty = o->nchange == 0;
	if (sec->empty) {
		sec->sub = report_printf(r, "%s",
		    o->compared ? "Nothing was there to compare."
				: "Not compared.");
		return;
	}
	sec->sub = report_printf(r,
	    "Against the level of the accepted history, with the interval "
	    "of the change. A filled dot: a change that counts.");
	forest(x, sec, true);
	forest(x, sec, false);
	t = TABLE(r, sec, "changes", "All changes", change_columns);
	t->folded = report_printf(r, "All changes as a table");
	t->total = o->nchange;
	for (i = 0; i < o->nchange && t->nrow < ROWS; i++)
		change_row(x, t, &o->change[i]);
}

/* ---- benchmarks ---- */

static const struct column timing_columns[] = {
    {"benchmark", "Benchmark", COLUMN_TEXT},
    {"time", "Time", COLUMN_NUMBER},
    {"interval", "95% interval", COLUMN_NUMBER},
    {"rate", "Throughput", COLUMN_NUMBER},
    {"samples", "Samples", COLUMN_NUMBER},
    {"cv", "Spread", COLUMN_NUMBER},
};
static const struct column history_columns[] = {
    {"benchmark", "Benchmark", COLUMN_TEXT},
    {"time", "Time", COLUMN_NUMBER},
    {"history", "History on this machine", COLUMN_SPARK},
    {"median", "Median of it", COLUMN_NUMBER},
    {"points", "Points", COLUMN_NUMBER},
};

static void
timing_row(struct run *x, struct table *t, const struct timing *v)
{
	struct report *r = x->r;
	struct cell *c = report_row(r, t);

	c[0].text = report_name(r, v->id, 0);
	c[1].text = words_value(r, v->time, "ns");
	c[1].note = report_name(r, v->statistic, 20);
	c[1].value = v->time;
	c[2].text = words_between(r, v->low, v->high, "ns");
	if (isfinite(v->rate) && v->bytes)
		c[3].text = v->rate >= 0x1p30
				? words_value(r, v->rate / 0x1p30, "GiB/s")
				: words_value(r, v->rate / 0x1p20, "MiB/s");
	else
		c[3].text = words_value(r, v->rate, "elem/s");
	c[3].value = v->rate;
	if (v->samples >= 0)
		c[4].text = words_count(r, (unsigned long long)v->samples);
	c[4].value = v->samples;
	c[5].text = words_percent(r, v->cv);
	c[5].value = v->cv;
}

static const struct bench_track *
track_of(const struct account *a, const char *id, unsigned machine)
{
	size_t i;

	for (i = 0; i < a->nbench; i++) {
		if (a->bench[i].machine == machine &&
		    strcmp(a->bench[i].id, id) == 0)
			return &a->bench[i];
	}
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	const double p = *(const double *)a, q = *(const double *)b;

	return (p > q) - (p < q);
}

#define SPARK 56

static void
history_row(struct run *x, struct table *t, const struct timing *v)
{
	struct report *r = x->r;
	struct cell *c = report_row(r, t);
	const struct record *rec = &x->a->record[x->a->newest_record];
	const struct bench_track *b = track_of(x->a, v->id, rec->machine);
	struct line *l;
	double *y;
	size_t i, k, step;

	c[0].text = report_name(r, v->id, 0);
	c[1].text = words_value(r, v->time, "ns");
	c[1].value = v->time;
	if (!b || b->n == 0)
		return;
	c[2].spark = report_chart(r, CHART_SPARK, "history", NULL);
	l = chart_line(r, c[2].spark, LINE_PLAIN, SPARK);
	step = (b->n + SPARK - 1) / SPARK;
	y = xmalloc(b->n * sizeof(*y));
	for (i = b->n % step; i <= b->n; i += step) {
		size_t from = i > step ? i - step : 0;

		if (i == from)
			continue;
		for (k = from; k < i; k++)
			y[k - from] = b->v[k].y;
		qsort(y, i - from, sizeof(*y), by_value);
		chart_point(l, b->v[i - 1].x, y[(i - from) / 2], NAN, NAN);
	}
	for (k = 0; k < b->n; k++)
		y[k] = b->v[k].y;
	qsort(y, b->n, sizeof(*y), by_value);
	/* A scale of a tenth at least: noise is no drama. */
	c[2].spark->least = y[b->n / 2] * .95;
	c[2].spark->most = y[b->n / 2] * 1.05;
	c[3].text = words_value(r, y[b->n / 2], "ns");
	c[3].value = y[b->n / 2];
	c[4].text = words_count(r, b->n);
	c[4].value = (double)b->n;
	free(y);
}

static void
section_timings(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec = report_section(
	    r, "benchmarks", report_printf(r, "Benchmarks"), NULL);
	struct table *t;
	size_t i;

	sec->empty = o->ntiming == 0;
	if (sec->empty) {
		sec->sub =
		    report_printf(r, "No benchmark stands in the input.");
		return;
	}
	sec->sub = report_printf(r, "%s%s",
	    words_capital(
		r, words_of(r, o->ntiming, "benchmark", "benchmarks")),
	    x->a == NULL   ? ", as this run measured them."
	    : x->a->by_day ? ", with the median of each day before."
			   : ", with each run before.");
	t = x->a ? TABLE(r, sec, "benchmarks", "Benchmarks", history_columns)
		 : TABLE(r, sec, "benchmarks", "Benchmarks", timing_columns);
	t->total = o->ntiming;
	for (i = 0; i < o->ntiming && t->nrow < ROWS; i++) {
		if (x->a)
			history_row(x, t, &o->timing[i]);
		else
			timing_row(x, t, &o->timing[i]);
	}
	if (o->ntiming > ROWS)
		report_block(r, sec, BLOCK_TEXT, "more",
		    report_printf(r, "The first %d of %zu; perf.json has all.",
			ROWS, o->ntiming));
}

/* ---- environment ---- */

static const struct column fact_columns[] = {
    {"what", "What", COLUMN_TEXT},
    {"found", "Found", COLUMN_TEXT},
};

static void
tell(struct run *x, struct table *t, const char *what, const json_t *v)
{
	struct report *r = x->r;
	struct cell *c;

	if (!v || json_is_null(v))
		return;
	c = report_row(r, t);
	c[0].text = report_printf(r, "%s", what);
	if (json_is_string(v))
		c[1].text = report_name(r, json_string_value(v), 0);
	else if (json_is_number(v))
		c[1].text = words_figure(r, c[1].value = json_number_value(v));
	else
		c[1].text =
		    report_printf(r, "%s", json_is_true(v) ? "yes" : "no");
}

static void
list(struct run *x, struct table *t, const char *what, const json_t *v)
{
	struct report *r = x->r;
	size_t i, n = json_array_size(v);
	struct cell *c;
	char *out = NULL;

	if (n == 0)
		return;
	for (i = 0; i < n && i < 12; i++) {
		const char *s = json_string_value(json_array_get(v, i));

		out = report_printf(r, "%s%s%s", out ? out : "",
		    out ? ", " : "", s ? report_name(r, s, 80) : "?");
	}
	c = report_row(r, t);
	c[0].text = report_printf(r, "%s", what);
	c[1].text =
	    n > 12 ? report_printf(r, "%s and %zu more", out, n - 12) : out;
	c[1].value = (double)n;
}

static void
section_environment(struct run *x)
{
	static const char *const known[][2] = {{"cpu_model", "Processor"},
	    {"cpu_cores", "Cores"}, {"arch", "Architecture"},
	    {"memory_gb", "Memory, GiB"}, {"platform", "Platform"},
	    {"kernel", "Kernel"}, {"virtualization", "Virtualization"},
	    {"governor", "CPU governor"},
	    {"optimization_level", "Optimization level"},
	    {"fingerprint", "Fingerprint"}};
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec = report_section(r, "environment",
	    report_printf(r, "Environment and validity"), NULL);
	struct table *t =
	    TABLE(r, sec, "environment", "Environment", fact_columns);
	size_t i;

	sec->brief = report_printf(r, "Environment");
	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		tell(x, t, known[i][1],
		    json_object_get(o->environment, known[i][0]));
	tell(x, t, "Run time, seconds",
	    json_object_get(o->run, "execution_time_seconds"));
	tell(x, t, "Memory efficiency score",
	    json_object_get(o->margins, "memory_efficiency_score"));
	tell(x, t, "Variance stability score",
	    json_object_get(o->margins, "variance_stability_score"));
	list(x, t, "Missing since the baseline", o->missing);
	list(x, t, "New since the baseline", o->added);
	sec->empty = t->nrow == 0;
	sec->sub = report_printf(r, "%s",
	    sec->empty
		? "The input does not say what it was measured on."
		: "What was measured on, as far as it is known. Only runs "
		  "with one fingerprint are compared.");
	if (sec->empty)
		sec->nblock = 0;
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
	fact(
	    &x, "slower", "Slower", x.slower, TONE_BAD, largest(&x, is_slower));
	fact(&x, "faster", "Faster", x.faster, TONE_OK, largest(&x, is_faster));
	fact(&x, "unclear", "Unclear", x.unsure, TONE_WARN,
	    report_printf(
		r, "%s without a clear change", words_number(r, x.unclear)));
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
