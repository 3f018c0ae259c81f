/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pdf - what the files of the PDF writer share: a page being laid out
 *
 * Lengths are points, y down.  The report is laid out twice: once to count the
 * pages, once on paper.  Text goes through pango with one named family, so
 * the bytes depend on the report, the library and that font alone.
 */
#ifndef AUDIT_RENDER_PDF_H
#define AUDIT_RENDER_PDF_H

#include <pango/pangocairo.h>

#include "canvas.h"
#include "report.h"

/* All of Chinese, Japanese and Korean out of one face, where it is there. */
#define PDF_FAMILY "DejaVu Sans,Noto Sans CJK JP"
#define PDF_MONO "DejaVu Sans Mono,Noto Sans CJK JP"
#define PDF_CHART 0.66 /* points a pixel of a chart */

struct rgb {
	double r, g, b;
};
extern const struct rgb pdf_ink, pdf_mute, pdf_accent, pdf_rule, pdf_paper;
struct rgb pdf_tone(enum tone t);

struct pdf {
	const struct report *r;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	double width, height;          /* of the paper */
	double left, right, top, foot; /* of what is printed */
	double y;                      /* where the next thing begins */
	int page, pages;               /* from 1; pages 0: being counted */
};

/* How a text is set. */
struct type {
	double size;
	bool bold, mono;
	struct rgb colour;
};
extern const struct type pdf_body, pdf_small;

/*
 * A layout of a report's text (marks and all), at most width wide (0: as
 * wide as it is).  g_object_unref it.
 */
PangoLayout *pdf_layout(
    struct pdf *p, const char *text, const struct type *t, double width);
void pdf_size(PangoLayout *l, double *w, double *h);
/* Ink at x, y (top left); align 0 left, 1 right of x. */
void pdf_show(struct pdf *p, PangoLayout *l, const struct type *t, double x,
    double y, int align);

/* Both in one. */
void pdf_put(struct pdf *p, const char *text, const struct type *t, double x,
    double y, double width, int align);

void pdf_colour(struct pdf *p, struct rgb c);
void pdf_line(
    struct pdf *p, struct rgb c, double width, double x1, double x2, double y);

/* A new page unless h still fits; h larger than a page: one anyway. */
void pdf_need(struct pdf *p, double h);
/* A text down the page, over pages where it must. */
void pdf_text(struct pdf *p, const char *tag, const char *text,
    const struct type *t, double after);

void pdf_begin(struct pdf *p, const char *tag);
void pdf_end(struct pdf *p, const char *tag);

/* A chart at x, y, w points wide; returns its height in points. */
double pdf_chart_height(struct pdf *p, const struct chart *c, double w);
void pdf_chart(
    struct pdf *p, const struct chart *c, double x, double y, double w);

/* Down the page, as pdf_text. */
void pdf_facts(struct pdf *p);
void pdf_block(struct pdf *p, const struct block *b);
void pdf_table(struct pdf *p, const struct table *t);

/* The mark of a tone: a shape, not a colour alone; "" for TONE_NONE. */
const char *pdf_mark(enum tone t);

#endif
