/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plot - a chart over time, put on a canvas; see frame.h for its layout */
#include "plot.h"

#include <math.h>
#include <stdlib.h>

#include "frame.h"

static void
words(const struct frame *f, enum face face, enum anchor a, double x, double y,
    const char *s)
{
	if (s && *s)
		f->v->text(f->v->user, face, a, x, y, s);
}

static void
axes(const struct frame *f)
{
	struct scale_tick tick[SCALE_TICKS];
	double end = -INFINITY, y = f->h - 8;
	size_t n, i;

	for (i = 0; i < f->ntick; i++) {
		double at = scale_at(&f->y, f->tick[i].v);

		f->v->line(f->v->user, PEN_GRID, f->left, at, f->right, at);
		words(f, FACE_MUTE, ANCHOR_END, f->left - 10, at + 4,
		    f->tick[i].label);
	}
	n = scale_times(
	    f->x.from, f->x.until, (int)((f->right - f->left) / 60), tick);
	for (i = 0; i < n; i++) {
		double at = scale_at(&f->x, tick[i].v);
		double w = frame_width(f, FACE_MUTE, tick[i].label);
		double left = fmin(fmax(at - w / 2, f->left), f->w - w - 2);

		f->v->line(f->v->user, PEN_AXIS, at, y - 19, at, y - 14);
		if (left < end + GAP)
			continue;
		words(f, FACE_MUTE, ANCHOR_START, left, y, tick[i].label);
		end = left + w;
	}
	if (f->c->unit) {
		char *unit = canvas_fit(f->v, FACE_MUTE, f->c->unit, f->w - 4);

		words(f, FACE_MUTE, ANCHOR_START, 2, 14, unit);
		free(unit);
	}
}

static void
zones(const struct frame *f)
{
	size_t i;

	if (frame_outlook(f)) {
		double at = scale_at(&f->x, f->c->measured);

		f->v->rect(f->v->user, FILL_SHADE, at, f->top, f->right - at,
		    f->bottom - f->top);
		words(
		    f, FACE_MUTE, ANCHOR_END, f->right, f->top - 5, "outlook");
	}
	for (i = 0; i < f->c->nzone; i++) {
		double from =
		    fmax(scale_at(&f->x, f->c->zone[i].from), f->left);
		double until =
		    fmin(scale_at(&f->x, f->c->zone[i].until), f->right);

		f->v->rect(f->v->user, FILL_ZONE, from, f->top,
		    fmax(until - from, 2), f->bottom - f->top);
	}
}

static void
draw_flags(const struct frame *f)
{
	double above = frame_outlook(f) ? ROW : 0; /* the word "outlook" */
	size_t i;

	for (i = 0; i < f->nflag; i++) {
		const struct flag *g = &f->flag[i];
		double y = f->top - above - (g->lane + 1) * LANE + 9;
		double middle = g->left + g->width / 2;

		if (g->lane < 0)
			continue;
		if (!g->fit_text)
			y += ROW - 1;
		words(f, g->face, ANCHOR_MIDDLE, middle, y, g->fit_head);
		words(f, FACE_MUTE, ANCHOR_MIDDLE, middle, y + ROW - 1,
		    g->fit_text);
		if (isfinite(g->y))
			f->v->line(f->v->user, PEN_AXIS, g->x,
			    g->lane == 0 ? f->top - 4 - above : f->top, g->x,
			    fmax(f->top, scale_at(&f->y, g->y) - 5));
	}
}

static void
draw_labels(const struct frame *f)
{
	double room = f->w - f->right - 9;
	size_t i;

	for (i = 0; i < f->nlabel; i++) {
		const struct label *l = &f->label[i];
		char *head, *note;

		if (f->narrow) {
			/* In rows of their own, right of the unit's row. */
			double y = 14 + (double)(i + 1) * ROW;
			char *all = xasprintf("%s%s%s", l->head,
			    l->note ? " · " : "", l->note ? l->note : "");

			head = canvas_fit(f->v, l->face, all, f->w - 4);
			words(f, l->face, ANCHOR_START, 2, y, head);
			free(all);
			free(head);
			continue;
		}
		head = canvas_fit(f->v, l->face, l->head, room);
		note =
		    l->note ? canvas_fit(f->v, FACE_MUTE, l->note, room) : NULL;
		words(f, l->face, ANCHOR_START, f->right + 9, l->y + 12, head);
		words(f, FACE_MUTE, ANCHOR_START, f->right + 9, l->y + 12 + ROW,
		    note);
		free(head);
		free(note);
	}
}

static void
strip(const struct frame *f)
{
	static const struct {
		enum fill fill;
		double above, w, h;
	} mark[] = {{FILL_TICK, 11, 1.2, 12}, {FILL_ACCENT, 13, 2, 16}};
	/* On a phone there is room for fewer. */
	const double apart[] = {1.5, f->narrow ? 3 : 1.5, f->narrow ? 14 : 0};
	double base = f->bottom + 26, last[3] = {-99, -99, -99};
	size_t i;

	if (f->c->ntick == 0)
		return;
	words(f, FACE_MUTE, ANCHOR_END, f->left - 10, base - 1, f->c->strip);
	for (i = 0; i < f->c->ntick; i++) {
		const struct tick *t = &f->c->tick[i];
		double x = scale_at(&f->x, t->x);

		if (x - last[t->kind] < apart[t->kind])
			continue;
		last[t->kind] = x;
		if (t->kind == TICK_WARNING) {
			const struct xy v[] = {{x, base - 15},
			    {x + 5.5, base - 5}, {x - 5.5, base - 5}};

			f->v->area(f->v->user, FILL_WARN, v, 3);
		} else {
			f->v->rect(f->v->user, mark[t->kind].fill, x,
			    base - mark[t->kind].above, mark[t->kind].w,
			    mark[t->kind].h);
		}
	}
}

void
plot_line(const struct canvas *v, const struct line *l, const struct scale *x,
    const struct scale *y)
{
	size_t room = 4 * l->n + 4, n = 0, m = 0, i;
	struct xy *line = xmalloc(room * sizeof(*line));
	struct xy *band = xmalloc(room * sizeof(*band));
	bool step = l->kind == LINE_STEP, has_band = true;

	for (i = 0; i < l->n; i++)
		has_band =
		    has_band && isfinite(l->p[i].low) && isfinite(l->p[i].high);
	for (i = 0; i < l->n; i++) {
		const struct point *p = &l->p[i];
		double at = scale_at(x, p->x);

		if (l->kind == LINE_DOTS) {
			v->dot(v->user, FILL_DOT, at, scale_at(y, p->y), 1.5);
			continue;
		}
		if (step && n > 0) {
			line[n] = (struct xy){at, line[n - 1].y};
			band[m] =
			    (struct xy){at, scale_at(y, l->p[i - 1].high)};
			n++;
			m++;
		}
		line[n++] = (struct xy){at, scale_at(y, p->y)};
		band[m++] = (struct xy){at, scale_at(y, p->high)};
	}
	for (i = l->n; i > 0 && has_band; i--) { /* back along the lower edge */
		const struct point *p = &l->p[i - 1];
		double at = scale_at(x, p->x);

		band[m++] = (struct xy){at, scale_at(y, p->low)};
		if (step && i > 1)
			band[m++] =
			    (struct xy){at, scale_at(y, l->p[i - 2].low)};
	}
	if (n > 1 && has_band)
		v->area(v->user,
		    l->kind == LINE_OUTLOOK ? FILL_FAINT : FILL_BAND, band, m);
	if (n > 1)
		v->path(v->user,
		    l->kind == LINE_OUTLOOK ? PEN_OUTLOOK : PEN_LINE, line, n);
	free(line);
	free(band);
}

static void
limits(const struct frame *f)
{
	size_t i;

	for (i = 0; i < f->c->nlimit; i++) {
		double y = scale_at(&f->y, f->c->limit[i].y);

		f->v->line(f->v->user, PEN_LIMIT, f->left, y, f->right, y);
	}
}

double
plot_height(const struct canvas *v, const struct chart *c, double w)
{
	struct frame f;

	frame_start(&f, v, c, w);
	frame_end(&f);
	return f.h;
}

void
plot_draw(const struct canvas *v, const struct chart *c, double w)
{
	struct frame f;
	size_t i;

	frame_start(&f, v, c, w);
	axes(&f);
	zones(&f);
	limits(&f);
	for (i = 0; i < c->nline; i++)
		plot_line(v, &c->line[i], &f.x, &f.y);
	for (i = 0; i < c->nline; i++) {
		const struct line *l = &c->line[i];

		if (l->n == 1 || (l->label && l->n > 0))
			v->dot(v->user, FILL_ACCENT,
			    scale_at(&f.x, l->p[l->n - 1].x),
			    scale_at(&f.y, l->p[l->n - 1].y), 3.5);
	}
	draw_flags(&f);
	draw_labels(&f);
	strip(&f);
	frame_end(&f);
}
