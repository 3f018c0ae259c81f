/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * objective - the floors that metrics are held to, and how they were met
 *
 * An objective is met on a day when every run of that day kept to it.  Its
 * budget is the share of days on which it may be missed (audit.ini,
 * slo_days_percent).
 */
#ifndef AUDIT_RENDER_OBJECTIVE_H
#define AUDIT_RENDER_OBJECTIVE_H

#include "account.h"

struct objective {
	const struct track *track;
	double floor;     /* the newest, in the metric's unit */
	size_t runs, met; /* of the period */
	size_t days, days_met;
	double worst;                /* the value that missed most; NAN: none */
	double budget;               /* left, 0..1; NAN: no day was measured */
	const struct sample *newest; /* of the period's runs, or NULL */
	unsigned long long *missed;  /* records, at most nmissed */
	size_t nmissed;
	enum tone tone;
};

/* One for each track that has a floor: how many; *out is in the pool. */
size_t objectives(
    struct report *r, const struct account *a, struct objective **out);

/* Does v keep to the floor? */
bool objective_met(const struct track *t, double v, double floor);

/* "≥ 80 MB/s", "≤ 250 ms" */
const char *objective_limit(
    struct report *r, const struct track *t, double floor);
/* v, a value of t, in the unit that its floor is told in. */
const char *objective_told(struct report *r, const struct track *t, double v);
/* The metric's label, fit for a text. */
const char *track_label(struct report *r, const struct track *t);
/* The same by the metric's name; a benchmark's id is its own label. */
const char *metric_label(
    struct report *r, const struct account *a, const char *name);

/* First sample whose record is index or later. */
size_t track_at(const struct track *t, size_t index);
/* The newest sample before record index of a promotion, or NULL. */
const struct sample *track_accepted(
    const struct account *a, const struct track *t, size_t index);

/*
 * The track's runs up to record last as a line of at most max points, each
 * the median of its stretch, from..until its own extent, for sparks.
 */
struct chart *track_spark(struct report *r, const struct account *a,
    const struct track *t, double floor);

/* A spark of at most about SPARK_POINTS points, without a line yet. */
#define SPARK_POINTS 56
struct chart *spark_start(struct report *r);
/* v[n]: medians of step values each, from the end: the last is whole. */
void spark_line(struct report *r, struct chart *c, const struct point *v,
    size_t n, size_t step);

#endif
