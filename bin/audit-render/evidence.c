/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* evidence - see evidence.h */
#include "evidence.h"

#include <math.h>
#include <string.h>

#include "words.h"

bool
control_printed(const struct audit_conf *c, const struct control *k)
{
	size_t i;

	for (i = 0; c->standard[i]; i++) {
		if (strcmp(c->standard[i], k->standard) == 0)
			return true;
	}
	return false;
}

void
evidence_title(struct report *r, const struct control *k, struct cell *c)
{
	const char *title = report_name(r, k->title, 0),
		   *colon = strstr(title, ": ");

	c->text = title;
	if (!colon)
		return;
	c->text = report_printf(r, "%.*s", (int)(colon - title), title);
	c->note = words_capital(r, colon + 2);
}

static void
gap(struct study *s, struct evidence *e, unsigned long long seq)
{
	*ADD(s->r, e->gap, e->ngap) = seq;
}

/* "an approver, a second person or a reason" */
static const char *
facts_named(struct study *s, unsigned facts)
{
	const char *out = NULL;
	unsigned i;

	for (i = 0; i < FACT_COUNT; i++) {
		if (!(facts & 1u << i))
			continue;
		out = report_printf(s->r, "%s%s%s", out ? out : "",
		    !out               ? ""
		    : facts >> (i + 1) ? ", "
				       : " or ",
		    fact_words(i));
	}
	return out;
}

static bool
counted(const struct control *c, const struct record *rec)
{
	if (c->proof == PROOF_PROMOTIONS)
		return is_promotion(rec->type);
	return is_run(rec->type); /* what else is logged has no commit */
}

static void
by_facts(struct study *s, const struct control *c, struct evidence *e)
{
	const struct account *a = s->a;
	unsigned lacking = 0;
	size_t i;

	for (i = a->first; i < a->last; i++) {
		const struct record *rec = &a->record[i];
		unsigned lack = c->facts & ~rec->facts;

		if (!counted(c, rec))
			continue;
		e->of++;
		e->met += lack == 0;
		lacking |= lack;
		if (lack)
			gap(s, e, rec->seq);
	}
	e->count = words_part(s->r, e->met, e->of);
	if (lacking)
		e->gap_what =
		    report_printf(s->r, "without %s", facts_named(s, lacking));
	if (e->of == 0) {
		e->count = "none";
		e->found = report_printf(s->r, "No %s in this period",
		    c->proof == PROOF_PROMOTIONS ? "promotion" : "run");
	}
}

/* The chain: every record of the log, not of the period alone. */
static void
by_chain(struct study *s, struct evidence *e)
{
	const struct account *a = s->a;
	size_t i;

	e->of = a->chain.records;
	e->met = a->nlinked;
	for (i = 0; i < a->nrecord; i++) {
		if (!a->record[i].linked)
			gap(s, e, a->record[i].seq);
	}
	if (a->chain.breaks > 0 && e->ngap == 0)
		gap(s, e, a->chain.first_break);
	if (e->ngap)
		e->gap_what = "do not match";
	e->count = words_part(s->r, e->met, e->of);
	e->found = report_printf(s->r, "Head %.10s…", a->chain.head);
}

static void
by_sequence(struct study *s, struct evidence *e)
{
	const struct account *a = s->a;
	const struct record *first = &a->record[0];
	const struct record *last = &a->record[a->nrecord - 1];
	size_t i;

	e->of = last->seq >= first->seq ? last->seq - first->seq + 1 : 0;
	e->met = a->nrecord;
	for (i = 1; i < a->nrecord; i++) {
		if (a->record[i].seq != a->record[i - 1].seq + 1)
			gap(s, e, a->record[i].seq);
	}
	if (e->ngap)
		e->gap_what = "do not follow the one before";
	e->count = words_part(s->r, e->met, e->of);
	e->found = report_printf(s->r, "From %s to %s",
	    words_date(s->r, first->time) ? words_date(s->r, first->time) : "?",
	    words_date(s->r, last->time) ? words_date(s->r, last->time) : "?");
}

static void
by_retention(struct study *s, struct evidence *e)
{
	const struct account *a = s->a;
	double kept = a->record[a->nrecord - 1].time - a->record[0].time;
	double pruned = 0, months = kept / (30.4375 * DAY);
	bool logged = false;
	size_t i;

	for (i = 0; i < a->nkeeping; i++) {
		if (a->record[a->keeping[i].record].type != LEDGER_PRUNE)
			continue;
		/* The newest one says what the log begins with. */
		logged = a->keeping[i].kept == (double)a->chain.first_seq;
		pruned += a->keeping[i].count > 0 ? a->keeping[i].count : 0;
	}
	e->of = (unsigned)a->conf->retention_months;
	e->met = (unsigned long long)fmax(0, rint(months));
	e->count = kept >= 0 ? words_span(s->r, kept) : "unknown";
	if (a->chain.suffix && !logged) {
		gap(s, e, a->chain.first_seq);
		e->gap_what =
		    "what came before is not here, and no prune record "
		    "says why";
	} else if (pruned > 0 && e->met + 1 < e->of) {
		gap(s, e, a->chain.first_seq);
		e->gap_what = "pruned before its time was up";
	}
	e->found = report_printf(s->r, "Policy %d months, %s pruned",
	    a->conf->retention_months,
	    pruned > 0 ? words_of(s->r, (unsigned long long)pruned, "record",
			     "records")
		       : "nothing");
}

static void
by_headroom(struct study *s, struct evidence *e)
{
	double least = INFINITY;
	size_t i;

	for (i = 0; i < s->nobjective; i++) {
		const struct objective *o = &s->objective[i];

		if (o->newest->factor > 0)
			least = fmin(least, o->newest->factor);
	}
	e->met = e->of = s->nobjective;
	e->count = words_units(s->r, s->nobjective, "objective", "objectives");
	if (isfinite(least))
		e->found =
		    report_printf(s->r, "The least safety factor is now %s",
			words_figure(s->r, least));
}

static void
by_days(struct study *s, struct evidence *e)
{
	const struct account *a = s->a;
	double length = ceil((a->until - a->from) / DAY), day = -1;
	size_t i;

	for (i = a->first; i < a->last; i++) {
		if (!is_run(a->record[i].type) ||
		    floor(a->record[i].time / DAY) == day)
			continue;
		day = floor(a->record[i].time / DAY);
		e->met++;
	}
	e->of = (unsigned long long)fmax(0, length);
	e->count =
	    report_printf(s->r, "%s days", words_part(s->r, e->met, e->of));
	e->of = e->met; /* a day without a run is no gap */
}

static void
by_regressions(struct study *s, struct evidence *e)
{
	size_t i, known = 0;

	for (i = 0; i < s->a->nincident; i++) {
		const struct incident *o = &s->a->incident[i];

		if (!incident_shown(s->a, o))
			continue;
		known += o->runs == o->runs && o->outcome;
		if (!(o->runs == o->runs) || !o->outcome)
			gap(s, e, o->first_seq);
	}
	e->met = known;
	e->of = s->incidents;
	e->count = words_units(s->r, s->incidents, "regression", "regressions");
	if (e->ngap)
		e->gap_what = "detection not recorded";
	e->found = report_printf(s->r, "%s, %s open",
	    words_capital(s->r, words_of(s->r, s->runs, "run", "runs")),
	    words_number(s->r, s->open));
	if (s->runs == 0)
		e->of = 0;
	else if (e->of == 0)
		e->of = e->met = 1; /* looked for, none found */
}

/* The state that the counts give, at most what the control can have. */
static void
state(struct study *s, struct evidence *e)
{
	static const char *const word[] = {
	    "Complete", "This log only", "Partial", "Not covered"};
	static const char *const after[] = {
	    "", ", this log only", ", partial", ", not covered"};
	enum control_state most = e->control->at_most;

	if (e->of == 0 || most == CONTROL_NOT_COVERED) {
		e->at = CONTROL_NOT_COVERED;
		e->tone = TONE_MUTE;
		e->state = report_printf(s->r, most == CONTROL_NOT_COVERED
						   ? "Not covered"
						   : "Nothing to show");
	} else if (e->ngap) {
		e->at = CONTROL_GAPS;
		e->tone =
		    e->control->proof == PROOF_CHAIN ? TONE_BAD : TONE_WARN;
		e->state = report_printf(s->r, "%s gap%s%s",
		    words_count(s->r, e->ngap), e->ngap == 1 ? "" : "s",
		    after[most]);
	} else {
		e->at = most;
		e->tone = most == CONTROL_COMPLETE ? TONE_OK : TONE_MUTE;
		e->state = word[most];
	}
}

void
evidence_of(struct study *s, const struct control *c, struct evidence *out)
{
	*out = (struct evidence){.control = c};
	switch (c->proof) {
	case PROOF_PROMOTIONS:
	case PROOF_RECORDS:
		by_facts(s, c, out);
		break;
	case PROOF_CHAIN:
		by_chain(s, out);
		break;
	case PROOF_SEQUENCE:
		by_sequence(s, out);
		break;
	case PROOF_RETENTION:
		by_retention(s, out);
		break;
	case PROOF_HEADROOM:
		by_headroom(s, out);
		break;
	case PROOF_DAYS:
		by_days(s, out);
		break;
	case PROOF_REGRESSIONS:
		by_regressions(s, out);
		break;
	case PROOF_NONE:
		break;
	}
	state(s, out);
}
