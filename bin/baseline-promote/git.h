/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * git - run git: arguments in, output and status out
 */
#ifndef BP_GIT_H
#define BP_GIT_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

struct git {
	const char *dir;         /* GIT_DIR; NULL: git finds its own */
	const char *work;        /* GIT_WORK_TREE, or NULL */
	const char *cwd;         /* where relative paths start, or NULL */
	char *const *credential; /* two, or NULL: see GIT_CREDENTIAL */
};

/* With 0 or 1 after it, the variable that a credential is in. */
#define GIT_CREDENTIAL "BENCHLINE_CREDENTIAL_"

struct git_answer {
	int status; /* of git; 128 and above: it failed or died */
	char *out;  /* NUL-ended */
	size_t n;
	char *why; /* the last line of its stderr, without credentials */
};

/*
 * Run git with these arguments, NULL-ended; input, or NULL, on its stdin.
 * False only when git could not be run at all, ST_SYSTEM.
 */
bool git_run(const struct git *g, const char *const *argv, const char *input,
    struct git_answer *a, struct err *e);
void git_answer_free(struct git_answer *a);

/* The same where anything but status 0 is an error: ST_REMOTE, "DOING: why". */
bool git_must(const struct git *g, const char *const *argv, const char *input,
    const char *doing, struct git_answer *a, struct err *e);

/* text with what stands between "://" and "@" masked; new. */
char *git_masked(const char *text);

#endif
