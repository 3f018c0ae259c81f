/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * options - bench-exec's command line
 */
#ifndef BL_OPTIONS_H
#define BL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "run.h"

struct options {
	struct run_options run;
	const char *config, *dir;
	char **var; /* NAME=VALUE, in order; free the array */
	size_t nvar;
	double timeout; /* seconds; NAN: not given */
	bool check, show_config, help, version;
};

/* False with e filled (ST_USAGE; empty text: getopt has said it). */
bool options_read(struct options *o, int argc, char **argv, struct err *e);

/* One line an option, for --help. */
extern const char options_help[];

/* "8M", "500k", "1000000": bytes; false when s is no such size. */
bool options_size(const char *s, size_t *bytes);

#endif
