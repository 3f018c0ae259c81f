/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* segments - see segments.h */
#include "segments.h"

#include <math.h>
#include <stdlib.h>

#include "diag.h"

#define PRIOR 10.0      /* values' worth of belief in the noise's sd */
#define LAG_PRIOR 20.0  /* values' worth of belief in no autocorrelation */
#define LAG_MAX 0.9     /* of the lag-1 autocorrelation */
#define LINE_MIN 8      /* fewer values tell no line from a step */
#define LINE_BETTER 0.7 /* of the squares left by two levels */

/* s->lag about a mean that is lower by d. */
static double
lag_about(const struct segment *s, double d)
{
	double ends = s->head - s->mean + s->tail - s->mean;

	return s->lag - d * ends + (double)(s->n - 1) * d * d;
}

static struct segment
join(const struct segment *a, const struct segment *b)
{
	struct segment s = {.first = a->first, .n = a->n + b->n};
	double na = (double)a->n, nb = (double)b->n, n = na + nb;
	double d = b->mean - a->mean;

	s.mean = a->mean + d * nb / n;
	s.ss = a->ss + b->ss + d * d * na * nb / n;
	s.trend = a->trend + b->trend + d * na * nb / 2;
	s.lag = lag_about(a, a->mean - s.mean) +
		lag_about(b, b->mean - s.mean) +
		(a->tail - s.mean) * (b->head - s.mean);
	s.head = a->head;
	s.tail = b->tail;
	return s;
}

struct segment
segment_of(const double *x, size_t first, size_t end)
{
	struct segment s = {.first = first, .n = 1, .mean = x[first]};

	s.head = s.tail = x[first];
	for (size_t t = first + 1; t < end; t++) {
		struct segment one = {.first = t, .n = 1, .mean = x[t]};

		one.head = one.tail = x[t];
		s = join(&s, &one);
	}
	return s;
}

/*
 * The noise's variance is shrunk towards 1, the estimate from the whole
 * series; a mean's is inflated by (1 + rho) / (1 - rho), as for an AR(1).
 */
double
segment_variance(
    const struct segment *a, const struct segment *b, double inflation)
{
	double na = (double)a->n, nb = (double)b->n, n = na + nb;
	double ss = a->ss + b->ss, var = (PRIOR + ss) / (PRIOR + n - 2);

	if (ss > 0) {
		double rho = (a->lag + b->lag) / ss * n / (n + LAG_PRIOR);

		rho = fmin(rho, LAG_MAX);
		if (rho > 0)
			inflation = fmax(inflation, (1 + rho) / (1 - rho));
	}
	return var * inflation * (1 / na + 1 / nb);
}

double
segment_dof(const struct segment *a, const struct segment *b)
{
	return PRIOR + (double)(a->n + b->n) - 2;
}

/* Squares that a line over both leaves, against those that two levels leave. */
static double
line_ratio(const struct segment *a, const struct segment *b)
{
	struct segment s = join(a, b);
	double n = (double)s.n, ss = LINE_BETTER * (a->ss + b->ss), line;

	if (s.n < LINE_MIN)
		return INFINITY;
	line = s.ss - s.trend * s.trend / (n * (n * n - 1) / 12);
	return line < ss ? fmax(line, 0) / ss : INFINITY;
}

double
segment_ratio(const struct segment *a, const struct segment *b,
    const struct segment_test *test)
{
	double d = b->mean - a->mean, var, ratio;

	var = segment_variance(a, b, test->inflation);
	ratio = fmin(d * d / var / test->limit, line_ratio(a, b));
	if (test->min_effect > 0 && a->mean != test->zero)
		ratio = fmin(
		    ratio, fabs(d / (a->mean - test->zero)) / test->min_effect);
	return ratio;
}

/* A boundary in the heap: between seg[at] and the one linked after it. */
struct edge {
	double ratio;
	size_t at, version;
};
struct heap {
	struct edge *edge;
	size_t n;
};

static void
push(struct heap *h, struct edge e)
{
	size_t i = h->n++;

	for (; i > 0 && e.ratio < h->edge[(i - 1) / 2].ratio; i = (i - 1) / 2)
		h->edge[i] = h->edge[(i - 1) / 2];
	h->edge[i] = e;
}

static struct edge
pop(struct heap *h)
{
	struct edge top = h->edge[0], e = h->edge[--h->n];
	size_t i = 0;

	for (size_t c; (c = 2 * i + 1) < h->n; i = c) {
		if (c + 1 < h->n && h->edge[c + 1].ratio < h->edge[c].ratio)
			c++;
		if (e.ratio <= h->edge[c].ratio)
			break;
		h->edge[i] = h->edge[c];
	}
	h->edge[i] = e;
	return top;
}

/* Segments as a list, each boundary known by the segment before it. */
struct list {
	struct segment *seg;
	size_t *next, *prev; /* n for none */
	size_t *version;     /* of the boundary; a stale edge has another */
	size_t n;
	const struct segment_test *test;
	struct heap
	    heap; /* room for 3 edges a boundary: one, and two renewed */
};

static void
renew(struct list *l, size_t at)
{
	size_t next = l->next[at];

	l->version[at]++;
	if (next < l->n)
		push(&l->heap, (struct edge){.ratio = segment_ratio(&l->seg[at],
						 &l->seg[next], l->test),
				   .at = at,
				   .version = l->version[at]});
}

/* Join seg[at] and the next into seg[at]. */
static void
remove_boundary(struct list *l, size_t at)
{
	size_t gone = l->next[at];

	l->seg[at] = join(&l->seg[at], &l->seg[gone]);
	l->next[at] = l->next[gone];
	if (l->next[at] < l->n)
		l->prev[l->next[at]] = at;
	l->version[gone]++;
	renew(l, at);
	if (l->prev[at] < l->n)
		renew(l, l->prev[at]);
}

size_t
segment_prune(struct segment *seg, size_t k, const struct segment_test *test)
{
	struct list l = {.seg = seg, .n = k, .test = test};
	size_t kept = 0;

	l.next = xcalloc(3 * k, sizeof(*l.next));
	l.prev = l.next + k;
	l.version = l.prev + k;
	l.heap.edge = xcalloc(3 * k, sizeof(*l.heap.edge));
	for (size_t i = 0; i < k; i++) {
		l.next[i] = i + 1;
		l.prev[i] = i > 0 ? i - 1 : k;
	}
	for (size_t i = 0; i < k; i++)
		renew(&l, i);
	while (l.heap.n > 0) {
		struct edge e = pop(&l.heap);

		if (e.version != l.version[e.at])
			continue;
		if (e.ratio >= 1)
			break;
		remove_boundary(&l, e.at);
	}
	for (size_t i = 0; i < k; i = l.next[i])
		seg[kept++] = seg[i];
	free(l.next);
	free(l.heap.edge);
	return kept;
}
