/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judge - floors, targets, memory and variance; level and status
 */
#ifndef SLO_CHECK_JUDGE_H
#define SLO_CHECK_JUDGE_H

#include <jansson.h>
#include <stdbool.h>

#include "conf.h"
#include "jio.h"
#include "regress.h"
#include "verdict.h"

struct judge_opts {
	bool fail_on_warn, require_baseline;
};

/*
 * Judge doc: errors, warnings, execution_context.safety_margins,
 * _metadata.slo and _metadata.regression are written anew; what an earlier run
 * put there is taken out first.
 */
void judge(struct jio_doc *doc, const struct conf *c, const struct regress *r,
    const struct judge_opts *o);

#endif
