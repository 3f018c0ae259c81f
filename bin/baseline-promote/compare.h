/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * compare - what the run was compared with, or is compared with here
 *
 * A document that slo-check compared is taken at its word.  One that was not
 * is compared with the store's own baseline of its environment.
 */
#ifndef BP_COMPARE_H
#define BP_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

#include "conf.h"
#include "decide.h"
#include "jio.h"

struct compared {
	struct comparison with;
	struct jio_doc baseline; /* the store's; root NULL: none */
	json_t *own;             /* the comparison made here, or NULL */
	char *why, *fault;
};

bool compare(struct compared *cmp, const struct jio_doc *d, const char *dir,
    const char *key, const struct conf *c, struct err *e);
void compare_free(struct compared *cmp);

#endif
