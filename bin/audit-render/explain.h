/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* explain - what -v says on standard error: what was read and chosen, and why
 */
#ifndef AUDIT_RENDER_EXPLAIN_H
#define AUDIT_RENDER_EXPLAIN_H

#include "render.h"

/* The log, the period and how it was chosen, and what stands in it. */
void explain(const struct account *a, const struct render *o);

#endif
