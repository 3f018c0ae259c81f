/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * partition - cut a series into level stretches, robustly
 *
 * Used by the change points and by the gate; not for programs.  Values are
 * in units of the noise's sd.
 */
#ifndef BL_PARTITION_H
#define BL_PARTITION_H

#include <stddef.h>

#define PARTITION_CLIP 2.5 /* the loss of a value stops growing here */

/*
 * Starts of the stretches of z[n], n >= 1, ascending; start[0] is 0, start has
 * room for n.  Returns their number.  penalty: the price of a stretch.
 *
 * Minimises the sum of min((z - level)^2, CLIP^2) plus penalty a stretch, the
 * levels taken from a grid.  A bounded loss ignores single outliers whatever
 * their size (Fearnhead & Rigaill 2019, "Changepoint detection in the
 * presence of outliers"); a grid makes the exact minimum O(n * levels).
 */
size_t partition(const double *z, size_t n, double penalty, size_t *start);

#endif
