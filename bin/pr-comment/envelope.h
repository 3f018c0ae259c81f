/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * envelope - what surrounds the text of a comment: marker, stamp, sections
 *
 *	<!-- benchline: SUITE -->
 *	<!-- benchline-run: commit=… run=… time=… -->
 *	text
 *
 * or, where several jobs share one comment, after the marker for each of them
 *
 *	<!-- benchline-section: commit=… run=… time=… name=NAME -->
 *	text
 *	<!-- benchline-section-end -->
 *
 * Texts never hold "<!--" (markdown.h), so these lines can't be forged.
 */
#ifndef BL_PR_ENVELOPE_H
#define BL_PR_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#define BODY_MAX 60000 /* code points of a comment */

/* One comment that is to stand on the pull request. */
struct letter {
	char *marker;        /* line 1 */
	const char *section; /* NULL: the comment is ours alone */
	char *text;          /* the visible part */
	char *commit, *time; /* of the document; NULL: not known */
	const char *run;     /* "123.1" or NULL */
	bool only_update;    /* never create it */
};
void letter_free(struct letter *l);

/* A suite's or section's name: text that can stand in an HTML comment. */
bool envelope_name_ok(const char *name);

/* "<!-- benchline: SUITE -->"; promoted: "<!-- benchline-baseline: SUITE -->".
 */
char *envelope_marker(const char *suite, bool promoted);

/* Is marker the first line of body? */
bool envelope_is(const char *body, const char *marker);

/*
 * The whole body of l's comment, new: with sections, those of the n bodies
 * that it is merged with (the newest of each name) stay.
 */
char *envelope_body(const struct letter *l, char *const *bodies, size_t n);

/* The time that body records (for l's section, where it has one), or NULL. */
char *envelope_time(const struct letter *l, const char *body);

/* Does body hold l's section just as it was written, or a newer one; without
 * sections: is what it holds no older than l? */
bool envelope_holds(const struct letter *l, const char *body);

/* a is strictly before b; false when one of them is no time. */
bool envelope_before(const char *a, const char *b);

#endif
