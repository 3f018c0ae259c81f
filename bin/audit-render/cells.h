/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cells - what a cell of a table says, with the exact figure beside the text
 *
 * What is not finite leaves the text unknown.
 */
#ifndef AUDIT_RENDER_CELLS_H
#define AUDIT_RENDER_CELLS_H

#include "report.h"

void cell_state(struct cell *c, enum tone tone, const char *word);
/* "1,250" */
void cell_count(struct report *r, struct cell *c, unsigned long long n);
/* "1,250 of 1,300" */
void cell_part(struct report *r, struct cell *c, unsigned long long n,
    unsigned long long of);
/* "1250": the number of a record */
void cell_seq(struct report *r, struct cell *c, unsigned long long seq);
/* "4.22 GiB/s" */
void cell_value(struct report *r, struct cell *c, double v, const char *unit);
/* "56.6×" */
void cell_factor(struct report *r, struct cell *c, double factor);
/* "≥ 4.00 GiB/s" */
void cell_target(
    struct report *r, struct cell *c, const struct track *t, double target);
/* "−8.0%", "(−10.2 to −5.9)" */
void cell_change(
    struct report *r, struct cell *c, double change, double low, double high);

#endif
