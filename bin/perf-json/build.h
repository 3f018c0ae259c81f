/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * build - a benchmarks document becomes a perf.json
 */
#ifndef PERF_JSON_BUILD_H
#define PERF_JSON_BUILD_H

#include "conf.h"
#include "jio.h"

/* The array of a benchmarks document that is lifted out. */
#define BENCHMARKS_BIG "/benchmarks"

/*
 * Build out from in.  The run's facts go into _metadata, its failure into
 * errors.  ST_INPUT when in is no benchmarks document; out is checked against
 * the schema.  Release out with jio_free.
 */
bool build_perf(const struct jio_doc *in, const struct conf *c,
    bool raw_fallback, struct jio_doc *out, struct err *e);

#endif
