/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attention - what needs a person, the gravest first */
#include <math.h>
#include <string.h>

#include "sections.h"
#include "words.h"

#define RECORDS_SHOWN 8
#define INCIDENTS 8 /* entries of their own */

static const char *
link_to(struct report *r, const char *id, const char *words)
{
	return report_printf(
	    r, MARK_LINK "%s" MARK_BREAK "%s" MARK_END, id, words);
}

static const char *
records(struct report *r, const unsigned long long *v, size_t n)
{
	return report_printf(r, "record%s %s", n == 1 ? "" : "s",
	    words_list(r, v, n, RECORDS_SHOWN));
}

static void
broken(struct study *s, struct block *b)
{
	const struct account *a = s->a;
	struct report *r = s->r;

	if (a->chain.breaks == 0)
		return;
	report_item(r, b, TONE_BAD,
	    report_printf(r,
		"%s: record %llu, line %llu, does not hold the hash of the "
		"line before it. Somebody changed, removed or reordered a "
		"record, or the file was damaged; %s.",
		MARK(r, MARK_BOLD, "The chain is broken"), a->chain.first_break,
		a->chain.first_line, link_to(r, "verify", "check it yourself")),
	    NULL);
	if (a->fault.status)
		report_item(r, b, TONE_BAD,
		    report_printf(r, "%s: %s.",
			MARK(r, MARK_BOLD, "A line is no record"),
			report_name(r, a->fault.text, 300)),
		    NULL);
}

static void
open_incidents(struct study *s, struct block *b)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	size_t i, n = 0;

	for (i = a->nincident; i > 0; i--) { /* the newest first */
		const struct incident *o = &a->incident[i - 1];
		const struct record *rec;
		const char *commit, *what, *by;

		if (!incident_shown(a, o) || !incident_open(a, o) ||
		    n++ >= INCIDENTS)
			continue;
		rec = &a->record[o->opened];
		commit = words_commit(r, o->first_commit);
		what = words_change(r, o->change);
		by = words_interval(r, o->low, o->high);
		report_item(r, b, TONE_BAD,
		    report_printf(r, "%s: %s%s%s%s, %s since %s%s%s.",
			MARK(r, MARK_BOLD,
			    report_printf(r, "%s has regressed",
				metric_label(r, a, o->id))),
			what ? what : "by an unknown amount", by ? " (" : "",
			by ? by : "", by ? ")" : "",
			link_to(r, "incidents", "open"),
			words_day(r, rec->time) ? words_day(r, rec->time)
						: "an unknown day",
			commit ? ", after commit " : "",
			commit ? MARK(r, MARK_CODE, commit) : ""),
		    report_name(r, rec->author, 40));
	}
	if (n > INCIDENTS)
		report_item(r, b, TONE_BAD,
		    report_printf(r, "%s: see %s.",
			MARK(r, MARK_BOLD,
			    report_printf(r, "%s more regressions are open",
				words_count(r, n - INCIDENTS))),
			link_to(r, "incidents", "Regressions")),
		    NULL);
}

/* "on three of 90 days" */
static const char *
days(struct report *r, const struct objective *o)
{
	if (o->days == 1)
		return "on the one day with runs";
	if (o->days_met == 0)
		return report_printf(
		    r, "on all of its %s days", words_number(r, o->days));
	return report_printf(r, "on %s of %s days",
	    words_number(r, o->days - o->days_met), words_number(r, o->days));
}

static void
missed(struct study *s, struct block *b)
{
	struct report *r = s->r;
	size_t i;

	for (i = 0; i < s->nobjective; i++) {
		const struct objective *o = &s->objective[i];

		if (o->nmissed == 0)
			continue;
		report_item(r, b, o->tone == TONE_BAD ? TONE_BAD : TONE_WARN,
		    report_printf(r, "%s, %s, %s: %s at its worst, %s.",
			MARK(r, MARK_BOLD,
			    report_printf(r, "%s missed its objective",
				track_label(r, o->track))),
			objective_limit(r, o->track, o->floor), days(r, o),
			objective_told(r, o->track, o->worst),
			link_to(r, "slo", records(r, o->missed, o->nmissed))),
		    NULL);
	}
}

/* "COMP-3 varied too much" */
static const char *
violation_words(struct study *s, const struct violation *v)
{
	static const struct {
		const char *kind, *words;
	} known[] = {{"memory", "used too much memory"},
	    {"variance", "varied too much between samples"},
	    {"missing", "was not measured"},
	    {"target", "missed its enterprise target"}};
	struct report *r = s->r;
	const char *who =
	    v->metric ? metric_label(r, s->a, v->metric) : "The benchmarks";
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(v->kind, known[i].kind) == 0)
			return report_printf(r, "%s %s", who, known[i].words);
	}
	return report_printf(
	    r, "%s: %s was violated", who, report_name(r, v->kind, 40));
}

/* Violations that are neither a floor nor a regression, one entry a kind. */
static void
violated(struct study *s, struct block *b)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	size_t i, k;

	for (i = 0; i < a->nviolation; i++) {
		const struct violation *v = &a->violation[i];
		unsigned long long *seq = NULL;
		size_t n = 0;

		if (v->record < a->first || v->record >= a->last || !v->kind ||
		    strcmp(v->kind, "floor") == 0 ||
		    strcmp(v->kind, "regression") == 0)
			continue;
		for (k = 0; k < a->nviolation; k++) {
			const struct violation *w = &a->violation[k];

			if (w->record < a->first || w->record >= a->last ||
			    w->kind != v->kind || w->metric != v->metric)
				continue;
			if (k < i)
				break; /* told already */
			*ADD(r, seq, n) = a->record[w->record].seq;
		}
		if (n == 0)
			continue;
		report_item(r, b, v->error ? TONE_BAD : TONE_WARN,
		    report_printf(r, "%s in %s: %s.",
			MARK(r, MARK_BOLD, violation_words(s, v)),
			words_of(r, n, "run", "runs"),
			link_to(r, "violations", records(r, seq, n))),
		    NULL);
	}
}

static void
alone(struct study *s, struct block *b)
{
	struct report *r = s->r;

	if (s->unapproved == 0)
		return;
	report_item(r, b, TONE_WARN,
	    report_printf(r, "%s: %s.",
		MARK(r, MARK_BOLD,
		    report_printf(r, "%s no second person on record",
			words_capital(
			    r, words_of(r, s->unapproved, "promotion has",
				   "promotions have")))),
		link_to(r, "trail", records(r, s->alone, s->unapproved))),
	    NULL);
}

static void
overridden(struct study *s, struct block *b)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	unsigned long long *seq = NULL;
	const char *who = NULL;
	size_t n = 0, i;

	for (i = a->first; i < a->last; i++) {
		if (a->record[i].type != LEDGER_OVERRIDE)
			continue;
		*ADD(r, seq, n) = a->record[i].seq;
		who = a->record[i].actor;
	}
	if (n == 0)
		return;
	report_item(r, b, TONE_WARN,
	    report_printf(r, "%s: %s.",
		MARK(r, MARK_BOLD,
		    report_printf(r, "%s by override",
			words_capital(r, words_of(r, n, "baseline was accepted",
					     "baselines were accepted")))),
		link_to(r, "incidents", records(r, seq, n))),
	    n == 1 ? report_name(r, who, 40) : NULL);
}

static void
at_risk(struct study *s, struct block *b)
{
	struct report *r = s->r;
	size_t i;

	for (i = 0; i < s->nobjective; i++) {
		const struct objective *o = &s->objective[i];

		if (o->tone != TONE_WARN || o->nmissed == 0)
			continue;
		report_item(r, b, TONE_WARN,
		    report_printf(r, "%s of its budget left for the period.",
			MARK(r, MARK_BOLD,
			    report_printf(r, "%s has %s",
				track_label(r, o->track),
				words_percent(r, o->budget)))),
		    NULL);
	}
}

static void
recovered(struct study *s, struct block *b)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	size_t i;

	for (i = 0; i < a->nkeeping; i++) {
		const struct keeping *k = &a->keeping[i];

		if (k->record < a->first || k->record >= a->last ||
		    a->record[k->record].type != LEDGER_RECOVER)
			continue;
		report_item(r, b, TONE_WARN,
		    report_printf(r,
			"%s: %s bytes were cut back, and record %llu says so.",
			MARK(r, MARK_BOLD, "A write to the log was cut off"),
			k->size > 0
			    ? words_count(r, (unsigned long long)k->size)
			    : "some",
			a->record[k->record].seq),
		    report_name(r, a->record[k->record].actor, 40));
	}
}

static int
graver(const struct item *a, const struct item *b)
{
	return (b->tone == TONE_BAD) - (a->tone == TONE_BAD);
}

/* The gravest first, otherwise as they came. */
static void
sort(struct block *b)
{
	size_t i, k;

	for (i = 1; i < b->n; i++) {
		struct item it = b->item[i];

		for (k = i; k > 0 && graver(&b->item[k - 1], &it) > 0; k--)
			b->item[k] = b->item[k - 1];
		b->item[k] = it;
	}
}

void
section_attention(struct study *s)
{
	struct report *r = s->r;
	struct section *sec =
	    report_section(r, "attention", "Needs attention", NULL);
	struct block *b = report_block(r, sec, BLOCK_ITEMS, "items", NULL);

	broken(s, b);
	if (s->a->conf->alerts)
		missed(s, b);
	if (s->a->conf->incidents)
		open_incidents(s, b);
	if (s->a->conf->alerts)
		violated(s, b);
	alone(s, b);
	overridden(s, b);
	if (s->a->conf->alerts)
		at_risk(s, b);
	recovered(s, b);
	sort(b);
	sec->sub = b->n == 0 ? "Nothing: everything in this report is in "
			       "order."
		   : s->a->chain.breaks
		       ? "Until the first of these is explained, "
			 "nothing below is proof."
		       : "Everything else in this report is in "
			 "order.";
	sec->empty = b->n == 0;
}
