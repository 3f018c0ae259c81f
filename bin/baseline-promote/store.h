/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store - the baseline files beside the ledger, replaced all or nothing
 *
 * baselines/FINGERPRINT.json and baseline.json are the document as it left
 * baseline-promote when it was promoted.  The new one is written to both
 * places' staging files first, then the record is appended, then two renames
 * make it visible.  A staged document names the record that it belongs to
 * (_metadata.baseline.head); whoever next locks the store finishes the renames
 * when that record is the ledger's last, else removes what was staged.
 */
#ifndef BP_STORE_H
#define BP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "diag.h"
#include "ledger.h"

/* The name of a fingerprint's file: itself, or "unknown"; NULL: not hex. */
const char *store_key(const char *fingerprint);
/* DIR/baselines/KEY.json, new. */
char *store_baseline(const char *dir, const char *key);

/* Under the lock, before anything else: finish or take back a promotion. */
bool store_complete(
    const char *dir, const struct ledger_writer *w, mode_t mode, struct err *e);

/*
 * Commit what was prepared in w together with the n bytes of its document.
 * After a failure the old state stands.
 */
bool store_promote(const char *dir, struct ledger_writer *w, const char *key,
    const char *p, size_t n, mode_t mode, struct err *e);

#endif
