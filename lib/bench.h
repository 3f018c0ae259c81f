/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench - one benchmark's result: the element of a benchmarks document and of
 * perf.json's _metadata.benchmarks
 *
 * Times are ns per iteration, rates per second of the kind's own unit (bytes,
 * bits, elements).  What is not known is NAN: its key is left out, but for low
 * and high of an interval and per_iteration, which are null.  Strings are
 * owned by the struct.
 *
 * Console text prints the slope where Criterion has one, else the mean, and
 * does not say which: such a time's statistic is "typical", and is compared
 * with typical ones only.
 */
#ifndef BL_BENCH_H
#define BL_BENCH_H

#include <jansson.h>
#include <stdbool.h>

#include "diag.h"
#include "jout.h"

enum bench_stat {
	STAT_NONE,
	STAT_SLOPE,
	STAT_MEAN,
	STAT_MEDIAN,
	STAT_TYPICAL /* slope or mean: the text does not tell */
};
enum bench_kind { KIND_BYTES, KIND_BYTES_DECIMAL, KIND_BITS, KIND_ELEMENTS };
enum bench_source { SOURCE_TREE, SOURCE_TEXT, SOURCE_BENCHER, SOURCE_CARGO };

struct bench_interval {
	double estimate, low, high;
};

struct bench_rate {
	enum bench_kind kind;
	double per_iteration;
	struct bench_interval per_second;
};

struct bench_change { /* ratios: 0.05 is 5 % slower; NAN where not printed */
	struct bench_interval time, throughput;
	double p;
	char verdict[16]; /* improved, regressed, no_change, within_noise or ""
			   */
};

struct bench {
	char *id, *group, *function, *value; /* the last three may be NULL */
	enum bench_stat statistic;           /* of time */
	struct bench_interval time;
	double mean, median, slope, sd, mad;
	unsigned nrates; /* 0, 1 or 2 */
	struct bench_rate rate[2];
	bool has_samples;
	double count;       /* samples */
	double cv;          /* sd / mean of the per-iteration times */
	double location;    /* ns: exp of the winsorized mean of ln(time),
			       STATISTICS section 7 */
	double location_se; /* standard error of ln(location),
			       autocorrelation-safe */
	bool has_change;
	struct bench_change change;
	enum bench_source source;
};

const char *bench_stat_name(
    enum bench_stat s); /* "slope"; NULL for STAT_NONE */
const char *bench_kind_name(enum bench_kind k);     /* "bytes_decimal" */
const char *bench_source_name(enum bench_source s); /* "cargo-criterion" */

/* Bytes per second of r (bits / 8), or elements per second. */
double bench_rate_base(const struct bench_rate *r, double per_second);

/* All that is a number unknown, all else empty. */
void bench_init(struct bench *b);

/*
 * Decode an element of a benchmarks document, or (the same, trimmed) of
 * perf.json.  where: its JSON pointer for messages.  ST_INPUT, CBKB003 when
 * it is not what the schema says.  Release with bench_free.
 */
bool bench_decode(
    const json_t *v, const char *where, struct bench *b, struct err *e);
void bench_free(struct bench *b);

/* Write b; trimmed: {id, samples, throughput, time_ns} as perf.json keeps it.
 */
void bench_write(struct jout *o, const struct bench *b, bool trimmed);

#endif
