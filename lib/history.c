/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * history - the runs that are kept, and their series; see history.h
 *
 * A run is a row of doubles, one for each wanted series, NAN where the run
 * does not have it.
 */
#include "history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history_impl.h"

struct history *
history_new(const struct conf *c, const char *fingerprint)
{
	struct history *h = xcalloc(1, sizeof(*h));

	h->conf = c;
	h->any = fingerprint == NULL;
	if (fingerprint)
		h->fingerprint = xstrdup(fingerprint);
	return h;
}

static void
run_free(struct run *r)
{
	free(r->value);
	free(r->commit);
	free(r->time);
}

static void
forget_ids(struct ids *set)
{
	while (set->n > 0)
		free(set->id[--set->n]);
	free(set->id);
	*set = (struct ids){NULL, 0, 0};
}

static void
forget_runs(struct history *h)
{
	while (h->nrun > 0)
		run_free(&h->run[--h->nrun]);
	forget_ids(&h->set);
	h->set_accepted = false;
}

void
history_free(struct history *h)
{
	if (!h)
		return;
	forget_runs(h);
	free(h->series);
	free(h->by_id);
	free(h->fingerprint);
	free(h);
}

/* What is wanted. */

static size_t
want(struct history *h, struct series s)
{
	/* Room doubles: at 1, 2, 4, 8… series. */
	if ((h->nseries & (h->nseries - 1)) == 0)
		h->series = xrealloc(
		    h->series, (h->nseries ? h->nseries * 2 : 1) * sizeof(s));
	h->series[h->nseries] = s;
	return h->nseries++;
}

size_t
history_want_metric(struct history *h, const char *name, const char *unit,
    const char *statistic)
{
	struct series s = {.name = name, .unit = unit, .statistic = statistic};

	return want(h, s);
}

size_t
history_want_bench(struct history *h, const struct perf_bench *b)
{
	struct series s = {.name = b->id,
	    .statistic = bench_stat_name(b->statistic),
	    .bench = true,
	    .location = b->location > 0,
	    .bytes = b->bytes,
	    .elements = b->elements};

	return want(h, s);
}

struct named {
	const char *id;
	size_t series;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->id, y->id);
}

void
history_sort(struct history *h)
{
	struct named *list = xcalloc(h->nseries + 1, sizeof(*list));
	size_t i;

	for (h->nbench = 0, i = 0; i < h->nseries; i++) {
		if (h->series[i].bench)
			list[h->nbench++] =
			    (struct named){h->series[i].name, i};
	}
	qsort(list, h->nbench, sizeof(*list), by_name);
	h->by_id = xcalloc(h->nbench + 1, sizeof(*h->by_id));
	for (i = 0; i < h->nbench; i++)
		h->by_id[i] = list[i].series;
	free(list);
}

const struct series *
history_find(struct history *h, const char *id)
{
	size_t low = 0, high = h->nbench, mid = h->hint;

	while (low < high) {
		const struct series *s;
		int order;

		if (mid < low || mid >= high)
			mid = low + (high - low) / 2;
		s = &h->series[h->by_id[mid]];
		order = strcmp(s->name, id);
		if (order == 0) {
			h->hint = mid + 1;
			return s;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
		mid = low + (high - low) / 2;
	}
	return NULL;
}

/* Runs. */

/* Drop the oldest of the runs that are held against nothing, or the oldest. */
static void
drop_one(struct history *h, bool pending)
{
	size_t i = 0;

	while (pending && i + 1 < h->nrun && h->run[i].counts)
		i++;
	run_free(&h->run[i]);
	h->nrun--;
	memmove(&h->run[i], &h->run[i + 1], (h->nrun - i) * sizeof(h->run[0]));
}

static size_t
count_pending(const struct history *h)
{
	size_t i, n = 0;

	for (i = 0; i < h->nrun; i++)
		n += !h->run[i].counts;
	return n;
}

void
history_begin_anew(struct history *h)
{
	while (h->nrun > 0)
		drop_one(h, false);
}

void
history_add_id(struct ids *set, char *id)
{
	if (set->n == set->room) {
		set->room = set->room ? 2 * set->room : 16;
		set->id = xrealloc(set->id, set->room * sizeof(*set->id));
	}
	set->id[set->n++] = id;
}

/* The set that later runs are held against, if r's tells any. */
static void
keep_ids(struct history *h, const struct run *r, struct ids *set)
{
	if (set->n > 0 && (r->accepted || (r->counts && !h->set_accepted))) {
		struct ids old = h->set;

		h->set = *set;
		h->set_accepted = r->accepted;
		*set = old;
	}
	forget_ids(set);
}

void
history_keep(struct history *h, struct run r, struct ids *set)
{
	size_t i;

	keep_ids(h, &r, set);
	for (i = 0; r.accepted && i < h->nrun; i++)
		h->run[i].counts = true;
	h->run[h->nrun++] = r;
	if (!r.counts && count_pending(h) > HISTORY_PENDING)
		drop_one(h, true);
	if (h->nrun > HISTORY_RUNS)
		drop_one(h, false);
}

bool
history_comparable(struct history *h, const char *fingerprint)
{
	const char *ours = h->fingerprint;
	bool same = ours && fingerprint ? strcmp(ours, fingerprint) == 0
					: ours == fingerprint;

	h->seen++;
	if (!h->any || (same && h->nrun))
		return same;
	if (!same)
		forget_runs(h); /* another machine: only the last counts */
	free(h->fingerprint);
	h->fingerprint = fingerprint ? xstrdup(fingerprint) : NULL;
	return true;
}

size_t
history_size(size_t n)
{
	/* The series double where there is no room, and are ordered by name. */
	return n * (HISTORY_RUNS + 1) * sizeof(double) +
	       n * (2 * sizeof(struct series) + sizeof(struct named));
}

double *
history_row(const struct history *h)
{
	double *v = xcalloc(h->nseries + 1, sizeof(*v));
	size_t i;

	for (i = 0; i < h->nseries; i++)
		v[i] = NAN;
	return v;
}

/* Answers. */

/* The run that holds value i of a series. */
static const struct run *
run_of(const struct history *h, size_t series, size_t i)
{
	const struct run *r;

	for (r = h->run; r < h->run + h->nrun; r++) {
		if (r->counts && isfinite(r->value[series]) && i-- == 0)
			return r;
	}
	return NULL;
}

size_t
history_series(const struct history *h, size_t series, double *v)
{
	size_t i, n = 0;

	for (i = 0; i < h->nrun; i++) {
		if (h->run[i].counts && isfinite(h->run[i].value[series]))
			v[n++] = h->run[i].value[series];
	}
	return n;
}

void
history_run(const struct history *h, size_t series, size_t i,
    const char **commit, const char **time)
{
	const struct run *r = run_of(h, series, i);

	*commit = r && r->commit ? r->commit : "";
	*time = r && r->time ? r->time : "";
}

size_t
history_since(const struct history *h, size_t series, size_t n)
{
	size_t from = 0, i, index = 0;

	for (i = h->nrun; i-- > 0 && n > 0;) {
		if (h->run[i].accepted && --n == 0)
			from = i;
	}
	for (i = 0; i < from; i++)
		index += h->run[i].counts && isfinite(h->run[i].value[series]);
	return index;
}

char *const *
history_ids(const struct history *h, size_t *n)
{
	*n = h->set.n;
	return h->set.id;
}

size_t
history_runs(const struct history *h)
{
	return h->nrun - count_pending(h);
}

size_t
history_seen(const struct history *h)
{
	return h->seen;
}

const char *
history_fingerprint(const struct history *h)
{
	return h->fingerprint;
}

unsigned long long
history_broken(const struct history *h)
{
	return h->broken;
}
