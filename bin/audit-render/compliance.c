/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * compliance - the summary for an assessor: what the records show for each
 * control, every gap by record number, and what stays unseen
 */
#include <math.h>
#include <string.h>

#include "evidence.h"
#include "reports.h"
#include "sections.h"
#include "words.h"

#define GAPS 400 /* record numbers of one control that are printed */

struct summary {
	struct study s;
	struct evidence *e; /* of each control that is printed */
	size_t n;
	size_t count[CONTROL_GAPS + 1];
};

static void
gather(struct summary *m)
{
	const struct audit_conf *conf = m->s.a->conf;
	size_t i;

	m->e = report_alloc(m->s.r, conf->ncontrol * sizeof(*m->e));
	for (i = 0; i < conf->ncontrol; i++) {
		if (!control_printed(conf, &conf->control[i]))
			continue;
		evidence_of(&m->s, &conf->control[i], &m->e[m->n]);
		m->count[m->e[m->n].at]++;
		m->n++;
	}
}

/* "3 complete, 2 with gaps, 6 partial, 1 not covered" */
static const char *
counts(struct summary *m)
{
	static const struct {
		enum control_state at;
		const char *word;
	} part[] = {{CONTROL_COMPLETE, "complete"}, {CONTROL_GAPS, "with gaps"},
	    {CONTROL_PARTIAL, "partial"},
	    {CONTROL_THIS_LOG_ONLY, "for this log only"},
	    {CONTROL_NOT_COVERED, "not covered"}};
	struct report *r = m->s.r;
	const char *out = NULL;
	size_t i;

	for (i = 0; i < sizeof(part) / sizeof(*part); i++) {
		if (m->count[part[i].at] == 0)
			continue;
		out = report_printf(r, "%s%s%s %s", out ? out : "",
		    out ? ", " : "", words_number(r, m->count[part[i].at]),
		    part[i].word);
	}
	return out ? out : "none";
}

static void
fact(struct summary *m, const char *key, const char *label,
    enum control_state at, enum tone tone, const char *note)
{
	struct report *r = m->s.r;
	struct fact *f =
	    report_fact(r, key, label, words_count(r, m->count[at]));

	f->value = (double)m->count[at];
	f->tone = m->count[at] ? tone : TONE_NONE;
	f->note = note;
}

static void
facts(struct summary *m)
{
	fact(m, "complete", "Complete", CONTROL_COMPLETE, TONE_OK,
	    "all that they claim is on record");
	fact(m, "gaps", "With gaps", CONTROL_GAPS, TONE_WARN,
	    "records lack what they should name");
	fact(m, "partial", "Partial", CONTROL_PARTIAL, TONE_NONE,
	    "these records are a part of it");
	fact(m, "this-log-only", "This log only", CONTROL_THIS_LOG_ONLY,
	    TONE_NONE, "no word on other logs");
	fact(m, "not-covered", "Not covered", CONTROL_NOT_COVERED, TONE_NONE,
	    "nothing here bears on it");
}

/* ---- a section a framework ---- */

static const struct column columns[] = {
    {"control", "Control", COLUMN_TEXT},
    {"claim", "Claim", COLUMN_TEXT},
    {"count", "Count", COLUMN_NUMBER},
    {"gaps", "Gaps", COLUMN_NUMBER},
    {"limits", "Limits", COLUMN_TEXT},
    {"state", "State", COLUMN_STATE},
};

static void
row(struct summary *m, struct table *t, const struct evidence *e)
{
	struct report *r = m->s.r;
	struct cell *c = report_row(r, t);

	evidence_title(r, e->control, &c[0]);
	c[1].text = report_name(r, e->control->claim, 400);
	c[1].note = e->found;
	c[2].text = e->count;
	c[2].value = e->of ? (double)e->met : NAN;
	cell_count(r, &c[3], e->ngap);
	c[4].text = report_name(r, e->control->limits, 600);
	c[5].text = e->state;
	c[5].tone = e->tone;
}

static void
framework(struct summary *m, const char *standard, size_t number)
{
	struct report *r = m->s.r;
	const char *name = report_name(r, standard, 60);
	struct section *sec = report_section(
	    r, report_printf(r, "standard-%zu", number), name, NULL);
	struct table *t = TABLE(r, sec, "controls",
	    report_printf(r, "Controls of %s", name), columns);
	size_t i, gaps = 0;

	sec->slot = "standards";
	sec->page = true;
	for (i = 0; i < m->n; i++) {
		if (strcmp(m->e[i].control->standard, standard) != 0)
			continue;
		row(m, t, &m->e[i]);
		gaps += m->e[i].at == CONTROL_GAPS;
	}
	sec->sub = report_printf(r, "%s, %s gaps.",
	    words_capital(r, words_of(r, t->nrow, "control", "controls")),
	    gaps == 0 ? "without"
	    : gaps == t->nrow
		? t->nrow == 1 ? "with" : "all with"
		: report_printf(r, "%s of them with", words_number(r, gaps)));
}

/* ---- every gap ---- */

static void
section_gaps(struct summary *m)
{
	static const struct column gap_columns[] = {
	    {"control", "Control", COLUMN_TEXT},
	    {"what", "What is missing", COLUMN_TEXT},
	    {"count", "Gaps", COLUMN_NUMBER},
	    {"records", "Records", COLUMN_TEXT},
	};
	struct report *r = m->s.r;
	struct section *sec =
	    report_section(r, "gaps", "Every gap, by record number", NULL);
	struct table *t = NULL;
	size_t i;

	sec->brief = "Gaps";
	for (i = 0; i < m->n; i++) {
		const struct evidence *e = &m->e[i];
		struct cell *c;

		if (e->ngap == 0)
			continue;
		if (!t)
			t = TABLE(r, sec, "gaps", "Gaps", gap_columns);
		c = report_row(r, t);
		c[0].text = report_name(r, e->control->title, 0);
		c[1].text = e->gap_what ? words_capital(r, e->gap_what) : NULL;
		cell_count(r, &c[2], e->ngap);
		c[3].text = words_list(r, e->gap, e->ngap, GAPS);
	}
	sec->empty = t == NULL;
	sec->sub =
	    t ? "A gap is a record that lacks what the claim says it names; "
		"the audit report's trail and the JSON show each record."
	      : "None.";
}

void
compliance_report(struct report *r, const struct account *a)
{
	struct summary m = {.n = 0};
	size_t i;

	study_start(&m.s, r, a);
	section_head(&m.s, "Compliance summary");
	gather(&m);
	facts(&m);
	for (i = 0; a->conf->standard[i]; i++)
		framework(&m, a->conf->standard[i], i + 1);
	section_gaps(&m);
	section_retention(&m.s);
	section_verify(&m.s);
	r->closing = EVIDENCE_SENTENCE;
	r->headline = report_printf(r, "%s: %s.",
	    words_capital(r, words_of(r, m.n, "control", "controls")),
	    counts(&m));
	if (a->chain.breaks) {
		r->tone = TONE_BAD;
		r->headline = integrity_sentence(&m.s);
	}
	r->lede = report_printf(r, "%s %s held against the claims of %s%s.",
	    MARK(r, MARK_BOLD,
		words_capital(r, words_of(r, r->nrecord, "record", "records"))),
	    r->nrecord == 1 ? "was" : "were",
	    words_of(r, m.n, "control", "controls"),
	    r->nrecord == a->nrecord
		? ""
		: report_printf(r, ": those of this period, of %s in the log",
		      words_count(r, a->nrecord)));
	r->summary = report_printf(
	    r, "%s %s", report_plain(r, r->headline), EVIDENCE_SENTENCE);
}
