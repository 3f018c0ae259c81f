/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stats - robust summaries, the regression gate, change points, trends
 *
 * Pure functions on arrays of double: no I/O, no JSON.  Values are finite
 * unless stated; decoding rejects anything else.  Results for n = 1 are
 * defined; n = 0 is a caller's bug unless stated.
 */
#ifndef BL_STATS_H
#define BL_STATS_H

#include <stdbool.h>
#include <stddef.h>

/* Of v[n], n >= 1, any order, unmodified. */
double stats_mean(const double *v, size_t n);
double stats_sd(const double *v, size_t n); /* n - 1; 0 for n = 1 */
double stats_median(const double *v, size_t n);
double stats_mad(const double *v, size_t n);     /* of the median, unscaled */
double stats_geomean(const double *v, size_t n); /* values > 0 */

void stats_sort(double *v, size_t n); /* in place, ascending */
/*
 * What sorting would put at v[k], k < n, in linear time.  v is reordered:
 * nothing larger is before it then, nothing smaller behind.
 */
double stats_nth(double *v, size_t n, size_t k);

/* Quantile p in [0, 1] of v[n], linear between order statistics (R's type 7).
 */
double stats_quantile(const double *v, size_t n, double p);
/* Robust sd of deviations d[n] about 0, from the .5 and .7 quantiles of |d|. */
double stats_spread(const double *d, size_t n);

/*
 * The Huber mean of v[n]: 6 steps from the median, each the mean of v clipped
 * to k * scale from the last; scale 0: 1.4826 * MAD.
 */
double stats_huber(const double *v, size_t n, double scale, double k);

/* Quantile of Student's t: p in (0, 1), any real dof >= 1; to 1e-9. */
double stats_t_quantile(double p, double dof);
/* Two-sided p of a normal deviate. */
double stats_normal_p(double z);

/*
 * Location of one run's samples (times per iteration, > 0): y = ln(sample),
 * mean of y winsorized at median +- 3 * 1.4826 * MAD; se from
 * max(var, 5 * var of the means of 5 consecutive samples) / n.
 */
struct stats_location {
	double ln; /* ln of the location */
	double se; /* its standard error; 0 for n = 1 */
};
struct stats_location stats_locate(const double *samples, size_t n);

/*
 * Gate of one current run against the locations of earlier runs.
 *
 * history[n]: values of earlier comparable runs in the order of their arrival,
 * in any unit; current: the new value, se: standard error of its ln (0:
 * unknown).  smaller: smaller is better.  threshold: 0.05 for 5 %.
 * With n = 0, or a value that is not finite and above 0, nothing can be said:
 * GATE_INCONCLUSIVE, runs 0, and NAN for the figures.
 */
#define STATS_NORMAL_975 1.959963984540054 /* of a 95 % interval */
#define STATS_GATE_CONFIDENCE 0.985        /* one-sided */
enum stats_verdict {
	GATE_OK,           /* no drop over the threshold */
	GATE_REGRESSION,   /* over the threshold and beyond the noise */
	GATE_INCONCLUSIVE, /* over the threshold, within the noise */
	GATE_IMPROVEMENT   /* better by the threshold and beyond the noise */
};
struct stats_gate {
	enum stats_verdict verdict;
	double change; /* current / centre - 1, in the values' own direction */
	double low, high; /* interval of change, two-sided 97 % (t of .985) */
	double centre;    /* the last stable segment's level, values' unit */
	size_t runs;      /* in that segment, outliers left out */
	double dof;
	size_t segment; /* index in history where it begins */
};
void stats_gate(const double *history, size_t n, double current, double se,
    bool smaller, double threshold, struct stats_gate *out);

/*
 * Slow drift: the total change since the last stable level, where no single
 * step was over the threshold.
 *
 * history[n], current, smaller, threshold: as for stats_gate.  The caller
 * begins history where it wants to look back to (N promotions ago); what lies
 * before the last single step over the threshold is left out.  from and to are
 * the levels at the two ends, the Huber means of up to 5 values each (to has
 * current in it).  found: to is worse than from by more than the threshold,
 * and beyond the noise.  Fewer than 6 values since then, or one that is not
 * finite and above 0: found is false, and the figures are NAN.
 */
struct stats_drift {
	bool found;
	size_t since;     /* index in history of the first value of from */
	double from, to;  /* levels in the values' unit */
	double change;    /* to / from - 1, in the values' own direction */
	double low, high; /* its two-sided 97 % interval */
};
void stats_drift(const double *history, size_t n, double current, bool smaller,
    double threshold, struct stats_drift *out);

/*
 * Change points of v[n] in order of time.  Returns how many, and *out new
 * (free), ascending by index; NULL when there are none.
 * strictness: 1 normal, 1.4 quiet, 0.7 eager.  min_effect: 0, or points with
 * a smaller relative change are left out.  n < 6, constant or non-finite
 * values: none.  Negative values are fine.  The same answer for c * v, c > 0.
 */
struct stats_step {
	size_t index;         /* 0-based first value of the new segment */
	double before, after; /* Huber means */
	double change;    /* (after - before) / |before|; NAN for before = 0 */
	double low, high; /* 95 % interval of change */
	double strength;  /* test ratio, 1 is the limit */
	double p;         /* for display only */
};
size_t stats_changepoints(const double *v, size_t n, double strictness,
    double min_effect, struct stats_step **out);

/*
 * Theil-Sen slope of y[n] over x[n] with its 95 % interval (Sen 1968), n >= 2;
 * above 1,000 points a fixed, evenly spaced choice of them.  NAN where x is
 * constant.  intercept: median(y) - slope * median(x).
 */
struct stats_slope {
	double slope, low, high, intercept;
};
void stats_theil_sen(
    const double *x, const double *y, size_t n, struct stats_slope *out);

#endif
