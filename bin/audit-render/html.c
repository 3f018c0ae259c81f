/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html - facts, sections, charts and tables as markup; see html.h */
#include "html.h"

#include <math.h>
#include <string.h>

#include "svg.h"

/* ---- charts ---- */

static void
draw_chart(FILE *f, unsigned *charts, const struct chart *c)
{
	fputs("<figure>", f);
	svg_chart(f, c, CANVAS_PAGE, "chart page-w", ++*charts);
	svg_chart(f, c, CANVAS_PHONE, "chart phone-w", ++*charts);
	if (c->caption) {
		fputs("<figcaption>", f);
		html_rich(f, c->caption);
		fputs("</figcaption>", f);
	}
	fputs("</figure>\n", f);
}

static void
draw_panels(FILE *f, const struct block *b)
{
	size_t i;

	fputs("<ul class=\"multi\">", f);
	for (i = 0; i < b->n; i++) {
		const struct chart *c = &b->chart[i];

		fputs("<li><h3><bdi>", f);
		html_rich(f, c->title);
		fputs("</bdi></h3>", f);
		svg_chart(f, c, CANVAS_PANEL, "chart", 0);
		fputs("<p>", f);
		html_escape(f, c->text);
		if (c->note) {
			fprintf(f, " <span class=\"%s\">",
			    c->tone == TONE_NONE ? "mut" : html_tone(c->tone));
			html_escape(f, c->note);
			fputs("</span>", f);
		}
		fputs("</p></li>\n", f);
	}
	fputs("</ul>\n", f);
}

/* ---- tables ---- */

static const char *
column_class(enum column_kind k)
{
	static const char *const class[] = {
	    "", "num", "nw", "nw mono", "st", "sp", "nw", "st"};

	return class[k];
}

static void
bar(FILE *f, const struct cell *c)
{
	double share = fmin(fmax(c->value, 0), 1);

	fprintf(f,
	    "<svg width=\"88\" height=\"10\" viewBox=\"0 0 88 10\" "
	    "aria-hidden=\"true\" focusable=\"false\"><rect class=\"f-line\" "
	    "width=\"88\" height=\"10\" rx=\"2\"/><rect class=\"f-%s\" "
	    "width=\"%.1f\" height=\"10\" rx=\"2\"/></svg> <span "
	    "class=\"mut\">",
	    html_tone(c->tone == TONE_NONE ? TONE_OK : c->tone), 88 * share);
	html_escape(f, c->text);
	fputs("</span>", f);
}

/* One point alone is no line. */
static bool
drawn(const struct chart *c)
{
	return c->nline > 1 || (c->nline == 1 && c->line[0].n > 1);
}

static void
cell_body(FILE *f, const struct column *k, const struct cell *c, bool head)
{
	if (k->kind == COLUMN_SPARK) {
		if (c->spark && drawn(c->spark))
			svg_chart(f, c->spark, CANVAS_SPARK, "spark", 0);
		return;
	}
	if (k->kind == COLUMN_BAR && c->text) {
		bar(f, c);
		return;
	}
	if (!c->text) {
		fputs("<span class=\"mut\">—</span>", f);
		return;
	}
	if (k->kind == COLUMN_STATE || k->kind == COLUMN_CHAIN) {
		fprintf(f, "<span class=\"tag %s\">",
		    k->kind == COLUMN_CHAIN && c->tone == TONE_OK
			? "mut"
			: html_tone(c->tone));
		svg_mark(f, c->tone);
		html_rich(f, c->text);
		fputs("</span>", f);
	} else {
		bool plain = !strpbrk(c->text, MARK_BOLD MARK_CODE MARK_LINK);

		fputs(plain ? "<bdi" : "<span", f);
		if (c->tone != TONE_NONE)
			fprintf(f, " class=\"%s\"", html_tone(c->tone));
		putc('>', f);
		html_rich(f, c->text);
		fputs(plain ? "</bdi>" : "</span>", f);
	}
	if (c->note) {
		fprintf(f, "%s<span class=\"mut\">",
		    head || k->kind == COLUMN_STATE || k->kind == COLUMN_TEXT
			? "<br>"
			: " ");
		html_rich(f, c->note);
		fputs("</span>", f);
	}
}

static void
table_head(FILE *f, const struct table *t)
{
	size_t i;

	fputs("<thead><tr>", f);
	for (i = 0; i < t->ncolumn; i++) {
		const char *class =
		    t->column[i].kind == COLUMN_NUMBER ? " class=\"num\"" : "";

		fprintf(f, "<th scope=\"col\"%s>", class);
		html_escape(f, t->column[i].label);
		fputs("</th>", f);
	}
	fputs("</tr></thead>\n<tbody>", f);
}

static void
table_row(FILE *f, const struct table *t, size_t row)
{
	size_t i;

	fputs("<tr>", f);
	for (i = 0; i < t->ncolumn; i++) {
		const struct column *k = &t->column[i];
		const struct cell *c = &t->cell[row * t->ncolumn + i];
		const char *class = column_class(k->kind);

		if (c->text && strlen(c->text) > 26)
			class = k->kind == COLUMN_TEXT
				    ? "lg"  /* on a phone, below its label */
				    : "wr"; /* no figure: it may break */
		fputs(i ? "<td" : "<th scope=\"row\"", f);
		if (*class)
			fprintf(f, " class=\"%s\"", class);
		if (i) {
			fputs(" data-l=\"", f);
			html_escape(f, k->label);
			putc('"', f);
		}
		putc('>', f);
		cell_body(f, k, c, i == 0);
		fputs(i ? "</td>" : "</th>", f);
	}
	fputs("</tr>\n", f);
}

/* Sentences in more than one column: the first must keep its width. */
static bool
wordy(const struct table *t)
{
	size_t i, n = 0;

	for (i = 1; i < t->ncolumn; i++)
		n += t->column[i].kind == COLUMN_TEXT;
	return n > 1 && t->column[0].kind == COLUMN_TEXT;
}

static void
draw_table(FILE *f, const struct table *t)
{
	size_t i;

	if (t->folded) {
		fputs("<details><summary>", f);
		html_rich(f, t->folded);
		fputs("</summary>", f);
	}
	fputs("<section class=\"scroll\" tabindex=\"0\" aria-label=\"", f);
	html_escape(f, t->label);
	fprintf(f, ", table\"><table%s>", wordy(t) ? " class=\"wordy\"" : "");
	table_head(f, t);
	for (i = 0; i < t->nrow; i++)
		table_row(f, t, i);
	fputs("</tbody></table></section>\n", f);
	if (t->folded)
		fputs("</details>\n", f);
}

/* ---- blocks ---- */

static void
draw_items(FILE *f, const struct block *b)
{
	size_t i;

	if (b->n == 0)
		return;
	fputs("<ul class=\"todo\">\n", f);
	for (i = 0; i < b->n; i++) {
		fputs("<li>", f);
		svg_mark(f, b->item[i].tone);
		fputs("<p>", f);
		html_rich(f, b->item[i].text);
		fputs("</p>", f);
		if (b->item[i].who) {
			fputs("<span class=\"who\"><bdi>", f);
			html_escape(f, b->item[i].who);
			fputs("</bdi></span>", f);
		}
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

static void
draw_block(FILE *f, unsigned *charts, const struct block *b)
{
	size_t i;

	switch (b->kind) {
	case BLOCK_TEXT:
	case BLOCK_NOTE:
		fprintf(f, "<p class=\"%s\">",
		    b->kind == BLOCK_NOTE ? "note" : "sub");
		html_rich(f, b->text);
		fputs("</p>\n", f);
		break;
	case BLOCK_ITEMS:
		draw_items(f, b);
		break;
	case BLOCK_CHART:
		for (i = 0; i < b->n; i++)
			draw_chart(f, charts, &b->chart[i]);
		break;
	case BLOCK_PANELS:
		draw_panels(f, b);
		break;
	case BLOCK_TABLE:
		draw_table(f, b->table);
		break;
	case BLOCK_CODE:
		fputs("<section class=\"scroll\" tabindex=\"0\" "
		      "aria-label=\"Commands\"><pre><code>",
		    f);
		html_escape(f, b->text);
		fputs("</code></pre></section>\n", f);
		break;
	}
}

void
html_section(FILE *f, const struct section *s, unsigned *charts)
{
	size_t i;

	fprintf(f, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", s->id,
	    s->id);
	html_rich(f, s->heading);
	fputs("</h2>\n", f);
	if (s->sub) {
		fputs("<p class=\"sub\">", f);
		html_rich(f, s->sub);
		fputs("</p>\n", f);
	}
	for (i = 0; i < s->nblock; i++)
		draw_block(f, charts, &s->block[i]);
	fputs("</section>\n", f);
}

void
html_facts(FILE *f, const struct report *r)
{
	size_t i;

	fprintf(f, "<dl class=\"facts n%zu\">\n", r->nfact);
	for (i = 0; i < r->nfact; i++) {
		const struct fact *x = &r->fact[i];

		fputs("<div><dt>", f);
		html_rich(f, x->label);
		fprintf(f, "</dt><dd class=\"v%s%s\">",
		    x->tone == TONE_NONE ? "" : " ", html_tone(x->tone));
		html_rich(f, x->text);
		if (x->unit) {
			fputs(" <small>", f);
			html_rich(f, x->unit);
			fputs("</small>", f);
		}
		fputs("</dd>", f);
		if (x->note) {
			fputs("<dd class=\"n\">", f);
			html_rich(f, x->note);
			fputs("</dd>", f);
		}
		fputs("</div>\n", f);
	}
	fputs("</dl>", f);
}

void
html_foot(FILE *f, const struct report *r)
{
	size_t i;

	fputs("<dl>", f);
	for (i = 0; i < r->npair; i++) {
		fputs("<dt>", f);
		html_rich(f, r->pair[i].label);
		fprintf(
		    f, "</dt><dd%s>", r->pair[i].code ? " class=\"mono\"" : "");
		html_rich(f, r->pair[i].text);
		fputs("</dd>", f);
	}
	fputs("</dl>", f);
}
