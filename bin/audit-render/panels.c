/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* panels - small multiples: every series, one panel each */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "words.h"

#define PANELS 60
#define POINTS 64 /* of a panel */

struct dot {
	double x, y;
};

static int
changed_most(const void *a, const void *b)
{
	const struct series *p = *(const struct series *const *)a;
	const struct series *q = *(const struct series *const *)b;
	double x = isfinite(p->change) ? fabs(p->change) : 0;
	double y = isfinite(q->change) ? fabs(q->change) : 0;

	if (p->metric != q->metric)
		return q->metric - p->metric;
	if (x != y)
		return (x < y) - (x > y);
	return strcmp(p->id, q->id);
}

static int
by_y(const void *a, const void *b)
{
	const struct dot *p = a, *q = b;

	return (p->y > q->y) - (p->y < q->y);
}

/* What one machine measured, as at most POINTS medians with their extremes. */
static void
draw(struct analysis *a, struct chart *c, struct dot *v, size_t n)
{
	double wide = (c->until - c->from) / POINTS;
	struct line *l;
	size_t i, k;

	if (n == 0)
		return;
	l = chart_line(a->r, c, LINE_PLAIN, POINTS + 2);
	for (i = 0; i < n && l->n < POINTS + 2; i = k) {
		double bin = floor((v[i].x - c->from) / wide), x = v[i].x;

		for (k = i + 1;
		     k < n && floor((v[k].x - c->from) / wide) <= bin; k++)
			;
		qsort(v + i, k - i, sizeof(*v), by_y);
		chart_point(l, x, v[i + (k - i) / 2].y, v[i].y, v[k - 1].y);
	}
}

static void
draw_track(struct analysis *a, struct chart *c, const struct track *t)
{
	const struct account *acc = a->s.a;
	struct dot *v = xmalloc((t->n + 1) * sizeof(*v));
	size_t i, n = 0;
	unsigned machine = 0;

	for (i = track_at(t, acc->first); i < t->n; i++) {
		const struct record *rec = &acc->record[t->v[i].record];

		if (t->v[i].record >= acc->last)
			break;
		if (rec->type == LEDGER_VALIDATE || !(rec->time >= acc->from) ||
		    !account_dated(acc, t->v[i].record))
			continue;
		if (rec->machine != machine) {
			draw(a, c, v, n);
			n = 0;
			machine = rec->machine;
		}
		v[n++] = (struct dot){rec->time, t->v[i].value};
	}
	draw(a, c, v, n);
	free(v);
}

static void
draw_bench(struct analysis *a, struct chart *c, const char *id, double f)
{
	const struct account *acc = a->s.a;
	size_t i, k, n;

	for (i = 0; i < acc->nbench; i++) {
		const struct bench_track *b = &acc->bench[i];
		struct dot *v;

		if (b->id != id)
			continue;
		v = xmalloc((b->n + 1) * sizeof(*v));
		for (k = n = 0; k < b->n; k++) {
			if (b->v[k].record >= acc->first &&
			    b->v[k].record < acc->last &&
			    account_dated(acc, b->v[k].record))
				v[n++] = (struct dot){
				    account_bucket_time(acc, &b->v[k]),
				    b->v[k].y * f};
		}
		draw(a, c, v, n);
		free(v);
	}
}

/* A scale of a tenth at least, so that noise is not drawn as drama. */
static void
least_scale(struct chart *c)
{
	double least = INFINITY, most = -INFINITY, middle;
	size_t i, k;

	for (i = 0; i < c->nline; i++) {
		for (k = 0; k < c->line[i].n; k++) {
			least = fmin(least, c->line[i].p[k].low);
			most = fmax(most, c->line[i].p[k].high);
		}
	}
	middle = (least + most) / 2;
	c->least = fmin(least, middle * .95);
	c->most = fmax(most, middle * 1.05);
}

static void
panel(struct analysis *a, struct chart *c, const struct series *s)
{
	struct report *r = a->r;
	double f;
	const char *unit = series_unit(s, &f);

	chart_start(c, CHART_PANEL, s->id, s->label);
	c->from = a->s.a->from;
	c->until = a->s.a->until;
	c->unit = unit;
	if (s->metric)
		draw_track(a, c, s->track);
	else
		draw_bench(a, c, s->id, f);
	least_scale(c);
	if (s->metric && isfinite(s->floor) && chart_reaches(c, s->floor))
		chart_limit(r, c, s->floor, NULL);
	c->text = words_value(r, s->y[s->n - 1] * f, unit);
	c->tone = series_tone(s);
	c->note =
	    c->tone == TONE_MUTE ? series_word(s) : words_change(r, s->change);
}

void
section_panels(struct analysis *a)
{
	struct report *r = a->r;
	struct section *sec = report_section(r, "all", "One panel each", NULL);
	const struct series **list = xcalloc(a->n + 1, sizeof(*list));
	size_t i, n = a->n < PANELS ? a->n : PANELS;
	struct block *b;

	for (i = 0; i < a->n; i++)
		list[i] = &a->v[i];
	qsort(list, a->n, sizeof(*list), changed_most);
	sec->brief = "All of them";
	sec->empty = n == 0;
	if (n > 0) {
		b = report_block(r, sec, BLOCK_PANELS, "panels", NULL);
		b->chart = report_alloc(r, n * sizeof(*b->chart));
		b->n = n;
		for (i = 0; i < n; i++)
			panel(a, &b->chart[i], list[i]);
	}
	free(list);
	sec->sub = n == 0 ? "No run in this period."
			  : report_printf(r,
				"%s Each has its own scale, a tenth of its "
				"level high at the least. Band: the extremes "
				"of each stretch; a gap: another machine, not "
				"to be compared. Percentages: as above.",
				n < a->n ? report_printf(r,
					       "The %zu that changed most, "
					       "of %zu.",
					       n, a->n)
					 : "The whole period.");
}
