/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* proof - retention, the trail of records, and how to check it */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sections.h"
#include "words.h"

#define TRAIL 12

/* ---- retention ---- */

static const struct column retention_columns[] = {
    {"what", "What", COLUMN_TEXT},
    {"found", "Found", COLUMN_TEXT},
};

static struct cell *
say(struct report *r, struct table *t, const char *what, const char *found,
    double value)
{
	struct cell *c = report_row(r, t);

	c[0].text = what;
	c[1].text = found;
	c[1].value = value;
	return c;
}

static void
keepings(struct study *s, struct table *t)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	const struct keeping *checkpoint = NULL;
	const char *made = NULL;
	double pruned = 0;
	size_t prunes = 0, checkpoints = 0, i;

	for (i = 0; i < a->nkeeping; i++) {
		const struct keeping *k = &a->keeping[i];

		if (a->record[k->record].type == LEDGER_CHECKPOINT) {
			checkpoint = k;
			checkpoints++;
		} else if (a->record[k->record].type == LEDGER_PRUNE) {
			prunes++;
			pruned += k->count > 0 ? k->count : 0;
		}
	}
	say(r, t, "Pruned, by prune records",
	    prunes ? report_printf(r, "%s in %s",
			 words_of(r, (unsigned long long)pruned, "record",
			     "records"),
			 words_of(r, prunes, "prune", "prunes"))
		   : "nothing",
	    pruned);
	if (checkpoint)
		made = words_date(r, a->record[checkpoint->record].time);
	say(r, t, "Checkpoints",
	    checkpoint ? report_printf(r, "%s, the newest is record %llu%s%s",
			     words_count(r, checkpoints),
			     a->record[checkpoint->record].seq,
			     made ? " of " : "", made ? made : "")
		       : "none",
	    (double)checkpoints);
	if (checkpoint && checkpoint->root)
		say(r, t, "Root of the newest checkpoint",
		    MARK(r, MARK_CODE, report_name(r, checkpoint->root, 0)),
		    NAN);
}

void
section_retention(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec = report_section(r, "retention", "Retention", NULL);
	const struct record *first = &a->record[0];
	const struct record *last = &a->record[a->nrecord - 1];
	struct table *t;
	const char *kept = words_span(r, last->time - first->time);

	sec->sub = report_printf(r,
	    "The policy keeps records for %d months; this log goes back %s.",
	    a->conf->retention_months, kept ? kept : "an unknown time");
	t = TABLE(r, sec, "retention", "Retention", retention_columns);
	say(r, t, "Oldest record",
	    report_printf(r, "%llu, %s", first->seq,
		words_time(r, first->time) ? words_time(r, first->time)
					   : "no time"),
	    (double)first->seq);
	say(r, t, "Newest record",
	    report_printf(r, "%llu, %s", last->seq,
		words_time(r, last->time) ? words_time(r, last->time)
					  : "no time"),
	    (double)last->seq);
	say(r, t, "Records",
	    report_printf(r, "%s in the log, %s in this period",
		words_count(r, a->nrecord), words_count(r, a->last - a->first)),
	    (double)a->nrecord);
	keepings(s, t);
}

/* ---- the trail ---- */

static const struct column trail_columns[] = {
    {"record", "Record", COLUMN_NUMBER},
    {"time", "Time, UTC", COLUMN_SHORT},
    {"actor", "Actor", COLUMN_TEXT},
    {"action", "Action", COLUMN_SHORT},
    {"subject", "Subject", COLUMN_TEXT},
    {"hash", "SHA-256", COLUMN_CODE},
    {"chain", "Chain", COLUMN_CHAIN},
};

static const struct keeping *
keeping_of(const struct account *a, uint32_t record)
{
	size_t i;

	for (i = a->nkeeping; i > 0; i--) {
		if (a->keeping[i - 1].record == record)
			return &a->keeping[i - 1];
	}
	return NULL;
}

/* "DISPLAY 4.22 GiB/s, COMP-3 571 MiB/s" */
static const char *
figures(struct study *s, uint32_t record)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	const char *out = NULL;
	size_t i, shown = 0;

	for (i = 0; i < a->ntrack && shown < 3; i++) {
		const struct track *t = &a->track[i];
		size_t at = track_at(t, record);

		if (at == t->n || t->v[at].record != record)
			continue;
		out = report_printf(r, "%s%s%s %s", out ? out : "",
		    out ? ", " : "", report_name(r, track_label(r, t), 40),
		    words_value(r, t->v[at].value, t->unit));
		shown++;
	}
	return out;
}

static const char *
subject(struct study *s, uint32_t index)
{
	const struct record *rec = &s->a->record[index];
	const struct keeping *k = keeping_of(s->a, index);
	struct report *r = s->r;

	if (k && rec->type == LEDGER_RECOVER)
		return report_printf(r, "%s bytes cut back",
		    words_figure(r, k->size) ? words_figure(r, k->size) : "?");
	if (k)
		return words_of(r,
		    (unsigned long long)fmax(
			0, rec->type == LEDGER_PRUNE ? k->count : k->size),
		    "record", "records");
	return figures(s, index);
}

static void
trail_row(struct study *s, struct table *t, uint32_t index)
{
	const struct record *rec = &s->a->record[index];
	struct report *r = s->r;
	struct cell *c = report_row(r, t);
	const char *commit = words_commit(r, rec->commit);
	char pr[32] = "";

	cell_seq(r, &c[0], rec->seq);
	c[1].text = words_time(r, rec->time);
	c[2].text = report_name(r, rec->actor, 40);
	c[3].text = ledger_type_name(rec->type);
	if (rec->verdict)
		c[3].note = report_name(r, rec->verdict, 10);
	c[4].text = subject(s, index);
	if (rec->pr)
		snprintf(pr, sizeof(pr), " #%u", rec->pr);
	if (commit)
		c[4].note = report_printf(r, "%s%s", commit, pr);
	c[5].text = words_hash(r, rec->hash);
	if (!rec->linked)
		cell_state(&c[6], TONE_BAD, "does not match");
	else if (index == 0 && s->a->chain.suffix)
		cell_state(&c[6], TONE_MUTE, "first that is here");
	else if (index == 0)
		cell_state(&c[6], TONE_OK, "first of the log");
	else
		cell_state(&c[6], TONE_OK,
		    report_printf(
			r, "links to %llu", s->a->record[index - 1].seq));
}

static void
broken_links(struct study *s, struct section *sec)
{
	const struct account *a = s->a;
	struct table *t = NULL;
	size_t i, n = 0;

	for (i = 0; i < a->nrecord; i++) {
		if (a->record[i].linked)
			continue;
		if (!t)
			t = TABLE(s->r, sec, "broken",
			    "Records whose link does not hold", trail_columns);
		if (n++ < TRAIL)
			trail_row(s, t, (uint32_t)i);
		t->total = n;
	}
}

void
section_trail(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec = report_section(r, "trail", "Audit trail", NULL);
	struct table *t;
	size_t i, n = a->last - a->first;

	broken_links(s, sec);
	sec->empty = n == 0;
	if (n == 0) {
		sec->sub = "No record in this period.";
		return;
	}
	t = TABLE(r, sec, "trail", "Audit trail", trail_columns);
	t->total = n;
	for (i = a->last; i > a->first && t->nrow < TRAIL; i--)
		trail_row(s, t, (uint32_t)i - 1);
	sec->sub =
	    n > t->nrow
		? report_printf(r,
		      "The last %s of %s records of this period. The JSON "
		      "form of this report has every one.",
		      words_number(r, t->nrow), words_count(r, n))
	    : n == 1 ? "The one record of this period."
		     : report_printf(r, "All %s records of this period.",
			   words_number(r, n));
}

/* ---- check it yourself ---- */

void
section_verify(struct study *s)
{
	const struct account *a = s->a;
	struct report *r = s->r;
	struct section *sec = report_section(r, "verify", "Check it yourself",
	    "No trust in this report is needed: each line of the log "
	    "holds the hash of the line before it. A chain can't show "
	    "that its end was cut off, so compare the head with one "
	    "that was kept elsewhere.");
	unsigned long long line = a->nrecord > 1 ? a->nrecord - 1 : 1;

	if (a->chain.breaks && a->chain.first_line > 1)
		line = a->chain.first_line - 1;
	report_block(r, sec, BLOCK_CODE, "commands",
	    report_printf(r,
		"baseline-promote -s DIR --verify --expect-head %s\n"
		"baseline-promote -s DIR --log | sed -n %llup | tr -d '\\n' "
		"| sha256sum\n"
		"baseline-promote -s DIR --log | sed -n %llup | "
		"jq -r .prev   # the same, where the link holds",
		a->chain.head, line, line + 1));
}
