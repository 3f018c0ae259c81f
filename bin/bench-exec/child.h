/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * child - run a command in a session of its own, capture what it prints, and
 * leave no process of its tree behind
 *
 * This process becomes the subreaper, so a descendant that left the session
 * or lost its parents is still ours to find and to wait for.  When the
 * command ends, or the time is up, or a signal comes, whatever is left of the
 * tree gets TERM, after the grace time KILL; child_run returns when nothing
 * is left.  Nothing is polled: it sleeps until there is output, a signal or a
 * deadline.  While output trickles it is collected at most ten times a
 * second, so that reading it disturbs the child little.
 */
#ifndef BL_CHILD_H
#define BL_CHILD_H

#include <stdbool.h>

#include "capture.h"
#include "diag.h"
#include "live.h"

struct child {
	char **argv;
	char **env;
	const char *cwd; /* NULL: here */
	struct capture *out, *err;
	struct live *live; /* NULL: nobody looks on */
	double deadline;   /* child_now() at which the time is up */
	double grace;      /* seconds from TERM to KILL */
};

struct ending {
	int exit;   /* status, -1 where a signal ended it */
	int signal; /* that signal, or 0 */
	bool timed_out;
	int caught;     /* the signal that told us to stop, or 0 */
	unsigned left;  /* processes that outlived the command */
	bool survivors; /* some could not be killed */
	double seconds;
	/* of the whole tree, from wait4 */
	double user, system;
	double max_rss; /* bytes, of the largest process */
	double major_faults, involuntary_switches;
};

/* Take the signals over and become the subreaper; once, before child_run. */
bool child_start(struct err *e);
/* Give them back; with sig != 0 die of it. */
void child_finish(int sig);

double child_now(void); /* seconds, CLOCK_MONOTONIC */

/* ST_SYSTEM where it could not be started: nothing ran then. */
bool child_run(const struct child *c, struct ending *end, struct err *e);

/* The program that name means for env's PATH, seen from cwd; new, or NULL. */
char *child_find(const char *name, char *const *env, const char *cwd);

/* "SIGTERM", or "signal 40"; returns buf. */
const char *child_signal_name(int sig, char buf[16]);

#endif
