/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * history_impl - inside history only: the runs that are kept, and how one gets
 * among them
 */
#ifndef BL_HISTORY_IMPL_H
#define BL_HISTORY_IMPL_H

#include "history.h"

struct series {
	const char *name; /* the metric's, or the benchmark's id */
	const char *unit; /* metrics only */
	const char *statistic;
	bool bench, location;
	double bytes, elements; /* of an iteration; NAN: not told */
};

struct run {
	double *value; /* of each series */
	char *commit, *time;
	bool accepted; /* a promotion, override or import */
	bool counts; /* it, or a later one, was accepted or nothing barred it */
};

struct ids {
	char **id;
	size_t n, room;
};

struct history {
	const struct conf *conf;
	char *fingerprint; /* NULL: the last run's */
	bool any;          /* no fingerprint was wanted */
	struct series *series;
	size_t nseries;
	size_t *by_id; /* series of benchmarks, ascending by id */
	size_t nbench, hint;
	struct run run[HISTORY_RUNS + 1];
	size_t nrun, seen;
	struct ids set;    /* the benchmarks of the run that tells them */
	bool set_accepted; /* that was an accepted one */
	unsigned long long broken;
};

/* Before reading: order the wanted benchmarks. */
void history_sort(struct history *h);
/* The series of benchmark id, or NULL.  Fastest in ascending order of ids. */
const struct series *history_find(struct history *h, const char *id);

/* Is a run with this fingerprint (NULL: not told) one of ours? */
bool history_comparable(struct history *h, const char *fingerprint);
/* A row of values, new: all NAN. */
double *history_row(const struct history *h);
/* A drop was accepted: what lies before it is no measure any more. */
void history_begin_anew(struct history *h);
/*
 * Keep a run; its strings and values, and the ids of its benchmarks, are the
 * history's from now on.
 */
void history_keep(struct history *h, struct run r, struct ids *set);
/* Add an id, owned by the set from now on. */
void history_add_id(struct ids *set, char *id);

#endif
