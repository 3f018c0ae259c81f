/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * git - the commit that is measured
 */
#ifndef BL_GIT_H
#define BL_GIT_H

#include <stdbool.h>

#include "ask.h"

struct git {
	char *commit; /* NULL: not known */
	char *branch;
	bool dirty;    /* tracked files differ from the commit */
	char *version; /* of git itself, "2.39.5" */
};

/* Leaves everything NULL where there is no git or no repository. */
void git_read(struct git *g, struct ask *a);
void git_free(struct git *g);

#endif
