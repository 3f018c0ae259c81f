/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json_chart - texts, times and charts of the document; see json.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* A text without its marks. */
void
json_text(struct jout *o, const char *key, const char *text)
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
void
json_some(struct jout *o, const char *key, const char *text)
{
	if (text)
		json_text(o, key, text);
}

void
json_some_real(struct jout *o, const char *key, double v)
{
	if (v == v)
		jout_kreal(o, key, v);
}

void
json_time(struct jout *o, const char *key, double t)
{
	char buf[32];

	jout_kstr(o, key, isfinite(t) ? fsio_utc((long long)t, buf) : NULL);
}

void
json_tone(struct jout *o, enum tone t)
{
	if (t != TONE_NONE)
		jout_kstr(o, "state", report_tone_name(t));
}

static void
line(struct jout *o, const struct line *l)
{
	static const char *const kind[] = {"plain", "step", "dots", "outlook"};
	size_t i;

	jout_object(o);
	jout_kstr(o, "kind", kind[l->kind]);
	json_some(o, "label", l->label);
	json_some(o, "note", l->note);
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
		json_text(o, "label", e->label);
		jout_kreal(o, "low", e->low);
		json_some(o, "note", e->note);
		json_tone(o, e->tone);
		json_some(o, "text", e->text);
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
		json_text(o, "head", c->callout[i].head);
		json_some(o, "text", c->callout[i].text);
		json_time(o, "time", c->callout[i].x);
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
		json_some(o, "label", c->limit[i].label);
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
		json_time(o, "time", c->tick[i].x);
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
		json_time(o, "from", c->zone[i].from);
		json_some(o, "label", c->zone[i].label);
		json_tone(o, c->zone[i].tone);
		json_time(o, "until", c->zone[i].until);
		jout_end(o);
	}
	jout_end(o);
}

void
json_chart(struct jout *o, const struct chart *c)
{
	static const char *const kind[] = {"time", "forest", "panel", "spark"};
	size_t i;

	jout_object(o);
	json_some(o, "above", c->above);
	json_some(o, "below", c->below);
	if (c->ncallout)
		callouts(o, c);
	json_some(o, "caption", c->caption);
	json_some(o, "description", c->desc);
	if (c->kind == CHART_FOREST)
		effects(o, c);
	if (isfinite(c->from))
		json_time(o, "from", c->from);
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
		json_time(o, "measured_until", c->measured);
	json_some(o, "note", c->note);
	json_tone(o, c->tone);
	json_some(o, "strip", c->strip);
	json_some(o, "text", c->text);
	if (c->ntick)
		ticks(o, c);
	json_some(o, "title", c->title);
	json_some(o, "unit", c->unit);
	if (isfinite(c->until))
		json_time(o, "until", c->until);
	if (c->nzone)
		zones(o, c);
	jout_end(o);
}
