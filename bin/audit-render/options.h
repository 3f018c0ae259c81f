/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - audit-render's command line */
#ifndef AUDIT_RENDER_OPTIONS_H
#define AUDIT_RENDER_OPTIONS_H

#include "render.h"

struct opts {
	struct render render;
	bool show;
};

/* -1: go on; otherwise the status to exit with. */
int options_read(int argc, char **argv, struct opts *o);

#endif
