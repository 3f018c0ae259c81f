/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trends - what the runs of a ledger tell over time: level, steps, slope, floor
 *
 * Two halves.  trend_of is pure over one series.  A trend_set gathers the
 * series out of ledger records in one pass: one group an environment
 * fingerprint, in it the runs in chain order and a series for each metric and
 * benchmark.  Nothing is compared across machines, units or statistics.
 */
#ifndef BL_TRENDS_H
#define BL_TRENDS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "ledger.h"
#include "stats.h"

/* One series in chain order; all times and values finite, values > 0. */
struct trend_input {
	const double *time; /* seconds since 1970 */
	const double *value;
	size_t n;
	bool smaller; /* smaller is better */
	double floor; /* in the values' unit, a ceiling for times; NAN: none */
};

struct trend {
	size_t n;
	size_t best, worst;      /* indices */
	struct stats_step *step; /* change points, oldest first */
	size_t nstep;
	size_t since;     /* the last stable segment begins here */
	double level;     /* Huber mean of that segment */
	double low, high; /* where its single runs lie: 2.5 % and 97.5 % */
	/* Theil-Sen over that segment, per day, 95 %; NAN: too few runs or days
	 */
	double slope, slope_low, slope_high;
	bool drifts; /* the interval leaves 0 out, and the segment's drift is
			min_effect or more */
	/*
	 * Days from the last run until the floor is reached at this slope:
	 * expected, soonest, latest.  0 when it is reached; NAN: no floor,
	 * or not known; INFINITY: not heading there.
	 */
	double floor_days, floor_soonest, floor_latest;
};

/* min_effect: 0.05; smaller steps and drifts are left out.  n may be 0. */
void trend_of(const struct trend_input *in, double min_effect, struct trend *t);
void trend_free(struct trend *t);

/* One run of a group. */
struct trend_run {
	unsigned long long seq;
	double time; /* of the measurement; else of the record */
	enum ledger_type type;
	char when[24];   /* time as RFC 3339 */
	char commit[41]; /* cut at 40; "" when unknown */
};

struct trend_series {
	char *key;   /* what tells series apart, as the ledger writes it */
	bool metric; /* else a benchmark, a time in ns */
	char *id;
	char *label;            /* NULL for benchmarks */
	char *unit, *statistic; /* "" when unknown */
	double floor, target;   /* as the newest run has them; NAN: none */
	bool smaller;           /* smaller is better */
	size_t n;               /* values that are there */
	/* value[i] is that of run first + i; NAN where that run has none. */
	size_t first, len, cap;
	double *value;
};

struct trend_group {
	char *fingerprint; /* "" when unknown */
	char *machine;     /* the newest run's cpu_model; "" when unknown */
	struct trend_run *run;
	size_t nrun, caprun;
	struct trend_series *series; /* in the order of first appearance */
	size_t nseries, capseries;
	size_t guess; /* where the next value is likely to belong */
	size_t *slot; /* hash table of series, index + 1 */
	size_t nslot;
};

/* A set starts as TREND_SET_INIT; members may then be set before adding. */
struct trend_set {
	struct trend_group *group;
	size_t ngroup;
	const char *fingerprint; /* gather this group only; NULL: all */
	const char *only;        /* gather this id only; NULL: all */
	bool metrics_only;
	double from, until; /* runs outside are left out */
	size_t held;        /* of the budget, see jio_hold */
	struct err e;       /* once that was used up: nothing more is added */
};
#define TREND_SET_INIT                                                         \
	{                                                                      \
		.from = -INFINITY, .until = INFINITY                           \
	}

/*
 * Add a record; those that are no runs on the main branch (run, promote,
 * refuse, override, import) are passed over.  Returns the run's group, or
 * NULL, and where it does not fit into memory s->e is set.
 */
struct trend_group *trend_set_add(
    struct trend_set *s, const struct ledger_record *rec);
void trend_set_free(struct trend_set *s);

/*
 * The values of series s of group g without its gaps: time, value and the
 * index of the run, arrays with room for s->n each; run may be NULL.
 */
void trend_values(const struct trend_group *g, const struct trend_series *s,
    double *time, double *value, size_t *run);

#endif
