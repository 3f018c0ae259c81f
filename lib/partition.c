/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* partition - see partition.h */
#include "partition.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "stats.h"

#define LEVELS 1024 /* at most */
#define SPACING 0.25
#define WIDEN 1.3
#define LANES 8 /* the inner loop's fixed width, for the vectoriser */

/* The best partition of what was read so far that ends at each level. */
struct state {
	size_t n; /* a multiple of LANES */
	double level[LEVELS], cost[LEVELS];
	double start[LEVELS]; /* of its last stretch; a double for the lanes */
};

/* Levels from the occupied range of sorted[n], at least spacing apart. */
static size_t
choose(const double *sorted, size_t n, double spacing, double *level)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (k > 0 && sorted[i] - level[k - 1] < spacing)
			continue;
		if (k == LEVELS)
			return 0;
		level[k++] = sorted[i];
	}
	return k;
}

static void
start_at(struct state *s, const double *z, size_t n)
{
	double *sorted = xmalloc(n * sizeof(*sorted));
	double spacing = SPACING * (1 - 1e-9); /* a coarse grid's ties stay */
	size_t k;

	memcpy(sorted, z, n * sizeof(*sorted));
	stats_sort(sorted, n);
	while ((k = choose(sorted, n, spacing, s->level)) == 0)
		spacing *= WIDEN;
	free(sorted);
	for (; k % LANES != 0; k++)
		s->level[k] = s->level[k - 1];
	s->n = k;
	for (size_t m = 0; m < k; m++)
		s->cost[m] = DBL_MAX;
}

/*
 * Take the value z at time t in: each level goes on from itself, or begins
 * anew after the best of all.  Returns the best cost now; *start is where that
 * partition's last stretch begins.  No branch: the loop is nearly all the time
 * that change points take.
 */
static double
advance(struct state *s, double z, double t, double fresh, double *start)
{
	double best[LANES], from[LANES];
	size_t first = 0;

	for (size_t j = 0; j < LANES; j++) {
		best[j] = DBL_MAX;
		from[j] = 0;
	}
	for (size_t m = 0; m < s->n; m += LANES) {
		double *level = s->level + m, *cost = s->cost + m;
		double *begun = s->start + m;

		for (size_t j = 0; j < LANES; j++) {
			double e = z - level[j], loss = e * e, c = cost[j];
			double b = begun[j];

			loss = loss < PARTITION_CLIP * PARTITION_CLIP
				   ? loss
				   : PARTITION_CLIP * PARTITION_CLIP;
			b = fresh < c ? t : b;
			c = fresh < c ? fresh : c;
			c += loss;
			cost[j] = c;
			begun[j] = b;
			from[j] = c < best[j] ? b : from[j];
			best[j] = c < best[j] ? c : best[j];
		}
	}
	for (size_t j = 1; j < LANES; j++)
		if (best[j] < best[first])
			first = j;
	*start = from[first];
	return best[first];
}

size_t
partition(const double *z, size_t n, double penalty, size_t *start)
{
	struct state *s = xmalloc(sizeof(*s));
	double *last = xmalloc(n * sizeof(*last)), best = 0;
	size_t k = 0, end = n;

	start_at(s, z, n);
	for (size_t t = 0; t < n; t++)
		best = advance(s, z[t], (double)t, best + penalty, &last[t]);
	do {
		end = (size_t)last[end - 1];
		start[k++] = end;
	} while (end > 0);
	for (size_t i = 0; i < k / 2; i++) {
		size_t swap = start[i];

		start[i] = start[k - 1 - i];
		start[k - 1 - i] = swap;
	}
	free(last);
	free(s);
	return k;
}
