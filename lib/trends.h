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

#include <stdbool.h>
#include <stddef.h>

#include "jout.h"
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
	double
	    time; /* of measurement: data.timestamp, else the record's time */
	char commit[41]; /* cut at 40; "" when unknown */
	char time_text[24];
	enum ledger_type type;
};

struct trend_series {
	bool metric; /* else a benchmark: a time */
	char *id, *label, *unit,
	    *statistic;       /* label NULL for benchmarks; "" unknown */
	double floor, target; /* as the newest run has them; NAN */
	bool smaller;
	size_t n;          /* values */
	size_t cap, first; /* value[i] is that of run first + i, NAN where it
			      has none */
	size_t len;
	double *value;
};

struct trend_group {
	char *fingerprint; /* "" when unknown */
	char *machine;     /* the newest run's cpu_model, maybe "" */
	struct trend_run *run;
	size_t nrun, caprun;
	struct trend_series
	    *series; /* in the order of their first appearance */
	size_t nseries, capseries;
	size_t guess; /* where the next value is likely to belong */
};

struct trend_set {
	struct trend_group *group;
	size_t ngroup;
	/* Only these are gathered, where set: an id, and times from..until. */
	const char *only;
	double from, until;
};

/* A set starts as {.from = -INFINITY, .until = INFINITY}. */
void trend_set_add(struct trend_set *s, const struct ledger_record *rec);
void trend_set_free(struct trend_set *s);

/*
 * The values of series s of group g without its gaps: time, value and the
 * index of the run, arrays with room for s->n each.
 */
void trend_values(const struct trend_group *g, const struct trend_series *s,
    double *time, double *value, size_t *run);

#endif
