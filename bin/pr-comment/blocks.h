/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * blocks - the slots of pr_template.md
 */
#ifndef BL_PR_BLOCKS_H
#define BL_PR_BLOCKS_H

#include <stdio.h>

#include "render.h"
#include "slots.h"
#include "view.h"

/* What the slots are filled from. */
struct page {
	const struct render *r;
	struct view v;
};

/* For slots_fill; user is the page. */
extern const struct slot block_slots[];
extern const size_t block_nslots;

/* The parts that texts without a template have, too. */
void block_errors(void *page, FILE *out);
void block_footer(struct page *p, FILE *out);
void block_log(FILE *out, const struct render *r, const char *sep);

#endif
