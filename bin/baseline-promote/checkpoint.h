/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checkpoint - tree hashes over the ledger, and pruning at them
 *
 * A checkpoint is a record with the RFC 9162 root over all lines before it.
 * Pruning drops all lines before a checkpoint, so that what is kept is a
 * byte-for-byte suffix; the prune record is written first, and a marker beside
 * it lets whoever locks the store next finish what a crash has interrupted.
 */
#ifndef BP_CHECKPOINT_H
#define BP_CHECKPOINT_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"
#include "ledger.h"
#include "options.h"

/* --checkpoint: append the record, print origin, size and root to out. */
bool checkpoint_make(const char *dir, const struct opts *o,
    const struct conf *c, FILE *out, struct err *e);

/* [reporting] retention_months of audit.ini, 36 where it says nothing. */
bool checkpoint_retention(const struct opts *o, int *months, struct err *e);

/* --prune: what was dropped, as a document on out. */
bool checkpoint_prune(const char *dir, const struct opts *o,
    const struct conf *c, FILE *out, struct err *e);

/* Under the lock: finish a pruning that is recorded, forget one that is not. */
bool checkpoint_complete(
    const char *dir, const struct ledger_writer *w, mode_t mode, struct err *e);

/* Who is acting: GITHUB_ACTOR, its id, or --actor; NULL: not known. */
const char *acting(const struct opts *o, const struct conf *c);

/*
 * t less n calendar months, the day cut to the month's length.
 */
long long months_before(long long t, int n);

#endif
