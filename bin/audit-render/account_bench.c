/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * account_bench - benchmarks of a ledger: a point a run, or the median of a
 * day, of two, of four…
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "account_data.h"
#include "jseq.h"
#include "stats.h"
#include "words.h"

#define SERIES 400       /* bytes that a report will want for a benchmark */
#define ACCOUNT_DAYS 512 /* of a point, at most about so many */
#define BEHIND 31 /* days; a clock that goes back by more was far ahead */

static double
median(double *v, size_t n)
{
	stats_sort(v, n);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void
end_day(struct bench_track *b)
{
	if (b->ntoday == 0 || b->n == 0)
		return;
	b->v[b->n - 1].y = median(b->today, b->ntoday);
	b->ntoday = 0;
}

/* Which stretch of a->days a record is in. */
static double
stretch_of(const struct account *a, uint32_t record)
{
	return floor(a->record[record].time / (a->days * DAY));
}

double
account_bucket_time(const struct account *a, const struct bucket *v)
{
	return a->days ? (stretch_of(a, v->record) + .5) * a->days * DAY
		       : a->record[v->record].time;
}

static void
put(struct account *a, struct bench_track *b, double y, uint32_t record)
{
	bool same = false;
	double back;

	/*
	 * A clock that went back does not open a day again; but all that comes
	 * after one that was far ahead is not of that one's day.
	 */
	if (a->days && b->n > 0 && b->ntoday > 0) {
		back = stretch_of(a, b->v[b->n - 1].record) -
		       stretch_of(a, record);
		same = back >= 0 && back * a->days <= BEHIND;
	}
	if (!same) {
		end_day(b);
		b->v = account_room(a, b->v, b->n, &b->cap, sizeof(*b->v));
		b->v[b->n++] = (struct bucket){y, record};
		a->npoint++;
	}
	if (a->days) {
		b->today = account_room(
		    a, b->today, b->ntoday, &b->captoday, sizeof(*b->today));
		b->today[b->ntoday++] = y;
	}
}

/* Fewer points: of a day where they were of runs, else of twice the days. */
static void
widen(struct account *a)
{
	size_t i, k;

	a->days = a->days ? 2 * a->days : 1;
	a->npoint = 0;
	for (i = 0; i < a->nbench; i++) {
		struct bench_track *b = &a->bench[i], old;

		end_day(b);
		old = *b;
		b->v = NULL;
		b->n = b->cap = 0;
		a->held -= old.cap * sizeof(*old.v);
		for (k = 0; k < old.n; k++)
			put(a, b, old.v[k].y, old.v[k].record);
		free(old.v);
	}
}

static size_t
slot_of(const struct account *a, const char *id, unsigned machine)
{
	size_t h = ((size_t)(uintptr_t)id >> 4) * 2654435761u + machine * 97;
	size_t i = h & (a->nslot - 1), at;

	while ((at = a->bench_slot[i]) != 0) {
		if (a->bench[at - 1].id == id &&
		    a->bench[at - 1].machine == machine)
			break;
		i = (i + 1) & (a->nslot - 1);
	}
	return i;
}

static void
grow_slots(struct account *a)
{
	size_t i;

	a->nslot = a->nslot ? 2 * a->nslot : 64;
	free(a->bench_slot);
	a->bench_slot = xcalloc(a->nslot, sizeof(*a->bench_slot));
	for (i = 0; i < a->nbench; i++)
		a->bench_slot[slot_of(a, a->bench[i].id, a->bench[i].machine)] =
		    i + 1;
}

/* Runs name the same benchmarks in the same order: look there first. */
static struct bench_track *
bench_of(struct account *a, struct span key, unsigned machine)
{
	struct bench_track *b;
	const char *id;
	size_t at;

	if (a->guess < a->nbench) {
		b = &a->bench[a->guess];
		if (b->machine == machine && jseq_is(key, b->id)) {
			a->guess++;
			return b;
		}
	}
	id = account_string(a, key);
	if (!id)
		return NULL;
	if (a->held > ACCOUNT_HELD)
		return NULL; /* this record is the last that is read */
	if (2 * a->nbench >= a->nslot)
		grow_slots(a);
	at = slot_of(a, id, machine);
	if (!a->bench_slot[at]) {
		a->bench = account_room(
		    a, a->bench, a->nbench, &a->capbench, sizeof(*a->bench));
		a->bench[a->nbench] =
		    (struct bench_track){.id = id, .machine = machine};
		a->bench_slot[at] = ++a->nbench;
		a->held += SERIES;
	}
	a->guess = a->bench_slot[at];
	return &a->bench[a->bench_slot[at] - 1];
}

void
account_benchmarks(struct account *a, const struct record *r, uint32_t index,
    struct span benchmarks)
{
	struct span id, bench, key, v;
	struct jseq s, m;

	if (!jseq_open_trusted(&s, benchmarks) || r->time != r->time)
		return;
	if (!a->days && a->nrun > ACCOUNT_RUNS)
		widen(a);
	while (a->npoint > ACCOUNT_POINTS && a->days < ACCOUNT_DAYS)
		widen(a);
	while (jseq_next(&s, &id, &bench)) {
		struct bench_track *b;
		double y = NAN;

		if (!jseq_open_trusted(&m, bench))
			continue;
		while (jseq_next(&m, &key, &v)) {
			if (jseq_is(key, "location_ns") ||
			    (jseq_is(key, "time_ns") && y != y))
				y = account_number(v);
		}
		b = y > 0 ? bench_of(a, id, r->machine) : NULL;
		if (b)
			put(a, b, y, index);
	}
}

void
account_data_end(struct account *a)
{
	size_t i;

	for (i = 0; i < a->nbench; i++)
		end_day(&a->bench[i]);
}
