/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * section - _metadata.baseline, what baseline-promote adds to the document
 */
#ifndef BP_SECTION_H
#define BP_SECTION_H

#include <jansson.h>
#include <stdbool.h>

#include "compare.h"
#include "conf.h"
#include "decide.h"
#include "evidence.h"
#include "perf.h"
#include "recent.h"

struct section {
	const struct conf *conf;
	const struct decision *decision;
	const struct evidence *ev;
	const struct recent *recent;
	const struct compared *cmp;
	const struct perf_set *set;
	bool dry_run;
	unsigned long long seq; /* the record; 0: none */
};

/*
 * Is there room for the section of a promotion of these benchmarks?  ST_INPUT,
 * "document too large".
 */
bool section_fits(const struct perf_set *set, struct err *e);
/* Put the section into root, in place of an earlier one. */
void section_fill(json_t *root, const struct section *s);
/* The hash of its record, into a section that is there. */
void section_head(json_t *root, const char *head);
/* A record that decided nothing: outcome is "validated". */
void section_recorded(json_t *root, const char *outcome, const char *type,
    unsigned long long seq, const char *head);
/* Nothing was recorded, and why. */
void section_failed(json_t *root, const char *why);

#endif
