/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * output - what stands on stdout
 */
#ifndef BL_PR_OUTPUT_H
#define BL_PR_OUTPUT_H

#include <stddef.h>

#include "comment.h"
#include "jio.h"

/* The document with _metadata.pr_comment, the first of n things posted. */
void output_document(
    struct jio_doc *doc, const struct posted *posted, size_t n);

/* --dry-run: {body, method, url}, and the second letter as "promotion". */
void output_dry(const struct letter *letter, size_t n, const char *url);

#endif
