/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * announce - "Benchmarking ID" lines: which benchmarks were started
 *
 * Criterion prints "Benchmarking ID", then the same with ": Warming up for …",
 * ": Collecting …" and ": Analyzing".  Only an id that is printed both ways
 * counts, so that a program's own "Benchmarking foo" does not.
 */
#ifndef CP_ANNOUNCE_H
#define CP_ANNOUNCE_H

#include "text.h"

/* [s, e) may be such a line. */
void announce(struct text *t, const char *s, const char *e);

/* [s, e) may be the end of one whose id has line ends in it. */
void announce_spread(
    struct text *t, const char *base, const char *s, const char *e);

/*
 * The announced id that a result's id is; where it stands before line, the one
 * of the result, one that ends where it ends: half a line of the program's own
 * may stand before it, or the id may begin lines before, but not before base.
 * p is NULL when there is none, and that is counted.
 */
struct span announce_match(
    struct text *t, struct span id, const char *base, const char *line);

/* Errors for what was started and gave no result. */
void announce_end(struct results *r);

#endif
