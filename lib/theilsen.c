/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stats - see stats.h; here: a robust line through points */
#include <math.h>
#include <stdlib.h>

#include "diag.h"
#include "stats.h"

#define POINTS 1000

/* Sum of k (k - 1) (2k + 5) over the runs of k equal values in v[n]. */
static double
ties(const double *v, size_t n)
{
	double *sorted = xmalloc(n * sizeof(*sorted)), sum = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = v[i];
	stats_sort(sorted, n);
	for (size_t i = 0, j; i < n; i = j) {
		double k;

		for (j = i + 1; j < n && sorted[j] == sorted[i]; j++)
			;
		k = (double)(j - i);
		sum += k * (k - 1) * (2 * k + 5);
	}
	free(sorted);
	return sum;
}

/* The slopes between all points that differ in x; returns their number. */
static size_t
slopes(const double *x, const double *y, size_t n, double *slope)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			double d = (y[j] - y[i]) / (x[j] - x[i]);

			if (x[i] != x[j] && !isnan(d))
				slope[k++] = d;
		}
	}
	return k;
}

/*
 * Sen 1968, equations 2.6 and 7.9; ranks rounded half to even and kept within
 * the slopes, as SciPy's theilslopes does.
 */
static void
sen(const double *x, const double *y, size_t n, struct stats_slope *out)
{
	double *slope = xmalloc(n * (n - 1) / 2 * sizeof(*slope)), nn, var, c;
	size_t k = slopes(x, y, n, slope);

	out->slope = out->low = out->high = out->intercept = NAN;
	if (k > 0) {
		nn = (double)n;
		var = nn * (nn - 1) * (2 * nn + 5) - ties(x, n) - ties(y, n);
		c = STATS_NORMAL_975 * sqrt(fmax(var, 0) / 18);
		out->slope = stats_median(slope, k);
		out->low = stats_nth(
		    slope, k, (size_t)fmax(rint(((double)k - c) / 2) - 1, 0));
		out->high = stats_nth(slope, k,
		    (size_t)fmin(rint(((double)k + c) / 2), (double)k - 1));
		out->intercept =
		    stats_median(y, n) - out->slope * stats_median(x, n);
	}
	free(slope);
}

void
stats_theil_sen(
    const double *x, const double *y, size_t n, struct stats_slope *out)
{
	size_t m = n < POINTS ? n : POINTS;
	double *few = xmalloc(2 * m * sizeof(*few));

	for (size_t i = 0; i < m; i++) { /* first and last always among them */
		size_t at = m < n ? i * (n - 1) / (m - 1) : i;

		few[i] = x[at];
		few[m + i] = y[at];
	}
	sen(few, few + m, m, out);
	free(few);
}
