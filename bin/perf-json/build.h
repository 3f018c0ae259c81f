/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * build - a benchmarks document becomes a perf.json
 */
#ifndef PERF_JSON_BUILD_H
#define PERF_JSON_BUILD_H

#include <stdio.h>

#include "bench.h"
#include "conf.h"
#include "jio.h"

/* The array of a benchmarks document that is lifted out. */
#define BENCHMARKS_BIG "/benchmarks"

/* A perf.json: its tree, with [] for the benchmarks, and these. */
struct perf_doc {
	json_t *root;
	struct bench *bench;
	size_t n;
	size_t held; /* of jio.h's budget */
};

/*
 * Build out from in.  The run's facts go into _metadata, its failure into
 * errors.  ST_INPUT when in is no benchmarks document.  The tree is checked
 * against the schema; bench_write's form is its by construction.
 */
bool build_perf(const struct jio_doc *in, const struct conf *c,
    bool raw_fallback, struct perf_doc *out, struct err *e);
void build_write(FILE *f, const struct perf_doc *d);
void build_free(struct perf_doc *d);

#endif
