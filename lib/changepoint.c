/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stats - see stats.h; here: change points in a history
 *
 * 1. The noise's sd from differences over a lag, which steps and slow drift
 *    hardly touch, and the inflation of a mean's variance by autocorrelation.
 * 2. A robust partition into level stretches: partition.h.
 * 3. Values pulled in to their stretch, once.
 * 4. Boundaries taken away, the weakest first, until each is beyond
 *    the noise and no ramp: segments.h.
 * 5. Each boundary moved to where its two neighbours fit best.
 *
 * O(n * levels) time, O(n) memory.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "diag.h"
#include "partition.h"
#include "segments.h"
#include "stats.h"

#define FEWEST 6            /* values that can have a change point */
#define LAG_MAX 6           /* of the differences */
#define FIT_PENALTY 2.4     /* of a stretch, a ln(n) */
#define FIT_LEAST 6.5       /* so that one value alone, however far, is none */
#define TEST_LIMIT 2.95     /* of the squared deviate, a ln(n) */
#define INFLATION_SHARE 0.3 /* believed of the inflation that is seen */
#define INFLATION_NOISE 1.2 /* seen of it where there is none */
#define INFLATION_MAX 2.5
#define RHO_NOISE 2.0  /* standard errors */
#define RHO_PRIOR 20.0 /* values' worth of belief in no autocorrelation */
#define RHO_MAX 0.5
#define COARSE_SHARE 0.3 /* of a step of coarse data, in place of a 0 sd */
#define GRID 0x1p20  /* z is a multiple of 1 / GRID, so that ties stay ties */
#define FINEST 1e-12 /* sd in a series' largest value: nearer is rounding */

/* A series: scaled by a power of 2 into (-1, 1), and in units of its noise. */
struct series {
	size_t n;
	double *u, *z; /* z = (u - centre) / sd */
	double *x;     /* z pulled in to the stretch that it is in */
	double centre, sd;
	double inflation; /* of a mean's variance, from means of batches */
	double carried;   /* the same, from neighbours' likeness */
	int exponent;     /* the caller's values are u * 2^exponent */
};

static bool
usable(const double *v, size_t n)
{
	bool constant = true;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(v[i]))
			return false;
		constant = constant && v[i] == v[0];
	}
	return n >= FEWEST && !constant;
}

/* A share of the mean step between neighbours: for coarse data. */
static double
coarse_sd(const double *v, size_t n)
{
	double sum = 0;
	size_t k = 0;

	for (size_t i = 1; i < n; i++) {
		sum += fabs(v[i] - v[i - 1]);
		k += v[i] != v[i - 1];
	}
	return COARSE_SHARE * sum / (double)k;
}

/* Spread of the means of b values against the b before them, as of one value.
 */
static double
batch_spread(const double *v, size_t n, size_t b, double *d)
{
	double sum = 0;

	for (size_t i = 0; i < b; i++)
		sum += v[b + i] - v[i];
	for (size_t i = 0;; i++) {
		d[i] = sum / sqrt(2 * (double)b);
		if (i + 2 * b == n)
			return stats_spread(d, i + 1);
		sum += v[i + 2 * b] - 2 * v[i + b] + v[i];
	}
}

/* Values between the two of a difference. */
static size_t
lag_of(size_t n)
{
	return n / 6 < LAG_MAX ? n / 6 : LAG_MAX;
}

static double
bounded(double e, double bound)
{
	return fmin(e * e, bound * bound);
}

/*
 * Inflation by autocorrelation at lag 1, which shows in how much smaller
 * neighbours' differences are than those over the longer lag (von Neumann's
 * ratio, robust).  1 unless it is beyond its own noise.  Segments can't tell
 * it: a cut at each excursion leaves none in them.
 */
static double
carried_over(const double *z, size_t n)
{
	double near = 0, far = 0, rho, nn = (double)n;
	double bound = sqrt(2) * PARTITION_CLIP;
	size_t b = lag_of(n);

	for (size_t i = 0; i + b < n; i++) {
		near += bounded(z[i + 1] - z[i], bound);
		far += bounded(z[i + b] - z[i], bound);
	}
	rho = far > 0 ? 1 - near / far : 0;
	if (rho <= RHO_NOISE / sqrt(nn))
		return 1;
	rho = fmin(rho * nn / (nn + RHO_PRIOR), RHO_MAX);
	return (1 + rho) / (1 - rho);
}

/* Step 1: sd and inflation of s->u; d has room for n. */
static void
measure_noise(struct series *s, double *d)
{
	size_t n = s->n, b = lag_of(n);
	double ratio;

	for (size_t i = 0; i + b < n; i++)
		d[i] = (s->u[i + b] - s->u[i]) / sqrt(2);
	s->sd = stats_spread(d, n - b);
	if (s->sd == 0)
		s->sd = coarse_sd(s->u, n);
	s->sd = fmax(s->sd, FINEST);
	ratio = batch_spread(s->u, n, b, d) / s->sd;
	s->inflation = 1 + INFLATION_SHARE * (ratio * ratio - INFLATION_NOISE);
	s->inflation = fmax(1, fmin(INFLATION_MAX, s->inflation));
}

static void
series_open(struct series *s, const double *v, size_t n)
{
	double max = 0;

	s->n = n;
	s->u = xmalloc(n * sizeof(*s->u));
	s->z = xmalloc(n * sizeof(*s->z));
	s->x = xmalloc(n * sizeof(*s->x));
	for (size_t i = 0; i < n; i++)
		max = fmax(max, fabs(v[i]));
	frexp(max, &s->exponent);
	for (size_t i = 0; i < n; i++)
		s->u[i] = ldexp(v[i], -s->exponent);
	measure_noise(s, s->x);
	s->centre = stats_median(s->u, n);
	for (size_t i = 0; i < n; i++) {
		double z = (s->u[i] - s->centre) / s->sd;

		s->z[i] = rint(z * GRID) / GRID;
	}
	s->carried = carried_over(s->z, n);
}

static void
series_close(struct series *s)
{
	free(s->u);
	free(s->z);
	free(s->x);
}

static double
level(const struct series *s, size_t start, size_t end)
{
	return stats_huber(s->z + start, end - start, 1, PARTITION_CLIP);
}

/* Step 3.  The stretches begin at start[k]. */
static void
winsorize(struct series *s, const size_t *start, size_t k, struct segment *seg)
{
	for (size_t i = 0; i < k; i++) {
		size_t end = i + 1 < k ? start[i + 1] : s->n;
		double m = level(s, start[i], end);

		for (size_t t = start[i]; t < end; t++)
			s->x[t] = fmax(m - PARTITION_CLIP,
			    fmin(m + PARTITION_CLIP, s->z[t]));
		seg[i] = segment_of(s->x, start[i], end);
	}
}

/*
 * Step 5: where in (a->first, b's end) the boundary of a and b leaves the
 * least loss about their levels.
 */
static size_t
best_boundary(
    const struct series *s, const struct segment *a, const struct segment *b)
{
	size_t end = b->first + b->n, best = b->first;
	double before = level(s, a->first, b->first);
	double after = level(s, b->first, end), sum = 0, least = INFINITY;

	for (size_t t = a->first; t + 1 < end; t++) {
		sum += bounded(s->z[t] - before, PARTITION_CLIP) -
		       bounded(s->z[t] - after, PARTITION_CLIP);
		if (sum < least) {
			least = sum;
			best = t + 1;
		}
	}
	return best;
}

static void
refine(const struct series *s, struct segment *seg, size_t k)
{
	for (size_t i = 1; i < k; i++) {
		size_t end = seg[i].first + seg[i].n;
		size_t at = best_boundary(s, &seg[i - 1], &seg[i]);

		seg[i - 1] = segment_of(s->x, seg[i - 1].first, at);
		seg[i] = segment_of(s->x, at, end);
	}
}

/*
 * What is told of the boundary of a and b.  The interval of the ratio of
 * their means is by the delta method.
 */
static struct stats_step
describe(const struct series *s, const struct segment *a,
    const struct segment *b, const struct segment_test *test)
{
	struct stats_step p = {.index = b->first};
	double na = (double)a->n, nb = (double)b->n, before, after, d, se, t;
	double var = segment_variance(a, b, test->inflation);

	before = stats_huber(s->u + a->first, a->n, s->sd, PARTITION_CLIP);
	after = stats_huber(s->u + b->first, b->n, s->sd, PARTITION_CLIP);
	d = after - before;
	p.before = ldexp(before, s->exponent);
	p.after = ldexp(after, s->exponent);
	p.strength = segment_ratio(a, b, test);
	p.p = stats_normal_p((b->mean - a->mean) / sqrt(var));
	p.change = p.low = p.high = NAN;
	if (before == 0)
		return p;
	var *= s->sd * s->sd / (1 / na + 1 / nb); /* of one value */
	se = sqrt(var * (1 / nb + after / before * after / before / na));
	t = stats_t_quantile(0.975, segment_dof(a, b));
	p.change = d / fabs(before);
	p.low = (d - t * se) / fabs(before);
	p.high = (d + t * se) / fabs(before);
	return p;
}

/* Steps 2 to 5; seg has room for n.  Returns how many segments there are. */
static size_t
segments(struct series *s, double strictness, struct segment_test *test,
    struct segment *seg)
{
	double l = strictness * log(fmax((double)s->n, 10));
	size_t *start = xmalloc(s->n * sizeof(*start)), k;

	test->limit = TEST_LIMIT * l;
	test->inflation = fmax(s->inflation, s->carried);
	test->zero = -s->centre / s->sd;
	k = partition(
	    s->z, s->n, fmax(FIT_LEAST, FIT_PENALTY * l * s->inflation), start);
	winsorize(s, start, k, seg);
	free(start);
	k = segment_prune(seg, k, test);
	refine(s, seg, k);
	return segment_prune(seg, k, test); /* what moved is tested again */
}

size_t
stats_changepoints(const double *v, size_t n, double strictness,
    double min_effect, struct stats_step **out)
{
	struct segment_test test = {.min_effect = min_effect};
	struct series s;
	struct segment *seg;
	size_t k;

	*out = NULL;
	if (!usable(v, n))
		return 0;
	series_open(&s, v, n);
	seg = xmalloc(n * sizeof(*seg));
	k = segments(&s, strictness, &test, seg) - 1;
	if (k > 0)
		*out = xmalloc(k * sizeof(**out));
	for (size_t i = 0; i < k; i++)
		(*out)[i] = describe(&s, &seg[i], &seg[i + 1], &test);
	free(seg);
	series_close(&s);
	return k;
}
