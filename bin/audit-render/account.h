/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * account - what a ledger holds, gathered in one pass
 *
 * Everything a report needs and nothing more: a few words a record, each
 * metric's value a record, and each benchmark's values by day, so that three
 * years of runs fit where the lines themselves would not.  Where benchmarks are
 * so many that they would not fit so either, points are of two days, or four…
 * Strings are shared and live as long as the account.
 */
#ifndef AUDIT_RENDER_ACCOUNT_H
#define AUDIT_RENDER_ACCOUNT_H

#include <stdint.h>
#include <stdio.h>

#include "audit_conf.h"
#include "conf.h"
#include "ledger.h"
#include "report.h"

#define ACCOUNT_RUNS 1000        /* up to so many runs, each stays a point */
#define ACCOUNT_POINTS 500000    /* of all benchmarks */
#define ACCOUNT_HELD (32u << 20) /* bytes; a ledger of more is refused */

/* Where it was measured. */
struct machine {
	const char *fingerprint, *cpu;
};

/* A benchmark's times on one machine, ns: a point a run, or some days. */
struct bucket {
	double y;        /* median */
	uint32_t record; /* the first */
};
struct bench_track {
	const char *id;
	unsigned machine; /* from 1 */
	struct bucket *v;
	size_t n, cap;
	double *today; /* values of the days that are being read */
	size_t ntoday, captoday;
};

struct violation {
	uint32_t record;
	const char *metric, *kind, *unit;
	double value, limit, deficit;
	bool error; /* else a warning */
};

struct incident {
	const char *id; /* metric or benchmark */
	unsigned long long first_seq;
	uint32_t opened, closed; /* records; NOT_YET */
	const char *first_commit, *last_good, *outcome;
	double change, low, high, runs;
};
#define NOT_YET UINT32_MAX

/* A checkpoint, prune or recover record. */
struct keeping {
	uint32_t record;
	const char *origin, *root;
	double size, count;
	double kept; /* prune: the first record that it let stand */
};

struct account {
	struct audit_conf *conf;
	struct report *r;   /* whose pool holds the strings */
	const char *source; /* "standard input" */
	struct record *record;
	size_t nrecord, caprecord;
	size_t nlinked; /* records whose link holds */
	struct machine *machine;
	size_t nmachine;
	struct track *track;
	size_t ntrack;
	struct bench_track *bench;
	size_t nbench, capbench;
	size_t *bench_slot; /* hash table over bench, from 1 */
	size_t nslot;
	size_t guess;  /* where the next benchmark is likely to be */
	unsigned days; /* of a bucket; 0: each is a run */
	size_t npoint; /* buckets of all benchmarks */
	size_t nrun;   /* records that measured */
	size_t held;   /* bytes, about */
	struct violation *violation;
	size_t nviolation, capviolation;
	struct incident *incident;
	size_t nincident;
	struct keeping *keeping;
	size_t nkeeping;
	char *newest; /* the line of the newest run */
	uint32_t newest_record;
	struct ledger_result chain;
	struct err fault;    /* the first line that is no record */
	double from, until;  /* the period */
	size_t first, last;  /* records of the period: first..last-1 */
	struct words *words; /* shared strings */
};

/* What --since and --until gave; NAN: nothing. */
struct span_of_time {
	double since, until;
};

bool account_read(struct account *a, struct audit_conf *c, struct report *r,
    FILE *f, const char *name, struct err *e);
/*
 * Choose the period: what was asked for, else as long as the frequency says
 * (whole: all there is), ending with the day of the newest record.
 */
void account_period(
    struct account *a, const struct span_of_time *t, bool whole);
/*
 * Put metrics in the order of the configuration; metric: leave only this one,
 * NULL: all.
 */
void account_order(struct account *a, const struct conf *c, const char *metric);
void account_free(struct account *a);

/* When a bucket is: its run's time, or the middle of its days. */
double account_bucket_time(const struct account *a, const struct bucket *v);

/*
 * Is it known when the record was made?  Not where it has no time, and not
 * where that is after the period, for those that came later are of before: the
 * clock was ahead.
 */
static inline bool
account_dated(const struct account *a, size_t record)
{
	return a->record[record].time < a->until;
}

/* A shared copy. */
const char *account_word(struct account *a, const char *s, size_t n);

static inline bool
is_run(enum ledger_type t)
{
	return t == LEDGER_RUN || t == LEDGER_PROMOTE || t == LEDGER_REFUSE ||
	       t == LEDGER_OVERRIDE;
}
static inline bool
is_promotion(enum ledger_type t)
{
	return t == LEDGER_PROMOTE || t == LEDGER_OVERRIDE;
}

#endif
