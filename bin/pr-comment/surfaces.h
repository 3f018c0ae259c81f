/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * surfaces - what GitHub shows beside the comment: the job's summary, its
 * outputs, annotations
 */
#ifndef BL_PR_SURFACES_H
#define BL_PR_SURFACES_H

#include <jansson.h>
#include <stdbool.h>

#include "comment.h"
#include "conf.h"
#include "diag.h"

#define SUMMARY_MAX ((size_t)1024 * 1024) /* bytes of a step's summary */

/* Append text to $GITHUB_STEP_SUMMARY, cut to what fits; nothing without it. */
bool surface_summary(const char *text, struct err *e);

/* status, comment_id, comment_url into $GITHUB_OUTPUT. */
bool surface_output(
    const char *status, const struct posted *posted, struct err *e);

/*
 * One ::error or ::warning line a violation on stderr (or, where slo-check
 * did not judge, one an error and warning); only under GitHub Actions.
 */
void surface_annotations(const json_t *root, const struct conf *c);

/* A ::notice under GitHub Actions, else a plain line, on stderr. */
void surface_notice(const char *text);

bool surface_in_actions(void);

#endif
