/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * annotate - what needs a person, as GitHub's workflow commands
 */
#ifndef AUDIT_RENDER_ANNOTATE_H
#define AUDIT_RENDER_ANNOTATE_H

#include <stdio.h>

#include "report.h"

/* Does GITHUB_ACTIONS say that commands are read? */
bool annotate_wanted(void);

/* One ::warning, or ::error for a bad one, for each item of r's attention. */
void annotate(const struct report *r, FILE *f);

#endif
