/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stats: against stored answers of an independent implementation, at the
 * boundaries, on degenerate input, under scaling and permutation, and on
 * generated histories whose truth is known
 */
/* serves: AC6 */
#include "stats.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>

#include "diag.h"
#include "jio.h"
#include "tap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Stored vectors. */

static double
number(const json_t *c, const char *key)
{
	return json_number_value(json_object_get(c, key));
}

static size_t
numbers(const json_t *c, const char *key, double **v)
{
	const json_t *a = json_object_get(c, key);
	size_t n = json_array_size(a);

	*v = xcalloc(n + 1, sizeof(**v));
	for (size_t i = 0; i < n; i++)
		(*v)[i] = json_number_value(json_array_get(a, i));
	return n;
}

/* Relative, with a floor for what is a difference of near equals. */
static bool
agree(double got, double want, const char *what)
{
	if (fabs(got - want) <= 1e-9 * fabs(want) + 1e-12)
		return true;
	printf("# %s: got %.17g, expected %.17g\n", what, got, want);
	return false;
}

static bool
agree_at(double got, const json_t *want, const char *key)
{
	return agree(got, number(want, key), key);
}

static bool
check_scalar(const char *f, const json_t *c, const double *v, size_t n)
{
	const json_t *want = json_object_get(c, "want");
	double got, p = number(c, "p");

	if (strcmp(f, "t_quantile") == 0)
		got = stats_t_quantile(p, number(c, "dof"));
	else if (strcmp(f, "normal_p") == 0)
		got = stats_normal_p(number(c, "z"));
	else if (strcmp(f, "mean") == 0)
		got = stats_mean(v, n);
	else if (strcmp(f, "sd") == 0)
		got = stats_sd(v, n);
	else if (strcmp(f, "median") == 0)
		got = stats_median(v, n);
	else if (strcmp(f, "mad") == 0)
		got = stats_mad(v, n);
	else if (strcmp(f, "geomean") == 0)
		got = stats_geomean(v, n);
	else if (strcmp(f, "spread") == 0)
		got = stats_spread(v, n);
	else if (strcmp(f, "quantile") == 0)
		got = stats_quantile(v, n, p);
	else if (strcmp(f, "huber") == 0)
		got = stats_huber(v, n, number(c, "scale"), number(c, "k"));
	else
		return false;
	if (strcmp(f, "t_quantile") == 0 || strcmp(f, "normal_p") == 0)
		return fabs(got - json_number_value(want)) <=
		       1e-9 * fabs(json_number_value(want));
	return agree(got, json_number_value(want), f);
}

static bool
check_locate(const json_t *want, const double *v, size_t n)
{
	struct stats_location at = stats_locate(v, n);

	return agree(at.ln, json_number_value(json_array_get(want, 0)), "ln") &&
	       agree(at.se, json_number_value(json_array_get(want, 1)), "se");
}

static bool
check_theil_sen(const json_t *c, const json_t *want)
{
	struct stats_slope s;
	double *x, *y;
	size_t n = numbers(c, "x", &x);

	numbers(c, "y", &y);
	stats_theil_sen(x, y, n, &s);
	free(x);
	free(y);
	return agree_at(s.slope, want, "slope") &&
	       agree_at(s.low, want, "low") && agree_at(s.high, want, "high") &&
	       agree_at(s.intercept, want, "intercept");
}

static const char *const verdict[] = {
    "ok", "regression", "inconclusive", "improvement"};

static bool
check_gate(const json_t *c, const json_t *want, const double *v, size_t n)
{
	struct stats_gate g;
	const char *name = json_string_value(json_object_get(want, "verdict"));

	stats_gate(v, n, number(c, "current"), number(c, "se"),
	    json_is_true(json_object_get(c, "smaller")), number(c, "threshold"),
	    &g);
	return strcmp(verdict[g.verdict], name) == 0 &&
	       agree_at(g.change, want, "change") &&
	       agree_at(g.low, want, "low") && agree_at(g.high, want, "high") &&
	       agree_at(g.centre, want, "centre") &&
	       agree_at((double)g.runs, want, "runs") &&
	       agree_at(g.dof, want, "dof") &&
	       agree_at((double)g.segment, want, "segment");
}

static bool
check_changepoints(const json_t *want, const double *v, size_t n)
{
	struct stats_step *s;
	size_t k = stats_changepoints(v, n, 1, 0, &s);
	bool good = k == 1 && agree_at((double)s->index, want, "index") &&
		    agree_at(s->before, want, "before") &&
		    agree_at(s->after, want, "after") &&
		    agree_at(s->change, want, "change") &&
		    agree_at(s->low, want, "low") &&
		    agree_at(s->high, want, "high") &&
		    agree_at(s->strength, want, "strength") &&
		    agree_at(s->p, want, "p");

	free(s);
	return good;
}

static bool
check(const json_t *c)
{
	const char *f = json_string_value(json_object_get(c, "function"));
	const json_t *want = json_object_get(c, "want");
	double *v;
	size_t n = numbers(c, "v", &v);
	bool good;

	if (strcmp(f, "locate") == 0)
		good = check_locate(want, v, n);
	else if (strcmp(f, "theil_sen") == 0)
		good = check_theil_sen(c, want);
	else if (strcmp(f, "gate") == 0)
		good = check_gate(c, want, v, n);
	else if (strcmp(f, "changepoints") == 0)
		good = check_changepoints(want, v, n);
	else
		good = check_scalar(f, c, v, n);
	free(v);
	return good;
}

static void
test_vectors(void)
{
	static const struct {
		const char *function;
		size_t fewest;
	} table[] = {{"t_quantile", 200}, {"normal_p", 9}, {"mean", 10},
	    {"sd", 10}, {"median", 10}, {"mad", 10}, {"geomean", 10},
	    {"spread", 10}, {"quantile", 60}, {"huber", 30}, {"locate", 7},
	    {"theil_sen", 6}, {"gate", 210}, {"changepoints", 5}};
	FILE *f = fopen("tests/data/stats/vectors.json", "r");
	struct err e = {.status = ST_DONE};
	json_t *all = NULL, *c;
	char *text = NULL;
	size_t n = 0, i;

	if (f != NULL && jio_slurp(f, "vectors.json", 1 << 22, &text, &n, &e))
		all = jio_parse(text, n, "vectors.json", &e);
	for (size_t t = 0; t < COUNT(table); t++) {
		size_t seen = 0, good = 0;

		json_array_foreach(all, i, c)
		{
			const char *name =
			    json_string_value(json_object_get(c, "function"));

			if (strcmp(name, table[t].function) != 0)
				continue;
			seen++;
			if (check(c))
				good++;
			else
				printf("# vector %zu\n", i);
		}
		ok(seen >= table[t].fewest && good == seen,
		    "%s: %zu of %zu stored answers to 1e-9", table[t].function,
		    good, seen);
	}
	json_decref(all);
	free(text);
	if (f != NULL)
		fclose(f);
}

/* A fixed stream of random numbers. */

static uint64_t state;

static double
uniform(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return ((double)(state >> 11) + 0.5) * 0x1p-53;
}

static double
gauss(void)
{
	double u = uniform();

	return sqrt(-2 * log(u)) * cos(6.283185307179586 * uniform());
}

/* n values about 100 with this sd in per cent, times (1 + step) from at on. */
static void
history(double *v, size_t n, double sd, size_t at, double step)
{
	for (size_t i = 0; i < n; i++)
		v[i] = 100 * (1 + sd / 100 * gauss()) * (i < at ? 1 : 1 + step);
}

/* The gate's boundaries. */

static void
test_gate_table(void)
{
	double ulp_over = nextafter(1.05, 2), ulp_under = nextafter(0.95, 0);
	const struct {
		const char *name;
		size_t n; /* runs of exactly 1 */
		double current, se;
		bool smaller;
		enum stats_verdict want;
	} table[] = {
	    {"the same", 20, 1, 0, true, GATE_OK},
	    {"exactly 5 % slower", 20, 1.05, 0, true, GATE_OK},
	    {"an ulp more", 20, ulp_over, 0, true, GATE_REGRESSION},
	    {"exactly 5 % less throughput", 20, 0.95, 0, false, GATE_OK},
	    {"an ulp less", 20, ulp_under, 0, false, GATE_REGRESSION},
	    {"more throughput", 20, 1.2, 0, false, GATE_IMPROVEMENT},
	    {"less time", 20, 0.8, 0, true, GATE_IMPROVEMENT},
	    {"exactly 5 % less time", 20, 0.95, 0, true, GATE_OK},
	    {"an ulp less time", 20, ulp_under, 0, true, GATE_IMPROVEMENT},
	    {"slower, the run itself unsure", 20, 1.06, 0.05, true,
		GATE_INCONCLUSIVE},
	    {"faster, the run itself unsure", 20, 0.94, 0.05, true, GATE_OK},
	    {"slower, one run before", 1, 1.055, 0, true, GATE_INCONCLUSIVE},
	    {"much slower, one run before", 1, 1.06, 0, true, GATE_REGRESSION},
	    {"under 5 %, however sure", 200, 1.049, 0, true, GATE_OK},
	};
	double one[200];
	struct stats_gate g;

	for (size_t i = 0; i < COUNT(one); i++)
		one[i] = 1;
	for (size_t i = 0; i < COUNT(table); i++) {
		stats_gate(one, table[i].n, table[i].current, table[i].se,
		    table[i].smaller, 0.05, &g);
		is_str(
		    verdict[g.verdict], verdict[table[i].want], table[i].name);
		if (g.runs != table[i].n || g.low > g.change ||
		    g.change > g.high || g.dof != 2.0 + (double)table[i].n)
			ok(false, "its figures");
	}
}

/* Runs that differ by 18 % are not believed to differ by 1 %. */
static void
test_gate_noisy(void)
{
	const double v[] = {100, 118, 84};
	struct stats_gate g;

	stats_gate(v, 3, 145, 0, true, 0.05, &g);
	ok(g.verdict == GATE_INCONCLUSIVE && g.dof == 2,
	    "three wild runs: nothing but what they show");
	is_real(g.low, -0.5194656647505181, 1e-9, "their interval");
	stats_gate(v, 3, 450, 0, true, 0.05, &g);
	ok(g.verdict == GATE_REGRESSION, "four times as slow is worse still");
}

static void
test_gate_refusals(void)
{
	double v[3] = {1, 1, 1};
	const double bad[] = {0, -1, NAN, INFINITY, -INFINITY};
	struct stats_gate g;
	bool good = true;

	stats_gate(v, 0, 1, 0, true, 0.05, &g);
	ok(g.verdict == GATE_INCONCLUSIVE && g.runs == 0 && isnan(g.change) &&
		isnan(g.low) && isnan(g.high) && isnan(g.centre) &&
		isnan(g.dof),
	    "no history says nothing");
	for (size_t i = 0; i < COUNT(bad); i++) {
		stats_gate(v, 3, bad[i], 0, true, 0.05, &g);
		good = good && g.verdict == GATE_INCONCLUSIVE && g.runs == 0;
		v[1] = bad[i];
		stats_gate(v, 3, 1, 0, true, 0.05, &g);
		good = good && g.verdict == GATE_INCONCLUSIVE && g.runs == 0;
		v[1] = 1;
	}
	ok(good, "a value that is no positive number says nothing");
}

static void
test_gate_history(void)
{
	double v[40];
	struct stats_gate g;

	state = 7;
	history(v, 20, 0.5, 10, 0.12);
	stats_gate(v, 20, 112, 0, true, 0.05, &g);
	ok(g.segment == 10 && g.runs == 10 && g.verdict == GATE_OK,
	    "the level after a step is the one to hold");
	history(v, 20, 0.5, 20, 0);
	v[4] *= 1.3;
	v[13] *= 1.3;
	stats_gate(v, 20, 108, 0, true, 0.05, &g);
	ok(g.segment == 0 && g.runs == 18 && g.verdict == GATE_REGRESSION,
	    "outliers neither split the history nor widen the interval");
	v[19] *= 1.2;
	stats_gate(v, 20, 120, 0, true, 0.05, &g);
	ok(g.segment == 0 && g.verdict == GATE_REGRESSION,
	    "one bad run is no new level");
}

/* Drift. */

static void
test_drift(void)
{
	double v[60];
	struct stats_drift d;

	state = 11;
	for (int i = 0; i < 40; i++)
		v[i] = (100 + (double)(i / 10) * 3) * (1 + 0.004 * gauss());
	stats_drift(v, 39, v[39], true, 0.05, &d);
	ok(d.found && d.since == 0 && fabs(d.change - 0.09) < 0.01 &&
		d.low > 0.05 && d.low < d.change && d.change < d.high,
	    "stairs of 3 %% each add up");
	stats_drift(v, 39, v[39], false, 0.05, &d);
	ok(!d.found && d.change > 0.05, "upwards is good for throughput");
	stats_drift(v + 20, 19, v[39], true, 0.05, &d);
	ok(!d.found, "only from where the caller looks back to");
	for (int i = 0; i < 60; i++)
		v[i] = (100 - 0.2 * i) * (1 + 0.01 * gauss());
	stats_drift(v, 59, v[59], false, 0.05, &d);
	ok(d.found && d.since == 0 && d.from > d.to, "a slow ramp is a drift");
	history(v, 40, 0.5, 20, 0.12);
	stats_drift(v, 39, v[39], true, 0.05, &d);
	ok(!d.found && d.since == 20,
	    "a single step over the threshold is not");
	history(v, 40, 0.5, 40, 0);
	stats_drift(v, 39, 130, true, 0.05, &d);
	ok(!d.found && fabs(d.change) < 0.01, "nor is one bad run");
	stats_drift(v, 39, -1, true, 0.05, &d);
	ok(!d.found && isnan(d.from), "a negative value says nothing");
	stats_drift(v, 4, 100, true, 0.05, &d);
	ok(!d.found && isnan(d.change), "nor do five values");
	stats_drift(v, 0, 100, true, 0.05, &d);
	ok(!d.found && isnan(d.change), "nor does no history");
}

/* Change points. */

static bool
found(const double *v, size_t n, const size_t *want, size_t k)
{
	struct stats_step *s;
	size_t got = stats_changepoints(v, n, 1, 0, &s);
	bool same = got == k && (got > 0) == (s != NULL);

	for (size_t i = 0; i < got; i++) {
		same = same && s[i].index == want[i];
		if (!same)
			printf("# point %zu at %zu\n", i, s[i].index);
	}
	free(s);
	return same;
}

static void
test_changepoints(void)
{
	const size_t at[] = {40, 80};
	double v[120];
	struct stats_step *s;
	size_t k;

	state = 3;
	history(v, 120, 1, 40, 0.10);
	for (int i = 80; i < 120; i++)
		v[i] *= 0.9;
	ok(found(v, 120, at, 2), "two steps, at their very place");
	k = stats_changepoints(v, 120, 1, 0, &s);
	ok(k == 2 && fabs(s[0].change - 0.10) < 0.01 &&
		fabs(s[1].change + 0.10) < 0.01 && s[0].low > 0.08 &&
		s[0].high < 0.12 && s[0].strength > 1 && s[0].p < 1e-6 &&
		s[0].after == s[1].before,
	    "with their sizes, intervals, strengths");
	free(s);
	ok(stats_changepoints(v, 120, 1, 0.15, &s) == 0 && s == NULL,
	    "none of them is a change of 15 %%");
	v[20] = 1000;
	v[60] = 1;
	v[61] = 5000;
	ok(found(v, 120, at, 2), "outliers of any size change nothing");
	ok(found(v + 32, 9, NULL, 0), "one new value is no step yet");
	for (int i = 0; i < 120; i++)
		v[i] = 100 + 0.5 * i + gauss();
	ok(found(v, 120, NULL, 0), "a ramp is no step");
	for (int i = 0; i < 120; i++)
		v[i] = i < 60 ? 7 : 8;
	ok(found(v, 120, (const size_t[]){60}, 1), "a step without noise");
	for (int i = 0; i < 120; i++)
		v[i] = -5 + (i < 60 ? 0 : 5) + 0.1 * gauss();
	k = stats_changepoints(v, 120, 1, 0, &s);
	ok(k == 1 && s->index == 60 && fabs(s->change - 1) < 0.1,
	    "negative values: the change is relative to their size");
	free(s);
}

static void
test_degenerate(void)
{
	double v[2000];
	struct stats_step *s;
	const double bad[] = {NAN, INFINITY, -INFINITY};
	const struct {
		const char *name;
		double v[8];
	} table[] = {
	    {"constant", {5, 5, 5, 5, 5, 5, 5, 5}},
	    {"zeros", {0}},
	    {"one outlier", {5, 5, 5, 5e9, 5, 5, 5, 5}},
	    {"an outlier at the end", {5, 6, 5, 6, 5, 6, 5, 5e9}},
	    {"an outlier at the start", {5e9, 5, 6, 5, 6, 5, 6, 5}},
	    {"extremes", {1, 0, DBL_MAX, DBL_MIN, 5e-324, -DBL_MAX, 2, 3}},
	    {"denormals", {5e-324, 1e-323, 5e-324, 0, 0, 5e-324, 0, 0}},
	    {"two values in turn", {1, 2, 1, 2, 1, 2, 1, 2}},
	};

	for (size_t i = 0; i < COUNT(table); i++)
		ok(found(table[i].v, 8, NULL, 0), "none in %s", table[i].name);
	ok(found(NULL, 0, NULL, 0), "none in nothing");
	for (int i = 0; i < 8; i++)
		v[i] = i < 4 ? 1 : 100;
	ok(found(v, 5, NULL, 0), "none in five values");
	for (size_t i = 0; i < COUNT(bad); i++) {
		v[6] = bad[i];
		ok(found(v, 8, NULL, 0), "none beside %g", bad[i]);
	}
	state = 99; /* whatever comes, order and figures hold */
	for (int round = 0; round < 200; round++) {
		size_t n = (size_t)(uniform() * 300), k;
		double last = 0;
		bool good = true;

		for (size_t i = 0; i < n; i++)
			v[i] = uniform() < 0.1
				   ? ldexp(uniform() - 0.5,
					 (int)(uniform() * 2000) - 1000)
				   : floor(uniform() * 5);
		k = stats_changepoints(v, n, 0.1, 0, &s);
		for (size_t i = 0; i < k; i++) {
			good = good && (double)s[i].index > last &&
			       s[i].index < n && s[i].p >= 0 && s[i].p <= 1;
			last = (double)s[i].index;
		}
		free(s);
		if (!good)
			ok(false, "random round %d", round);
	}
	ok(true, "200 wild series, none of them wrong in itself");
}

/* The same for c * v. */

static void
test_scale(void)
{
	const double factor[] = {1e-290, 3e-7, 1.0 / 3, 0.1, 7, 1e5, 1e290};
	double v[200], w[200];
	bool points = true, gates = true, drifts = true;

	state = 17;
	for (int round = 0; round < 100; round++) {
		struct stats_step *a, *b;
		struct stats_gate g, h;
		struct stats_drift d, x;
		double c = factor[(size_t)round % COUNT(factor)];
		size_t n = 20 + (size_t)(uniform() * 180), k, l;
		double step = 0.01 * (double)(round % 10);
		double grid = round % 2 ? 1 : 1e6; /* every other is coarse */

		history(v, n, 2, n / 2, step);
		for (size_t i = 0; i < n; i++) {
			v[i] = rint(v[i] * grid) / grid;
			w[i] = c * v[i];
		}
		k = stats_changepoints(v, n, 1, 0, &a);
		l = stats_changepoints(w, n, 1, 0, &b);
		points = points && k == l;
		for (size_t i = 0; points && i < k; i++)
			points = a[i].index == b[i].index &&
				 fabs(a[i].change - b[i].change) < 1e-9 &&
				 fabs(a[i].strength / b[i].strength - 1) < 1e-6;
		free(a);
		free(b);
		stats_gate(v, n - 1, v[n - 1], 0, true, 0.05, &g);
		stats_gate(w, n - 1, w[n - 1], 0, true, 0.05, &h);
		gates = gates && g.verdict == h.verdict && g.runs == h.runs &&
			g.segment == h.segment &&
			fabs(g.change - h.change) < 1e-9;
		stats_drift(v, n - 1, v[n - 1], true, 0.05, &d);
		stats_drift(w, n - 1, w[n - 1], true, 0.05, &x);
		drifts = drifts && d.found == x.found && d.since == x.since;
	}
	ok(points, "change points: the same for c * v");
	ok(gates, "gate: the same for c * v");
	ok(drifts, "drift: the same for c * v");
}

static void
test_permutation(void)
{
	double v[101], w[101], x[101], y[101];
	struct stats_slope s, t;
	bool same = true;

	state = 23;
	for (int i = 0; i < 101; i++) {
		v[i] = w[i] = rint(100 + 10 * gauss());
		x[i] = i;
	}
	stats_theil_sen(x, v, 101, &s);
	for (size_t i = 100; i > 0; i--) {
		size_t j = (size_t)(uniform() * (double)(i + 1));
		double a = w[i], b = x[i];

		w[i] = w[j];
		w[j] = a;
		x[i] = x[j];
		x[j] = b;
	}
	memcpy(y, w, sizeof(y));
	for (int i = 0; i <= 20; i++)
		same = same && stats_quantile(v, 101, i / 20.0) ==
				   stats_quantile(w, 101, i / 20.0);
	ok(same, "quantiles do not depend on the order");
	ok(memcmp(y, w, sizeof(y)) == 0, "and leave it as it is");
	is_real(stats_mad(w, 101), stats_mad(v, 101), 0, "nor does the MAD");
	is_real(stats_huber(w, 101, 0, 1.5), stats_huber(v, 101, 0, 1.5), 1e-14,
	    "nor the Huber mean");
	is_real(stats_mean(w, 101), stats_mean(v, 101), 1e-14, "nor the mean");
	stats_theil_sen(x, w, 101, &t);
	is_real(t.slope, s.slope, 0, "nor the slope through points");
	is_real(t.high, s.high, 0, "nor its interval");
}

static void
test_small(void)
{
	double one = 3, same[9] = {2, 2, 2, 2, 2, 2, 2, 2, 9}, x[1500], y[1500];
	struct stats_slope s;
	struct stats_location at = stats_locate(&one, 1);

	ok(at.ln == log(3) && at.se == 0, "one sample: itself, error unknown");
	at = stats_locate(same, 9);
	ok(at.se > 0 && exp(at.ln) > 2 && exp(at.ln) < 3,
	    "samples that are nearly all one value keep an error");
	ok(stats_sd(&one, 1) == 0 && stats_mad(&one, 1) == 0 &&
		stats_quantile(&one, 1, 0.9) == 3 &&
		stats_huber(&one, 1, 0, 1.5) == 3,
	    "one value is its own everything");
	stats_theil_sen(same, same, 8, &s);
	ok(isnan(s.slope) && isnan(s.low), "no slope where x is constant");
	for (int i = 0; i < 1500; i++) {
		x[i] = i;
		y[i] = 2 * i + 1;
	}
	stats_theil_sen(x, y, 1500, &s);
	ok(s.slope == 2 && s.low == 2 && s.high == 2 && s.intercept == 1,
	    "a line through 1,500 points");
	ok(stats_t_quantile(0.25, 5) == -stats_t_quantile(0.75, 5) &&
		stats_t_quantile(0.5, 5) == 0,
	    "t is symmetrical");
}

/* What the methods promise, on histories whose truth is known. */

static void
test_promises(void)
{
	static const double sd[] = {0.5, 1, 2, 5};
	size_t alarms = 0, hits = 0, points = 0, fa = 0, fa2 = 0, p8 = 0;
	double v[200];
	struct stats_step *s;
	struct stats_gate g;

	state = 20260304;
	for (size_t i = 0; i < 400; i++) {
		history(v, 200, sd[i % 4], 200, 0);
		if (i % 3 == 1)
			v[i % 200] *= 1.5;
		alarms += stats_changepoints(v, 200, 1, 0, &s) > 0;
		free(s);
		history(v, 140, sd[i % 3], 100, 0.05);
		points = stats_changepoints(v, 140, 1, 0, &s);
		for (size_t k = 0; k < points; k++)
			hits += s[k].index >= 98 && s[k].index <= 102;
		free(s);
		history(v, 20, 1, 20, 0);
		stats_gate(v, 20, 100 + gauss(), 0, true, 0.05, &g);
		fa += g.verdict == GATE_REGRESSION;
		stats_gate(
		    v, 20, 102 * (1 + 0.01 * gauss()), 0, true, 0.05, &g);
		fa2 += g.verdict == GATE_REGRESSION;
		stats_gate(
		    v, 20, 108 * (1 + 0.01 * gauss()), 0, true, 0.05, &g);
		p8 += g.verdict == GATE_REGRESSION;
	}
	printf("# of 400: change points in noise %zu, 5 %% steps found %zu; "
	       "gate at 0 %% %zu, at 2 %% %zu, at 8 %% %zu\n",
	    alarms, hits, fa, fa2, p8);
	ok(alarms <= 2, "no change points in noise");
	ok(hits >= 380, "steps of 5 %% are found within 2 runs");
	ok(fa == 0 && fa2 <= 8, "the gate is quiet below the threshold");
	ok(p8 >= 380, "the gate sees 8 %%");
}

int
main(void)
{
	test_vectors();
	test_gate_table();
	test_gate_noisy();
	test_gate_refusals();
	test_gate_history();
	test_drift();
	test_changepoints();
	test_degenerate();
	test_scale();
	test_permutation();
	test_small();
	test_promises();
	return done();
}
