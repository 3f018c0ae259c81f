/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * target - the repository, pull request and run that a comment belongs to
 */
#ifndef BL_PR_TARGET_H
#define BL_PR_TARGET_H

#include <stdbool.h>

#include "diag.h"
#include "github.h"
#include "work.h"

struct target {
	const char *repo; /* OWNER/NAME, or NULL */
	long long pr;     /* 0: not known */
	char *why;        /* no pull request: why */
	char *ask_sha;    /* commits/SHA/pulls may tell the number */
	char *head_sha;   /* the commit that the event is about, or NULL */
	char *head_repo;  /* OWNER/NAME that it comes from, or NULL */
	long long run_id, run_attempt; /* 0: not known */
	char *run;                     /* "123.1": run and attempt, or NULL */
	char *run_url;                 /* the run's log, or NULL */
	bool from_event; /* pr is the event's or --pr's, not a guess */
};

/* From the options and the environment; no request. */
bool target_find(struct target *t, const struct opts *o, struct err *e);
/* ".../issues/N/comments" below the API's URL, new; NULL when not known. */
char *target_url(const struct target *t, struct err *e);
void target_free(struct target *t);

#endif
