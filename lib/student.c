/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stats - see stats.h; here: the normal and Student's t distribution */
#include <float.h>
#include <math.h>

#include "stats.h"

#define PI 3.14159265358979323846
#define MANY 1e4 /* degrees of freedom from which the expansion is exact */

double
stats_normal_p(double z)
{
	return erfc(fabs(z) / sqrt(2));
}

/*
 * Continued fraction of the incomplete beta function (DLMF 8.17.22), by
 * Lentz's method: fast where x < (a + 1) / (a + b + 2).
 */
static double
beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d;

	for (int m = 1; m < 1000; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x /
			     ((a + 2 * m) * (a + 2 * m + 1));

		d = 1 / (1 + even * d);
		c = 1 + even / c;
		f *= c * d;
		d = 1 / (1 + odd * d);
		c = 1 + odd / c;
		f *= c * d;
		if (fabs(c * d - 1) < DBL_EPSILON)
			break;
	}
	return f;
}

static double
density(double t, double dof)
{
	return exp(lgamma((dof + 1) / 2) - lgamma(dof / 2) -
		   (dof + 1) / 2 * log1p(t * t / dof)) /
	       sqrt(dof * PI);
}

/*
 * One side's probability of T with t > 0: P(0 < T < t) where centre, else
 * P(T > t).  Both are incomplete beta functions with the prefix
 * density * t / dof (or its like), so neither loses digits to the other.
 */
static double
side(double t, double dof, bool centre)
{
	double x = t * t / (dof + t * t), y = dof / (dof + t * t);
	double prefix = density(t, dof) * t;
	bool small = x < 1.5 / (0.5 + dof / 2 + 2); /* which fraction is fast */

	if (small) {
		double p = prefix * beta_fraction(x, 0.5, dof / 2);

		return centre ? p : 0.5 - p;
	} else {
		double p = prefix * beta_fraction(y, dof / 2, 0.5) / dof;

		return centre ? 0.5 - p : p;
	}
}

static double
normal_side(double z, bool centre)
{
	return centre ? erf(z / sqrt(2)) / 2 : erfc(z / sqrt(2)) / 2;
}

/*
 * The t > 0 whose side is p.  Newton's method on ln(side) over ln(t), which is
 * close to a line at both ends, kept within what is known to hold the answer.
 * dof INFINITY is the normal distribution.
 */
static double
invert(double p, double dof, bool centre)
{
	double lo = -745, hi = 709, u = 0; /* ln(t) */

	for (int i = 0; i < 200; i++) {
		double t = exp(u), s, d, next;
		bool normal = isinf(dof);

		s = normal ? normal_side(t, centre) : side(t, dof, centre);
		d = normal ? exp(-t * t / 2) / sqrt(2 * PI) : density(t, dof);
		if ((s < p) == centre)
			lo = u;
		else
			hi = u;
		next = u + (log(p) - log(s)) * s / (centre ? d * t : -d * t);
		if (!(next > lo && next < hi)) /* or NAN */
			next = (lo + hi) / 2;
		if (fabs(next - u) < 1e-15)
			break;
		u = next;
	}
	return exp(u);
}

/* Cornish-Fisher: t from the normal deviate z, Abramowitz & Stegun 26.7.5. */
static double
expand(double z, double dof)
{
	double w = z * z;
	double g1 = (w + 1) / 4;
	double g2 = ((5 * w + 16) * w + 3) / 96;
	double g3 = (((3 * w + 19) * w + 17) * w - 15) / 384;
	double g4 =
	    ((((79 * w + 776) * w + 1482) * w - 1920) * w - 945) / 92160;

	return z * (1 + (g1 + (g2 + (g3 + g4 / dof) / dof) / dof) / dof);
}

double
stats_t_quantile(double p, double dof)
{
	double tail = p < 0.5 ? p : 1 - p, t;
	bool centre = tail > 0.25;

	if (p == 0.5)
		return 0;
	if (centre)
		tail = fabs(p - 0.5);
	if (dof < MANY)
		t = invert(tail, dof, centre);
	else
		t = expand(invert(tail, INFINITY, centre), dof);
	return p < 0.5 ? -t : t;
}
