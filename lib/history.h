/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * history - the series that the regression gate wants, out of a ledger
 *
 * Counted are the records of type run, promote, refuse, override and import
 * whose environment has the wanted fingerprint, in chain order, at most the
 * last HISTORY_RUNS of them.  Runs that were held or FAILed count only once a
 * later promotion, override or import has accepted their level: otherwise the
 * third try of a regression would pass as the new normal.  A run that was
 * refused for a drop that nothing proved counts: where the first baseline was
 * a lucky run, these are what shows the noise.  An
 * override that accepted a drop begins the history anew: what was before it
 * would refuse each run at the level that was accepted.  With no fingerprint
 * wanted, the last runs that share one count.
 *
 * A file may also hold perf.json documents in place of ledger records, one
 * after the other or in one array, as people write them by hand.
 *
 * Memory does not grow with the ledger's length: HISTORY_RUNS doubles a series.
 */
#ifndef BL_HISTORY_H
#define BL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "conf.h"
#include "diag.h"
#include "perf.h"

#define HISTORY_RUNS 200
#define HISTORY_PENDING 20 /* of these at most, not yet accepted */

struct history;

/* fingerprint: NULL for not known. */
struct history *history_new(const struct conf *c, const char *fingerprint);
void history_free(struct history *h);

/*
 * Say which series are wanted, before history_read; returns the series' number.
 * Strings are borrowed, and stay until history_free.
 * A metric: values of the same unit (symbol) and statistic (NULL: any).
 * A benchmark: locations where it has one, else times of its statistic; of
 * as many bytes and elements an iteration, where both sides tell.
 */
size_t history_want_metric(struct history *h, const char *name,
    const char *unit, const char *statistic);
size_t history_want_bench(struct history *h, const struct perf_bench *b);

/* The memory that n series of HISTORY_RUNS take. */
size_t history_size(size_t n);

/*
 * Read a ledger file or a store directory.  ST_SYSTEM when it can't be read
 * (errno ENOENT when it is not there), ST_INPUT when it is no history.
 */
bool history_read(struct history *h, const char *path, struct err *e);

/* Values of a series, oldest first, in v (room for HISTORY_RUNS): how many. */
size_t history_series(const struct history *h, size_t series, double *v);

/* Commit and time of the run that holds value i of a series; "" where not
 * known.  Borrowed. */
void history_run(const struct history *h, size_t series, size_t i,
    const char **commit, const char **time);
/*
 * The index, in a series, of the first value at or after the n-th accepted
 * level (promotion, override, import) from the end; 0 when there are fewer.
 */
size_t history_since(const struct history *h, size_t series, size_t n);

/*
 * The benchmarks that there should be: those of the last accepted run that
 * tells any, or where none was accepted of the last that counts.
 */
char *const *history_ids(const struct history *h, size_t *n);

size_t history_runs(const struct history *h); /* comparable, that count */
size_t history_seen(const struct history *h); /* of any environment */
/* Whose environment they share; NULL where none was wanted and none is told. */
const char *history_fingerprint(const struct history *h);
/* Seq of the first record whose link does not hold, or 0. */
unsigned long long history_broken(const struct history *h);

#endif
