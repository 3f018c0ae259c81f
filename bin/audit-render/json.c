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
#include "jout.h"

/* A text without its marks. */
static void
plain(struct jout *o, const char *key, const char *text)
{
	struct text_run run;
	char *out, *q;

	if (!text) {
		jout_kstr(o, key, NULL);
		return;
	}
	out = q = xmalloc(strlen(text) + 1);
	while (report_run(&text, &run)) {
		memcpy(q, run.words.p, run.words.n);
		q += run.words.n;
	}
	*q = '\0';
	jout_kstr(o, key, out);
	free(out);
}

/* As plain, but left out when there is none. */
static void
some(struct jout *o, const char *key, const char *text)
{
	if (text)
		plain(o, key, text);
}

static void
some_real(struct jout *o, const char *key, double v)
{
	if (v == v)
		jout_kreal(o, key, v);
}

static void
moment(struct jout *o, const char *key, double t)
{
	char buf[32];

	jout_kstr(o, key, isfinite(t) ? fsio_utc((long long)t, buf) : NULL);
}

static void
tone(struct jout *o, enum tone t)
{
	if (t != TONE_NONE)
		jout_kstr(o, "state", report_tone_name(t));
}

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
		plain(o, "label", f->label);
		some(o, "note", f->note);
		tone(o, f->tone);
		plain(o, "text", f->text);
		some(o, "unit", f->unit);
		some_real(o, "value", f->value);
		jout_end(o);
	}
	jout_end(o);
}

/* ---- charts ---- */

static void
line(struct jout *o, const struct line *l)
{
	static const char *const kind[] = {"plain", "step", "dots", "outlook"};
	size_t i;

	jout_object(o);
	jout_kstr(o, "kind", kind[l->kind]);
	some(o, "label", l->label);
	some(o, "note", l->note);
	jout_key(o, "points");
	jout_array(o);
	for (i = 0; i < l->n; i++) {
		const struct point *p = &l->p[i];

		jout_array(o); /* time, value, low, high */
		jout_real(o, p->x);
		jout_real(o, p->y);
		if (p->low == p->low || p->high == p->high) {
			jout_real(o, p->low);
			jout_real(o, p->high);
		}
		jout_end(o);
	}
	jout_end(o);
	jout_end(o);
}

static void
effects(struct jout *o, const struct chart *c)
{
	size_t i;

	jout_key(o, "effects");
	jout_array(o);
	for (i = 0; i < c->neffect; i++) {
		const struct effect *e = &c->effect[i];

		jout_object(o);
		jout_kreal(o, "change", e->change);
		jout_kreal(o, "high", e->high);
		plain(o, "label", e->label);
		jout_kreal(o, "low", e->low);
		some(o, "note", e->note);
		tone(o, e->tone);
		some(o, "text", e->text);
		jout_end(o);
	}
	jout_end(o);
}

static void
callouts(struct jout *o, const struct chart *c)
{
	size_t i;

	jout_key(o, "callouts");
	jout_array(o);
	for (i = 0; i < c->ncallout; i++) {
		jout_object(o);
		plain(o, "head", c->callout[i].head);
		some(o, "text", c->callout[i].text);
		moment(o, "time", c->callout[i].x);
		jout_kreal(o, "value", c->callout[i].y);
		jout_end(o);
	}
	jout_end(o);
}

static void
limits(struct jout *o, const struct chart *c)
{
	size_t i;

	jout_key(o, "limits");
	jout_array(o);
	for (i = 0; i < c->nlimit; i++) {
		jout_object(o);
		some(o, "label", c->limit[i].label);
		jout_kreal(o, "value", c->limit[i].y);
		jout_end(o);
	}
	jout_end(o);
}

static void
ticks(struct jout *o, const struct chart *c)
{
	static const char *const kind[] = {"record", "promotion", "warning"};
	size_t i;

	jout_key(o, "ticks");
	jout_array(o);
	for (i = 0; i < c->ntick; i++) {
		jout_object(o);
		jout_kstr(o, "kind", kind[c->tick[i].kind]);
		moment(o, "time", c->tick[i].x);
		jout_end(o);
	}
	jout_end(o);
}

static void
zones(struct jout *o, const struct chart *c)
{
	size_t i;

	jout_key(o, "zones");
	jout_array(o);
	for (i = 0; i < c->nzone; i++) {
		jout_object(o);
		moment(o, "from", c->zone[i].from);
		some(o, "label", c->zone[i].label);
		tone(o, c->zone[i].tone);
		moment(o, "until", c->zone[i].until);
		jout_end(o);
	}
	jout_end(o);
}

static void
chart(struct jout *o, const struct chart *c)
{
	static const char *const kind[] = {"time", "forest", "panel", "spark"};
	size_t i;

	jout_object(o);
	some(o, "above", c->above);
	some(o, "below", c->below);
	if (c->ncallout)
		callouts(o, c);
	some(o, "caption", c->caption);
	some(o, "description", c->desc);
	if (c->kind == CHART_FOREST)
		effects(o, c);
	if (isfinite(c->from))
		moment(o, "from", c->from);
	jout_kstr(o, "key", c->key);
	jout_kstr(o, "kind", kind[c->kind]);
	if (c->nlimit)
		limits(o, c);
	if (c->nline) {
		jout_key(o, "lines");
		jout_array(o);
		for (i = 0; i < c->nline; i++)
			line(o, &c->line[i]);
		jout_end(o);
	}
	if (isfinite(c->measured))
		moment(o, "measured_until", c->measured);
	some(o, "note", c->note);
	tone(o, c->tone);
	some(o, "strip", c->strip);
	some(o, "text", c->text);
	if (c->ntick)
		ticks(o, c);
	some(o, "title", c->title);
	some(o, "unit", c->unit);
	if (isfinite(c->until))
		moment(o, "until", c->until);
	if (c->nzone)
		zones(o, c);
	jout_end(o);
}

/* ---- tables ---- */

static void
cell(struct jout *o, const struct cell *c)
{
	jout_object(o);
	if (c->spark) {
		jout_key(o, "chart");
		chart(o, c->spark);
	}
	some(o, "note", c->note);
	tone(o, c->tone);
	plain(o, "text", c->text);
	some_real(o, "value", c->value);
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
	some(o, "folded", t->folded);
	jout_kstr(o, "key", t->key);
	jout_kstr(o, "kind", "table");
	plain(o, "label", t->label);
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
		tone(o, b->item[i].tone);
		plain(o, "text", b->item[i].text);
		some(o, "who", b->item[i].who);
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
				chart(o, &b->chart[i]);
			jout_end(o);
		}
		jout_kstr(o, "key", b->key);
		jout_kstr(o, "kind", kind[b->kind]);
		some(o, "text", b->text);
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
		some(o, "brief", s->brief);
		jout_kbool(o, "empty", s->empty);
		plain(o, "heading", s->heading);
		jout_kstr(o, "id", s->id);
		plain(o, "sub", s->sub);
		jout_end(o);
	}
	jout_end(o);
}

/* ---- records ---- */

static void
figures(struct jout *o, const struct report *r, size_t index, size_t *at)
{
	size_t i;

	jout_key(o, "metrics");
	jout_object(o);
	for (i = 0; i < r->ntrack; i++) {
		const struct track *t = &r->track[i];

		while (at[i] < t->n && t->v[at[i]].record < index)
			at[i]++;
		if (at[i] < t->n && t->v[at[i]].record == index)
			jout_kreal(o, t->name, t->v[at[i]].value);
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
	size_t i, *at = xcalloc(r->ntrack + 1, sizeof(*at));

	jout_key(o, "records");
	jout_array(o);
	for (i = 0; i < r->nrecord; i++) {
		const struct record *rec = &r->record[i];

		jout_object(o);
		record(o, rec);
		figures(o, r, r->first_record + i, at);
		jout_key(o, "pr");
		if (rec->pr)
			jout_int(o, rec->pr);
		else
			jout_null(o);
		jout_kstr(o, "run_id", rec->run_id);
		jout_kint(o, "seq", (int64_t)rec->seq);
		moment(o, "time", rec->time);
		jout_kstr(o, "type", ledger_type_name(rec->type));
		jout_kstr(o, "verdict", rec->verdict);
		jout_end(o);
	}
	jout_end(o);
	free(at);
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
		plain(o, "label", r->pair[i].label);
		plain(o, "text", r->pair[i].text);
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
	plain(&o, "closing", r->closing);
	plain(&o, "eyebrow", r->eyebrow);
	facts(&o, r);
	foot(&o, r);
	plain(&o, "headline", r->headline);
	plain(&o, "lede", r->lede);
	plain(&o, "notice", r->notice);
	jout_key(&o, "period");
	if (isfinite(r->from)) {
		jout_object(&o);
		moment(&o, "from", r->from);
		moment(&o, "until", r->until);
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
	plain(&o, "summary", r->summary);
	plain(&o, "title", r->title);
	jout_end(&o);
	jout_finish(&o);
}
