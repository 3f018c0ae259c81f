/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ask - run a small command and take what it prints: rustc --version
 */
#ifndef BL_ASK_H
#define BL_ASK_H

#include <stdbool.h>
#include <stddef.h>

/* Where a command is asked: the environment and folder of the benchmark. */
struct ask {
	char **env;
	const char *cwd; /* NULL: here */
	int caught;      /* the signal that came meanwhile, or 0 */
};

/*
 * The standard output of argv (NULL-ended), new, at most max bytes; NULL when
 * it can't be run, fails, prints more, or takes longer than 20 seconds.
 */
char *ask(struct ask *a, const char *const *argv, size_t max);

#endif
