/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pdf - a report on paper: vector charts, selectable and tagged text, an
 * outline, page numbers
 *
 * Never called PDF/A: nothing here checks that it is.
 */
#include "forms.h"

#ifdef HAVE_CAIRO
#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "fsio.h"
#include "pdf.h"

#define MARGIN 46.0

static const struct type title = {19, true, false, {0.106, 0.122, 0.141}};
static const struct type heading = {12.5, true, false, {0.106, 0.122, 0.141}};

static cairo_status_t
to_file(void *user, const unsigned char *data, unsigned n)
{
	return fwrite(data, 1, n, user) == n ? CAIRO_STATUS_SUCCESS
					     : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t
to_nowhere(void *user, const unsigned char *data, unsigned n)
{
	(void)user;
	(void)data;
	(void)n;
	return CAIRO_STATUS_SUCCESS;
}

static void
foot(struct pdf *p)
{
	PangoLayout *l =
	    pdf_layout(p, p->r->title, &pdf_small, p->right - p->left - 80);
	char number[48];

	pango_layout_set_height(l, 0);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	snprintf(number, sizeof(number), "Page %d of %d", p->page, p->pages);
	pdf_line(p, pdf_rule, 0.5, p->left, p->right, p->foot + 10);
	pdf_show(p, l, &pdf_small, p->left, p->foot + 14, 0);
	g_object_unref(l);
	pdf_put(p, number, &pdf_small, p->right, p->foot + 14, 0, 1);
}

void
pdf_need(struct pdf *p, double h)
{
	if (p->y + h <= p->foot || p->y <= p->top)
		return;
	foot(p);
	cairo_show_page(p->cr);
	p->page++;
	p->y = p->top;
}

void
pdf_text(struct pdf *p, const char *tag, const char *text, const struct type *t,
    double after)
{
	PangoLayout *l = pdf_layout(p, text, t, p->right - p->left);
	PangoLayoutIter *it = pango_layout_get_iter(l);
	bool open = false;

	do {
		PangoRectangle line;
		double h, base;

		pango_layout_iter_get_line_extents(it, NULL, &line);
		h = line.height / (double)PANGO_SCALE;
		base = (pango_layout_iter_get_baseline(it) - line.y) /
		       (double)PANGO_SCALE;
		if (p->y + h > p->foot) {
			if (open)
				pdf_end(p, tag);
			open = false;
			pdf_need(p, h);
		}
		if (!open)
			pdf_begin(p, tag);
		open = true;
		pdf_colour(p, t->colour);
		cairo_move_to(
		    p->cr, p->left + line.x / (double)PANGO_SCALE, p->y + base);
		pango_cairo_show_layout_line(
		    p->cr, pango_layout_iter_get_line_readonly(it));
		p->y += h;
	} while (pango_layout_iter_next_line(it));
	pdf_end(p, tag);
	pango_layout_iter_free(it);
	g_object_unref(l);
	p->y += after;
}

/* KEY='name' as cairo reads it: quotes and backslashes escaped; g_free it. */
static char *
attribute(const char *key, const char *name)
{
	GString *s = g_string_new(key);

	g_string_append(s, "='");
	for (; *name; name++) {
		if (*name == '\'' || *name == '\\')
			g_string_append_c(s, '\\');
		g_string_append_c(s, *name);
	}
	g_string_append_c(s, '\'');
	return g_string_free(s, FALSE);
}

static void
section(struct pdf *p, const struct section *s)
{
	char *dest = attribute("name", s->id);
	char *link = attribute("dest", s->id);
	size_t i;

	if (s->page && s != p->r->section)
		pdf_need(p, p->foot);
	p->y += 8;
	pdf_need(p, 120);
	cairo_tag_begin(p->cr, CAIRO_TAG_DEST, dest);
	cairo_tag_end(p->cr, CAIRO_TAG_DEST);
	cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT,
	    s->brief ? s->brief : s->heading, link, 0);
	pdf_text(p, "H2", s->heading, &heading, 4);
	if (s->sub) {
		struct type t = pdf_body;

		t.colour = pdf_mute;
		pdf_text(p, "P", s->sub, &t, 7);
	}
	for (i = 0; i < s->nblock; i++)
		pdf_block(p, &s->block[i]);
	g_free(dest);
	g_free(link);
}

static void
opening(struct pdf *p)
{
	const struct report *r = p->r;
	struct type head = title, lede = pdf_body, notice = pdf_body;

	if (r->tone == TONE_BAD)
		head.colour = pdf_tone(TONE_BAD);
	notice.bold = true;
	notice.colour =
	    pdf_tone(r->integrity == CHAIN_BROKEN ? TONE_BAD : TONE_WARN);
	lede.size = 9.5;
	if (r->notice)
		pdf_text(p, "P", r->notice, &notice, 8);
	if (r->eyebrow)
		pdf_text(p, "P", r->eyebrow, &pdf_small, 3);
	pdf_text(p, "H1", r->headline, &head, 6);
	if (r->lede)
		pdf_text(p, "P", r->lede, &lede, 10);
	pdf_facts(p);
	if (r->closing) {
		struct type t = pdf_body;

		t.bold = true;
		pdf_text(p, "P", r->closing, &t, 4);
	}
}

static void
ending(struct pdf *p)
{
	const struct report *r = p->r;
	size_t i;

	for (i = 0; i < r->npair; i++) {
		const struct pair *q = &r->pair[i];
		char *s = q->code ? xasprintf("%s: " MARK_CODE "%s" MARK_END,
					q->label, q->text)
				  : xasprintf("%s: %s", q->label, q->text);

		pdf_text(p, "P", s, &pdf_small, 1);
		free(s);
	}
}

static void
describe(struct pdf *p)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	long long t = epoch && *epoch     ? fsio_now()
		      : isnan(p->r->made) ? 0
					  : (long long)p->r->made;
	char when[32];

	fsio_utc(t, when);
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_TITLE, p->r->title);
	if (p->r->summary)
		cairo_pdf_surface_set_metadata(
		    p->surface, CAIRO_PDF_METADATA_SUBJECT, p->r->summary);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR,
	    "audit-render (benchline " BL_VERSION ")");
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_MOD_DATE, when);
}

/* No hinting: a text is as wide on every machine. */
static PangoContext *
context(cairo_t *cr)
{
	PangoContext *c = pango_cairo_create_context(cr);
	cairo_font_options_t *o = cairo_font_options_create();

	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(c, o);
	pango_cairo_context_set_resolution(c, 72);
	pango_context_set_language(c, pango_language_from_string("en"));
	cairo_font_options_destroy(o);
	return c;
}

/* Lay the report out; returns the number of pages, 0 when cairo failed. */
static int
lay_out(const struct report *r, enum paper paper, int pages, FILE *f)
{
	struct pdf p = {.r = r, .page = 1, .pages = pages};
	cairo_status_t status;
	size_t i;

	p.width = paper == PAPER_A4 ? 595.276 : 612;
	p.height = paper == PAPER_A4 ? 841.89 : 792;
	p.left = p.top = MARGIN;
	p.right = p.width - MARGIN;
	p.foot = p.height - MARGIN - 18;
	p.y = p.top;
	p.surface = cairo_pdf_surface_create_for_stream(
	    f ? to_file : to_nowhere, f, p.width, p.height);
	cairo_pdf_surface_restrict_to_version(p.surface, CAIRO_PDF_VERSION_1_5);
	p.cr = cairo_create(p.surface);
	p.context = context(p.cr);
	describe(&p);
	pdf_begin(&p, "Document");
	opening(&p);
	for (i = 0; i < r->nsection; i++)
		section(&p, &r->section[i]);
	ending(&p);
	pdf_end(&p, "Document");
	foot(&p);
	cairo_show_page(p.cr);
	g_object_unref(p.context);
	status = cairo_status(p.cr);
	cairo_destroy(p.cr);
	cairo_surface_finish(p.surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p.surface);
	cairo_surface_destroy(p.surface);
	return status == CAIRO_STATUS_SUCCESS ? p.page : 0;
}

bool
pdf_write(const struct report *r, enum paper paper, FILE *f, struct err *e)
{
	int pages = lay_out(r, paper, 0, NULL);

	if (pages > 0 && lay_out(r, paper, pages, f) > 0)
		return true;
	return err_set(e, ST_SYSTEM, "CBKB007: the PDF could not be made");
}
#else
bool
pdf_write(const struct report *r, enum paper paper, FILE *f, struct err *e)
{
	(void)r;
	(void)paper;
	(void)f;
	return err_set(e, ST_USAGE, "built without PDF support");
}
#endif
