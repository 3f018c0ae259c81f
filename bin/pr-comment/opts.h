/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * opts - what the command line says
 */
#ifndef BL_PR_OPTS_H
#define BL_PR_OPTS_H

#include <getopt.h>
#include <stdbool.h>

#include "diag.h"
#include "github.h"

/* Whose comments are ours, unless --author says another or OPTS_ME. */
#define OPTS_AUTHOR "github-actions[bot]"
#define OPTS_ME "@me" /* the token's own login */

struct opts {
	const char *repo, *pr;       /* NULL: the environment, the event */
	const char *suite, *section; /* section may be NULL */
	const char *author;
	const char *config;
	const char *render, *post; /* a directory, or NULL */
	struct gh_settings http;
	bool dry_run, quiet, verbose, exit_zero;
	bool check_auth, show_config;
	bool require_comment;
	bool no_summary, no_output, no_annotations, no_sandbox;
};

extern const struct option opts_long[];

/* Nothing said yet. */
void opts_init(struct opts *o);

/*
 * Take the option ch, of the long name where it has one; its value is optarg.
 * False for an unknown one or, with e filled, a bad value.
 */
bool opts_take(struct opts *o, int ch, const char *name, struct err *e);
/* What holds between them, and of the names. */
bool opts_check(const struct opts *o, struct err *e);

#endif
