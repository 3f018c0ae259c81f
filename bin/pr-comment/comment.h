/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * comment - which comment is ours, and making it say what it should
 *
 * Ours is a comment by our author whose first line is our marker.  Of several
 * the lowest id is kept and the others are deleted, so that two first runs at
 * once end with one.  GitHub has no compare-and-set: after each creation the
 * list is read again; after each write of a section, and where others created
 * one too, the comment is, until what stands there holds.
 */
#ifndef BL_PR_COMMENT_H
#define BL_PR_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "envelope.h"
#include "github.h"

enum action {
	ACTION_SKIPPED,
	ACTION_CREATED,
	ACTION_UPDATED,
	ACTION_UNCHANGED
};

/* What came of one letter. */
struct posted {
	enum action action;
	char *why; /* skipped, or worth saying; else NULL */
	long long id;
	char *url;
};
void posted_free(struct posted *p);
const char *action_name(enum action a); /* "created", … */

struct place {
	struct github *g;
	const char *repo;
	long long pr;
	const char *author;
};

/*
 * Deliver n letters: one list for all of them, then what each needs.  On
 * anything but GH_OK e says why and the letters before it were delivered.
 */
enum gh_result comment_deliver(const struct place *at,
    const struct letter *letter, struct posted *posted, size_t n,
    struct err *e);

#endif
