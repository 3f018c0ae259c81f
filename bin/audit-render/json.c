/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * json - the report as a document: all that the pages show, and every record
 *
 * Keys are called in sorted order; lists keep the order of the page and name
 * their elements by "id" or "key".
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit_conf.h"
#include "forms.h"
#include "json.h"

static void
chain(struct jout *o, const struct report *r)
{
	static const char *const name[] = {
	    NULL, "verified", "suffix", "broken"};

	jout_key(o, "chain");
	if (r->integrity == CHAIN_NONE) {
		jout_null(o);
		return;
	}
	jout_object(o);
	jout_kint(o, "breaks", (int64_t)r->chain.breaks);
	jout_key(o, "first_break");
	if (r->chain.breaks)
		jout_int(o, (int64_t)r->chain.first_break);
	else
		jout_null(o);
	jout_kint(o, "first_seq", (int64_t)r->chain.first_seq);
	jout_kstr(o, "head", r->chain.head);
	jout_kint(o, "last_seq", (int64_t)r->chain.last_seq);
	jout_kint(o, "records", (int64_t)r->chain.records);
	jout_kstr(o, "state", name[r->integrity]);
	jout_kbool(o, "torn", r->chain.torn);
	jout_end(o);
}

static void
facts(struct jout *o, const struct report *r)
{
	size_t i;

	jout_key(o, "facts");
	jout_array(o);
	for (i = 0; i < r->nfact; i++) {
		const struct fact *f = &r->fact[i];

		jout_object(o);
		jout_kstr(o, "key", f->key);
		json_text(o, "label", f->label);
		json_some(o, "note", f->note);
		json_tone(o, f->tone);
		json_text(o, "text", f->text);
		json_some(o, "unit", f->unit);
		json_some_real(o, "value", f->value);
		jout_end(o);
	}
	jout_end(o);
}

static void
cell(struct jout *o, const struct cell *c)
{
	jout_object(o);
	if (c->spark) {
		jout_key(o, "chart");
		json_chart(o, c->spark);
	}
	json_some(o, "note", c->note);
	json_tone(o, c->tone);
	json_text(o, "text", c->text);
	json_some_real(o, "value", c->value);
	jout_end(o);
}

static void
row(struct jout *o, const struct table *t, size_t index)
{
	const char *last = "";
	size_t i, k;

	jout_object(o);
	for (i = 0; i < t->ncolumn; i++) {
		const struct column *next = NULL;

		for (k = 0; k < t->ncolumn; k++) {
			const struct column *c = &t->column[k];

			if (strcmp(c->key, last) > 0 &&
			    (!next || strcmp(c->key, next->key) < 0))
				next = c;
		}
		if (!next)
			break;
		last = next->key;
		jout_key(o, last);
		cell(o,
		    &t->cell[index * t->ncolumn + (size_t)(next - t->column)]);
	}
	jout_end(o);
}

static void
table(struct jout *o, const struct table *t)
{
	size_t i;

	jout_key(o, "columns");
	jout_array(o);
	for (i = 0; i < t->ncolumn; i++) {
		jout_object(o);
		jout_kstr(o, "key", t->column[i].key);
		jout_kstr(o, "label", t->column[i].label);
		jout_end(o);
	}
	jout_end(o);
	json_some(o, "folded", t->folded);
	jout_kstr(o, "key", t->key);
	jout_kstr(o, "kind", "table");
	json_text(o, "label", t->label);
	jout_key(o, "rows");
	jout_array(o);
	for (i = 0; i < t->nrow; i++)
		row(o, t, i);
	jout_end(o);
	jout_kint(
	    o, "total", (int64_t)(t->total > t->nrow ? t->total : t->nrow));
}

static void
items(struct jout *o, const struct block *b)
{
	size_t i;

	jout_key(o, "items");
	jout_array(o);
	for (i = 0; i < b->n; i++) {
		jout_object(o);
		json_tone(o, b->item[i].tone);
		json_text(o, "text", b->item[i].text);
		json_some(o, "who", b->item[i].who);
		jout_end(o);
	}
	jout_end(o);
	jout_kstr(o, "key", b->key);
	jout_kstr(o, "kind", "items");
}

static void
block(struct jout *o, const struct block *b)
{
	static const char *const kind[] = {
	    "text", "note", "items", "charts", "panels", "table", "commands"};
	size_t i;

	jout_object(o);
	if (b->kind == BLOCK_TABLE) {
		table(o, b->table);
	} else if (b->kind == BLOCK_ITEMS) {
		items(o, b);
	} else {
		if (b->chart) {
			jout_key(o, "charts");
			jout_array(o);
			for (i = 0; i < b->n; i++)
				json_chart(o, &b->chart[i]);
			jout_end(o);
		}
		jout_kstr(o, "key", b->key);
		jout_kstr(o, "kind", kind[b->kind]);
		json_some(o, "text", b->text);
	}
	jout_end(o);
}

static void
sections(struct jout *o, const struct report *r)
{
	size_t i, k;

	jout_key(o, "sections");
	jout_array(o);
	for (i = 0; i < r->nsection; i++) {
		const struct section *s = &r->section[i];

		jout_object(o);
		jout_key(o, "blocks");
		jout_array(o);
		for (k = 0; k < s->nblock; k++)
			block(o, &s->block[k]);
		jout_end(o);
		json_some(o, "brief", s->brief);
		jout_kbool(o, "empty", s->empty);
		json_text(o, "heading", s->heading);
		jout_kstr(o, "id", s->id);
		json_text(o, "sub", s->sub);
		jout_end(o);
	}
	jout_end(o);
}

/* ---- records ---- */

/* A metric, and how far the records have come in it. */
struct cursor {
	const struct track *track;
	size_t at;
};

static int
by_name(const void *a, const void *b)
{
	const struct cursor *p = a, *q = b;

	return strcmp(p->track->name, q->track->name);
}

/* One for each track, in the order of the keys; new. */
static struct cursor *
cursors(const struct report *r)
{
	struct cursor *c = xcalloc(r->ntrack + 1, sizeof(*c));
	size_t i;

	for (i = 0; i < r->ntrack; i++)
		c[i].track = &r->track[i];
	qsort(c, r->ntrack, sizeof(*c), by_name);
	return c;
}

static void
figures(struct jout *o, struct cursor *c, size_t n, size_t record)
{
	size_t i;

	jout_key(o, "metrics");
	jout_object(o);
	for (i = 0; i < n; i++) {
		const struct track *t = c[i].track;

		while (c[i].at < t->n && t->v[c[i].at].record < record)
			c[i].at++;
		if (c[i].at < t->n && t->v[c[i].at].record == record)
			jout_kreal(o, t->name, t->v[c[i].at].value);
	}
	jout_end(o);
}

static void
record(struct jout *o, const struct record *rec)
{
	static const char digit[] = "0123456789abcdef";
	char hex[65];
	size_t i;

	for (i = 0; i < 32; i++) {
		hex[2 * i] = digit[rec->hash[i] >> 4];
		hex[2 * i + 1] = digit[rec->hash[i] & 15];
	}
	hex[64] = '\0';
	jout_kstr(o, "actor", rec->actor);
	jout_kstr(o, "approver", rec->approver);
	jout_kstr(o, "author", rec->author);
	jout_kstr(o, "branch", rec->branch);
	jout_kstr(o, "commit", rec->commit);
	jout_kstr(o, "hash", hex);
	jout_kbool(o, "linked", rec->linked);
}

static void
records(struct jout *o, const struct report *r)
{
	struct cursor *c = cursors(r);
	size_t i;

	jout_key(o, "records");
	jout_array(o);
	for (i = 0; i < r->nrecord; i++) {
		const struct record *rec = &r->record[i];

		jout_object(o);
		record(o, rec);
		figures(o, c, r->ntrack, r->first_record + i);
		jout_key(o, "pr");
		if (rec->pr)
			jout_int(o, rec->pr);
		else
			jout_null(o);
		jout_kstr(o, "run_id", rec->run_id);
		jout_kint(o, "seq", (int64_t)rec->seq);
		json_time(o, "time", rec->time);
		jout_kstr(o, "type", ledger_type_name(rec->type));
		jout_kstr(o, "verdict", rec->verdict);
		jout_end(o);
	}
	jout_end(o);
	free(c);
}

static void
foot(struct jout *o, const struct report *r)
{
	size_t i;

	jout_key(o, "foot");
	jout_array(o);
	for (i = 0; i < r->npair; i++) {
		jout_object(o);
		jout_kstr(o, "key", r->pair[i].key);
		json_text(o, "label", r->pair[i].label);
		json_text(o, "text", r->pair[i].text);
		jout_end(o);
	}
	jout_end(o);
}

void
json_write(const struct report *r, FILE *f)
{
	struct jout o;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	chain(&o, r);
	json_text(&o, "closing", r->closing);
	json_text(&o, "eyebrow", r->eyebrow);
	facts(&o, r);
	foot(&o, r);
	json_text(&o, "headline", r->headline);
	json_text(&o, "lede", r->lede);
	json_text(&o, "notice", r->notice);
	jout_key(&o, "period");
	if (isfinite(r->from)) {
		jout_object(&o);
		json_time(&o, "from", r->from);
		json_time(&o, "until", r->until);
		jout_end(&o);
	} else {
		jout_null(&o);
	}
	records(&o, r);
	jout_kstr(&o, "report", r->name);
	jout_kstr(&o, "schema", "benchline/report/1");
	sections(&o, r);
	jout_kstr(&o, "state",
	    r->tone == TONE_NONE ? "ok" : report_tone_name(r->tone));
	json_text(&o, "summary", r->summary);
	json_text(&o, "title", r->title);
	jout_end(&o);
	jout_finish(&o);
}
