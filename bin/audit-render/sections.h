/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sections - the parts that reports about a ledger are made of
 *
 * Each adds one section to r.  What there is nothing of is said, not left out.
 */
#ifndef AUDIT_RENDER_SECTIONS_H
#define AUDIT_RENDER_SECTIONS_H

#include "account.h"
#include "cells.h"
#include "objective.h"

/* What the sections share, worked out once. */
struct study {
	struct report *r;
	const struct account *a;
	struct objective *objective;
	size_t nobjective;
	size_t runs, promotions, overrides, unapproved;
	unsigned long long *alone; /* promotions without a second person */
	size_t incidents, open;    /* of the period */
	const char *project;       /* or NULL */
};
void study_start(struct study *s, struct report *r, const struct account *a);

/* Integrity, notices, eyebrow, foot: the same in every report of a ledger. */
void section_head(struct study *s, const char *kind);
/* "The record is intact." and whether it is; tells a break and suffix. */
const char *integrity_sentence(struct study *s);

void section_attention(struct study *s);
void section_history(struct study *s);
void section_slo(struct study *s);
void section_violations(struct study *s);
void section_incidents(struct study *s);
void section_deploy(struct study *s);
void section_controls(struct study *s);
void section_retention(struct study *s);
void section_trail(struct study *s);
void section_verify(struct study *s);

/* Is the incident of the period, and is it open at its end? */
bool incident_shown(const struct account *a, const struct incident *i);
bool incident_open(const struct account *a, const struct incident *i);
/* "DISPLAY −8.0%": what it is about; its time or NAN. */
double incident_opened(const struct account *a, const struct incident *i);
double incident_closed(const struct account *a, const struct incident *i);

/* Make floor or target part of chart c's view when it is not too far off. */
bool chart_reaches(struct chart *c, double y);

/* columns: an array, not a pointer. */
#define TABLE(r, sec, key, label, columns)                                     \
	report_table(                                                          \
	    r, sec, key, label, columns, sizeof(columns) / sizeof(*(columns)))

#define MARK(r, what, text)                                                    \
	report_printf((r), "%s%s%s", (what), (text), MARK_END)

#endif
