/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * work - the program from its options to its exit status
 *
 * In order: everything that can be refused before a request (target, token),
 * the document, the text, the requests, the job's summary and outputs, then
 * the document on stdout, then annotations.
 */
#ifndef BL_PR_WORK_H
#define BL_PR_WORK_H

#include <stdbool.h>

#include "conf.h"
#include "diag.h"
#include "github.h"

struct opts {
	const char *repo, *pr;       /* NULL: the environment, the event */
	const char *suite, *section; /* section may be NULL */
	const char *author;
	const char *config;
	const char *render, *post; /* a directory, or NULL */
	struct gh_settings http;
	bool dry_run, quiet, verbose, exit_zero;
	bool require_comment;
	bool no_summary, no_output, no_annotations;
};

/* Returns the exit status, having said what there was to say. */
int work(const struct opts *o, const struct conf *c);

/* --check-auth: who we are and what we may do here. */
int work_check_auth(const struct opts *o);

#endif
