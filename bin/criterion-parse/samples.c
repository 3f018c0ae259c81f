/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* samples - see samples.h */
#include "samples.h"

#include <math.h>
#include <stdlib.h>

#include "stats.h"

#define SAMPLES_MAX ((size_t)1 << 18) /* Criterion takes 100 */

/*
 * The numbers of an array, *v new; 0 where it is none, holds anything else, or
 * more than SAMPLES_MAX.
 */
static size_t
numbers(struct span list, double **v)
{
	struct span key, val;
	struct jseq s;
	size_t n = 0, room = 0;
	bool good = jseq_open_trusted(&s, list) && s.close == ']';

	*v = NULL;
	while (good && jseq_next(&s, &key, &val)) {
		if (n == room) {
			room = room ? room * 2 : 128;
			*v = xrealloc(*v, room * sizeof(**v));
		}
		good = n < SAMPLES_MAX && jseq_number(val, &(*v)[n++]);
	}
	return good ? n : 0;
}

void
samples_fill(struct bench *b, struct span iters, struct span times)
{
	struct stats_location at;
	double *v, *k;
	size_t n = numbers(times, &v), i;
	bool good = numbers(iters, &k) == n && n > 0;

	for (i = 0; good && i < n; i++) {
		v[i] /= k[i];
		good = v[i] > 0 && isfinite(v[i]);
	}
	if (good) {
		at = stats_locate(v, n);
		b->has_samples = true;
		b->count = (double)n;
		b->cv = stats_sd(v, n) / stats_mean(v, n);
		b->location = exp(at.ln);
		b->location_se = at.se;
	}
	free(v);
	free(k);
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
