/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * recent - the last runs of this machine in the store's history
 *
 * Read from the end, until there are RECENT_RUNS runs of this fingerprint and
 * one that was accepted, so that the cost of a promotion does not grow with the
 * history.
 */
#ifndef BP_RECENT_H
#define BP_RECENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "trends.h"

#define RECENT_RUNS 60

struct recent {
	struct trend_set set;
	struct trend_group *group; /* NULL: this machine has no run yet */
	size_t guess;    /* the series that is likely to be asked for next */
	size_t accepted; /* runs up to the last accepted level, that included */
	unsigned held;   /* runs held in a row, up to the last run */
	json_t *open;    /* open incidents after the last run: an array */
	/* the last promotion or override; seq 0: none */
	struct trend_run promoted;
};

/* fingerprint: "" when unknown.  A store that is not there has no runs. */
bool recent_read(
    struct recent *r, const char *dir, const char *fingerprint, struct err *e);
void recent_free(struct recent *r);

/*
 * The accepted values of a series, oldest first: new, *n of them.  statistic
 * NULL: any.  NULL when there are none.  *guess, 0 to begin with, makes it
 * quick to ask in the order of the ledger; NULL: no order.
 */
double *recent_values(const struct recent *r, bool metric, const char *id,
    const char *unit, const char *statistic, size_t *guess, size_t *n);
/* The series itself, the newest of several, or NULL. */
const struct trend_series *recent_series(const struct recent *r, bool metric,
    const char *id, const char *unit, const char *statistic, size_t *guess);

#endif
