/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * forest - changes with their intervals, a row each
 *
 * On a page: name, whisker, figures in one row.  On a phone the name has a row
 * of its own above.
 */
#include <math.h>
#include <stdlib.h>

#include "plot.h"
#include "stats.h"

#define TOP 30

struct forest {
	const struct canvas *v;
	const struct chart *c;
	double w, row, left, right, notes; /* notes: where they begin */
	bool narrow;
	struct scale x;
	struct scale_tick tick[SCALE_TICKS];
	size_t ntick;
};

static double
row_height(double w)
{
	return w < CANVAS_NARROW ? 40 : 22;
}

double
forest_height(const struct chart *c, double w)
{
	return TOP + (double)c->neffect * row_height(w) + 36;
}

/*
 * The scale holds every estimate; whiskers of a few very unsure ones may go
 * beyond it, so that they do not press the others flat.
 */
static void
extent(struct forest *f)
{
	const struct chart *c = f->c;
	double least = 0, most = 0, *reach, typical;
	size_t i;

	reach = xmalloc((c->neffect + 1) * sizeof(*reach));
	for (i = 0; i < c->neffect; i++) {
		const struct effect *e = &c->effect[i];

		least = fmin(least, e->change);
		most = fmax(most, e->change);
		reach[i] = isfinite(e->high - e->low) ? e->high - e->low : 0;
	}
	stats_sort(reach, c->neffect);
	typical = c->neffect ? reach[c->neffect / 2] : 0;
	typical = fmax(3 * typical, 2 * (most - least));
	for (i = 0; i < c->neffect; i++) {
		const struct effect *e = &c->effect[i];

		if (isfinite(e->low))
			least = fmin(least, fmax(e->low, e->change - typical));
		if (isfinite(e->high))
			most = fmax(most, fmin(e->high, e->change + typical));
	}
	free(reach);
	if (most - least < .02) { /* noise is not drawn as drama */
		double middle = (most + least) / 2;

		least = fmin(least, middle - .01);
		most = fmax(most, middle + .01);
	}
	f->ntick = scale_round(&least, &most, f->narrow ? 3 : 6, 1, f->tick);
	f->x = (struct scale){least, most, f->left, f->right};
}

static void
words(const struct forest *f, enum face face, enum anchor a, double x, double y,
    const char *s)
{
	f->v->text(f->v->user, face, a, x, y, s);
}

static void
whisker(const struct forest *f, const struct effect *e, double y)
{
	static const enum pen pen[] = {
	    PEN_MUTE, PEN_OK, PEN_WARN, PEN_BAD, PEN_MUTE};
	static const enum fill fill[] = {
	    FILL_MUTE, FILL_OK, FILL_WARN, FILL_BAD, FILL_MUTE};
	double at = scale_at(&f->x, e->change);

	if (isfinite(e->low) && isfinite(e->high))
		f->v->line(f->v->user, pen[e->tone],
		    fmax(scale_at(&f->x, e->low), f->left), y,
		    fmin(scale_at(&f->x, e->high), f->right), y);
	if (e->tone == TONE_MUTE || e->tone == TONE_NONE)
		f->v->ring(f->v->user, PEN_MUTE, at, y, 3.5);
	else
		f->v->dot(f->v->user, fill[e->tone], at, y, 4);
}

static void
draw_row(const struct forest *f, const struct effect *e, double top)
{
	enum face face = canvas_face(e->tone);
	double y = top + (f->narrow ? 29 : 11);
	char *name;

	name = canvas_fit(
	    f->v, FACE_INK, e->label, f->narrow ? f->w - 4 : f->left - 24);
	if (f->narrow)
		words(f, FACE_INK, ANCHOR_START, 2, top + 14, name);
	else
		words(f, FACE_INK, ANCHOR_END, f->left - 16, y + 4, name);
	free(name);
	whisker(f, e, y);
	if (e->text)
		words(f, face, ANCHOR_START, f->right + 14, y + 4, e->text);
	if (!f->narrow && e->note)
		words(f, FACE_MUTE, ANCHOR_START, f->notes, y + 4, e->note);
}

/* A line of the grid; on a phone it leaves the rows of names free. */
static void
grid(const struct forest *f, enum pen pen, double x, double bottom)
{
	size_t i;

	if (!f->narrow) {
		f->v->line(f->v->user, pen, x, TOP, x, bottom);
		return;
	}
	for (i = 0; i < f->c->neffect; i++) {
		double top = TOP + (double)i * f->row;

		f->v->line(f->v->user, pen, x, top + 20, x, top + f->row - 2);
	}
}

/* The two directions: beside zero, or at the edges where that is too near. */
static void
directions(const struct forest *f, double zero)
{
	const struct chart *c = f->c;
	double below =
	    c->below ? f->v->width(f->v->user, FACE_MUTE, c->below) : 0;
	double above =
	    c->above ? f->v->width(f->v->user, FACE_MUTE, c->above) : 0;
	bool beside = zero - 10 - below > 2 && zero + 10 + above < f->w - 2;

	if (c->below && beside)
		words(f, FACE_MUTE, ANCHOR_END, zero - 10, 18, c->below);
	else if (c->below)
		words(f, FACE_MUTE, ANCHOR_START, 2, 18, c->below);
	if (c->above && beside)
		words(f, FACE_MUTE, ANCHOR_START, zero + 10, 18, c->above);
	else if (c->above && below + above + 16 < f->w)
		words(f, FACE_MUTE, ANCHOR_END, f->w - 2, 18, c->above);
}

/* As much room at the right as the figures take. */
static void
columns(struct forest *f)
{
	double text = 30, note = 0;
	size_t i;

	for (i = 0; i < f->c->neffect; i++) {
		const struct effect *e = &f->c->effect[i];

		if (e->text)
			text = fmax(
			    text, f->v->width(f->v->user, FACE_BAD, e->text));
		if (e->note && !f->narrow)
			note = fmax(
			    note, f->v->width(f->v->user, FACE_MUTE, e->note));
	}
	f->notes = f->w - note - 4;
	f->right = f->notes - (note > 0 ? 12 : 0) - text - 14;
}

void
forest_draw(const struct canvas *v, const struct chart *c, double w)
{
	struct forest f = {.v = v, .c = c, .w = w, .row = row_height(w)};
	double name = 60, bottom, end = -INFINITY, zero;
	size_t i;

	f.narrow = w < CANVAS_NARROW;
	for (i = 0; i < c->neffect; i++)
		name =
		    fmax(name, v->width(v->user, FACE_INK, c->effect[i].label));
	f.left = f.narrow ? 6 : fmin(name, .34 * w) + 26;
	columns(&f);
	extent(&f);
	bottom = TOP + (double)c->neffect * f.row + 4;
	zero = scale_at(&f.x, 0);
	for (i = 0; i < f.ntick; i++) {
		double at = scale_at(&f.x, f.tick[i].v);
		double wide = v->width(v->user, FACE_MUTE, f.tick[i].label);

		grid(&f, PEN_GRID, at, bottom);
		if (at - wide / 2 < end + 8)
			continue;
		words(&f, FACE_MUTE, ANCHOR_MIDDLE, fmax(at, wide / 2 + 1),
		    bottom + 20, f.tick[i].label);
		end = at + wide / 2;
	}
	grid(&f, PEN_MUTE, zero, bottom);
	directions(&f, zero);
	for (i = 0; i < c->neffect; i++)
		draw_row(&f, &c->effect[i], TOP + (double)i * f.row);
}
