/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * merge - the console's results with the tree's exact values and full ids
 */
#ifndef CP_MERGE_H
#define CP_MERGE_H

#include "results.h"
#include "tree.h"

/*
 * Put the tree's values in the place of those results that it agrees with to
 * the last printed digit.  Where it does not, the console's stay and an error
 * gives both.  since: when the run began, seconds since 1970; what is older
 * in the tree is stale, named in a warning and not used, and what is newer but
 * was not printed is added.  since < 0: not known, and only what was printed
 * is taken.  part: not all was asked for, and what is stale needs no word.
 */
void merge_run(struct results *r, struct tree *t, double since, bool part);

/* No console text: all of the tree. */
void merge_alone(struct results *r, struct tree *t);

#endif
