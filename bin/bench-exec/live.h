/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * live - the child's output on stderr as it comes, and on a terminal a line
 * below it that counts benchmarks and time
 *
 * A reader that is slow never keeps the time limit or a signal waiting: only
 * as much is written as the descriptor takes at once; the rest is pending, and
 * while it is, the caller reads no more from the child.
 */
#ifndef BL_LIVE_H
#define BL_LIVE_H

#include <stdbool.h>
#include <stddef.h>

struct live {
	int fd; /* -1: say nothing */
	bool terminal;
	bool at_line_start, status_shown;
	size_t chunk; /* what a write takes without waiting */
	char *buf;
	size_t n, room; /* pending */
	double started, deadline;
	unsigned done;       /* benchmarks seen to finish */
	unsigned matched[2]; /* bytes matched of each word that tells so */
};

/* fd -1: quiet.  deadline, started: seconds of CLOCK_MONOTONIC. */
void live_open(struct live *l, int fd, double started, double deadline);
void live_close(struct live *l);
/* A scrub_sink; user is the struct live. */
void live_add(void *user, const char *p, size_t n);
/* Write what fd takes now. */
void live_flush(struct live *l);
/* Draw the line with the counts; only on a terminal. */
void live_status(struct live *l, double now);

#endif
