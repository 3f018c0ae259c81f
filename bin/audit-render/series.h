/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * series - metrics and benchmarks over the period, on the newest machine
 *
 * Up to ACCOUNT_RUNS runs, each is a point; more, and a point is the median of
 * a day.  Nothing is compared across machines.
 */
#ifndef AUDIT_RENDER_SERIES_H
#define AUDIT_RENDER_SERIES_H

#include "sections.h"
#include "trends.h"

#define SERIES_EFFECT .02 /* smaller steps and drifts are left out */

struct series {
	const char *id;
	const char *label; /* fit for a text */
	const char *unit;
	bool metric, smaller;
	double floor; /* NAN: none */
	double *x, *y;
	uint32_t *record; /* the first of each point */
	size_t n;
	struct trend t;
	unsigned days; /* of a point; 0: each is a run */
	/* The newest stretch against an older one; NAN: too little of either */
	double change, low, high;
	double since; /* the middle of the older stretch */
	/* Of all machines, oldest first, for panels. */
	const struct track *track;
};

/* All of them; released with series_free. */
struct series *series_of(struct study *s, size_t *n);
void series_free(struct series *s, size_t n);

/* For the worse: above 0 when the change is one, whatever is better. */
double series_worse(const struct series *s, double change);
/* TONE_MUTE: no clear change. */
enum tone series_tone(const struct series *s);
/* "slower", "faster", "no clear change" */
const char *series_word(const struct series *s);
/* A benchmark's ns in the unit that v is best read in: factor and symbol. */
const char *series_unit(const struct series *s, double *factor);

#endif
