/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* deploy - the accepted build against its targets, and where it runs */
#include <math.h>
#include <string.h>

#include "sections.h"
#include "words.h"

#define VALIDATIONS 24

static const struct column target_columns[] = {
    {"metric", "Metric", COLUMN_TEXT},
    {"build", "Accepted build", COLUMN_CODE},
    {"measured", "Measured", COLUMN_NUMBER},
    {"target", "Enterprise target", COLUMN_SHORT},
    {"factor", "Safety factor", COLUMN_NUMBER},
    {"verdict", "Verdict", COLUMN_STATE},
};
static const struct column validation_columns[] = {
    {"where", "Measured on", COLUMN_TEXT},
    {"build", "Build", COLUMN_CODE},
    {"validated", "Validated", COLUMN_SHORT},
    {"record", "Record", COLUMN_NUMBER},
    {"checks", "Floors met", COLUMN_NUMBER},
    {"worst", "Worst against baseline", COLUMN_NUMBER},
    {"verdict", "Verdict", COLUMN_STATE},
};

static size_t
targets(struct study *s, struct section *sec)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct table *t = NULL;
	size_t i, below = 0;

	for (i = 0; i < a->ntrack; i++) {
		const struct track *m = &a->track[i];
		const struct sample *v = track_accepted(a, m, a->last);
		struct cell *c;
		bool met;

		if (!v)
			continue;
		if (!t)
			t = TABLE(r, sec, "targets",
			    "The accepted build against the targets",
			    target_columns);
		c = report_row(r, t);
		met = !isfinite(v->target) ||
		      objective_met(m, v->value, v->target);
		below += !met;
		c[0].text = track_label(r, m);
		c[1].text = words_commit(r, a->record[v->record].commit);
		cell_value(r, &c[2], v->value, m->unit);
		cell_target(r, &c[3], m, v->target);
		cell_factor(r, &c[4], v->factor);
		if (!isfinite(v->target))
			cell_state(&c[5], TONE_MUTE, "No target");
		else
			cell_state(&c[5], met ? TONE_OK : TONE_WARN,
			    met ? "On target" : "Below target");
	}
	return below;
}

/* The change for the worse that is largest, against the same machine. */
static bool
worst_change(struct study *s, uint32_t record, double *worst)
{
	const struct account *a = s->a;
	size_t i;
	bool any = false;

	for (i = 0; i < a->ntrack; i++) {
		const struct track *t = &a->track[i];
		size_t at = track_at(t, record);
		const struct sample *base = track_accepted(a, t, record);
		double change;

		if (at == t->n || t->v[at].record != record || !base ||
		    a->record[base->record].machine !=
			a->record[record].machine)
			continue;
		change = t->v[at].value / base->value - 1;
		if (!any || (t->smaller ? change : -change) >
				(t->smaller ? *worst : -*worst))
			*worst = change;
		any = true;
	}
	return any;
}

static void
floors_met(struct study *s, uint32_t record, struct cell *c)
{
	const struct account *a = s->a;
	size_t i, met = 0, of = 0;

	for (i = 0; i < a->ntrack; i++) {
		const struct track *t = &a->track[i];
		size_t at = track_at(t, record);

		if (at == t->n || t->v[at].record != record ||
		    !isfinite(t->v[at].floor))
			continue;
		of++;
		met += objective_met(t, t->v[at].value, t->v[at].floor);
	}
	if (of == 0)
		return;
	c->text = report_printf(s->r, "%zu of %zu", met, of);
	c->value = (double)met;
}

static void
validation_row(struct study *s, struct table *t, uint32_t index)
{
	const struct record *rec = &s->a->record[index];
	const struct machine *m =
	    rec->machine ? &s->a->machine[rec->machine - 1] : NULL;
	struct report *r = s->r;
	struct cell *c = report_row(r, t);
	double worst = NAN;

	if (m) {
		c[0].text = report_name(
		    r, m->cpu && *m->cpu ? m->cpu : m->fingerprint, 60);
		c[0].note = report_name(r, m->fingerprint, 16);
	}
	c[1].text = words_commit(r, rec->commit);
	c[2].text = words_date(r, rec->time);
	cell_seq(r, &c[3], rec->seq);
	floors_met(s, index, &c[4]);
	if (worst_change(s, index, &worst))
		c[5].text = words_change(r, worst);
	else
		c[5].text = "another machine";
	c[5].value = worst;
	if (rec->verdict)
		cell_state(&c[6],
		    strcmp(rec->verdict, "PASS") == 0   ? TONE_OK
		    : strcmp(rec->verdict, "WARN") == 0 ? TONE_WARN
							: TONE_BAD,
		    report_name(r, rec->verdict, 10));
}

void
section_deploy(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec = report_section(
	    r, "deploy", "Enterprise deployment validation", NULL);
	struct table *t = NULL;
	size_t i, below, n = 0;

	sec->brief = "Deployments";
	below = targets(s, sec);
	for (i = a->last; i > a->first; i--) {
		if (a->record[i - 1].type != LEDGER_VALIDATE)
			continue;
		n++;
		if (!t)
			t = TABLE(r, sec, "validations",
			    "Validations where the build runs",
			    validation_columns);
		if (t->nrow < VALIDATIONS)
			validation_row(s, t, (uint32_t)i - 1);
		t->total = n;
	}
	sec->empty = sec->nblock == 0;
	if (sec->nblock == 0 || !sec->block[0].table ||
	    strcmp(sec->block[0].key, "targets") != 0)
		sec->sub = report_printf(r, "No build was accepted yet%s",
		    n ? "." : ", and none was validated where it runs.");
	else
		sec->sub = report_printf(r,
		    "The accepted build %s, with its margin over the "
		    "floors. %s",
		    below ? "falls short of an enterprise target"
			  : "against the enterprise targets",
		    n ? "Below: measured again where it runs, against the "
			"baseline it was released with."
		      : "It was not measured again where it runs in this "
			"period (validate records: none).");
}
