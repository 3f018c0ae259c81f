/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf_table - a table down the page, its head repeated on each; see pdf.h */
#ifdef HAVE_CAIRO
#include "pdf.h"

#include <math.h>
#include <stdlib.h>

#include "diag.h"

#define GAP 9.0    /* between columns */
#define SLACK 16.0 /* that a column of a narrow table gets at most */
#define PAD 3.0    /* above and below a row's text */
#define SPARK 66.0 /* width of a spark line */
#define BAR 60.0   /* of a bar */
#define LOOK 200   /* rows that widths are taken from */

static const struct type head = {7, true, false, {0.349, 0.388, 0.431}};

static bool
right(enum column_kind k)
{
	return k == COLUMN_NUMBER;
}

static struct type
type_of(const struct column *col, const struct cell *c)
{
	struct type t = {7.5, false, false, pdf_ink};

	t.mono = col->kind == COLUMN_CODE;
	if (t.mono)
		t.size = 7;
	if (c->tone != TONE_NONE)
		t.colour = pdf_tone(c->tone);
	return t;
}

/* What a cell says, in one string of the report's marks; new. */
static char *
words(const struct column *col, const struct cell *c, bool first)
{
	const char *mark =
	    col->kind == COLUMN_STATE || col->kind == COLUMN_CHAIN
		? pdf_mark(c->tone)
		: "";
	const char *text = c->text ? c->text : "\xe2\x80\x94";

	if (!c->note)
		return xasprintf("%s%s", mark, text);
	/* Below it where words stand, beside a figure. */
	return xasprintf("%s%s%s%s", mark, text,
	    first || col->kind == COLUMN_STATE || col->kind == COLUMN_TEXT
		? "\n"
		: " ",
	    c->note);
}

static double
natural(struct pdf *p, const struct table *t, size_t col)
{
	struct type ty = head;
	PangoLayout *l = pdf_layout(p, t->column[col].label, &ty, 0);
	double most, w, h;
	size_t row;

	pdf_size(l, &most, &h);
	g_object_unref(l);
	if (t->column[col].kind == COLUMN_SPARK)
		return fmax(most, SPARK);
	for (row = 0; row < t->nrow && row < LOOK; row++) {
		const struct cell *c = &t->cell[row * t->ncolumn + col];
		char *s = words(&t->column[col], c, col == 0);

		ty = type_of(&t->column[col], c);
		l = pdf_layout(p, s, &ty, 0);
		pdf_size(l, &w, &h);
		most = fmax(most, w);
		g_object_unref(l);
		free(s);
	}
	return t->column[col].kind == COLUMN_BAR ? fmax(most, BAR) : most;
}

static bool
gives(const struct column *c)
{
	return c->kind == COLUMN_TEXT || c->kind == COLUMN_STATE ||
	       c->kind == COLUMN_CHAIN;
}

/* room for those that give: the narrow keep their width, the wide share. */
static void
share(const struct table *t, double *w, double room)
{
	size_t i, wide = 0;
	double fair = 0, left = room;

	for (;;) {
		size_t n = 0;
		double rest = room;

		for (i = 0; i < t->ncolumn; i++) {
			if (!gives(&t->column[i]))
				continue;
			if (wide == 0 || w[i] > fair)
				n++;
			else
				rest -= w[i];
		}
		if (n == wide || n == 0)
			break;
		wide = n;
		left = rest;
		fair = left / (double)wide;
	}
	for (i = 0; i < t->ncolumn; i++) {
		if (gives(&t->column[i]) && w[i] > fair)
			w[i] = fair;
	}
}

/*
 * Widths that fill the line: columns that must stay on one line have theirs,
 * the others share the rest.
 */
static void
widths(struct pdf *p, const struct table *t, double *w)
{
	double room = p->right - p->left - GAP * (double)(t->ncolumn - 1);
	double fixed = 0, all = 0;
	size_t i;

	for (i = 0; i < t->ncolumn; i++) {
		w[i] = natural(p, t, i);
		all += w[i];
		fixed += gives(&t->column[i]) ? 0 : w[i];
	}
	if (all > room && fixed < all && fixed < .7 * room) {
		share(t, w, room - fixed);
		return;
	}
	for (i = 0; i < t->ncolumn; i++)
		w[i] =
		    all > room
			? w[i] * room / all
			: w[i] + fmin((room - all) / (double)t->ncolumn, SLACK);
}

static void
show_head(struct pdf *p, const struct table *t, const double *w)
{
	double x = p->left, most = 0;
	size_t i;

	pdf_begin(p, "TR");
	for (i = 0; i < t->ncolumn; i++) {
		PangoLayout *l = pdf_layout(p, t->column[i].label, &head, w[i]);
		bool r = right(t->column[i].kind);
		double lw, lh;

		if (r)
			pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
		pdf_size(l, &lw, &lh);
		most = fmax(most, lh);
		pdf_begin(p, "TH");
		pdf_colour(p, head.colour);
		cairo_move_to(p->cr, x, p->y);
		pango_cairo_show_layout(p->cr, l);
		pdf_end(p, "TH");
		g_object_unref(l);
		x += w[i] + GAP;
	}
	pdf_end(p, "TR");
	p->y += most + PAD;
	pdf_line(p, pdf_mute, 0.7, p->left, p->right, p->y);
	p->y += PAD;
}

static void
show_bar(struct pdf *p, const struct cell *c, double x, double w)
{
	double share = isnan(c->value) ? 0 : fmin(fmax(c->value, 0), 1);

	pdf_colour(p, pdf_rule);
	cairo_rectangle(p->cr, x, p->y + 2, fmin(w, BAR), 4);
	cairo_fill(p->cr);
	pdf_colour(p, c->tone == TONE_NONE ? pdf_accent : pdf_tone(c->tone));
	cairo_rectangle(p->cr, x, p->y + 2, fmin(w, BAR) * share, 4);
	cairo_fill(p->cr);
}

static void
show_row(struct pdf *p, const struct table *t, const struct cell *row,
    const double *w)
{
	PangoLayout **l = xcalloc(t->ncolumn, sizeof(PangoLayout *));
	double x = p->left, most = 8, lw, lh;
	size_t i;

	for (i = 0; i < t->ncolumn; i++) {
		struct type ty = type_of(&t->column[i], &row[i]);
		char *s = words(&t->column[i], &row[i], i == 0);

		l[i] = pdf_layout(p, s, &ty, w[i]);
		if (right(t->column[i].kind))
			pango_layout_set_alignment(l[i], PANGO_ALIGN_RIGHT);
		pdf_size(l[i], &lw, &lh);
		if (t->column[i].kind == COLUMN_BAR)
			lh += 8;
		most = fmax(most, row[i].spark
				      ? pdf_chart_height(p, row[i].spark, SPARK)
				      : lh);
		free(s);
	}
	if (p->y + most + PAD > p->foot) {
		pdf_end(p, "Table");
		pdf_need(p, p->foot);
		pdf_begin(p, "Table");
		show_head(p, t, w);
	}
	pdf_begin(p, "TR");
	for (i = 0; i < t->ncolumn; i++) {
		struct type ty = type_of(&t->column[i], &row[i]);
		bool bar = t->column[i].kind == COLUMN_BAR;

		pdf_begin(p, i ? "TD" : "TH");
		if (row[i].spark)
			pdf_chart(p, row[i].spark, x, p->y, SPARK);
		else
			pdf_show(p, l[i], &ty, x, p->y + (bar ? 8 : 0), 0);
		if (bar)
			show_bar(p, &row[i], x, w[i]);
		pdf_end(p, i ? "TD" : "TH");
		g_object_unref(l[i]);
		x += w[i] + GAP;
	}
	pdf_end(p, "TR");
	p->y += most + PAD;
	pdf_line(p, pdf_rule, 0.4, p->left, p->right, p->y);
	p->y += PAD;
	free(l);
}

void
pdf_table(struct pdf *p, const struct table *t)
{
	double *w;
	size_t row;

	if (t->nrow == 0)
		return;
	w = xcalloc(t->ncolumn, sizeof(double));
	widths(p, t, w);
	pdf_need(p, 50);
	pdf_begin(p, "Table");
	show_head(p, t, w);
	for (row = 0; row < t->nrow; row++)
		show_row(p, t, &t->cell[row * t->ncolumn], w);
	pdf_end(p, "Table");
	p->y += 8;
	free(w);
}
#else
typedef int pdf_table_without_cairo; /* no empty translation unit */
#endif
