/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* series - see series.h */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

#define YEAR (365.25 * DAY)
#define STRETCH (30 * DAY) /* of what is compared with what */
#define DRIFT (28 * DAY)   /* the shortest stretch that shows one */
#define ENOUGH 3           /* points of a stretch */

static void
push(struct series *s, size_t *cap, double x, double y, uint32_t record)
{
	if (s->n == *cap) {
		*cap = *cap ? 2 * *cap : 8;
		s->x = xrealloc(s->x, *cap * sizeof(*s->x));
		s->y = xrealloc(s->y, *cap * sizeof(*s->y));
		s->record = xrealloc(s->record, *cap * sizeof(*s->record));
	}
	s->x[s->n] = x;
	s->y[s->n] = y;
	s->record[s->n++] = record;
}

/* Points of one day become their median. */
static void
fold_days(struct series *s)
{
	size_t i, k, n = 0;

	for (i = 0; i < s->n; i = k) {
		double day = floor(s->x[i] / DAY);

		for (k = i + 1; k < s->n && floor(s->x[k] / DAY) == day; k++)
			;
		stats_sort(s->y + i, k - i);
		s->x[n] = (day + .5) * DAY;
		s->y[n] = s->y[i + (k - i) / 2];
		s->record[n] = s->record[i];
		n++;
	}
	s->n = n;
	s->days = 1;
}

static bool
counts(const struct account *a, uint32_t record, unsigned machine)
{
	const struct record *rec = &a->record[record];

	return record >= a->first && record < a->last &&
	       rec->machine == machine && account_dated(a, record) &&
	       (is_run(rec->type) || rec->type == LEDGER_IMPORT);
}

static void
of_track(struct series *s, const struct account *a, const struct track *t,
    unsigned machine)
{
	size_t i, cap = 0;

	s->track = t;
	s->id = t->name;
	s->unit = t->unit;
	s->metric = true;
	s->smaller = t->smaller;
	for (i = track_at(t, a->first); i < t->n; i++) {
		if (!counts(a, t->v[i].record, machine))
			continue;
		push(s, &cap, a->record[t->v[i].record].time, t->v[i].value,
		    t->v[i].record);
		s->floor = t->v[i].floor;
	}
	if (s->n > ACCOUNT_RUNS)
		fold_days(s);
}

static void
of_bench(struct series *s, const struct account *a, const struct bench_track *b)
{
	size_t i, cap = 0;

	s->id = b->id;
	s->unit = "ns";
	s->smaller = true;
	s->days = a->days;
	for (i = 0; i < b->n; i++) {
		if (b->v[i].record >= a->first && b->v[i].record < a->last &&
		    account_dated(a, b->v[i].record))
			push(s, &cap, account_bucket_time(a, &b->v[i]),
			    b->v[i].y, b->v[i].record);
	}
}

/* Mean of ln and its squared standard error, of the points in from..until. */
static size_t
stretch(const struct series *s, double from, double until, double *mean,
    double *var)
{
	double *v = xmalloc((s->n + 1) * sizeof(*v)), sd;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		if (s->x[i] >= from && s->x[i] < until)
			v[n++] = log(s->y[i]);
	}
	if (n >= ENOUGH) {
		*mean = stats_huber(v, n, 0, 2.5);
		/* An outlier must not make it unsure, nor a tie too sure. */
		sd = fmax(1.4826 * stats_mad(v, n), .25 * stats_sd(v, n));
		*var = sd * sd / (double)n;
	}
	free(v);
	return n;
}

/* The newest stretch against one of a year ago, or against the oldest. */
static void
compare(struct series *s)
{
	double first, last, length, wide, then, mean[2] = {0}, var[2] = {0};
	double dof, half;
	size_t n[2];

	if (s->n < 2 * ENOUGH)
		return;
	first = s->x[0];
	last = s->x[s->n - 1] + 1;
	length = last - first;
	wide = fmin(STRETCH, length / 4);
	then = fmax(last - YEAR - wide / 2, first);
	n[0] = stretch(s, then, then + wide, &mean[0], &var[0]);
	/* After a step the present level counts, as far as there is one. */
	n[1] = stretch(
	    s, fmax(last - wide, s->x[s->t.since]), last, &mean[1], &var[1]);
	if (n[1] < ENOUGH)
		n[1] = stretch(s, last - wide, last, &mean[1], &var[1]);
	if (n[0] < ENOUGH || n[1] < ENOUGH)
		return;
	s->since = then + wide / 2;
	s->change = expm1(mean[1] - mean[0]);
	dof = var[0] + var[1] > 0
		  ? (var[0] + var[1]) * (var[0] + var[1]) /
			(var[0] * var[0] / (double)(n[0] - 1) +
			    var[1] * var[1] / (double)(n[1] - 1))
		  : 1;
	half = stats_t_quantile(.975, fmax(dof, 1)) * sqrt(var[0] + var[1]);
	s->low = expm1(mean[1] - mean[0] - half);
	s->high = expm1(mean[1] - mean[0] + half);
}

static void
work_out(struct series *s)
{
	struct trend_input in = {s->x, s->y, s->n, s->smaller, s->floor};

	trend_of(&in, SERIES_EFFECT, &s->t);
	/* A slope of a few days, told by the month, would be drama. */
	if (s->x[s->n - 1] - s->x[s->t.since] < DRIFT)
		s->t.drifts = false;
	compare(s);
}

static unsigned
newest_machine(const struct account *a)
{
	size_t i;

	for (i = a->last; i > a->first; i--) {
		if (is_run(a->record[i - 1].type))
			return a->record[i - 1].machine;
	}
	return 0;
}

struct series *
series_of(struct study *st, size_t *count)
{
	const struct account *a = st->a;
	unsigned machine = newest_machine(a);
	struct series *list = xcalloc(a->ntrack + a->nbench + 1, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < a->ntrack + a->nbench; i++) {
		struct series *s = &list[n];

		memset(s, 0, sizeof(*s));
		s->floor = s->change = s->low = s->high = s->since = NAN;
		if (i < a->ntrack)
			of_track(s, a, &a->track[i], machine);
		else if (a->bench[i - a->ntrack].machine == machine)
			of_bench(s, a, &a->bench[i - a->ntrack]);
		if (s->n == 0)
			continue;
		s->label = s->metric ? track_label(st->r, s->track)
				     : report_name(st->r, s->id, 0);
		work_out(s);
		n++;
	}
	*count = n;
	return list;
}

void
series_free(struct series *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(s[i].x);
		free(s[i].y);
		free(s[i].record);
		trend_free(&s[i].t);
	}
	free(s);
}

double
series_worse(const struct series *s, double change)
{
	return s->smaller ? change : -change;
}

enum tone
series_tone(const struct series *s)
{
	double worse = series_worse(s, s->change);

	if (!isfinite(s->change) || (s->low <= 0 && s->high >= 0) ||
	    fabs(s->change) < SERIES_EFFECT)
		return TONE_MUTE;
	if (worse <= 0)
		return TONE_OK;
	return worse > .05 ? TONE_BAD : TONE_WARN;
}

const char *
series_word(const struct series *s)
{
	switch (series_tone(s)) {
	case TONE_OK:
		return "faster";
	case TONE_MUTE:
		return isfinite(s->change) ? "no clear change" : "too few runs";
	default:
		return "slower";
	}
}

const char *
series_unit(const struct series *s, double *factor)
{
	double v = s->n ? s->y[s->n - 1] : 1;

	*factor = 1;
	if (s->metric)
		return s->unit ? s->unit : "";
	*factor = v >= 1e9 ? 1e-9 : v >= 1e6 ? 1e-6 : v >= 1e3 ? 1e-3 : 1;
	return v >= 1e9 ? "s" : v >= 1e6 ? "ms" : v >= 1e3 ? "µs" : "ns";
}
