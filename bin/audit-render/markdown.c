/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * markdown - the report as GitHub-flavoured Markdown: texts and tables
 *
 * Charts are left to the other forms; the tables below them hold their
 * figures.  Names can't break out of where they stand: what Markdown or HTML
 * would take for markup is escaped, and no line begins with a name.
 */
#include <string.h>

#include "forms.h"
#include "utf8.h"

static void
escape(FILE *f, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		uint32_t c;
		size_t len = utf8_decode(s, end, &c);

		/* Joiners came through report_name: they are letters. */
		if (len == 0 ||
		    (utf8_is_control(c) && c != 0x200c && c != 0x200d))
			fputs("\xef\xbf\xbd", f);
		else if (c == '<')
			fputs("&lt;", f);
		else if (c == '>')
			fputs("&gt;", f);
		else if (c == '&')
			fputs("&amp;", f);
		else if (c == '@')
			fputs("&#64;", f); /* mentions nobody */
		else if (c == ':' && end - s > 1 && s[1] == '/')
			fputs("&#58;", f); /* links to nothing */
		else if (c < 0x80 && strchr("\\`*_{}[]|#~!", (int)c))
			fprintf(f, "\\%c", (int)c);
		else
			fwrite(s, 1, len, f);
		s += len ? len : 1;
	}
}

/* Code: in backticks, which what is in it can't hold. */
static void
code(FILE *f, struct span s)
{
	if (memchr(s.p, '`', s.n) || memchr(s.p, '|', s.n)) {
		escape(f, s.p, s.n);
		return;
	}
	fprintf(f, "`%.*s`", (int)s.n, s.p);
}

static void
rich(FILE *f, const char *s)
{
	struct text_run run;

	while (s && report_run(&s, &run)) {
		if (run.style == MARK_CODE[0]) {
			code(f, run.words);
			continue;
		}
		fputs(run.style == MARK_BOLD[0]   ? "**"
		      : run.style == MARK_LINK[0] ? "["
						  : "",
		    f);
		escape(f, run.words.p, run.words.n);
		if (run.style == MARK_BOLD[0])
			fputs("**", f);
		else if (run.style == MARK_LINK[0])
			fprintf(f, "](#%.*s)", (int)run.link.n, run.link.p);
	}
}

static const char *
mark(enum tone t)
{
	static const char *const m[] = {"", "✅ ", "⚠️ ", "❌ ", "○ "};

	return m[t];
}

static void
cell(FILE *f, const struct column *k, const struct cell *c)
{
	if (!c->text) {
		fputs("—", f);
		return;
	}
	if (k->kind == COLUMN_STATE || k->kind == COLUMN_CHAIN)
		fputs(mark(c->tone), f);
	if (k->kind == COLUMN_CODE) {
		struct span s = {c->text, strlen(c->text)};

		code(f, s);
	} else {
		rich(f, c->text);
	}
	if (c->note) {
		putc(' ', f);
		rich(f, c->note);
	}
}

/* Sparks can't be drawn in text: their column is left out. */
static void
table(FILE *f, const struct table *t)
{
	size_t i, k;

	if (t->folded) {
		fputs("**", f);
		rich(f, t->folded);
		fputs("**\n\n", f);
	}
	for (k = 0; k < t->ncolumn; k++) {
		if (t->column[k].kind != COLUMN_SPARK)
			fprintf(f, "| %s ", t->column[k].label);
	}
	fputs("|\n", f);
	for (k = 0; k < t->ncolumn; k++) {
		if (t->column[k].kind != COLUMN_SPARK)
			fputs(t->column[k].kind == COLUMN_NUMBER ? "|---:"
								 : "|---",
			    f);
	}
	fputs("|\n", f);
	for (i = 0; i < t->nrow; i++) {
		for (k = 0; k < t->ncolumn; k++) {
			if (t->column[k].kind == COLUMN_SPARK)
				continue;
			fputs("| ", f);
			cell(f, &t->column[k], &t->cell[i * t->ncolumn + k]);
			putc(' ', f);
		}
		fputs("|\n", f);
	}
	putc('\n', f);
}

static void
panels(FILE *f, const struct block *b)
{
	size_t i;

	fputs("| Name | Now | Change |\n|---|---:|---:|\n", f);
	for (i = 0; i < b->n; i++) {
		fputs("| ", f);
		rich(f, b->chart[i].title);
		fputs(" | ", f);
		rich(f, b->chart[i].text);
		fputs(" | ", f);
		rich(f, b->chart[i].note);
		fputs(" |\n", f);
	}
	putc('\n', f);
}

static void
block(FILE *f, const struct block *b)
{
	size_t i;

	switch (b->kind) {
	case BLOCK_NOTE:
		fputs("> ", f);
		/* fallthrough */
	case BLOCK_TEXT:
		rich(f, b->text);
		fputs("\n\n", f);
		break;
	case BLOCK_ITEMS:
		for (i = 0; i < b->n; i++) {
			fprintf(f, "- %s", mark(b->item[i].tone));
			rich(f, b->item[i].text);
			if (b->item[i].who) {
				fputs(" — ", f);
				rich(f, b->item[i].who);
			}
			putc('\n', f);
		}
		if (b->n)
			putc('\n', f);
		break;
	case BLOCK_CHART:
		break;
	case BLOCK_PANELS:
		panels(f, b);
		break;
	case BLOCK_TABLE:
		table(f, b->table);
		break;
	case BLOCK_CODE:
		fprintf(f, "```sh\n%s\n```\n\n", b->text);
		break;
	}
}

void
markdown_write(const struct report *r, FILE *f)
{
	size_t i, k;

	rich(f, r->eyebrow);
	fputs("\n\n# ", f);
	rich(f, r->headline);
	fputs("\n\n", f);
	if (r->notice) {
		fputs("> ", f);
		rich(f, r->notice);
		fputs("\n\n", f);
	}
	rich(f, r->lede);
	fputs("\n\n", f);
	for (i = 0; i < r->nfact; i++) {
		const struct fact *x = &r->fact[i];

		fputs("- ", f);
		rich(f, x->label);
		fprintf(f, ": %s**", mark(x->tone));
		rich(f, x->text);
		fputs("**", f);
		if (x->unit) {
			putc(' ', f);
			rich(f, x->unit);
		}
		if (x->note) {
			fputs(" (", f);
			rich(f, x->note);
			putc(')', f);
		}
		putc('\n', f);
	}
	putc('\n', f);
	if (r->closing) {
		fputs("> ", f);
		rich(f, r->closing);
		fputs("\n\n", f);
	}
	for (i = 0; i < r->nsection; i++) {
		const struct section *s = &r->section[i];

		fputs("## ", f);
		rich(f, s->heading);
		fputs("\n\n", f);
		if (s->sub) {
			rich(f, s->sub);
			fputs("\n\n", f);
		}
		for (k = 0; k < s->nblock; k++)
			block(f, &s->block[k]);
	}
	fputs("---\n\n", f);
	for (i = 0; i < r->npair; i++) {
		fputs("- ", f);
		rich(f, r->pair[i].label);
		fputs(": ", f);
		rich(f, r->pair[i].text);
		putc('\n', f);
	}
}
