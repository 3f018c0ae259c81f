/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* samples - what is kept of a benchmark's samples; rates from times */
#ifndef CP_SAMPLES_H
#define CP_SAMPLES_H

#include "bench.h"
#include "jseq.h"

/*
 * Fill b's count, cv, location from the samples: the iterations and total times
 * (ns) of each, arrays in a text that jseq accepted.  Nothing is known where
 * they don't fit each other or hold anything but numbers above 0.
 */
void samples_fill(struct bench *b, struct span iters, struct span times);

/* No figure of b is negative, and its time is known. */
bool samples_sane(const struct bench *b);

/* Add the rate of so many units an iteration, by b's time. */
void samples_rate(struct bench *b, enum bench_kind kind, double per_iteration);

#endif
