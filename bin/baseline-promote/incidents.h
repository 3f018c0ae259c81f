/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * incidents - regressions from the first bad run to the run that closes them
 *
 * Opened when a comparison proves a drop beyond the noise; the first bad run
 * may lie before.  Closed as "fixed" by the first compared run that does not
 * show the drop, as "accepted" by an override.
 */
#ifndef BP_INCIDENTS_H
#define BP_INCIDENTS_H

#include <jansson.h>
#include <stdbool.h>

#include "recent.h"

struct incidents {
	json_t *events; /* opened and closed by this run */
	json_t *open;   /* open after it */
};

/*
 * section: the comparison, NULL when there was none.  seq, commit: of this
 * run.  accepted: an override.  threshold: the one that drops are held to.
 */
void incidents_of(struct incidents *in, const struct recent *r,
    const json_t *section, unsigned long long seq, const char *commit,
    bool accepted, double threshold);
void incidents_free(struct incidents *in);

#endif
