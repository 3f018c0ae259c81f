/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * detail - the lines below a result: its throughput, its change, which
 * estimate it is
 */
#ifndef CP_DETAIL_H
#define CP_DETAIL_H

#include "quantity.h"
#include "text.h"

/* The list after "thrpt:  [": of the result, or of its change. */
void detail_rate(struct text *t, const char *p, const char *e);
/* A list of percentages, and "(p = …)" in [p, e). */
void detail_change(
    struct text *t, const struct quantity q[3], const char *p, const char *e);
/* "Performance has improved." and its kind. */
void detail_verdict(struct text *t, const char *s, const char *e);
/* --verbose: "slope  [", "mean   [" tell which estimate was printed. */
void detail_verbose(struct text *t, const char *s, const char *e);

#endif
