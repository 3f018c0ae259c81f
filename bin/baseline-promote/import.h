/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import - seed the ledger with figures that were measured before it was there
 *
 * Files are perf.json documents, or another tool's history: {"current":
 * {branch, commit, timestamp, display_gibs, comp3_mibs, …}, "history": […]}.
 * Each run becomes an import record, the oldest first; one that is imported
 * already (same commit and time) is passed over.
 */
#ifndef BP_IMPORT_H
#define BP_IMPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"
#include "options.h"

bool import_files(const char *dir, const struct opts *o, const struct conf *c,
    FILE *out, struct err *e);

#endif
