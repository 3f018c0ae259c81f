/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* canvas - which layout a chart has; sparks and panels; see canvas.h */
#include "canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"
#include "utf8.h"

char *
canvas_fit(const struct canvas *v, enum face f, const char *s, double w)
{
	size_t n = strlen(s), low = 0, high = n;
	char *out;

	if (v->width(v->user, f, s) <= w)
		return xstrdup(s);
	out = xmalloc(n + 4);
	while (low < high) { /* the longest beginning that fits */
		size_t mid = low + (high - low + 1) / 2;

		mid = utf8_cut(s, n, mid);
		if (mid <= low)
			break;
		memcpy(out, s, mid);
		strcpy(out + mid, "…");
		if (v->width(v->user, f, out) <= w)
			low = mid;
		else
			high = mid - 1;
	}
	memcpy(out, s, low);
	strcpy(out + low, "…");
	return out;
}

enum face
canvas_face(enum tone t)
{
	static const enum face of[] = {
	    FACE_MUTE, FACE_OK, FACE_WARN, FACE_BAD, FACE_MUTE};

	return of[t];
}

/* Extent of all that a small chart draws. */
static void
extent(const struct chart *c, struct scale *x, struct scale *y)
{
	size_t i, k;

	*x = *y = (struct scale){INFINITY, -INFINITY, 0, 0};
	for (i = 0; i < c->nline; i++) {
		for (k = 0; k < c->line[i].n; k++) {
			const struct point *p = &c->line[i].p[k];

			x->from = fmin(x->from, p->x);
			x->until = fmax(x->until, p->x);
			y->from = fmin(y->from, fmin(p->y, p->low));
			y->until = fmax(y->until, fmax(p->y, p->high));
		}
	}
	if (!(x->until > x->from)) {
		x->from -= 1;
		x->until += 1;
	}
	y->from = fmin(y->from, c->least);
	y->until = fmax(y->until, c->most);
	if (!(y->until > y->from)) {
		double wide = fmax(fabs(y->from) * .05, 1e-9);

		y->from -= wide;
		y->until += wide;
	}
}

/* A limit that is far off would press the line flat: it is left out. */
static void
widen(const struct chart *c, struct scale *y)
{
	double spread = y->until - y->from, from = y->from, until = y->until;
	size_t i;

	for (i = 0; i < c->nlimit; i++) {
		if (c->limit[i].y > from - 1.5 * spread &&
		    c->limit[i].y < until + 1.5 * spread) {
			y->from = fmin(y->from, c->limit[i].y);
			y->until = fmax(y->until, c->limit[i].y);
		}
	}
}

static void
small(const struct canvas *v, const struct chart *c, double w, double h)
{
	struct scale x, y;
	size_t i;

	extent(c, &x, &y);
	widen(c, &y);
	x.at = 3;
	x.to = w - 5;
	y.at = h - 3;
	y.to = 3;
	for (i = 0; i < c->nlimit; i++) {
		double at = scale_at(&y, c->limit[i].y);

		if (c->limit[i].y >= y.from && c->limit[i].y <= y.until)
			v->line(v->user, PEN_LIMIT, 0, at, w, at);
	}
	for (i = 0; i < c->nline; i++)
		plot_line(v, &c->line[i], &x, &y);
	if (c->nline > 0 && c->line[c->nline - 1].n > 0) {
		const struct line *l = &c->line[c->nline - 1];

		v->dot(v->user, FILL_ACCENT, scale_at(&x, l->p[l->n - 1].x),
		    scale_at(&y, l->p[l->n - 1].y), 2.6);
	}
}

double
canvas_height(const struct canvas *v, const struct chart *c, double w)
{
	switch (c->kind) {
	case CHART_TIME:
		return plot_height(v, c, w);
	case CHART_FOREST:
		return forest_height(c, w);
	case CHART_PANEL:
		return 64;
	default:
		return 26;
	}
}

void
canvas_draw(const struct canvas *v, const struct chart *c, double w)
{
	if (c->kind == CHART_TIME)
		plot_draw(v, c, w);
	else if (c->kind == CHART_FOREST)
		forest_draw(v, c, w);
	else
		small(v, c, w, canvas_height(v, c, w));
}
