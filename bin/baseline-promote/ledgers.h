/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledgers - print and verify a store's ledger
 */
#ifndef BP_LEDGERS_H
#define BP_LEDGERS_H

#include <stdbool.h>
#include <stdio.h>

#include "diag.h"
#include "options.h"

/* --log: the bytes of all segments, in chain order. */
bool ledgers_log(const char *dir, FILE *out, struct err *e);

/*
 * --verify: what was found as a document on out.  *whole: every link holds, the
 * head is the expected one, and the baselines are what was promoted.
 */
bool ledgers_verify(const char *dir, const struct opts *o, FILE *out,
    bool *whole, struct err *e);

#endif
