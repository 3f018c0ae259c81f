/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* perf - see perf.h; here: the benchmarks of a document */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf.h"

/* What a benchmark takes in a set, apart from its name's bytes. */
#define PLACE (sizeof(struct perf_bench) + sizeof(struct perf_bench *) + 24)

static int
by_id(const void *a, const void *b)
{
	const struct perf_bench *const *x = a, *const *y = b;
	int order = strcmp((*x)->id, (*y)->id);

	/* Equal ids keep the document's order, so that the first is found. */
	return order ? order : (*x > *y) - (*x < *y);
}

/* What the rates of b say that an iteration handles. */
static void
take_work(struct perf_bench *to, const struct bench *b)
{
	unsigned i;

	to->bytes = to->elements = NAN;
	for (i = 0; i < b->nrates; i++) {
		const struct bench_rate *r = &b->rate[i];
		double work = bench_rate_base(r, r->per_iteration);

		if (r->kind == KIND_ELEMENTS)
			to->elements = work;
		else
			to->bytes = work;
	}
}

static bool
take(struct perf_bench *to, json_t *v, size_t i, struct err *e)
{
	char where[64];
	struct bench b;

	snprintf(where, sizeof(where), PERF_BIG "/%zu", i);
	if (!bench_decode(v, where, &b, e))
		return false;
	*to = (struct perf_bench){.id = b.id,
	    .statistic = b.statistic,
	    .time = b.time.estimate,
	    .low = b.time.low,
	    .high = b.time.high,
	    .location = NAN,
	    .location_se = NAN};
	take_work(to, &b);
	if (b.has_samples) {
		to->location = b.location;
		to->location_se = b.location_se;
	}
	b.id = NULL;
	bench_free(&b);
	return true;
}

static void
set_new(struct perf_set *s, bool listed, size_t room)
{
	memset(s, 0, sizeof(*s));
	s->listed = listed;
	s->bench = xcalloc(room + 1, sizeof(*s->bench));
	s->order = xcalloc(room + 1, sizeof(struct perf_bench *));
}

static void
set_sort(struct perf_set *s)
{
	qsort(s->order, s->n, sizeof(struct perf_bench *), by_id);
}

bool
perf_unlike(double a, double b)
{
	return isfinite(a) && isfinite(b) && a != b;
}

void
perf_named(char *const *id, size_t n, struct perf_set *s)
{
	set_new(s, n > 0, n);
	s->borrowed = true;
	for (; s->n < n; s->n++) {
		s->names += strlen(id[s->n]);
		s->bench[s->n] = (struct perf_bench){.id = id[s->n],
		    .time = NAN,
		    .location = NAN,
		    .bytes = NAN,
		    .elements = NAN};
		s->order[s->n] = &s->bench[s->n];
	}
	set_sort(s);
}

/* Element i of the document. */
static bool
add(struct perf_set *s, const struct jio_doc *d, size_t i, struct err *e)
{
	json_t *v = jio_elem(d, i);
	bool good = take(&s->bench[i], v, i, e);
	size_t len;

	json_decref(v);
	if (!good)
		return false;
	s->order[s->n++] = &s->bench[i];
	len = strlen(s->bench[i].id);
	if (!jio_hold(len, e))
		return false;
	s->names += len;
	return true;
}

bool
perf_benchmarks(const struct jio_doc *d, struct perf_set *s, struct err *e)
{
	size_t i;

	memset(s, 0, sizeof(*s));
	if (!jio_hold(d->nelem * PLACE, e))
		return false;
	set_new(s, d->elem != NULL, d->nelem);
	for (i = 0; i < d->nelem; i++) {
		if (!add(s, d, i, e)) {
			jio_drop((d->nelem - s->n) * PLACE);
			perf_set_free(s);
			return false;
		}
	}
	set_sort(s);
	return true;
}

const struct perf_bench *
perf_find(const struct perf_set *s, const char *id)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(s->order[mid]->id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < s->n && strcmp(s->order[low]->id, id) == 0)
		return s->order[low];
	return NULL;
}

void
perf_set_free(struct perf_set *s)
{
	size_t i;

	if (!s->borrowed) {
		for (i = 0; i < s->n; i++)
			free(s->bench[i].id);
		jio_drop(s->n * PLACE + s->names);
	}
	free(s->bench);
	free(s->order);
	memset(s, 0, sizeof(*s));
}
