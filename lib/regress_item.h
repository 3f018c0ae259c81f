/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * regress_item - compare one thing, a metric or a benchmark, with its past
 *
 * Inside regress only.  Metrics are in the document's unit, benchmarks in ns.
 */
#ifndef BL_REGRESS_ITEM_H
#define BL_REGRESS_ITEM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "conf.h"
#include "units.h"
#include "verdict.h"

enum item_verdict {
	ITEM_OK,
	ITEM_REGRESSION,   /* a drop, proven by the history */
	ITEM_INCONCLUSIVE, /* a drop, within the noise */
	ITEM_IMPROVEMENT,
	ITEM_DROP /* a drop from a baseline alone */
};

struct item {
	bool metric;
	const char *id;    /* the metric's name or the benchmark's id */
	const char *label; /* the metric's; NULL for a benchmark */
	const struct unit *unit;
	const char *statistic; /* or NULL */
	bool smaller;          /* smaller is better */
	double threshold;
	enum gate gate; /* GATE_FAIL or GATE_WARN */
	double current, se;
	/* What came out; baseline is NAN as long as it was not compared. */
	double baseline, change, low, high, dof;
	size_t runs;
	bool proven;    /* by a history, not by a baseline alone */
	bool disturbed; /* a regression on a machine that was */
	enum item_verdict verdict;
};

/* current is worse than base by more than the threshold; in double. */
bool item_dropped(double current, double base, double threshold, bool smaller);

/*
 * Compare with values[n], the history (n may be 0), or when that is too short
 * with base (NAN: none), else with its last value.  False when there
 * is nothing to compare with.
 */
bool item_compare(struct item *it, const double *values, size_t n, double base);

/*
 * Holm's method over the items that a history has proven: those that are no
 * longer significant become inconclusive.
 */
void item_holm(struct item *items, size_t n);
/* The machine was disturbed: a regression says so.  It stays one, or a runner
 * that is always busy would let everything pass. */
void item_mark_disturbed(struct item *it);

/* Message and violation for it. */
void item_say(const struct item *it, struct findings *f);
/* The entry of regression.changes, new. */
json_t *item_json(const struct item *it);
/* "DISPLAY throughput" or "group/name: time", new. */
char *item_subject(const struct item *it);
/* v in the unit that messages use, new. */
char *item_value(const struct item *it, double v);

#endif
