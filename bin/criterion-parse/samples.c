/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* samples - see samples.h */
#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "stats.h"

static bool
per_iteration(const json_t *iters, const json_t *times, double *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const json_t *k = json_array_get(iters, i);
		const json_t *t = json_array_get(times, i);

		if (!json_is_number(k) || !json_is_number(t))
			return false;
		v[i] = json_number_value(t) / json_number_value(k);
		if (!(v[i] > 0) || isinf(v[i]))
			return false;
	}
	return true;
}

void
samples_fill(struct bench *b, const json_t *iters, const json_t *times)
{
	size_t n = json_array_size(times);
	struct stats_location at;
	double *v;

	if (n == 0 || json_array_size(iters) != n)
		return;
	v = xmalloc(n * sizeof(*v));
	if (per_iteration(iters, times, v, n)) {
		at = stats_locate(v, n);
		b->has_samples = true;
		b->count = (double)n;
		b->cv = stats_sd(v, n) / stats_mean(v, n);
		b->location = exp(at.ln);
		b->location_se = at.se;
	}
	free(v);
}

bool
samples_sane(const struct bench *b)
{
	const double v[] = {b->time.estimate, b->time.low, b->time.high,
	    b->mean, b->median, b->slope, b->sd, b->mad};
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(*v); i++) {
		if (v[i] < 0)
			return false;
	}
	return isfinite(b->time.estimate);
}

static double
rate(double per_iteration, double ns)
{
	return ns > 0 ? per_iteration * (1e9 / ns) : NAN;
}

void
samples_rate(struct bench *b, enum bench_kind kind, double per_iteration)
{
	struct bench_rate *r;

	if (b->nrates == 2 || !(per_iteration >= 0))
		return;
	r = &b->rate[b->nrates++];
	r->kind = kind;
	r->per_iteration = per_iteration;
	r->per_second.estimate = rate(per_iteration, b->time.estimate);
	r->per_second.low = rate(per_iteration, b->time.high);
	r->per_second.high = rate(per_iteration, b->time.low);
}
