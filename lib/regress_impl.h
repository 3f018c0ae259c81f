/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * regress_impl - inside regress only: one comparison under way
 */
#ifndef BL_REGRESS_IMPL_H
#define BL_REGRESS_IMPL_H

#include "regress.h"
#include "regress_item.h"

struct compare {
	const struct regress *r;
	const json_t *root;
	const struct conf *c;
	bool require;
	struct findings *f;
	bool comparable;    /* the baseline's environment is this one */
	bool compared;      /* anything was */
	bool disturbed;     /* the machine, during the run */
	struct item *bench; /* of r->current, those that were compared */
	const struct perf_bench **of;
	size_t nbench;
	json_t *changes, *drift, *missing, *added;
	json_t *reason; /* why something was not compared, or NULL */
};

/* What can't be compared, for the reason given: a warning, or an error. */
void compare_not(struct compare *k, const char *prefix, const char *reason);

/* The values of series[i], and how many; v has room for HISTORY_RUNS. */
size_t compare_values(
    const struct compare *k, const size_t *series, size_t i, double *v);

/*
 * Drift of an item with a history: what no single step shows.  values[n]: its
 * series; base: the
 * baseline's value, NAN when there is none.
 */
void compare_drift(struct compare *k, const struct item *it, size_t series,
    const double *values, size_t n, double base);

/* Every benchmark by id, and the set of them. */
void compare_benchmarks(struct compare *k);
void compare_missing(struct compare *k);
void compare_new(struct compare *k);

#endif
