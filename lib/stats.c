/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stats - see stats.h; here: summaries of one sample, and quantiles */
#include "stats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

#define MAD_TO_SD 1.4826            /* 1 / the normal's .75 quantile */
#define MEAN_DEVIATION_TO_SD 1.2533 /* sqrt(pi / 2) */
#define HUBER_STEPS 6
#define BATCH 5 /* consecutive samples whose means show autocorrelation */

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
stats_sort(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
}

double
stats_mean(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)n;
}

static double
variance(const double *v, size_t n)
{
	double mean = stats_mean(v, n), sum = 0;

	if (n < 2)
		return 0;
	for (size_t i = 0; i < n; i++)
		sum += (v[i] - mean) * (v[i] - mean);
	return sum / (double)(n - 1);
}

double
stats_sd(const double *v, size_t n)
{
	return sqrt(variance(v, n));
}

double
stats_geomean(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += log(v[i]);
	return exp(sum / (double)n);
}

static void
swap(double *a, double *b)
{
	double t = *a;

	*a = *b;
	*b = t;
}

/*
 * Hoare's FIND with a three-way split, so that ties cost nothing, and a pivot
 * from a fixed pseudo-random sequence, so that no order of real data makes it
 * quadratic.
 */
double
stats_nth(double *v, size_t n, size_t k)
{
	size_t lo = 0, hi = n; /* the answer is in [lo, hi) */
	uint32_t random = 2463534242u;

	while (hi - lo > 1) {
		size_t less = lo, i = lo, more = hi;
		double pivot;

		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		pivot = v[lo + random % (hi - lo)];
		while (i < more) {
			if (v[i] < pivot)
				swap(&v[i++], &v[less++]);
			else if (v[i] > pivot)
				swap(&v[i], &v[--more]);
			else
				i++;
		}
		if (k < less)
			hi = less;
		else if (k >= more)
			lo = more;
		else
			break;
	}
	return v[k];
}

/* stats_quantile, in an array that may be reordered. */
static double
quantile_of(double *v, size_t n, double p)
{
	double at = p * (double)(n - 1), below, above;
	size_t k = (size_t)at;

	below = above = stats_nth(v, n, k);
	if (at > (double)k) {
		above = v[k + 1];
		for (size_t i = k + 2; i < n; i++)
			above = fmin(above, v[i]);
	}
	return below + (at - (double)k) * (above - below);
}

static double *
copy(const double *v, size_t n)
{
	double *c = xmalloc(n * sizeof(*c));

	memcpy(c, v, n * sizeof(*c));
	return c;
}

double
stats_quantile(const double *v, size_t n, double p)
{
	double *c = copy(v, n), q = quantile_of(c, n, p);

	free(c);
	return q;
}

double
stats_median(const double *v, size_t n)
{
	return stats_quantile(v, n, 0.5);
}

double
stats_mad(const double *v, size_t n)
{
	double *d = copy(v, n), m = quantile_of(d, n, 0.5), mad;

	for (size_t i = 0; i < n; i++)
		d[i] = fabs(d[i] - m);
	mad = quantile_of(d, n, 0.5);
	free(d);
	return mad;
}

/*
 * The median alone is blind to a second mode that holds just under half of
 * the deviations; the .7 quantile sees it.
 */
double
stats_spread(const double *d, size_t n)
{
	double *a = copy(d, n), half, more;

	for (size_t i = 0; i < n; i++)
		a[i] = fabs(a[i]);
	half = quantile_of(a, n, 0.5) / 0.67449;
	more = quantile_of(a, n, 0.7) / 1.03643;
	free(a);
	return fmax(half, more);
}

static double
clip(double v, double centre, double by)
{
	return fmax(centre - by, fmin(centre + by, v));
}

/* Huber 1964, computed as the mean of pseudo-values (Huber 1981, section 6.7).
 */
double
stats_huber(const double *v, size_t n, double scale, double k)
{
	double m = stats_median(v, n);

	if (scale <= 0)
		scale = MAD_TO_SD * stats_mad(v, n);
	for (int step = 0; step < HUBER_STEPS; step++) {
		double sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += clip(v[i], m, k * scale) - m;
		m += sum / (double)n;
	}
	return m;
}

/* How far a sample may be from the median y before it is pulled in. */
static double
fence(const double *y, size_t n, double median)
{
	double mad = stats_mad(y, n), sum = 0;

	if (mad > 0)
		return 3 * MAD_TO_SD * mad;
	for (size_t i = 0; i < n; i++) /* half the samples are one value */
		sum += fabs(y[i] - median);
	return 3 * MEAN_DEVIATION_TO_SD * sum / (double)n;
}

/*
 * Variance of the mean of y[n].  Samples that follow each other are alike on a
 * real machine; the means of batches show it (batch means, e.g. Law & Kelton,
 * Simulation Modeling and Analysis, section 9.5).
 */
static double
variance_of_mean(const double *y, size_t n)
{
	size_t nbatch = n / BATCH;
	double *batch, var = variance(y, n);

	if (nbatch >= 2) {
		batch = xmalloc(nbatch * sizeof(*batch));
		for (size_t i = 0; i < nbatch; i++)
			batch[i] = stats_mean(y + i * BATCH, BATCH);
		var = fmax(var, BATCH * variance(batch, nbatch));
		free(batch);
	}
	return var / (double)n;
}

struct stats_location
stats_locate(const double *samples, size_t n)
{
	struct stats_location at;
	double *y = xmalloc(n * sizeof(*y)), median, by;

	for (size_t i = 0; i < n; i++)
		y[i] = log(samples[i]);
	median = stats_median(y, n);
	by = fence(y, n, median);
	for (size_t i = 0; i < n; i++)
		y[i] = clip(y[i], median, by);
	at.ln = stats_mean(y, n);
	at.se = sqrt(variance_of_mean(y, n));
	free(y);
	return at;
}
