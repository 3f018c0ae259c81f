/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * figure - what one benchmark says for a metric, and many reduced to one
 */
#ifndef PERF_JSON_FIGURE_H
#define PERF_JSON_FIGURE_H

#include <jansson.h>
#include <stddef.h>

#include "bench.h"
#include "conf.h"

/* One benchmark's figure for a metric, in the metric's unit. */
struct figure {
	const struct bench *b;
	enum bench_stat statistic;
	double value, low, high;
};

/* The figures of one metric. */
struct figures {
	const struct conf_metric *m;
	struct figure *v;
	size_t n;
};

/* Fill f from b; NULL, or why b has no figure for m. */
const char *figure_of(
    const struct conf_metric *m, const struct bench *b, struct figure *f);
/* The metric's value from its figures, at least one. */
double figures_reduced(const struct figures *f);
/* Its entry in _metadata.metrics, new. */
json_t *figures_json(const struct figures *f, double value);

#endif
