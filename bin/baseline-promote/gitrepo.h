/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gitrepo - a git repository of our own, in a temporary directory
 *
 * The user's repository and work tree are not touched, but its settings are
 * included, so that remotes' names and credentials work as they do for git
 * itself; its hooks, filters and upkeep are not.  Another process removes the
 * directory when this one ends, whatever it ends of.
 */
#ifndef BP_GITREPO_H
#define BP_GITREPO_H

#include <stdbool.h>
#include <sys/types.h>

#include "git.h"

struct gitrepo {
	struct git git;
	char *remote; /* what git is to be told of it: a name, URL or path */
	char *work;   /* the work tree */
	char *tmp, *dir;
	char *top; /* of the user's work tree, or the working directory */
	char *credential[2]; /* to fetch and to push with, or NULL */
	pid_t janitor;
	int watched; /* open as long as we are there */
	int shared;  /* and this as long as we or a git is */
};

/*
 * An empty repository; remote: a name, URL or path, as git has it.  To be
 * closed in any case.
 */
bool gitrepo_open(struct gitrepo *r, const char *remote, struct err *e);
void gitrepo_close(struct gitrepo *r);

/* Run git in it; any status but 0 is an error, "can't DOING: why". */
bool gitrepo_do(struct gitrepo *r, const char *const *argv, const char *doing,
    struct err *e);

#endif
