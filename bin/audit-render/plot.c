/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * plot - a chart over time
 *
 * From the top: the unit; lanes of flags (what happened when, each word in the
 * first lane where it does not run into another); the plot; a strip of ticks;
 * dates.  On a page the lines' names stand at their ends, pushed apart; on a
 * phone they stand in the first row.
 */
#include "plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LANES 3
#define LANE 31   /* two rows of words */
#define ROW 15    /* a row of words */
#define FLAGS 40  /* at most */
#define LABELS 16 /* at the right, at most */
#define GAP 10    /* between words in a lane */

struct flag {
	const char *head, *text;
	char *fit_head, *fit_text;
	enum face face;
	double x, y; /* where it points to, y NAN: a zone */
	double left, width;
	int lane; /* -1: no room */
};

struct label {
	const char *head, *note;
	enum face face;
	double want, y; /* top of its box */
	double height;
};

struct frame {
	const struct canvas *v;
	const struct chart *c;
	double w, h;
	bool narrow;
	struct scale x, y;
	struct scale_tick tick[SCALE_TICKS];
	size_t ntick;
	struct flag flag[FLAGS];
	size_t nflag;
	int lanes;
	struct label label[LABELS];
	size_t nlabel;
	double left, right, top, bottom; /* of the plot */
};

static double
width(const struct frame *f, enum face face, const char *s)
{
	return s ? f->v->width(f->v->user, face, s) : 0;
}

static enum face
face_of(enum tone t)
{
	return t == TONE_BAD    ? FACE_BAD
	       : t == TONE_WARN ? FACE_WARN
	       : t == TONE_OK   ? FACE_OK
				: FACE_MUTE;
}

/* ---- layout ---- */

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
		room = fmax(
		    room, 12 + width(f, f->label[i].face, f->label[i].head));
		room = fmax(room, 12 + width(f, FACE_MUTE, f->label[i].note));
	}
	return fmin(room, f->w * .26);
}

static void
x_extent(struct frame *f)
{
	double room = 0;
	size_t i;

	for (i = 0; i < f->ntick; i++)
		room = fmax(room, width(f, FACE_MUTE, f->tick[i].label));
	room = fmax(room, width(f, FACE_MUTE, f->c->strip));
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
		w = fmax(width(f, g->face, g->fit_head),
		    width(f, FACE_MUTE, g->fit_text));
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
		add_flag(f, c->zone[i].label, NULL, face_of(c->zone[i].tone),
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

static void
lay_out(
    struct frame *f, const struct canvas *v, const struct chart *c, double w)
{
	bool outlook = isfinite(c->measured) && c->measured < c->until;

	memset(f, 0, sizeof(*f));
	f->v = v;
	f->c = c;
	f->w = w;
	f->narrow = w < CANVAS_NARROW;
	y_extent(f);
	labels(f);
	x_extent(f);
	flags(f);
	f->top = 30 + f->lanes * LANE + (outlook ? ROW : 0);
	if (f->narrow)
		f->top += (double)(f->nlabel > 0 ? f->nlabel * ROW : 0);
	f->bottom = f->top + (f->narrow ? 190 : 228);
	f->y.at = f->bottom;
	f->y.to = f->top;
	spread(f);
	f->h = f->bottom + (c->ntick ? 62 : 34);
}

static void
let_go(struct frame *f)
{
	size_t i;

	for (i = 0; i < f->nflag; i++) {
		free(f->flag[i].fit_head);
		free(f->flag[i].fit_text);
	}
}

/* ---- ink ---- */

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
		double w = width(f, FACE_MUTE, tick[i].label);
		double left = fmin(fmax(at - w / 2, f->left), f->w - w - 2);

		f->v->line(f->v->user, PEN_AXIS, at, y - 19, at, y - 14);
		if (left < end + GAP)
			continue;
		words(f, FACE_MUTE, ANCHOR_START, left, y, tick[i].label);
		end = left + w;
	}
	words(f, FACE_MUTE, ANCHOR_START, 2, 14, f->c->unit);
}

static void
zones(const struct frame *f)
{
	size_t i;

	if (isfinite(f->c->measured) && f->c->measured < f->c->until) {
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
	size_t i;

	for (i = 0; i < f->nflag; i++) {
		const struct flag *g = &f->flag[i];
		double y =
		    f->top - (g->lane + 1) * LANE + (g->fit_text ? 0 : ROW - 1);
		double middle = g->left + g->width / 2;
		bool outlook =
		    isfinite(f->c->measured) && f->c->measured < f->c->until;

		if (g->lane < 0)
			continue;
		y -= outlook ? ROW : 0;
		if (f->narrow)
			y -= 0;
		words(f, g->face, ANCHOR_MIDDLE, middle, y + 9, g->fit_head);
		words(f, FACE_MUTE, ANCHOR_MIDDLE, middle, y + 9 + ROW - 1,
		    g->fit_text);
		if (g->lane == 0 && isfinite(g->y))
			f->v->line(f->v->user, PEN_AXIS, g->x,
			    f->top - 4 - (outlook ? ROW : 0), g->x,
			    fmax(f->top, scale_at(&f->y, g->y) - 5));
		else if (isfinite(g->y))
			f->v->line(f->v->user, PEN_AXIS, g->x, f->top, g->x,
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

	lay_out(&f, v, c, w);
	let_go(&f);
	return f.h;
}

void
plot_draw(const struct canvas *v, const struct chart *c, double w)
{
	struct frame f;
	size_t i;

	lay_out(&f, v, c, w);
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
	let_go(&f);
}
