/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tables - the parts of a comment that are tables or lists
 */
#ifndef BL_PR_TABLES_H
#define BL_PR_TABLES_H

#include <stdio.h>

#include "view.h"

#define LISTED 5 /* entries of a list before "… and N more" */

/* The metrics: value, floor, margin, change, verdict. */
void table_metrics(const struct view *v, FILE *out);
/* One line a metric: what a comment says when it can't say more. */
void table_figures(const struct view *v, FILE *out);
/* The metrics of a new baseline, each with the former figure. */
void table_promoted(const struct view *v, FILE *out);
/* The largest changes of single benchmarks, folded; nothing without any. */
void table_benchmarks(const struct view *v, FILE *out);
/* Messages under a title; nothing when there are none. */
void table_messages(const json_t *list, const char *title, FILE *out);

/* "+1.2 %"; "n/a" for NAN. */
void table_percent(FILE *out, double ratio);

#endif
