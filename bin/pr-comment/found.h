/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * found - the comments of a pull request, as GitHub's answers give them
 *
 * Ours is a comment by our author whose first line is our marker; one that
 * can't be decoded is not.
 */
#ifndef BL_PR_FOUND_H
#define BL_PR_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "github.h"

struct found {
	long long id;
	char *body, *url; /* url may be NULL */
};

/* Our comments, ascending by id. */
struct ours {
	const char *marker, *author;
	struct found *v;
	size_t n;
};
void ours_drop(struct ours *o); /* the last one */
void ours_clear(struct ours *o);

/* n kinds of ours, found in one reading of the list. */
struct shelf {
	struct ours *ours;
	size_t n;
};
/* A gh_take for a page of the list; user is the shelf. */
bool found_page(void *user, struct span v);

/* The comment that a POST, PATCH or GET answered with. */
struct answer {
	long long id;
	char *url, *body, *login; /* each may be NULL */
	bool empty_ok;
};
void answer_clear(struct answer *a);
/* A gh_take for it; user is the answer. */
bool found_comment(void *user, struct span v);

#endif
