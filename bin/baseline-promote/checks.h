/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checks - what GitHub says about a pull request and about a commit's checks
 */
#ifndef BP_CHECKS_H
#define BP_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "github.h"

/* GET pulls/N: *pull is new. */
bool checks_pull(struct github *g, const char *repo, long long pr,
    json_t **pull, struct err *e);

/* This job, which is running and so can't have passed. */
struct own_job {
	const char *name;   /* or NULL */
	const char *run_id; /* or NULL */
};

/*
 * The check runs and statuses of a commit, this job left out.  *passed, and
 * in *why, new, "12 of 12 checks of 0123abcd have passed" or what is wrong.
 */
bool checks_ask(struct github *g, const char *repo, const char *sha,
    const struct own_job *own, bool *passed, char **why, struct err *e);

/*
 * The same from the two answers, for tests: runs is an array of check runs,
 * statuses one of statuses.
 */
bool checks_judge(const json_t *runs, const json_t *statuses, const char *sha,
    const struct own_job *own, char **why);

#endif
