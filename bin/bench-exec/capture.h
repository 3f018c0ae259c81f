/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * capture - what a child printed on one stream: its head and its tail
 *
 * Bytes pass the scrubber on their way in.  Of more than max bytes, counted
 * as they stand in JSON, the beginning and the end are kept, at whole lines,
 * and a line of its own between them says how much was cut.  Memory is the
 * bound, however much is printed.
 */
#ifndef BL_CAPTURE_H
#define BL_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "scrub.h"

struct capture {
	const struct scrub *rules; /* NULL: UTF-8 only */
	struct scrub_state state;
	scrub_sink *tee; /* gets the scrubbed bytes as they come, or NULL */
	void *tee_user;
	char *raw; /* read, not yet decided */
	size_t held, room;
	char *text; /* first half: the head; second half: a ring, the tail */
	size_t max;
	unsigned long long total; /* scrubbed bytes */
	int error;                /* errno of a read that failed, or 0 */
	/* after capture_end */
	size_t n;               /* bytes at text, ended by a NUL */
	unsigned long long cut; /* bytes left out */
};

void capture_open(struct capture *c, size_t max, const struct scrub *rules);
/*
 * Read once from fd, at most what there is room for: the bytes read, 0 at
 * the end, -1 with errno.
 */
long capture_read(struct capture *c, int fd);
/* Nothing more will come: text[n] is what was kept. */
void capture_end(struct capture *c);
void capture_free(struct capture *c);

#endif
