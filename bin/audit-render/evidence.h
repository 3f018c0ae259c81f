/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * evidence - what the records of a period show for a control
 *
 * States are those of audit.ini's at_most, or gaps; whether a control is met
 * is never said.
 */
#ifndef AUDIT_RENDER_EVIDENCE_H
#define AUDIT_RENDER_EVIDENCE_H

#include "sections.h"

struct evidence {
	const struct control *control;
	unsigned long long met, of;
	const char *count; /* "36 of 38", "36 months" */
	const char *found; /* a sentence on what was found; may be NULL */
	const char *state; /* "Complete", "2 gaps, partial" */
	enum control_state at;
	enum tone tone;
	unsigned long long *gap; /* record numbers */
	size_t ngap;
	const char *gap_what; /* "without approver, two-people"; may be NULL */
};

void evidence_of(
    struct study *s, const struct control *c, struct evidence *out);
/* "SOX 404, IT general controls: what it asks" as a name and its note. */
void evidence_title(struct report *r, const struct control *k, struct cell *c);
/* Is it a control of a standard that audit.ini prints? */
bool control_printed(const struct audit_conf *c, const struct control *k);

#define EVIDENCE_SENTENCE                                                      \
	"This is evidence, not certification. Whether a control is met is "    \
	"for your assessor to decide, with other evidence that this tool "     \
	"does not see."

#endif
