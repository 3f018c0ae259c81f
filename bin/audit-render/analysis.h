/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* analysis - what the sections of a trend analysis share */
#ifndef AUDIT_RENDER_ANALYSIS_H
#define AUDIT_RENDER_ANALYSIS_H

#include "series.h"

struct analysis {
	struct study s;
	struct report *r;
	struct series *v;
	size_t n;
	size_t benches, metrics;
	size_t faster, slower, unclear; /* of what is counted */
	bool counts_metrics;            /* no benchmark is in the log */
	const struct series *worst;     /* what climbs most, or the first */
	bool climbs;
	/* The worst regression that is still open, or NULL, and of what. */
	const struct incident *open;
	const struct series *regressed;
	const struct series *risk;   /* reaches its floor first, or NULL */
	const struct series *beyond; /* is beyond its floor now, or NULL */
};

double trend_drift_a_month(const struct series *s);
const char *trend_beyond_words(const struct analysis *a);
void trend_headline(struct analysis *a);
void trend_lede(struct analysis *a);

void section_worst(struct analysis *a);
void section_year(struct analysis *a);
void section_drift(struct analysis *a);
void section_panels(struct analysis *a);

#endif
