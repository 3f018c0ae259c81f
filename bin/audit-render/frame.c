/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame - see frame.h */
#include "frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double
frame_width(const struct frame *f, enum face face, const char *s)
{
	return s ? f->v->width(f->v->user, face, s) : 0;
}

bool
frame_outlook(const struct frame *f)
{
	return isfinite(f->c->measured) && f->c->measured < f->c->until;
}

static void
y_extent(struct frame *f)
{
	const struct chart *c = f->c;
	double least = c->least, most = c->most;
	size_t i, k;

	for (i = 0; i < c->nline; i++) {
		for (k = 0; k < c->line[i].n; k++) {
			const struct point *p = &c->line[i].p[k];

			least = fmin(fmin(least, p->y), p->low);
			most = fmax(fmax(most, p->y), p->high);
		}
	}
	for (i = 0; i < c->nlimit; i++) {
		least = fmin(least, c->limit[i].y);
		most = fmax(most, c->limit[i].y);
	}
	if (!isfinite(least) || !isfinite(most)) {
		least = 0;
		most = 1;
	}
	f->ntick = scale_round(&least, &most,
	    c->whole    ? (int)fmin(most, 5)
	    : f->narrow ? 4
			: 5,
	    0, f->tick);
	f->y.from = least;
	f->y.until = most;
}

static void
add_label(struct frame *f, const char *head, const char *note, enum face face,
    double value)
{
	struct label *l;

	if (!head || f->nlabel == LABELS)
		return;
	l = &f->label[f->nlabel++];
	l->head = head;
	l->note = note;
	l->face = face;
	l->want = value;
	l->height = note ? 2 * ROW : ROW;
}

static void
labels(struct frame *f)
{
	const struct chart *c = f->c;
	size_t i;

	for (i = 0; i < c->nline; i++) {
		const struct line *l = &c->line[i];

		if (l->n > 0)
			add_label(f, l->label, l->note, FACE_ACCENT,
			    l->p[l->n - 1].y);
	}
	for (i = 0; i < c->nlimit; i++)
		add_label(f, c->limit[i].label, NULL, FACE_BAD, c->limit[i].y);
}

/* Room at the right: the widest label, but most of the page is the plot. */
static double
label_room(const struct frame *f)
{
	double room = 16;
	size_t i;

	for (i = 0; i < f->nlabel; i++) {
		room = fmax(room,
		    12 + frame_width(f, f->label[i].face, f->label[i].head));
		room = fmax(
		    room, 12 + frame_width(f, FACE_MUTE, f->label[i].note));
	}
	return fmin(room, f->w * .26);
}

static void
x_extent(struct frame *f)
{
	double room = 0;
	size_t i;

	for (i = 0; i < f->ntick; i++)
		room = fmax(room, frame_width(f, FACE_MUTE, f->tick[i].label));
	room = fmax(room, frame_width(f, FACE_MUTE, f->c->strip));
	f->left = room + 10;
	f->right = f->narrow ? f->w - 8 : f->w - label_room(f);
	f->x = (struct scale){f->c->from, f->c->until, f->left, f->right};
	if (!(f->x.until > f->x.from)) {
		f->x.from -= 3600;
		f->x.until += 3600;
	}
}

static void
add_flag(struct frame *f, const char *head, const char *text, enum face face,
    double x, double y)
{
	struct flag *g;

	if (!head || f->nflag == FLAGS)
		return;
	g = &f->flag[f->nflag++];
	*g = (struct flag){.head = head,
	    .text = text,
	    .face = face,
	    .x = scale_at(&f->x, x),
	    .y = y,
	    .lane = -1};
	g->x = fmin(fmax(g->x, f->left), f->right);
}

static int
by_x(const void *a, const void *b)
{
	const struct flag *p = a, *q = b;

	return (p->x > q->x) - (p->x < q->x);
}

static void
place_flags(struct frame *f)
{
	double end[LANES] = {0}, most = f->w - 4;
	int lanes = LANES, k;
	size_t i;

	qsort(f->flag, f->nflag, sizeof(*f->flag), by_x);
	for (k = 0; k < lanes; k++)
		end[k] = -GAP;
	for (i = 0; i < f->nflag; i++) {
		struct flag *g = &f->flag[i];
		double room = fmin(most, 240), w;

		g->fit_head = canvas_fit(f->v, g->face, g->head, room);
		g->fit_text =
		    g->text ? canvas_fit(f->v, FACE_MUTE, g->text, room) : NULL;
		w = fmax(frame_width(f, g->face, g->fit_head),
		    frame_width(f, FACE_MUTE, g->fit_text));
		g->width = w;
		g->left = fmin(fmax(g->x - w / 2, 2), most - w);
		for (k = 0; k < lanes; k++) {
			if (g->left < end[k] + GAP)
				continue;
			g->lane = k;
			end[k] = g->left + w;
			if (k + 1 > f->lanes)
				f->lanes = k + 1;
			break;
		}
	}
}

static void
flags(struct frame *f)
{
	const struct chart *c = f->c;
	size_t i;

	for (i = 0; i < c->ncallout; i++)
		add_flag(f, c->callout[i].head, c->callout[i].text, FACE_INK,
		    c->callout[i].x, c->callout[i].y);
	for (i = 0; i < c->nzone; i++)
		add_flag(f, c->zone[i].label, NULL,
		    canvas_face(c->zone[i].tone),
		    (fmax(c->zone[i].from, c->from) +
			fmin(c->zone[i].until, c->until)) /
			2,
		    NAN);
	place_flags(f);
}

/* Push the labels at the right apart: down, then up from the bottom. */
static void
spread(struct frame *f)
{
	size_t i, k;
	double low = f->top - 8;

	for (i = 0; i < f->nlabel; i++)
		f->label[i].y = scale_at(&f->y, f->label[i].want) - ROW / 2.0;
	for (i = 1; i < f->nlabel; i++) {
		struct label l = f->label[i];

		for (k = i; k > 0 && f->label[k - 1].y > l.y; k--)
			f->label[k] = f->label[k - 1];
		f->label[k] = l;
	}
	for (i = 0; i < f->nlabel; i++) {
		f->label[i].y = fmax(f->label[i].y, low);
		low = f->label[i].y + f->label[i].height + 1;
	}
	low = f->bottom + 12;
	for (i = f->nlabel; i > 0; i--) {
		struct label *l = &f->label[i - 1];

		l->y = fmin(l->y, low - l->height - 1);
		low = l->y;
	}
}

void
frame_start(
    struct frame *f, const struct canvas *v, const struct chart *c, double w)
{
	memset(f, 0, sizeof(*f));
	f->v = v;
	f->c = c;
	f->w = w;
	f->narrow = w < CANVAS_NARROW;
	y_extent(f);
	labels(f);
	x_extent(f);
	flags(f);
	f->top = 30 + f->lanes * LANE + (frame_outlook(f) ? ROW : 0);
	if (f->narrow)
		f->top += (double)(f->nlabel > 0 ? f->nlabel * ROW : 0);
	f->bottom = f->top + (f->narrow ? 190 : 228);
	f->y.at = f->bottom;
	f->y.to = f->top;
	spread(f);
	f->h = f->bottom + (c->ntick ? 62 : 34);
}

void
frame_end(struct frame *f)
{
	size_t i;

	for (i = 0; i < f->nflag; i++) {
		free(f->flag[i].fit_head);
		free(f->flag[i].fit_text);
	}
}
