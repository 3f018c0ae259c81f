/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * floors - a run against the limits of thresholds.ini, no past needed
 */
#ifndef SLO_CHECK_FLOORS_H
#define SLO_CHECK_FLOORS_H

#include <jansson.h>

#include "conf.h"
#include "jio.h"
#include "verdict.h"

struct floors {
	json_t *floors;  /* _metadata.slo.floors */
	json_t *margins; /* execution_context.safety_margins */
	double smallest; /* safety factor; NAN: no metric has a floor */
};

/* Judge every metric, the peak memory and the variance. */
void floors_check(const struct jio_doc *doc, const struct conf *c,
    struct findings *f, struct floors *out);

#endif
