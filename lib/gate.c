/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stats - see stats.h; here: is this run worse than the earlier ones, at once
 * (the gate) or little by little (drift)?
 *
 * All in ln(value), where a change is a difference and 5 % is 5 % at
 * any level.  What no run has shown yet is believed in beforehand, with a
 * weight of PRIOR runs: that runs of one and the same code differ by 1 %.  So a
 * short history gives a wide interval, not a wild one.  Where they differ by
 * 5 % and more that belief is refuted, and only what was seen counts: with it
 * a noisy machine had a false alarm in ten after three runs.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "partition.h"
#include "stats.h"

#define PRIOR_SD 0.01
#define PRIOR 3.0   /* runs */
#define REFUTED 5.0 /* times PRIOR_SD, seen: the prior is dropped */
#define CONFIDENCE STATS_GATE_CONFIDENCE
#define OUTLIER 3.0    /* sd beyond which a run is left out */
#define DRIFT_FEWEST 6 /* values */
#define DRIFT_LAG 6
#define DRIFT_WINDOW 5 /* values that make a level, at most */

static bool
positive(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(v[i] > 0 && isfinite(v[i])))
			return false;
	return n > 0;
}

/* ln of v[n]; new. */
static double *
logs(const double *v, size_t n)
{
	double *y = xmalloc(n * sizeof(*y));

	for (size_t i = 0; i < n; i++)
		y[i] = log(v[i]);
	return y;
}

/* A variance seen with dof degrees of freedom, and the prior one, in one. */
static double
shrunken(double var, double dof)
{
	return (PRIOR * PRIOR_SD * PRIOR_SD + dof * var) / (PRIOR + dof);
}

/*
 * Run-to-run sd of y[n], from differences of values lag apart: a step or an
 * outlier is in few of them.
 */
static double
run_sd(const double *y, size_t n, size_t lag)
{
	double *d = xmalloc(n * sizeof(*d)), sd = 0;

	for (size_t i = 0; i + lag < n; i++)
		d[i] = (y[i + lag] - y[i]) / sqrt(2);
	if (n > lag)
		sd = stats_spread(d, n - lag);
	free(d);
	return sqrt(shrunken(sd * sd, (double)(n - 1)));
}

/* Starts of the stable stretches of y[n]; returns their number. */
static size_t
stretches(const double *y, size_t n, double sd, size_t *start)
{
	double *z = xmalloc(n * sizeof(*z)), centre = stats_median(y, n);
	size_t k;

	for (size_t i = 0; i < n; i++)
		z[i] = (y[i] - centre) / sd;
	k = partition(z, n, fmax(9, 2.5 * log((double)n)), start);
	free(z);
	return k;
}

/* The last stable stretch of earlier runs. */
struct reference {
	size_t segment;  /* where it begins */
	size_t runs;     /* in it, outliers left out */
	double ln;       /* their mean */
	double var, dof; /* of a run in it, with what is believed beforehand */
};

static struct reference
find_reference(const double *y, size_t n)
{
	struct reference r = {.segment = 0};
	size_t *start = xmalloc(n * sizeof(*start)), k;
	double sd = run_sd(y, n, 1), seen;
	double *kept = xmalloc(n * sizeof(*kept));

	k = stretches(y, n, sd, start);
	r.segment = start[k - 1];
	r.ln = stats_huber(y + r.segment, n - r.segment, sd, OUTLIER);
	for (size_t i = r.segment; i < n; i++)
		if (fabs(y[i] - r.ln) <= OUTLIER * sd)
			kept[r.runs++] = y[i];
	if (r.runs > 0) {
		r.ln = stats_mean(kept, r.runs);
		seen = stats_sd(kept, r.runs);
		r.dof = (double)(r.runs - 1);
		r.var = seen * seen;
		if (seen <= REFUTED * PRIOR_SD) {
			r.var = shrunken(r.var, r.dof);
			r.dof += PRIOR;
		}
	} else {
		r.runs = 1; /* they are all far from their own mean */
		r.var = sd * sd;
		r.dof = PRIOR;
	}
	free(kept);
	free(start);
	return r;
}

static enum stats_verdict
judge(double ratio, double worse, double margin, bool smaller, double threshold)
{
	/* As slo-check words it: current < baseline * (1 - threshold). */
	bool drop = smaller ? ratio > 1 + threshold : ratio < 1 - threshold;
	bool gain = smaller ? ratio < 1 - threshold : ratio > 1 + threshold;

	if (drop)
		return worse > margin ? GATE_REGRESSION : GATE_INCONCLUSIVE;
	return gain && -worse > margin ? GATE_IMPROVEMENT : GATE_OK;
}

void
stats_gate(const double *history, size_t n, double current, double se,
    bool smaller, double threshold, struct stats_gate *out)
{
	struct reference r;
	double *y, d, margin;

	out->verdict = GATE_INCONCLUSIVE;
	out->change = out->low = out->high = out->centre = out->dof = NAN;
	out->runs = out->segment = 0;
	if (!positive(history, n) || !positive(&current, 1))
		return;
	y = logs(history, n);
	r = find_reference(y, n);
	free(y);
	d = log(current) - r.ln;
	margin = stats_t_quantile(CONFIDENCE, r.dof) *
		 sqrt(fmax(r.var, se * se) * (1 + 1 / (double)r.runs));
	out->centre = exp(r.ln);
	out->change = expm1(d);
	out->low = expm1(d - margin);
	out->high = expm1(d + margin);
	out->runs = r.runs;
	out->dof = r.dof;
	out->segment = r.segment;
	out->verdict = judge(current / out->centre, smaller ? d : -d, margin,
	    smaller, threshold);
}

/* The level of y[n]'s first values, and of its last. */
static double
first_level(const double *y, size_t n, double sd)
{
	return stats_huber(y, n < DRIFT_WINDOW ? n : DRIFT_WINDOW, sd, OUTLIER);
}

static double
last_level(const double *y, size_t n, double sd)
{
	size_t w = n < DRIFT_WINDOW ? n : DRIFT_WINDOW;

	return stats_huber(y + n - w, w, sd, OUTLIER);
}

/*
 * Index behind the last step that was over the threshold by itself: between
 * the values next to it, not between all of two stretches, for these may have
 * drifted apart.
 */
static size_t
last_step(const double *v, const double *y, size_t n, double threshold)
{
	struct stats_step *step;
	size_t k = stats_changepoints(v, n, 1, 0, &step), since = 0;
	double sd = run_sd(y, n, 1);

	for (size_t i = 0; i < k; i++) {
		size_t from = i > 0 ? step[i - 1].index : 0, at = step[i].index;
		size_t end = i + 1 < k ? step[i + 1].index : n;
		double d = first_level(y + at, end - at, sd) -
			   last_level(y + from, at - from, sd);

		if (fabs(expm1(d)) > threshold)
			since = at;
	}
	free(step);
	return since;
}

/* The drift of y[n], n >= DRIFT_FEWEST, in ln. */
static void
measure_drift(const double *y, size_t n, bool smaller, double threshold,
    struct stats_drift *out)
{
	size_t w = n / 3 < DRIFT_WINDOW ? n / 3 : DRIFT_WINDOW;
	double sd = run_sd(y, n, n / 6 < DRIFT_LAG ? n / 6 : DRIFT_LAG), from,
	       to, d, margin, worse;

	from = first_level(y, n / 3, sd);
	to = last_level(y + n - n / 3, n / 3, sd);
	d = to - from;
	margin = stats_t_quantile(CONFIDENCE, PRIOR + (double)(n - 1)) * sd *
		 sqrt(2 / (double)w);
	worse = smaller ? d : -d;
	out->from = exp(from);
	out->to = exp(to);
	out->change = expm1(d);
	out->low = expm1(d - margin);
	out->high = expm1(d + margin);
	out->found =
	    judge(exp(d), worse, margin, smaller, threshold) == GATE_REGRESSION;
}

void
stats_drift(const double *history, size_t n, double current, bool smaller,
    double threshold, struct stats_drift *out)
{
	double *v, *y;

	out->found = false;
	out->since = 0;
	out->from = out->to = out->change = out->low = out->high = NAN;
	if (!positive(history, n) || !positive(&current, 1))
		return;
	v = xmalloc((n + 1) * sizeof(*v));
	memcpy(v, history, n * sizeof(*v));
	v[n] = current;
	y = logs(v, n + 1);
	out->since = last_step(v, y, n + 1, threshold);
	if (n + 1 - out->since >= DRIFT_FEWEST)
		measure_drift(y + out->since, n + 1 - out->since, smaller,
		    threshold, out);
	free(y);
	free(v);
}
