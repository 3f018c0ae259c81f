/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * regress - compare a run with its baseline and its history
 *
 * regress_open finds what -b and -H name and reads it; regress_compare is
 * pure.  slo-check uses both, and so does baseline-promote for a document that
 * was not compared.
 *
 * The rules.  Throughput has dropped when current < baseline * (1 - threshold),
 * a time when current > baseline * (1 + threshold), in double.  With 3 or
 * more comparable runs the baseline is the level of the last stable segment,
 * and a drop is an error when it is beyond the noise (stats_gate), else a
 * warning, "inconclusive, run again".  With fewer a drop is a warning.
 * Benchmarks are compared by id; as there are many, theirs must be
 * significant by Holm's method to count as proven.
 */
#ifndef BL_REGRESS_H
#define BL_REGRESS_H

#include <stdbool.h>

#include "conf.h"
#include "diag.h"
#include "history.h"
#include "jio.h"
#include "perf.h"
#include "verdict.h"

#define REGRESS_HISTORY_MIN                                                    \
	3                     /* comparable runs; fewer are a baseline alone   \
			       */
#define REGRESS_LISTED 1000   /* benchmarks in regression.changes */
#define REGRESS_PROMOTIONS 10 /* drift is measured since so many ago */

/* What a run is compared with; zeroed by regress_open. */
struct regress {
	bool asked; /* -b or -H was given */
	bool asked_baseline;
	bool has_baseline;
	struct jio_doc baseline;
	struct perf_set set;  /* the baseline's benchmarks */
	struct perf_set past; /* where it lists none: the history's, by id */
	char *source;         /* "baselines/0123456789abcdef.json" */
	char *none;           /* why there is no baseline, or NULL */
	struct history *history;
	char *no_history; /* why a history that was asked for can't be used */
	struct perf_set current;              /* this run's benchmarks */
	size_t *metric_series, *bench_series; /* numbers in history */
	size_t held;                          /* of jio.h's budget */
};

/*
 * Find and read baseline and history for doc.  baseline: a perf.json or a
 * store directory, or NULL; history: a ledger or a store directory, or NULL
 * for the ledger beside the baseline.  A file that is not there is no error
 * (->none); a broken one is, ST_INPUT.
 */
bool regress_open(struct regress *r, const struct jio_doc *doc,
    const struct conf *c, const char *baseline, const char *history,
    struct err *e);
void regress_close(struct regress *r);

/*
 * Compare: findings are added to f; returns _metadata.regression, new.
 * require: what could not be compared is an error, not a warning.
 */
json_t *regress_compare(const struct regress *r, const struct jio_doc *doc,
    const struct conf *c, bool require, struct findings *f);

#endif
