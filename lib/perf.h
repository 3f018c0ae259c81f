/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perf - read a perf.json: strictly against its schema, by metric, by benchmark
 *
 * The schema is config/schema/perf.schema.json with the project's own headline
 * metrics in place of the shipped ones.  A bare document (display_gibs,
 * comp3_mibs, warnings, errors) is a perf.json; what it does not say is
 * unknown: NAN or NULL, never a default.  Strings are borrowed from the
 * document unless stated.
 */
#ifndef BL_PERF_H
#define BL_PERF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bench.h"
#include "conf.h"
#include "diag.h"
#include "jio.h"
#include "schema.h"

/* The array that is lifted out of the tree. */
#define PERF_BIG "/_metadata/benchmarks"

/*
 * The schema for this project's metrics; release with schema_free.  strict:
 * the headline metrics must be there; a baseline may be older than one.
 */
struct schema *perf_schema(const struct conf *c, bool strict);

/*
 * Read and check the document to be judged or passed on.  ST_INPUT, CBKB003
 * and the first fault when it is no perf.json, or when a metric's exact value
 * does not round to the number at the top level.
 */
bool perf_read(struct jio_doc *d, FILE *f, const char *name,
    const struct conf *c, struct err *e);
/* Read and check a baseline, less strictly. */
bool perf_load(
    struct jio_doc *d, const char *path, const struct conf *c, struct err *e);
/* The same from a stream. */
bool perf_read_baseline(struct jio_doc *d, FILE *f, const char *name,
    const struct conf *c, struct err *e);

/* One metric of a document. */
struct perf_metric {
	double value;            /* of unit; NAN: not measured */
	double low, high;        /* of unit; NAN: not known */
	double cv, location_se;  /* NAN: not known */
	const struct unit *unit; /* NULL: one that we do not know */
	const char *symbol;      /* the unit as the document says it */
	const char *statistic, *source;
	bool exact; /* from _metadata.metrics, not from the top level */
};
void perf_metric(
    const json_t *root, const struct conf_metric *m, struct perf_metric *out);
/* Its value in the metric's own unit, or in the base unit; NAN: not known. */
double perf_value(const struct perf_metric *p, const struct conf_metric *m);
double perf_base(const struct perf_metric *p, const struct conf_metric *m);
/*
 * Standard error of ln(value): what Criterion's interval says of it, or the
 * samples' location, whichever is larger.  A value that is no robust one may
 * be far off in a run that was disturbed; its interval tells.  0: not known.
 */
double perf_se(const struct perf_metric *p);

/*
 * What a comparison needs of each benchmark, in the document's order.  NAN:
 * not known.
 */
struct perf_bench {
	char *id;
	enum bench_stat statistic;
	double time, low, high;       /* ns */
	double location, location_se; /* ns */
	double bytes, elements;       /* of one iteration */
};
struct perf_set {
	bool listed; /* false: the document has no list of benchmarks at all */
	struct perf_bench *bench;
	size_t n;
	struct perf_bench **order; /* ascending by id */
	size_t names;              /* bytes of all ids */
	bool borrowed;             /* these are somebody else's */
};
/* ST_INPUT also where the budget of jio.h does not leave the memory. */
bool perf_benchmarks(
    const struct jio_doc *d, struct perf_set *s, struct err *e);
/* As perf_se, of its location or of its time. */
double perf_location_se(const struct perf_bench *b);
double perf_time_se(const struct perf_bench *b);
/* Two figures that are known, and not the same. */
bool perf_unlike(double a, double b);
/* A list of which only the ids are known, borrowed. */
void perf_named(char *const *id, size_t n, struct perf_set *s);
/* NULL when there is none. */
const struct perf_bench *perf_find(const struct perf_set *s, const char *id);
void perf_set_free(struct perf_set *s);

/* _metadata.environment.fingerprint, or NULL. */
const char *perf_fingerprint(const json_t *root);

/*
 * Why two documents' environments can't be compared, new: "CPU model differs
 * (A, B)", A the current one; NULL when nothing known differs.  *unknown,
 * new or NULL: facts that one side does not tell, "CPU model, core count".
 */
char *perf_differs(
    const json_t *current, const json_t *baseline, char **unknown);

#endif
