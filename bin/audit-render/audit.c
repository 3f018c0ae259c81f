/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* audit - the audit report: is the record whole, and what needs a person */
#include <math.h>
#include <string.h>

#include "reports.h"
#include "sections.h"
#include "words.h"

static void
headline(struct study *s)
{
	struct report *r = s->r;
	const struct block *b = report_find(r, "attention")->block;
	const char *intact = integrity_sentence(s);

	if (s->a->chain.breaks) {
		r->tone = TONE_BAD;
		r->headline = intact;
	} else if (s->a->last == s->a->first) {
		r->headline = report_printf(
		    r, "%s Nothing was recorded in this period.", intact);
	} else {
		r->headline = report_printf(r, "%s %s.", intact,
		    b->n ? words_capital(
			       r, words_of(r, b->n, "thing needs a person",
				      "things need a person"))
			 : "Nothing needs a person");
	}
}

static const char *
missed_objectives(struct study *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->nobjective; i++)
		n += s->objective[i].nmissed > 0;
	if (s->nobjective == 0)
		return "no objective was measured";
	if (n == 0)
		return s->nobjective == 1 ? "the objective was met"
		       : s->nobjective == 2
			   ? "both objectives were met"
			   : report_printf(s->r, "all %s objectives were met",
				 words_number(s->r, s->nobjective));
	return MARK(s->r, MARK_BOLD,
	    words_of(
		s->r, n, "objective was missed", "objectives were missed"));
}

static const char *
promotions(struct study *s)
{
	struct report *r = s->r;

	if (s->promotions == 0)
		return "No baseline was promoted in this period";
	if (s->unapproved == 0)
		return report_printf(r, "%s, %s",
		    words_capital(
			r, words_of(r, s->promotions,
			       "baseline was promoted in this period",
			       "baselines were promoted in this period")),
		    s->promotions == 1 ? "with a second person's approval"
				       : "each with a second person's "
					 "approval");
	return report_printf(r, "Of %s in this period, %s",
	    words_of(
		r, s->promotions, "baseline promotion", "baseline promotions"),
	    MARK(r, MARK_BOLD,
		words_of(r, s->unapproved, "has no second person on record",
		    "have no second person on record")));
}

static void
lede(struct study *s)
{
	struct report *r = s->r;
	const struct account *a = s->a;
	const char *open =
	    s->open
		? MARK(r, MARK_BOLD,
		      words_of(r, s->open, "regression is", "regressions are"))
		: NULL;
	const char *count =
	    words_of(r, a->chain.records, "log record", "log records");

	if (a->chain.breaks) {
		r->lede = report_printf(r,
		    "Of %s, %s hold what the chain says. What the others "
		    "held, and whether records are missing, can't be told "
		    "from this log: compare it with a copy or with a head "
		    "that was kept elsewhere.",
		    MARK(r, MARK_BOLD, count), words_count(r, a->nlinked));
		return;
	}
	r->lede = report_printf(r, "%s %s; %s%s%s%s.",
	    a->chain.records == 1
		? report_printf(r, "The log begins and ends with %s.",
		      MARK(r, MARK_BOLD, "one record"))
		: report_printf(r,
		      "All %s were re-checked, and none was altered, taken "
		      "out or reordered.",
		      MARK(r, MARK_BOLD, count)),
	    promotions(s), missed_objectives(s), open ? ", and " : "",
	    open ? open : "", open ? " still open" : "");
}

static void
integrity_fact(struct study *s)
{
	struct report *r = s->r;
	const struct ledger_result *c = &s->a->chain;
	struct fact *f = report_fact(
	    r, "integrity", "Log integrity", c->breaks ? "Broken" : "Verified");

	f->tone = c->breaks ? TONE_BAD : TONE_OK;
	f->value = (double)s->a->nlinked;
	f->note = report_printf(
	    r, "%s records", words_part(r, s->a->nlinked, c->records));
}

static void
objectives_fact(struct study *s)
{
	struct report *r = s->r;
	struct fact *f = report_fact(r, "objectives", "Objectives met", NULL);
	size_t i, met = 0, runs = 0, runs_met = 0;

	for (i = 0; i < s->nobjective; i++) {
		met += s->objective[i].nmissed == 0;
		runs += s->objective[i].runs;
		runs_met += s->objective[i].met;
	}
	f->text = words_count(r, met);
	f->value = (double)met;
	f->unit = report_printf(r, "of %s", words_count(r, s->nobjective));
	f->note = report_printf(r, "%s checks", words_part(r, runs_met, runs));
	if (met < s->nobjective)
		f->tone = TONE_BAD;
	if (s->nobjective == 0) {
		f->text = "none";
		f->unit = NULL;
		f->note = "no run had a floor";
	}
}

static void
promotions_fact(struct study *s)
{
	struct report *r = s->r;
	struct fact *f = report_fact(r, "promotions", "Promotions approved",
	    words_count(r, s->promotions - s->unapproved));

	f->value = (double)(s->promotions - s->unapproved);
	f->unit = report_printf(r, "of %s", words_count(r, s->promotions));
	f->note = "by a second person each";
	if (s->unapproved) {
		f->note = report_printf(
		    r, "%s by one person only", words_number(r, s->unapproved));
		f->tone = TONE_WARN;
	}
	if (s->promotions == 0) {
		f->text = "none";
		f->unit = NULL;
		f->note = "no promotion in this period";
	}
}

static void
regressions_fact(struct study *s)
{
	struct report *r = s->r;
	struct fact *f = report_fact(
	    r, "regressions", "Regressions", words_count(r, s->incidents));

	f->value = (double)s->incidents;
	f->note = s->open ? report_printf(
				r, "%s still open", words_number(r, s->open))
			  : "none open";
	if (s->open)
		f->tone = TONE_BAD;
}

static void
retention_fact(struct study *s)
{
	struct report *r = s->r;
	const struct account *a = s->a;
	double kept = a->record[a->nrecord - 1].time - a->record[0].time;
	const char *span = words_span(r, kept >= 0 ? kept : NAN), *unit;
	struct fact *f = report_fact(r, "kept", "History kept", NULL);

	if (a->nrecord == 1)
		span = "1 record";
	f->text = span ? span : "unknown";
	unit = span ? strchr(span, ' ') : NULL;
	if (unit && *span >= '0' && *span <= '9') {
		f->text = report_printf(r, "%.*s", (int)(unit - span), span);
		f->unit = report_printf(r, "%s", unit + 1);
	}
	f->value = kept / DAY;
	f->note = report_printf(
	    r, "policy keeps %d months", a->conf->retention_months);
}

void
audit_report(struct report *r, const struct account *a)
{
	struct study s;

	study_start(&s, r, a);
	section_head(&s, "Audit report");
	integrity_fact(&s);
	objectives_fact(&s);
	promotions_fact(&s);
	if (a->conf->incidents)
		regressions_fact(&s);
	retention_fact(&s);
	section_attention(&s);
	section_history(&s);
	section_slo(&s);
	section_violations(&s);
	if (a->conf->incidents)
		section_incidents(&s);
	if (a->conf->validation)
		section_deploy(&s);
	if (a->conf->controls)
		section_controls(&s);
	section_retention(&s);
	if (a->conf->trail)
		section_trail(&s);
	section_verify(&s);
	headline(&s);
	lede(&s);
	r->summary = report_printf(
	    r, "%s %s", report_plain(r, r->headline), report_plain(r, r->lede));
}
