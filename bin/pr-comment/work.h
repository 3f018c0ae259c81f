/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * work - the program from its options to its exit status
 *
 * In order: everything that can be refused before a request (target, token),
 * the document, the text, the requests, the job's summary and outputs, then
 * annotations, then the document on stdout.
 *
 * The other files, in the order of a run: opts, target (which pull request),
 * twostep (--render and --post); view (what the document says), tables and
 * blocks (its parts as Markdown, by markdown's escapes), render (the text);
 * envelope (marker, stamp, sections), found and comment (which comment is ours,
 * the requests); surfaces (summary, outputs, annotations), output (stdout).
 */
#ifndef BL_PR_WORK_H
#define BL_PR_WORK_H

#include "conf.h"
#include "diag.h"
#include "opts.h"

/* Returns the exit status, having said what there was to say. */
int work(const struct opts *o, const struct conf *c);

/* --check-auth: who we are and what we may do here. */
int work_check_auth(const struct opts *o);

/* The login that g's token writes as, new. */
enum gh_result auth_login(struct github *g, char **login, struct err *e);

#endif
