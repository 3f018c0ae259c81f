/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - what slo-check is asked to do */
#ifndef SLO_CHECK_OPTIONS_H
#define SLO_CHECK_OPTIONS_H

#include <stdbool.h>

#include "judge.h"

struct opts {
	const char *baseline, *config, *history;
	struct judge_opts judge;
	bool exit_zero, no_sandbox, quiet, show, verbose;
};

/* Read argv into o.  Returns -1, or the status to exit with at once. */
int options_read(int argc, char **argv, struct opts *o);

#endif
