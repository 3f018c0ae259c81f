/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * promote - one run against one store: decide, record, replace the baseline
 */
#ifndef BP_PROMOTE_H
#define BP_PROMOTE_H

#include <stdbool.h>

#include "conf.h"
#include "decide.h"
#include "evidence.h"
#include "jio.h"
#include "options.h"

/*
 * Run the document d against the store directory dir.  On success
 * _metadata.baseline of d is filled, and *outcome says what was done (with
 * --dry-run: would be).  ST_NO when the ledger does not verify: then the
 * section says so and nothing was changed.
 */
bool promote_run(struct jio_doc *d, const char *dir, const struct opts *o,
    const struct conf *c, const struct evidence *ev, enum outcome *outcome,
    struct err *e);

/* --validate: record the run, judge nothing. */
bool promote_validate(struct jio_doc *d, const char *dir, const struct opts *o,
    const struct conf *c, const struct evidence *ev, struct err *e);

/* _metadata.baseline for a run that could not be looked at: why it was not. */
void promote_failed(struct jio_doc *d, const char *why);

#endif
