/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * segments - neighbouring stretches of a series, how they differ, and the
 * removal of boundaries that mean nothing
 *
 * The middle part of stats_changepoints; not for programs.  Values are in
 * units of the noise's sd.
 */
#ifndef BL_SEGMENTS_H
#define BL_SEGMENTS_H

#include <stddef.h>

/*
 * The moments of x[first..first+n).  Two neighbours' make those of their
 * union, without a difference of large sums (Chan, Golub & LeVeque 1983).
 */
struct segment {
	size_t first, n;
	double mean;
	double ss;         /* sum of (x - mean)^2 */
	double trend;      /* sum of (x - mean) * (t - mean of t) */
	double lag;        /* sum of (x[t] - mean) * (x[t+1] - mean) */
	double head, tail; /* the first and the last x */
};
struct segment segment_of(const double *x, size_t first, size_t end);

/* What a boundary must show to stay. */
struct segment_test {
	double limit;      /* of the squared deviate of the two means */
	double inflation;  /* of a mean's variance by autocorrelation, >= 1 */
	double min_effect; /* relative to the mean before; 0: none */
	double zero;       /* where the series' own 0 is */
};

/* Variance of the difference of two neighbours' means, and its freedom. */
double segment_variance(
    const struct segment *a, const struct segment *b, double inflation);
double segment_dof(const struct segment *a, const struct segment *b);

/*
 * The least ratio of what the boundary of a and b shows to what it must: a
 * difference of means beyond the noise, not better told by a straight line (a
 * ramp is no step), and min_effect.
 */
double segment_ratio(const struct segment *a, const struct segment *b,
    const struct segment_test *test);

/*
 * Join neighbours in seg[k], k >= 1, the least ratio first, until none is below
 * 1.  Returns how many segments are left, in place.  O(k log k).
 */
size_t segment_prune(
    struct segment *seg, size_t k, const struct segment_test *test);

#endif
