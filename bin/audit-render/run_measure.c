/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run_measure - messages, objectives, benchmarks and environment of a run */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "objective.h"
#include "run.h"
#include "stats.h"
#include "words.h"

#define ROWS 300
#define MESSAGES 50

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

void
section_messages(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec =
	    report_section(r, "attention", "What was found", NULL);
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
	cell_value(r, &c[2], m->value, m->unit);
	c[3].text = words_between(r, m->low, m->high, m->unit);
	cell_factor(r, &c[4], m->factor);
	cell_target(r, &c[5], &as, m->target);
	c[6].text = report_name(r, m->source, 80);
	c[6].note = report_name(r, m->statistic, 20);
	met = !isfinite(m->floor) || objective_met(&as, m->value, m->floor);
	c[7].tone =
	    !met                  ? TONE_BAD
	    : !isfinite(m->floor) ? TONE_MUTE
	    : isfinite(m->target) && !objective_met(&as, m->value, m->target)
		? TONE_WARN
		: TONE_OK;
	c[7].text = c[7].tone == TONE_BAD    ? "Missed"
		    : c[7].tone == TONE_MUTE ? "No floor"
		    : c[7].tone == TONE_WARN ? "Met, below target"
					     : "Met";
}

void
section_measures(struct run *x)
{
	struct report *r = x->r;
	struct section *sec = report_section(r, "slo", "Objectives", NULL);
	struct table *t;
	size_t i;

	sec->empty = x->o->nmeasure == 0;
	sec->sub = sec->empty
		       ? "No metric was measured."
		       : "Each metric against its floor: the safety factor is "
			 "the value over the floor, in one unit.";
	if (sec->empty)
		return;
	t = TABLE(r, sec, "objectives", "Objectives", measure_columns);
	for (i = 0; i < x->o->nmeasure; i++)
		measure_row(x, t, &x->o->measure[i]);
}

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

static void
history_row(struct run *x, struct table *t, const struct timing *v)
{
	struct report *r = x->r;
	struct cell *c = report_row(r, t);
	const struct record *rec = &x->a->record[x->a->newest_record];
	const struct bench_track *b = track_of(x->a, v->id, rec->machine);
	struct point *p;
	/* The run may be after the period, but no run before it is after it. */
	double until = fmax(x->a->until, rec->time + DAY), *y, median;
	size_t i, n = 0;

	c[0].text = report_name(r, v->id, 0);
	cell_value(r, &c[1], v->time, "ns");
	if (!b)
		return;
	p = xmalloc((b->n + 1) * sizeof(*p));
	y = xmalloc((b->n + 1) * sizeof(*y));
	for (i = 0; i < b->n; i++) {
		if (!(x->a->record[b->v[i].record].time < until))
			continue;
		p[n] = (struct point){
		    account_bucket_time(x->a, &b->v[i]), b->v[i].y, NAN, NAN};
		y[n++] = b->v[i].y;
	}
	if (n > 0) {
		stats_sort(y, n);
		median = y[n / 2];
		c[2].spark = spark_start(r);
		spark_line(
		    r, c[2].spark, p, n, (n + SPARK_POINTS - 1) / SPARK_POINTS);
		/* A scale of a tenth at least: noise is no drama. */
		c[2].spark->least = median * .95;
		c[2].spark->most = median * 1.05;
		cell_value(r, &c[3], median, "ns");
		cell_count(r, &c[4], n);
	}
	free(p);
	free(y);
}

void
section_timings(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec =
	    report_section(r, "benchmarks", "Benchmarks", NULL);
	struct table *t;
	size_t i;

	sec->empty = o->ntiming == 0;
	if (sec->empty) {
		sec->sub = "No benchmark stands in the input.";
		return;
	}
	sec->sub = report_printf(r, "%s%s",
	    words_capital(
		r, words_of(r, o->ntiming, "benchmark", "benchmarks")),
	    x->a == NULL ? ", as this run measured them."
	    : x->a->days ? ", with the medians of the days before."
			 : ", with the runs before.");
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
	c[0].text = what;
	if (json_is_string(v))
		c[1].text = report_name(r, json_string_value(v), 0);
	else if (json_is_number(v))
		c[1].text = words_exact(r, c[1].value = json_number_value(v));
	else
		c[1].text = json_is_true(v) ? "yes" : "no";
}

static void
list(struct run *x, struct table *t, const char *what, const json_t *v)
{
	struct report *r = x->r;
	size_t i, n = json_array_size(v);
	struct cell *c;
	const char *out = NULL;

	if (n == 0)
		return;
	for (i = 0; i < n && i < 12; i++) {
		const char *s = json_string_value(json_array_get(v, i));

		out = report_printf(r, "%s%s%s", out ? out : "",
		    out ? ", " : "", s ? report_name(r, s, 80) : "?");
	}
	c = report_row(r, t);
	c[0].text = what;
	c[1].text =
	    n > 12 ? report_printf(r, "%s and %zu more", out, n - 12) : out;
	c[1].value = (double)n;
}

void
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
	struct section *sec =
	    report_section(r, "environment", "Environment and validity", NULL);
	struct table *t =
	    TABLE(r, sec, "environment", "Environment", fact_columns);
	size_t i;

	sec->brief = "Environment";
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
	sec->sub =
	    sec->empty
		? "The input does not say what it was measured on."
		: "What was measured on, as far as it is known. Only runs "
		  "with one fingerprint are compared.";
	if (sec->empty)
		sec->nblock = 0;
}
