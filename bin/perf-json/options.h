/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - what perf-json is asked to do */
#ifndef PERF_JSON_OPTIONS_H
#define PERF_JSON_OPTIONS_H

#include <stdbool.h>

struct opts {
	const char *config, *output;
	bool check, no_sandbox, raw_fallback, show, verbose;
};

/* Read argv into o.  Returns -1, or the status to exit with at once. */
int options_read(int argc, char **argv, struct opts *o);

#endif
