/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* detail - see detail.h */
#include "detail.h"

#include <stdio.h>
#include <string.h>

static bool
ratios(const struct quantity q[3], struct bench_interval *iv)
{
	return quantity_ratio(&q[0], &iv->low) &&
	       quantity_ratio(&q[1], &iv->estimate) &&
	       quantity_ratio(&q[2], &iv->high);
}

/* "(p = 0.85 > 0.05)" */
static void
p_value(struct bench *b, const char *p, const char *e)
{
	struct quantity q;

	p = text_find(p, e, "(p = ");
	if (p != NULL && quantity_number(p + 5, e, &q) != NULL && !q.negative)
		b->change.p = quantity_value(&q);
}

void
detail_change(
    struct text *t, const struct quantity q[3], const char *p, const char *e)
{
	struct bench *b = t->last;

	if (b == NULL || t->stage == STAGE_NONE || b->has_change)
		return;
	if (ratios(q, &b->change.time)) {
		b->has_change = true;
		t->stage = STAGE_CHANGE;
		p_value(b, p, e);
	}
}

/* "thrpt:  [" after 24 blanks, in the list of a result or of its change. */
void
detail_rate(struct text *t, const char *p, const char *e)
{
	struct bench *b = t->last;
	struct bench_rate *r;
	struct quantity q[3];

	if (b == NULL || quantity_list(p, e, q, 3) == NULL)
		return;
	if (t->stage == STAGE_CHANGE) {
		ratios(q, &b->change.throughput);
		return;
	}
	if (t->stage != STAGE_RESULT || b->nrates == 2)
		return;
	r = &b->rate[b->nrates];
	r->kind = KIND_BYTES;
	if (!q[0].negative && !q[1].negative && !q[2].negative &&
	    quantity_rate(&q[0], &r->per_second.low, &r->kind) &&
	    quantity_rate(&q[1], &r->per_second.estimate, &r->kind) &&
	    quantity_rate(&q[2], &r->per_second.high, &r->kind))
		b->nrates++;
	else
		note(&t->out->warnings,
		    "CBKB002: the throughput of '%s' is in '%.*s', which is "
		    "not known: left out",
		    b->id, shown(q[1].unit.p, q[1].unit.n), q[1].unit.p);
}

/* --verbose: "slope  [", "mean   [" tell which estimate was printed. */
void
detail_verbose(struct text *t, const char *s, const char *e)
{
	struct bench *b = t->last;

	if (b == NULL || b->source != SOURCE_TEXT)
		return;
	if (text_begins(s, e, "slope  [")) {
		b->statistic = STAT_SLOPE;
		b->slope = b->time.estimate;
	} else if (text_begins(s, e, "mean   [") &&
		   b->statistic == STAT_TYPICAL) {
		b->statistic = STAT_MEAN;
		b->mean = b->time.estimate;
	}
}

void
detail_verdict(struct text *t, const char *s, const char *e)
{
	const char *word = NULL;

	if (text_find(s, e, "Performance has ") != NULL)
		word = text_find(s, e, "improved")    ? "improved"
		       : text_find(s, e, "regressed") ? "regressed"
						      : NULL;
	else if (text_ends(s, e, " Change within noise threshold."))
		word = "within_noise";
	else if (text_ends(s, e, " No change in performance detected."))
		word = "no_change";
	if (word == NULL || t->last == NULL || !t->last->has_change)
		return;
	snprintf(t->last->change.verdict, sizeof(t->last->change.verdict), "%s",
	    word);
	t->stage = STAGE_NONE;
}
