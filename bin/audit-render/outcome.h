/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outcome - one run: what was measured and how it was judged
 *
 * The same from a perf.json and from the newest record of a ledger.  Strings
 * and JSON values are borrowed from what it was read from.
 */
#ifndef AUDIT_RENDER_OUTCOME_H
#define AUDIT_RENDER_OUTCOME_H

#include <jansson.h>

#include "account.h"
#include "bench.h"
#include "conf.h"
#include "jio.h"

struct measure { /* a metric; what is not known is NAN or NULL */
	const char *name, *label, *unit, *statistic, *source;
	double value, low, high, floor, target, factor, cv;
	bool smaller;
};

struct change { /* against the baseline */
	const char *id, *label, *unit, *verdict, *why;
	double baseline, current, change, low, high, runs;
	bool metric;
};

struct timing { /* a benchmark */
	const char *id, *statistic;
	double time, low, high; /* ns */
	double samples, cv;
	double rate; /* per second, base unit; NAN */
	bool bytes;  /* of rate: else elements */
};

struct outcome {
	bool ledger;
	const char *status; /* PASS, WARN, FAIL; NULL: not judged */
	bool passed;        /* false only where it was judged so */
	const char *level;  /* of SLO compliance; NULL */
	const char *commit, *branch, *time, *reason;
	bool compared;
	const char *baseline_commit, *baseline_time;
	const json_t *errors, *warnings, *notes; /* arrays or NULL */
	const json_t *missing, *added, *drift;
	const json_t *environment, *margins, *run; /* objects or NULL */
	struct measure *measure;
	size_t nmeasure;
	struct change *change;
	size_t nchange;
	struct timing *timing;
	size_t ntiming;
};

/* All arrays are in the report's pool. */
bool outcome_of_perf(struct outcome *o, struct report *r,
    const struct jio_doc *d, const struct conf *c, struct err *e);
/* data: of the record; rec: the record itself. */
void outcome_of_record(struct outcome *o, struct report *r, const json_t *data,
    const struct record *rec);

/* Put the metrics in the order of the configuration. */
void outcome_order(struct outcome *o, const struct conf *c);

/* The report; a is NULL for a perf.json. */
void performance_report(
    struct report *r, const struct outcome *o, const struct account *a);

#endif
