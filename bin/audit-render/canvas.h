/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * canvas - draw a chart on anything that can draw lines and words
 *
 * The layout (axes, labels that do not run into each other, bands) is made
 * once, in chart.c and plot.c; svg.c and pdf.c only put ink on paper.
 * Coordinates are CSS pixels, y down; a text's y is its baseline, 12 px high.
 */
#ifndef AUDIT_RENDER_CANVAS_H
#define AUDIT_RENDER_CANVAS_H

#include "report.h"

enum pen {
	PEN_GRID,
	PEN_AXIS,
	PEN_LINE,    /* the series: accent, 1.9 */
	PEN_MUTE,    /* quieter, 1.3 */
	PEN_LIMIT,   /* bad, dashed, 1.2 */
	PEN_OUTLOOK, /* accent, dotted, 1.6 */
	PEN_OK,      /* whiskers of a forest plot, 2 */
	PEN_WARN,
	PEN_BAD
};
enum fill {
	FILL_BAND,  /* accent, 15 % */
	FILL_FAINT, /* accent, 8 % */
	FILL_ZONE,  /* bad, 9 % */
	FILL_SHADE, /* neutral, faint: the outlook's ground */
	FILL_DOT,   /* neutral, 32 %: single runs */
	FILL_TICK,  /* neutral, 55 % */
	FILL_ACCENT,
	FILL_OK,
	FILL_WARN,
	FILL_BAD,
	FILL_MUTE
};
enum face { FACE_MUTE, FACE_INK, FACE_ACCENT, FACE_OK, FACE_WARN, FACE_BAD };
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

#define CANVAS_PAGE 976
#define CANVAS_PHONE 340
#define CANVAS_NARROW 600 /* below it, labels stand in the plot */
#define CANVAS_PANEL 226
#define CANVAS_SPARK 120

struct xy {
	double x, y;
};

struct canvas {
	void *user;
	/* Width of a text, never less than it will be. */
	double (*width)(void *user, enum face f, const char *s);
	void (*line)(
	    void *user, enum pen p, double x1, double y1, double x2, double y2);
	void (*path)(void *user, enum pen p, const struct xy *v, size_t n);
	void (*area)(void *user, enum fill f, const struct xy *v, size_t n);
	void (*rect)(
	    void *user, enum fill f, double x, double y, double w, double h);
	void (*dot)(void *user, enum fill f, double x, double y, double radius);
	/* A ring filled with the paper's colour: "no clear change". */
	void (*ring)(void *user, enum pen p, double x, double y, double radius);
	void (*text)(void *user, enum face f, enum anchor a, double x, double y,
	    const char *s);
};

/*
 * Height that chart c takes when it is w wide; then draw it.  w: 976 on a
 * page, below CANVAS_NARROW on a phone, 226 a panel, 120 a spark line.
 */
double canvas_height(const struct canvas *v, const struct chart *c, double w);
void canvas_draw(const struct canvas *v, const struct chart *c, double w);

/* The face of a tone; no tone is mute. */
enum face canvas_face(enum tone t);

/* s cut with "…" until it is at most w wide; new. */
char *canvas_fit(const struct canvas *v, enum face f, const char *s, double w);

#endif
