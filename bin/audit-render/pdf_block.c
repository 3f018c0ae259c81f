/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf_block - facts and the blocks of a section, on paper; see pdf.h */
#ifdef HAVE_CAIRO
#include "pdf.h"

#include <math.h>
#include <stdlib.h>

#include "diag.h"

static const struct type code = {7, false, true, {0.106, 0.122, 0.141}};

static void
one_fact(struct pdf *p, const struct fact *f, double x, double w)
{
	struct type big = {15, true, false, pdf_ink};
	double fw, fh;
	PangoLayout *l;

	if (f->tone != TONE_NONE)
		big.colour = pdf_tone(f->tone);
	pdf_put(p, f->label, &pdf_small, x, p->y, w, 0);
	l = pdf_layout(p, f->text, &big, 0);
	pdf_size(l, &fw, &fh);
	pdf_show(p, l, &big, x, p->y + 11, 0);
	g_object_unref(l);
	if (f->unit)
		pdf_put(p, f->unit, &pdf_small, x + fw + 3, p->y + 20, 0, 0);
	if (f->note)
		pdf_put(p, f->note, &pdf_small, x, p->y + 32, w, 0);
}

void
pdf_facts(struct pdf *p)
{
	size_t n = p->r->nfact, i, across = n < 5 ? n : 5;
	double w;

	if (n == 0)
		return;
	w = (p->right - p->left) / (double)across;
	for (i = 0; i < n; i += across) {
		size_t k;

		pdf_need(p, 66);
		pdf_line(p, pdf_rule, 0.5, p->left, p->right, p->y);
		p->y += 6;
		for (k = i; k < n && k < i + across; k++) {
			pdf_begin(p, "P");
			one_fact(p, &p->r->fact[k],
			    p->left + w * (double)(k - i), w - 8);
			pdf_end(p, "P");
		}
		p->y += 56;
	}
	pdf_line(p, pdf_rule, 0.5, p->left, p->right, p->y);
	p->y += 10;
}

static void
items(struct pdf *p, const struct block *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		const struct item *it = &b->item[i];
		char *s = it->who
			      ? xasprintf("%s%s (%s)", pdf_mark(it->tone),
				    it->text, it->who)
			      : xasprintf("%s%s", pdf_mark(it->tone), it->text);
		struct type t = pdf_body;

		t.colour = pdf_tone(it->tone);
		pdf_text(p, "P", s, &t, 3);
		free(s);
	}
	p->y += 5;
}

static void
chart(struct pdf *p, const struct chart *c)
{
	double w = p->right - p->left, h = pdf_chart_height(p, c, w);

	pdf_need(p, h + 40);
	if (c->title)
		pdf_text(p, "P", c->title,
		    &(struct type){8.5, true, false, pdf_ink}, 2);
	pdf_begin(p, "Figure");
	pdf_chart(p, c, p->left, p->y, w);
	pdf_end(p, "Figure");
	p->y += h + 2;
	if (c->desc)
		pdf_text(p, "Caption", c->desc, &pdf_small, 2);
	if (c->caption)
		pdf_text(p, "Caption", c->caption, &pdf_small, 0);
	p->y += 8;
}

static void
panel(struct pdf *p, const struct chart *c, double x, double w, double h)
{
	struct type t = {7.5, true, false, pdf_ink}, note = pdf_small;
	char *words = xasprintf("%s%s%s", c->text ? c->text : "",
	    c->text && c->note ? " " : "", c->note ? c->note : "");

	if (c->note && c->tone != TONE_NONE)
		note.colour = pdf_tone(c->tone);
	pdf_begin(p, "P");
	if (c->title) {
		PangoLayout *l = pdf_layout(p, c->title, &t, w);

		pango_layout_set_height(l, 0);
		pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_MIDDLE);
		pdf_show(p, l, &t, x, p->y, 0);
		g_object_unref(l);
	}
	pdf_end(p, "P");
	pdf_begin(p, "Figure");
	pdf_chart(p, c, x, p->y + 11, w);
	pdf_end(p, "Figure");
	pdf_begin(p, "P");
	pdf_put(p, words, &note, x, p->y + 12 + h, w, 0);
	pdf_end(p, "P");
	free(words);
}

static void
panels(struct pdf *p, const struct block *b)
{
	double gap = 16, w = (p->right - p->left - 2 * gap) / 3, h = 0;
	size_t i;

	if (b->text)
		pdf_text(p, "P", b->text, &pdf_small, 4);
	for (i = 0; i < b->n; i++) {
		if (i % 3 == 0) {
			size_t k;

			for (h = 0, k = i; k < b->n && k < i + 3; k++)
				h = fmax(
				    h, pdf_chart_height(p, &b->chart[k], w));
			pdf_need(p, h + 36);
		}
		panel(p, &b->chart[i], p->left + (double)(i % 3) * (w + gap), w,
		    h);
		if (i % 3 == 2 || i + 1 == b->n)
			p->y += h + 36;
	}
	p->y += 4;
}

void
pdf_block(struct pdf *p, const struct block *b)
{
	struct type note = pdf_body;

	switch (b->kind) {
	case BLOCK_TEXT:
		pdf_text(p, "P", b->text, &pdf_body, 7);
		break;
	case BLOCK_NOTE:
		note.colour = pdf_mute;
		pdf_text(p, "P", b->text, &note, 7);
		break;
	case BLOCK_ITEMS:
		items(p, b);
		break;
	case BLOCK_CHART:
		chart(p, b->chart);
		break;
	case BLOCK_PANELS:
		panels(p, b);
		break;
	case BLOCK_TABLE:
		if (b->table->folded)
			pdf_text(p, "P", b->table->folded, &pdf_small, 3);
		pdf_table(p, b->table);
		break;
	case BLOCK_CODE:
		pdf_text(p, "P", b->text, &code, 8);
		break;
	}
}
#else
typedef int pdf_block_without_cairo; /* no empty translation unit */
#endif
