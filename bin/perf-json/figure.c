/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figure - see figure.h */
#include "figure.h"

#include <math.h>
#include <stdlib.h>

#include "stats.h"
#include "units.h"

/* The figure of one benchmark. */

/* ns of the statistic that the metric wants, or NAN. */
static double
time_of(const struct bench *b, enum choice choice, enum bench_stat *statistic)
{
	switch (choice) {
	case CHOICE_MEAN:
		*statistic = STAT_MEAN;
		break;
	case CHOICE_MEDIAN:
		*statistic = STAT_MEDIAN;
		break;
	case CHOICE_TYPICAL:
		*statistic = b->statistic;
		break;
	}
	if (b->statistic == *statistic)
		return b->time.estimate;
	return *statistic == STAT_MEAN ? b->mean : b->median;
}

static const struct bench_rate *
rate_of(const struct bench *b, enum dimension dim)
{
	unsigned i;

	for (i = 0; i < b->nrates; i++) {
		bool elements = b->rate[i].kind == KIND_ELEMENTS;

		if (elements == (dim == DIM_ELEMENTS))
			return &b->rate[i];
	}
	return NULL;
}

static double
rate_in(const struct unit *u, const struct bench_rate *r, double per_second)
{
	return unit_from_base(u, bench_rate_base(r, per_second));
}

/* A throughput: as measured for the typical time, computed for another. */
static const char *
rate_figure(
    const struct conf_metric *m, const struct bench *b, struct figure *f)
{
	const struct bench_rate *r = rate_of(b, m->unit->dim);
	double t = time_of(b, m->statistic, &f->statistic);

	if (!r)
		return m->unit->dim == DIM_BYTES ? "no throughput in bytes"
						 : "no throughput in elements";
	if (f->statistic == b->statistic) {
		f->value = rate_in(m->unit, r, r->per_second.estimate);
		f->low = rate_in(m->unit, r, r->per_second.low);
		f->high = rate_in(m->unit, r, r->per_second.high);
	} else if (isfinite(t) && t > 0) {
		f->value = rate_in(m->unit, r, r->per_iteration * 1e9 / t);
	}
	return isfinite(f->value) ? NULL : "no throughput of this statistic";
}

static const char *
time_figure(
    const struct conf_metric *m, const struct bench *b, struct figure *f)
{
	double t = time_of(b, m->statistic, &f->statistic);

	if (isfinite(t) && t == 0)
		return "a time of 0, which is no measurement";
	f->value = unit_from_base(m->unit, t);
	if (f->statistic == b->statistic) {
		f->low = unit_from_base(m->unit, b->time.low);
		f->high = unit_from_base(m->unit, b->time.high);
	}
	return isfinite(f->value) ? NULL : "no time of this statistic";
}

const char *
figure_of(const struct conf_metric *m, const struct bench *b, struct figure *f)
{
	*f = (struct figure){b, STAT_NONE, NAN, NAN, NAN};
	return m->unit->dim == DIM_TIME ? time_figure(m, b, f)
					: rate_figure(m, b, f);
}

/* Reducing figures to one. */

double
figures_reduced(const struct figures *f)
{
	double *v, result = f->v[0].value;
	size_t i;

	if (f->n == 1)
		return result;
	v = xcalloc(f->n, sizeof(*v));
	for (i = 0; i < f->n; i++)
		v[i] = f->v[i].value;
	switch (f->m->reduce) {
	case REDUCE_MAX:
		for (i = 1; i < f->n; i++)
			result = fmax(result, v[i]);
		break;
	case REDUCE_MIN:
		for (i = 1; i < f->n; i++)
			result = fmin(result, v[i]);
		break;
	case REDUCE_MEDIAN:
		result = stats_median(v, f->n);
		break;
	case REDUCE_MEAN:
		result = stats_mean(v, f->n);
		break;
	case REDUCE_GEOMEAN:
		result = stats_geomean(v, f->n);
		break;
	}
	free(v);
	return result;
}

/* The figure that the value is, or NULL when it was computed from several. */
static const struct figure *
figure_with(const struct figures *f, double value)
{
	size_t i;

	if (f->n > 1 &&
	    (f->m->reduce == REDUCE_MEAN || f->m->reduce == REDUCE_GEOMEAN))
		return NULL;
	for (i = 0; i < f->n; i++) {
		if (f->v[i].value == value)
			return &f->v[i];
	}
	return NULL;
}

static const struct figure *
slowest(const struct figures *f)
{
	bool smaller = unit_smaller_is_better(f->m->unit);
	const struct figure *worst = &f->v[0];
	size_t i;

	for (i = 1; i < f->n; i++) {
		if (smaller ? f->v[i].value > worst->value
			    : f->v[i].value < worst->value)
			worst = &f->v[i];
	}
	return worst;
}

/* Of all figures, where the value was computed from several: the largest cv. */
static double
largest_cv(const struct figures *f)
{
	double cv = NAN;
	size_t i;

	for (i = 0; i < f->n; i++)
		cv = fmax(cv, f->v[i].b->cv);
	return cv;
}

/* The statistic that all figures share, or none. */
static enum bench_stat
shared_statistic(const struct figures *f)
{
	size_t i;

	for (i = 1; i < f->n; i++) {
		if (f->v[i].statistic != f->v[0].statistic)
			return STAT_NONE;
	}
	return f->v[0].statistic;
}

/* Writing a metric. */

static json_t *
real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *
text_or_null(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *
candidate(const struct figure *f)
{
	json_t *v = json_object();

	json_object_set_new(v, "id", json_string(f->b->id));
	json_object_set_new(v, "value", json_real(f->value));
	return v;
}

/* What only one benchmark can tell; it may be NULL. */
static void
set_source(json_t *o, const struct figure *f)
{
	bool sampled = f && f->b->has_samples;

	json_object_set_new(o, "low", real_or_null(f ? f->low : NAN));
	json_object_set_new(o, "high", real_or_null(f ? f->high : NAN));
	json_object_set_new(o, "source", text_or_null(f ? f->b->id : NULL));
	json_object_set_new(o, "samples",
	    sampled && f->b->count < 1e15
		? json_integer((json_int_t)f->b->count)
		: json_null());
	json_object_set_new(
	    o, "location_se", real_or_null(sampled ? f->b->location_se : NAN));
}

json_t *
figures_json(const struct figures *f, double value)
{
	const struct figure *source = figure_with(f, value);
	json_t *o = json_object(), *list = json_array();
	size_t i;

	for (i = 0; i < f->n; i++)
		json_array_append_new(list, candidate(&f->v[i]));
	json_object_set_new(o, "label", json_string(f->m->label));
	json_object_set_new(o, "unit", json_string(f->m->unit->symbol));
	json_object_set_new(o, "value", json_real(value));
	json_object_set_new(o, "candidates", list);
	json_object_set_new(o, "slowest", candidate(slowest(f)));
	json_object_set_new(o, "statistic",
	    text_or_null(bench_stat_name(
		source ? source->statistic : shared_statistic(f))));
	json_object_set_new(
	    o, "cv", real_or_null(source ? source->b->cv : largest_cv(f)));
	set_source(o, source);
	return o;
}
