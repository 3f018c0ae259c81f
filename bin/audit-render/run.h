/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run - what the sections of a performance report share */
#ifndef AUDIT_RENDER_RUN_H
#define AUDIT_RENDER_RUN_H

#include "outcome.h"
#include "sections.h"

struct run {
	struct study s; /* of a ledger */
	struct report *r;
	const struct outcome *o;
	const struct account *a; /* NULL: a perf.json */
	size_t slower, faster, unclear, unsure;
	size_t below; /* metrics that missed their floors */
	const char *first_below;
};

bool run_slower(const struct change *c);
bool run_faster(const struct change *c);
bool run_says(const struct change *c, const char *verdict);
enum tone run_tone(const struct change *c);

void section_messages(struct run *x);
void section_measures(struct run *x);
void section_slower(struct run *x);
void section_changes(struct run *x);
void section_timings(struct run *x);
void section_environment(struct run *x);

#endif
