/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gitstore - a store that is a branch of a git remote
 *
 * The tip of the branch stands in a repository of our own (gitrepo.h).  A
 * change is committed and pushed with the old tip as its lease: when somebody
 * else was first, all is done again on the new tip.
 */
#ifndef BP_GITSTORE_H
#define BP_GITSTORE_H

#include <stdbool.h>

#include "diag.h"

/*
 * What is done with the store's files in dir.  It may be called again, on
 * other files, when the push was too late.  *message: what the commit is to
 * say, new, or NULL to change nothing.
 */
typedef bool gitstore_work(
    void *user, const char *dir, char **message, struct err *e);

/* where: REMOTE or REMOTE#BRANCH; the branch is perf-history by default. */
bool gitstore_with(const char *where, gitstore_work *fn, void *user,
    bool verbose, struct err *e);

/* What a failed push means, by git's answer; for tests. */
enum push { PUSH_DONE, PUSH_LATE, PUSH_REFUSED, PUSH_UNSURE };
enum push gitstore_push_means(int status, const char *out);

#endif
