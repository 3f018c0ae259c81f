/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * twostep - a comment in two steps, for pull requests from forks
 *
 * --render DIR writes, without a token or a request
 *	report.json	the document, as it came
 *	about.json	what it belongs to
 *	comment.md	what the comment would say, for people to read
 * --post DIR takes the first two for what they are, a stranger's words: the
 * text is made anew from the document, by the configuration of the job that
 * posts; the commit must be the event's, the pull request one whose head it
 * is.  comment.md is never read.
 */
#ifndef BL_PR_TWOSTEP_H
#define BL_PR_TWOSTEP_H

#include <stdbool.h>

#include "diag.h"
#include "jio.h"
#include "target.h"
#include "work.h"

/* doc NULL: no report was produced. */
bool twostep_render(const char *dir, const struct opts *o,
    const struct target *t, const struct jio_doc *doc, const char *text,
    struct err *e);

/*
 * Read about.json, and hold it against the options and the event: t->pr is
 * the pull request to ask about.  *report: report.json open for reading, or
 * NULL when there is none.
 */
bool twostep_open(const char *dir, const struct opts *o, struct target *t,
    FILE **report, struct err *e);

/*
 * Ask the API whether t->pr's head is the commit, from the same repository.
 * GH_OK, *why NULL or, new, what does not fit; else the failure.
 */
enum gh_result twostep_check(
    struct github *g, const struct target *t, char **why, struct err *e);

/* A stranger's report can't be about tomorrow, or no later one would count. */
void twostep_distrust(json_t *report);

#endif
