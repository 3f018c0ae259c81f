/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* study - what the sections share: counts, the head and foot of a report */
#include <math.h>
#include <string.h>

#include "sections.h"
#include "words.h"

/* As numbered when it was opened: a record of the log, or else its own. */
double
incident_opened(const struct account *a, const struct incident *i)
{
	return i->opened == NOT_YET ? NAN : a->record[i->opened].time;
}

double
incident_closed(const struct account *a, const struct incident *i)
{
	return i->closed == NOT_YET ? NAN : a->record[i->closed].time;
}

bool
incident_shown(const struct account *a, const struct incident *i)
{
	return i->opened < a->last &&
	       (i->closed == NOT_YET || i->closed >= a->first);
}

bool
incident_open(const struct account *a, const struct incident *i)
{
	return i->closed == NOT_YET || i->closed >= a->last;
}

static void
count_records(struct study *s)
{
	const struct account *a = s->a;
	size_t i;

	for (i = a->first; i < a->last; i++) {
		const struct record *rec = &a->record[i];

		s->runs += is_run(rec->type);
		if (!is_promotion(rec->type))
			continue;
		s->promotions++;
		s->overrides += rec->type == LEDGER_OVERRIDE;
		if (rec->facts & FACT_TWO_PEOPLE)
			continue;
		*ADD(s->r, s->alone, s->unapproved) = rec->seq;
	}
}

void
study_start(struct study *s, struct report *r, const struct account *a)
{
	size_t i;

	memset(s, 0, sizeof(*s));
	s->r = r;
	s->a = a;
	count_records(s);
	s->nobjective = objectives(r, a, &s->objective);
	for (i = 0; i < a->nincident; i++) {
		if (!incident_shown(a, &a->incident[i]))
			continue;
		s->incidents++;
		s->open += incident_open(a, &a->incident[i]);
	}
	if (*a->conf->project)
		s->project = report_name(r, a->conf->project, 0);
	for (i = a->nkeeping; i > 0 && !s->project; i--) {
		if (a->keeping[i - 1].origin)
			s->project =
			    report_name(r, a->keeping[i - 1].origin, 0);
	}
}

const char *
integrity_sentence(struct study *s)
{
	const struct account *a = s->a;

	if (a->fault.status)
		return report_printf(s->r, "The log could not be verified: %s.",
		    a->chain.breaks == 1
			? "a line of it is no record"
			: report_printf(s->r, "%s do not match",
			      words_of(
				  s->r, a->chain.breaks, "record", "records")));
	if (a->chain.breaks == 1)
		return report_printf(s->r,
		    "The log could not be verified: record %llu does not "
		    "match.",
		    a->chain.first_break);
	if (a->chain.breaks)
		return report_printf(s->r,
		    "The log could not be verified: %s do not match, the "
		    "first is %llu.",
		    words_of(s->r, a->chain.breaks, "record", "records"),
		    a->chain.first_break);
	return "The record is intact.";
}

static void
notice(struct study *s)
{
	const struct ledger_result *c = &s->a->chain;
	struct report *r = s->r;

	if (c->suffix)
		r->notice = report_printf(r,
		    "This log begins with record %llu: what came before was "
		    "pruned, or stands in an older segment that is not here. "
		    "Its first link, to %.10s…, could not be checked.",
		    c->first_seq, c->first_prev);
	if (c->torn)
		r->notice = report_printf(r,
		    "%s%sThe last line of the log has no end and was left "
		    "out: a write was cut off.",
		    r->notice ? r->notice : "", r->notice ? " " : "");
}

void
section_head(struct study *s, const char *kind)
{
	struct report *r = s->r;
	const struct account *a = s->a;
	const char *period = words_period(r, a->from, a->until);

	r->from = a->from;
	r->until = a->until;
	r->record = a->record + a->first;
	r->nrecord = a->last - a->first;
	r->first_record = a->first;
	r->track = a->track;
	r->ntrack = a->ntrack;
	r->chain = a->chain;
	r->refused = a->chain.breaks > 0;
	r->integrity = a->chain.breaks   ? CHAIN_BROKEN
		       : a->chain.suffix ? CHAIN_SUFFIX
					 : CHAIN_HOLDS;
	if (a->nrecord)
		r->made = a->record[a->nrecord - 1].time;
	r->eyebrow =
	    report_printf(r, "%s · %s%s%s", kind, s->project ? s->project : "",
		s->project ? " · " : "", period ? period : "");
	r->title =
	    report_printf(r, "%s — %s%s%s", kind, s->project ? s->project : "",
		s->project ? ", " : "", period ? period : "");
	notice(s);
	report_pair(r, "head", "Log head", a->chain.head, true);
	report_pair(r, "made", "Made by",
	    report_printf(r,
		"audit-render " BL_VERSION
		" from %s of a ledger and audit.ini; same input, same bytes",
		words_units(r, a->chain.records, "record", "records")),
	    false);
}

bool
chart_reaches(struct chart *c, double y)
{
	double least = INFINITY, most = -INFINITY, spread;
	size_t i, k;

	for (i = 0; i < c->nline; i++) {
		for (k = 0; k < c->line[i].n; k++) {
			least = fmin(least, c->line[i].p[k].y);
			most = fmax(most, c->line[i].p[k].y);
		}
	}
	if (!isfinite(y) || !isfinite(least))
		return false;
	spread = fmax(most - least, .06 * fabs(most));
	return y > least - 1.5 * spread && y < most + 1.5 * spread;
}
