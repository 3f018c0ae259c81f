/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* svg - see svg.h */
#include "svg.h"

#include <math.h>
#include <string.h>

#include "html.h"
#include "utf8.h"

#define SIZE 12.0

static const char *const pens[] = {
    "g", "ax", "l", "l-mut", "lim", "fc", "w-ok", "w-warn", "w-bad"};
static const char *const fills[] = {"b", "b2", "zone", "shade", "dot", "f-tick",
    "f-acc", "f-ok", "f-warn", "f-bad", "f-mut"};
static const char *const faces[] = {
    "", "t-ink", "t-acc", "t-ok", "t-warn", "t-bad"};
static const char *const anchors[] = {
    "", " text-anchor=\"middle\"", " text-anchor=\"end\""};

/*
 * Advance widths in 1/100 em from ' ' to '~', of the widest font that the
 * style sheet names (DejaVu Sans), so that no reader's font makes labels meet.
 */
static const unsigned char advance[95] = {32, 41, 46, 84, 64, 96, 78, 28, 40,
    40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34,
    84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75,
    79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62,
    64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40,
    64, 60, 82, 60, 60, 53, 64, 34, 64, 84};

static double
width(void *user, enum face face, const char *s)
{
	const char *end = s + strlen(s);
	double w = 0;
	uint32_t c;
	size_t n;

	(void)user;
	for (; s < end; s += n) {
		n = utf8_decode(s, end, &c);
		if (n == 0) {
			n = 1;
			c = 0xfffd;
		}
		if (c >= ' ' && c <= '~')
			w += advance[c - ' '];
		else if (c >= 0x300 && c < 0x370)
			w += 0; /* combining */
		else
			w += c >= 0x1100
				 ? (c >= 0x2000 && c < 0x2e80 ? 84 : 104)
				 : 72;
	}
	/* Bold faces are wider. */
	return w * SIZE / 100 * (face == FACE_MUTE ? 1.02 : 1.1);
}

/* One decimal, none where it is 0. */
static void
number(FILE *f, double v)
{
	char buf[32];
	size_t n;

	if (!isfinite(v))
		v = 0;
	v = fmin(fmax(v, -99999), 99999);
	snprintf(buf, sizeof(buf), "%.1f", v);
	n = strlen(buf);
	if (buf[n - 1] == '0')
		buf[n - 2] = '\0';
	fputs(strcmp(buf, "-0") == 0 ? "0" : buf, f);
}

static void
attribute(FILE *f, const char *name, double v)
{
	fprintf(f, " %s=\"", name);
	number(f, v);
	putc('"', f);
}

static void
line(void *user, enum pen p, double x1, double y1, double x2, double y2)
{
	FILE *f = user;

	fprintf(f, "<line class=\"%s\"", pens[p]);
	attribute(f, "x1", x1);
	attribute(f, "y1", y1);
	attribute(f, "x2", x2);
	attribute(f, "y2", y2);
	fputs("/>", f);
}

static void
points(FILE *f, const struct xy *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i)
			putc(' ', f);
		number(f, v[i].x);
		putc(',', f);
		number(f, v[i].y);
	}
}

static void
path(void *user, enum pen p, const struct xy *v, size_t n)
{
	FILE *f = user;

	fprintf(f, "<polyline class=\"%s\" points=\"", pens[p]);
	points(f, v, n);
	fputs("\"/>", f);
}

static void
area(void *user, enum fill fill, const struct xy *v, size_t n)
{
	FILE *f = user;

	fprintf(f, "<polygon class=\"%s\" points=\"", fills[fill]);
	points(f, v, n);
	fputs("\"/>", f);
}

static void
rect(void *user, enum fill fill, double x, double y, double w, double h)
{
	FILE *f = user;

	fprintf(f, "<rect class=\"%s\"", fills[fill]);
	attribute(f, "x", x);
	attribute(f, "y", y);
	attribute(f, "width", w);
	attribute(f, "height", h);
	fputs("/>", f);
}

static void
circle(FILE *f, const char *class, double x, double y, double radius)
{
	fprintf(f, "<circle class=\"%s\"", class);
	attribute(f, "cx", x);
	attribute(f, "cy", y);
	attribute(f, "r", radius);
	fputs("/>", f);
}

static void
dot(void *user, enum fill fill, double x, double y, double radius)
{
	circle(user, fills[fill], x, y, radius);
}

static void
ring(void *user, enum pen p, double x, double y, double radius)
{
	(void)p;
	circle(user, "ring", x, y, radius);
}

static void
text(void *user, enum face face, enum anchor a, double x, double y,
    const char *s)
{
	FILE *f = user;

	fputs("<text", f);
	if (*faces[face])
		fprintf(f, " class=\"%s\"", faces[face]);
	attribute(f, "x", x);
	attribute(f, "y", y);
	fprintf(f, "%s>", anchors[a]);
	html_escape(f, s);
	fputs("</text>", f);
}

void
svg_chart(
    FILE *f, const struct chart *c, double w, const char *class, unsigned id)
{
	const struct canvas v = {
	    f, width, line, path, area, rect, dot, ring, text};
	double h = canvas_height(&v, c, w);

	fprintf(f, "<svg class=\"%s\" viewBox=\"0 0 ", class);
	number(f, w);
	putc(' ', f);
	number(f, h);
	putc('"', f);
	if (id) {
		fprintf(f,
		    " role=\"img\" aria-labelledby=\"c%ut c%ud\">"
		    "<title id=\"c%ut\">",
		    id, id, id);
		html_escape(f, c->title);
		fprintf(f, "</title><desc id=\"c%ud\">", id);
		html_escape(f, c->desc);
		fputs("</desc>", f);
	} else {
		attribute(f, "width", w);
		attribute(f, "height", h);
		fputs(" aria-hidden=\"true\" focusable=\"false\">", f);
	}
	canvas_draw(&v, c, w);
	fputs("</svg>", f);
}

void
svg_mark(FILE *f, enum tone t)
{
	static const char *const shape[] = {"",
	    "<circle cx=\"7\" cy=\"7\" r=\"6.5\" class=\"f-ok\"/>"
	    "<path d=\"M3.8 7.3l2.2 2.2 4.2-4.6\" class=\"mk\"/>",
	    "<path d=\"M7 .8L13.6 13H.4z\" class=\"f-warn\"/>"
	    "<path d=\"M7 5v3.8M7 10.2v1.5\" class=\"mk\"/>",
	    "<rect x=\".5\" y=\".5\" width=\"13\" height=\"13\" rx=\"2.5\" "
	    "class=\"f-bad\"/>"
	    "<path d=\"M4.2 4.2l5.6 5.6M9.8 4.2L4.2 9.8\" class=\"mk\"/>",
	    "<circle cx=\"7\" cy=\"7\" r=\"5.8\" class=\"mo\"/>"};

	if (t == TONE_NONE)
		return;
	fprintf(f,
	    "<svg class=\"mark\" width=\"14\" height=\"14\" viewBox=\"0 0 14 "
	    "14\" aria-hidden=\"true\" focusable=\"false\">%s</svg>",
	    shape[t]);
}
