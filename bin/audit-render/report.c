/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report - make the model; see report.h */
#include "report.h"

#include <math.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define POOL_BLOCK 65536

struct pool {
	struct pool *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

const char *
report_type_name(enum report_type t)
{
	static const char *const name[] = {
	    "performance", "audit", "trend", "compliance"};

	return name[t];
}

const char *
report_tone_name(enum tone t)
{
	static const char *const name[] = {NULL, "ok", "warn", "bad", "mute"};

	return name[t];
}

void
report_start(struct report *r, enum report_type t)
{
	memset(r, 0, sizeof(*r));
	r->type = t;
	r->name = report_type_name(t);
	r->from = r->until = r->made = NAN;
}

void
report_free(struct report *r)
{
	while (r->pool) {
		struct pool *next = r->pool->next;

		free(r->pool);
		r->pool = next;
	}
}

void *
report_alloc(struct report *r, size_t n)
{
	struct pool *b = r->pool;
	void *p;

	n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (!b || b->size - b->used < n) {
		size_t size = n > POOL_BLOCK / 4 ? n : POOL_BLOCK;

		b = xmalloc(sizeof(*b) + size);
		b->used = 0;
		b->size = size;
		b->next = r->pool;
		/* A large piece leaves the block in use where it is. */
		if (r->pool && size == n) {
			b->next = r->pool->next;
			r->pool->next = b;
		} else {
			r->pool = b;
		}
	}
	p = b->bytes + b->used;
	b->used += n;
	return memset(p, 0, n);
}

void *
report_grow(struct report *r, void *p, size_t n, size_t size)
{
	void *bigger;

	if (n != 0 && (n & (n - 1)) != 0)
		return p;
	bigger = report_alloc(r, (n ? 2 * n : 1) * size);
	if (n)
		memcpy(bigger, p, n * size);
	return bigger;
}

const char *
report_printf(struct report *r, const char *fmt, ...)
{
	va_list ap, again;
	int n;
	char *s;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		xdie();
	s = report_alloc(r, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, again);
	va_end(again);
	return s;
}

/* What Unicode sets aside: neither HTML, XML nor PDF may hold it. */
static bool
no_character(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* A joiner within words of another script, or of an emoji, is a letter. */
static bool
joiner(uint32_t before, uint32_t c, const char *p, const char *end)
{
	uint32_t after = 0;

	return (c == 0x200c || c == 0x200d) && before > 0x7f && p < end &&
	       utf8_decode(p, end, &after) && after > 0x7f &&
	       !utf8_is_control(after);
}

const char *
report_name(struct report *r, const char *s, size_t max)
{
	const char *p = s, *end;
	size_t left = max ? max : REPORT_NAME, n = 0;
	uint32_t last = 0;
	char *out;

	if (!s)
		return NULL;
	end = s + strlen(s);
	out = report_alloc(r, (size_t)(end - s) < 4 * left
				  ? 3 * (size_t)(end - s) + 4
				  : 4 * left + 4);
	for (; p < end && left > 0; left--) {
		uint32_t c;
		size_t len = utf8_decode(p, end, &c);

		if (len == 0 || no_character(c) ||
		    (utf8_is_control(c) && !joiner(last, c, p + len, end)))
			c = 0xfffd;
		n += utf8_encode(c, out + n);
		last = c;
		p += len ? len : 1;
	}
	if (p < end)
		strcpy(out + n, "…");
	if (out[strspn(out, " ")] == '\0')
		return "(blank)";
	return out;
}

struct fact *
report_fact(
    struct report *r, const char *key, const char *label, const char *text)
{
	struct fact *f = ADD(r, r->fact, r->nfact);

	*f = (struct fact){
	    .key = key, .label = label, .text = text, .value = NAN};
	return f;
}

struct section *
report_section(
    struct report *r, const char *id, const char *heading, const char *sub)
{
	struct section *s = ADD(r, r->section, r->nsection);

	*s = (struct section){.id = id, .heading = heading, .sub = sub};
	return s;
}

struct section *
report_find(const struct report *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->nsection; i++) {
		if (strcmp(r->section[i].id, id) == 0)
			return &r->section[i];
	}
	return NULL;
}

struct block *
report_block(struct report *r, struct section *s, enum block_kind kind,
    const char *key, const char *text)
{
	struct block *b = ADD(r, s->block, s->nblock);

	*b = (struct block){.kind = kind, .key = key, .text = text};
	return b;
}

void
report_item(struct report *r, struct block *b, enum tone tone, const char *text,
    const char *who)
{
	*ADD(r, b->item, b->n) = (struct item){tone, text, who};
}

void
chart_start(
    struct chart *c, enum chart_kind kind, const char *key, const char *title)
{
	*c = (struct chart){.kind = kind,
	    .key = key,
	    .title = title,
	    .from = NAN,
	    .until = NAN,
	    .measured = NAN,
	    .least = NAN,
	    .most = NAN};
}

struct chart *
report_chart(struct report *r, struct section *s, enum chart_kind kind,
    const char *key, const char *title)
{
	struct block *b = report_block(r, s, BLOCK_CHART, key, NULL);

	b->chart = report_alloc(r, sizeof(*b->chart));
	b->n = 1;
	chart_start(b->chart, kind, key, title);
	return b->chart;
}

struct table *
report_table(struct report *r, struct section *s, const char *key,
    const char *label, const struct column *column, size_t n)
{
	struct block *b = report_block(r, s, BLOCK_TABLE, key, NULL);

	b->table = report_alloc(r, sizeof(*b->table));
	b->table->key = key;
	b->table->label = label;
	b->table->column = column;
	b->table->ncolumn = n;
	return b->table;
}

struct cell *
report_row(struct report *r, struct table *t)
{
	struct cell *row;
	size_t i;

	if (t->nrow == t->cap) {
		size_t cap = t->cap ? 2 * t->cap : 8;
		size_t size = t->ncolumn * sizeof(*row);

		row = report_alloc(r, cap * size);
		if (t->nrow)
			memcpy(row, t->cell, t->nrow * size);
		t->cell = row;
		t->cap = cap;
	}
	row = t->cell + t->nrow++ * t->ncolumn;
	for (i = 0; i < t->ncolumn; i++)
		row[i] = (struct cell){.value = NAN};
	return row;
}

void
report_pair(struct report *r, const char *key, const char *label,
    const char *text, bool code)
{
	*ADD(r, r->pair, r->npair) = (struct pair){key, label, text, code};
}

struct line *
chart_line(struct report *r, struct chart *c, enum line_kind k, size_t room)
{
	struct line *l = ADD(r, c->line, c->nline);

	*l = (struct line){.kind = k};
	l->p = report_alloc(r, (room ? room : 1) * sizeof(*l->p));
	return l;
}

void
chart_point(struct line *l, double x, double y, double low, double high)
{
	l->p[l->n++] = (struct point){x, y, low, high};
}

void
chart_limit(struct report *r, struct chart *c, double y, const char *label)
{
	*ADD(r, c->limit, c->nlimit) = (struct limit){label, y};
}

void
chart_zone(struct report *r, struct chart *c, double from, double until,
    enum tone tone, const char *label)
{
	*ADD(r, c->zone, c->nzone) = (struct zone){label, from, until, tone};
}

void
chart_callout(struct report *r, struct chart *c, double x, double y,
    const char *head, const char *text)
{
	*ADD(r, c->callout, c->ncallout) = (struct callout){head, text, x, y};
}

void
chart_tick(struct report *r, struct chart *c, enum tick_kind k, double x)
{
	*ADD(r, c->tick, c->ntick) = (struct tick){k, x};
}

struct effect *
chart_effect(struct report *r, struct chart *c, const char *label,
    double change, double low, double high)
{
	struct effect *e = ADD(r, c->effect, c->neffect);

	*e = (struct effect){
	    .label = label, .change = change, .low = low, .high = high};
	return e;
}

bool
report_run(const char **text, struct text_run *run)
{
	const char *p = *text, *end;

	memset(run, 0, sizeof(*run));
	if (!*p)
		return false;
	if (*p == MARK_BOLD[0] || *p == MARK_CODE[0] || *p == MARK_LINK[0]) {
		run->style = *p++;
		if (run->style == MARK_LINK[0]) {
			run->link.p = p;
			run->link.n = strcspn(p, MARK_BREAK MARK_END);
			p += run->link.n;
			if (*p == MARK_BREAK[0])
				p++;
		}
		end = p + strcspn(p, MARK_END);
		*text = *end ? end + 1 : end;
	} else {
		end = p + strcspn(p, MARK_BOLD MARK_CODE MARK_LINK);
		*text = end;
	}
	run->words.p = p;
	run->words.n = (size_t)(end - p);
	return true;
}

const char *
report_plain(struct report *r, const char *text)
{
	struct text_run run;
	char *out, *q;

	if (!text)
		return NULL;
	out = q = report_alloc(r, strlen(text) + 1);
	while (report_run(&text, &run)) {
		memcpy(q, run.words.p, run.words.n);
		q += run.words.n;
	}
	return out;
}
