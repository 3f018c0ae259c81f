/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metrics - from benchmarks to the metrics that thresholds.ini names
 *
 * The first metric whose patterns match takes a benchmark; its figure is
 * converted to the metric's unit, and the figures of a metric are reduced to
 * one.  All of them stay beside it as candidates, so that a "best of" can't
 * hide a bad one.  What does not fit is an error in the document, never a 0.
 */
#ifndef PERF_JSON_METRICS_H
#define PERF_JSON_METRICS_H

#include <jansson.h>
#include <stddef.h>

#include "bench.h"
#include "conf.h"

struct metrics {
	json_t *top;     /* headline numbers, rounded, in their order */
	json_t *metrics; /* _metadata.metrics */
};

/*
 * bench[n]: all benchmarks in their order.  raw_fallback: a metric of bytes
 * that nothing matches takes the fastest figure that Criterion would print in
 * its unit, with a warning.  errors, warnings: arrays of strings that grow.
 */
void metrics_select(const struct conf *c, const struct bench *bench, size_t n,
    bool raw_fallback, json_t *errors, json_t *warnings, struct metrics *out);

/* Two benchmarks of one id: an error for each such id. */
void metrics_duplicates(const struct bench *bench, size_t n, json_t *errors);

/* Append "CBKB002: …", cut to what an entry may hold. */
void metrics_say(json_t *list, const char *fmt, ...) BL_PRINTF(2, 3);

#endif
