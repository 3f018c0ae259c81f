/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scale - axes: round steps, their labels, where a value lies
 */
#ifndef AUDIT_RENDER_SCALE_H
#define AUDIT_RENDER_SCALE_H

#include <stddef.h>

struct scale {
	double from, until; /* values */
	double at, to;      /* where they lie, px */
};
double scale_at(const struct scale *s, double v);

#define SCALE_TICKS 64
struct scale_tick {
	double v;
	char label[64];
};

/*
 * Widen least..most to round values; about n steps.  Writes the ticks, returns
 * how many.  percent: labels of ratios, "+10%".
 */
size_t scale_round(double *least, double *most, int n, int percent,
    struct scale_tick tick[SCALE_TICKS]);

/* Ticks of time from..until at most n of them: hours, days, months, years. */
size_t scale_times(
    double from, double until, int n, struct scale_tick tick[SCALE_TICKS]);

#endif
