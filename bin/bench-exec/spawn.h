/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * spawn - start a command in a session of its own
 */
#ifndef BL_SPAWN_H
#define BL_SPAWN_H

#include <sys/types.h>

#include "child.h"

/*
 * Fork and execute c's command, out and err its standard output and error;
 * returns when it has been executed.  -1 with e filled when it could not be.
 */
pid_t spawn(const struct child *c, int out, int err, struct err *e);

/* The signalfd that tells of children and of requests to stop. */
int spawn_signals(void);

#endif
