/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf_ink - texts, rules and charts on a cairo page; see pdf.h */
#ifdef HAVE_CAIRO
#include "pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "utf8.h"

const struct rgb pdf_ink = {0.106, 0.122, 0.141};
const struct rgb pdf_mute = {0.349, 0.388, 0.431};
const struct rgb pdf_accent = {0.043, 0.361, 0.678};
const struct rgb pdf_rule = {0.816, 0.843, 0.871};
const struct rgb pdf_paper = {1, 1, 1};
const struct type pdf_body = {8.5, false, false, {0.106, 0.122, 0.141}};
const struct type pdf_small = {7, false, false, {0.349, 0.388, 0.431}};

struct rgb
pdf_tone(enum tone t)
{
	static const struct rgb of[] = {{0.106, 0.122, 0.141},
	    {0.102, 0.498, 0.216}, {0.604, 0.404, 0}, {0.784, 0.063, 0.18},
	    {0.349, 0.388, 0.431}};

	return of[t];
}

const char *
pdf_mark(enum tone t)
{
	static const char *const of[] = {"", "✓ ", "▲ ", "✕ ", "○ "};

	return of[t];
}

void
pdf_colour(struct pdf *p, struct rgb c)
{
	cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
}

void
pdf_line(
    struct pdf *p, struct rgb c, double width, double x1, double x2, double y)
{
	pdf_colour(p, c);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, x1, y);
	cairo_line_to(p->cr, x2, y);
	cairo_stroke(p->cr);
}

void
pdf_begin(struct pdf *p, const char *tag)
{
	cairo_tag_begin(p->cr, tag, NULL);
}

void
pdf_end(struct pdf *p, const char *tag)
{
	cairo_tag_end(p->cr, tag);
}

static void
over(PangoAttrList *list, PangoAttribute *a, size_t from, size_t until)
{
	a->start_index = (guint)from;
	a->end_index = (guint)until;
	pango_attr_list_insert(list, a);
}

/* The report's marks as pango attributes; text without them is appended to s.
 */
static PangoAttrList *
runs(const char *text, GString *s)
{
	PangoAttrList *list = pango_attr_list_new();
	struct text_run run;

	while (report_run(&text, &run)) {
		size_t from = s->len;
		PangoAttribute *a = NULL;

		g_string_append_len(s, run.words.p, (gssize)run.words.n);
		if (run.style == MARK_BOLD[0])
			a = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
		else if (run.style == MARK_CODE[0])
			a = pango_attr_family_new(PDF_MONO);
		if (a)
			over(list, a, from, s->len);
	}
	return list;
}

/*
 * What another font must draw stands in one weight: fonts of Chinese, Japanese
 * and Korean are large, and two of them together would take more memory than
 * all the rest.
 */
static void
one_font(PangoAttrList *list, const char *s)
{
	const char *p = s, *end = s + strlen(s);
	bool other = false; /* the character before is drawn by another font */

	while (p < end) {
		uint32_t c;
		size_t n = utf8_decode(p, end, &c), at = (size_t)(p - s);

		n = n ? n : 1;
		/* What is blank goes with the words before it. */
		other = (c >= 0x900 && c < 0x1e00) || c >= 0x2e80 ||
			(other && c == ' ');
		if (other)
			over(list, pango_attr_weight_new(PANGO_WEIGHT_NORMAL),
			    at, at + n);
		p += n;
	}
}

PangoLayout *
pdf_layout(struct pdf *p, const char *text, const struct type *t, double width)
{
	PangoLayout *l = pango_layout_new(p->context);
	PangoFontDescription *d = pango_font_description_new();
	GString *s = g_string_new(NULL);
	PangoAttrList *list = runs(text, s);

	/* A name that is broken must not gain a character. */
	pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
	one_font(list, s->str);
	pango_font_description_set_family_static(
	    d, t->mono ? PDF_MONO : PDF_FAMILY);
	pango_font_description_set_absolute_size(d, t->size * PANGO_SCALE);
	if (t->bold)
		pango_font_description_set_weight(d, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(l, d);
	pango_layout_set_text(l, s->str, (int)s->len);
	pango_layout_set_attributes(l, list);
	if (width > 0) {
		pango_layout_set_width(l, (int)(width * PANGO_SCALE));
		pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	}
	pango_attr_list_unref(list);
	g_string_free(s, TRUE);
	pango_font_description_free(d);
	return l;
}

void
pdf_size(PangoLayout *l, double *w, double *h)
{
	int pw, ph;

	pango_layout_get_size(l, &pw, &ph);
	*w = pw / (double)PANGO_SCALE;
	*h = ph / (double)PANGO_SCALE;
}

void
pdf_show(struct pdf *p, PangoLayout *l, const struct type *t, double x,
    double y, int align)
{
	double w, h;

	pdf_size(l, &w, &h);
	pdf_colour(p, t->colour);
	cairo_move_to(p->cr, align ? x - w : x, y);
	pango_cairo_show_layout(p->cr, l);
}

void
pdf_put(struct pdf *p, const char *text, const struct type *t, double x,
    double y, double width, int align)
{
	PangoLayout *l = pdf_layout(p, text, t, width);

	pdf_show(p, l, t, x, y, align);
	g_object_unref(l);
}

/* ---- charts: a canvas of cairo ---- */

#define ACCENT (-1) /* else an enum tone */

static struct rgb
colour(int tone)
{
	return tone == ACCENT ? pdf_accent : pdf_tone((enum tone)tone);
}

static void
pen(struct pdf *p, enum pen which)
{
	static const double dashed[] = {5, 4}, dotted[] = {2, 3};
	static const struct {
		int tone;
		double width;
		const double *dash;
	} of[] = {[PEN_GRID] = {TONE_NONE, 0.8, NULL},
	    [PEN_AXIS] = {TONE_MUTE, 1, NULL},
	    [PEN_LINE] = {ACCENT, 1.9, NULL},
	    [PEN_MUTE] = {TONE_MUTE, 1.3, NULL},
	    [PEN_LIMIT] = {TONE_BAD, 1.2, dashed},
	    [PEN_OUTLOOK] = {ACCENT, 1.6, dotted},
	    [PEN_OK] = {TONE_OK, 2, NULL},
	    [PEN_WARN] = {TONE_WARN, 2, NULL},
	    [PEN_BAD] = {TONE_BAD, 2, NULL}};

	pdf_colour(p, which == PEN_GRID ? pdf_rule : colour(of[which].tone));
	cairo_set_line_width(p->cr, of[which].width);
	cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_dash(p->cr, of[which].dash, of[which].dash ? 2 : 0, 0);
}

static void
ink(struct pdf *p, enum fill f)
{
	static const struct {
		int tone;
		double alpha;
	} of[] = {[FILL_BAND] = {ACCENT, 0.15},
	    [FILL_FAINT] = {ACCENT, 0.08},
	    [FILL_ZONE] = {TONE_BAD, 0.09},
	    [FILL_SHADE] = {TONE_NONE, 0.04},
	    [FILL_DOT] = {TONE_NONE, 0.32},
	    [FILL_TICK] = {TONE_NONE, 0.55},
	    [FILL_ACCENT] = {ACCENT, 1},
	    [FILL_OK] = {TONE_OK, 1},
	    [FILL_WARN] = {TONE_WARN, 1},
	    [FILL_BAD] = {TONE_BAD, 1},
	    [FILL_MUTE] = {TONE_MUTE, 1}};
	struct rgb c = colour(of[f].tone);

	cairo_set_source_rgba(p->cr, c.r, c.g, c.b, of[f].alpha);
}

static void
trace(cairo_t *cr, const struct xy *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i == 0)
			cairo_move_to(cr, v[i].x, v[i].y);
		else
			cairo_line_to(cr, v[i].x, v[i].y);
	}
}

static struct type
face(enum face f)
{
	static const int tone[] = {
	    TONE_MUTE, TONE_NONE, ACCENT, TONE_OK, TONE_WARN, TONE_BAD};

	return (struct type){12, f == FACE_ACCENT, false, colour(tone[f])};
}

static double
ink_width(void *user, enum face f, const char *s)
{
	struct type t = face(f);
	PangoLayout *l = pdf_layout(user, s, &t, 0);
	double w, h;

	pdf_size(l, &w, &h);
	g_object_unref(l);
	return w;
}

static void
ink_line(void *user, enum pen which, double x1, double y1, double x2, double y2)
{
	struct pdf *p = user;

	pen(p, which);
	cairo_move_to(p->cr, x1, y1);
	cairo_line_to(p->cr, x2, y2);
	cairo_stroke(p->cr);
}

static void
ink_path(void *user, enum pen which, const struct xy *v, size_t n)
{
	struct pdf *p = user;

	pen(p, which);
	trace(p->cr, v, n);
	cairo_stroke(p->cr);
}

static void
ink_area(void *user, enum fill f, const struct xy *v, size_t n)
{
	struct pdf *p = user;

	ink(p, f);
	trace(p->cr, v, n);
	cairo_close_path(p->cr);
	cairo_fill(p->cr);
}

static void
ink_rect(void *user, enum fill f, double x, double y, double w, double h)
{
	struct pdf *p = user;

	ink(p, f);
	cairo_rectangle(p->cr, x, y, w, h);
	cairo_fill(p->cr);
}

static void
ink_dot(void *user, enum fill f, double x, double y, double radius)
{
	struct pdf *p = user;

	ink(p, f);
	cairo_new_sub_path(p->cr);
	cairo_arc(p->cr, x, y, radius, 0, 2 * G_PI);
	cairo_fill(p->cr);
}

static void
ink_ring(void *user, enum pen which, double x, double y, double radius)
{
	struct pdf *p = user;

	cairo_new_sub_path(p->cr);
	cairo_arc(p->cr, x, y, radius, 0, 2 * G_PI);
	pdf_colour(p, pdf_paper);
	cairo_fill_preserve(p->cr);
	pen(p, which);
	cairo_stroke(p->cr);
}

static void
ink_text(
    void *user, enum face f, enum anchor a, double x, double y, const char *s)
{
	struct pdf *p = user;
	struct type t = face(f);
	PangoLayout *l = pdf_layout(p, s, &t, 0);
	double w, h, base;

	pdf_size(l, &w, &h);
	base = pango_layout_get_baseline(l) / (double)PANGO_SCALE;
	pdf_show(p, l, &t,
	    a == ANCHOR_START    ? x
	    : a == ANCHOR_MIDDLE ? x - w / 2
				 : x - w,
	    y - base, 0);
	g_object_unref(l);
}

static struct canvas
canvas_of(struct pdf *p)
{
	return (struct canvas){p, ink_width, ink_line, ink_path, ink_area,
	    ink_rect, ink_dot, ink_ring, ink_text};
}

double
pdf_chart_height(struct pdf *p, const struct chart *c, double w)
{
	const struct canvas v = canvas_of(p);

	return canvas_height(&v, c, w / PDF_CHART) * PDF_CHART;
}

void
pdf_chart(struct pdf *p, const struct chart *c, double x, double y, double w)
{
	const struct canvas v = canvas_of(p);

	cairo_save(p->cr);
	cairo_translate(p->cr, x, y);
	cairo_scale(p->cr, PDF_CHART, PDF_CHART);
	canvas_draw(&v, c, w / PDF_CHART);
	cairo_restore(p->cr);
}
#else
typedef int pdf_ink_without_cairo; /* no empty translation unit */
#endif
