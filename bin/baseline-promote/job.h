/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job - what was asked for, done on a store directory or on a git branch
 */
#ifndef BP_JOB_H
#define BP_JOB_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"
#include "decide.h"
#include "evidence.h"
#include "jio.h"
#include "options.h"

struct job {
	const struct opts *o;
	const struct conf *c;
	/* MODE_PROMOTE and MODE_VALIDATE */
	struct jio_doc *doc;
	struct evidence *ev;
	enum outcome outcome;
	/* the others: what they print; new, free it */
	char *text;
	size_t n;
	bool whole; /* the ledger verifies */
};

/*
 * Keep only the right to what the job needs: the store and, for a promotion,
 * what GitHub is asked with.  git needs whatever its remotes and helpers do.
 */
void job_confine(const struct opts *o);

/*
 * --log of a directory prints as it reads; all else is complete before
 * anything is printed.
 */
bool job_run(struct job *j, struct err *e);

#endif
