/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * html - the report as one self-contained page, out of a template
 *
 * The page has no script and asks for nothing; its security policy names the
 * hash of its style blocks, which is worked out here.  Slots are filled in a
 * first pass only to hash what stands between <style> and </style>.
 */
#include <math.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "slots.h"
#include "svg.h"
#include "utf8.h"

struct html {
	const struct report *r;
	const struct page *page;
	char *policy;
	unsigned charts; /* numbered for their ids */
};

static void
escape(FILE *f, const char *s)
{
	if (s)
		slots_html(f, s, strlen(s));
}

static bool
separates(uint32_t c)
{
	return c == '/' || c == '_' || c == ':' || c == '.' || c == '-';
}

/* Is it a letter of a script that is written from right to left? */
static bool
to_left(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
	       (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
	       (c >= 0x1e800 && c < 0x1f000);
}

/* Does what was written from right to left go on behind blanks and marks? */
static bool
goes_on(const char *p, const char *end)
{
	size_t n;
	uint32_t c;

	for (; p < end; p += n) {
		n = utf8_decode(p, end, &c);
		n = n ? n : 1;
		if (to_left(c))
			return true;
		if ((c >= '0' && c <= '9') || (c | 32) - 'a' < 26 || c > 0xbf)
			return false;
	}
	return false;
}

/*
 * Words as they stand in a page.  A long one may break after what separates
 * the parts of a name, and anywhere each LONG characters.  Behind words from
 * right to left, a mark keeps a following figure on its side.
 */
#define LONG 22
static void
breakable(FILE *f, const char *s, size_t n)
{
	const char *end = s + n, *from = s;
	size_t word = 0, len;
	uint32_t c;

	for (; s < end; s += len) {
		bool right;

		len = utf8_decode(s, end, &c);
		len = len ? len : 1;
		right = to_left(c) && !goes_on(s + len, end);
		word = c == ' ' ? 0 : word + 1;
		if (!right && (s + len == end || word < LONG / 2 ||
				  (word < LONG && !separates(c))))
			continue;
		slots_html(f, from, (size_t)(s + len - from));
		from = s + len;
		if (right) {
			fputs("&lrm;", f);
		} else {
			fputs("<wbr>", f);
			word = 0;
		}
	}
	slots_html(f, from, (size_t)(end - from));
}

/* A text with its marks as markup. */
static void
rich(FILE *f, const char *s)
{
	struct text_run run;

	while (s && report_run(&s, &run)) {
		if (run.style == MARK_LINK[0])
			fprintf(f, "<a href=\"#%.*s\">", (int)run.link.n,
			    run.link.p);
		else if (run.style)
			fputs(run.style == MARK_BOLD[0] ? "<b>" : "<code>", f);
		breakable(f, run.words.p, run.words.n);
		if (run.style)
			fputs(run.style == MARK_LINK[0]   ? "</a>"
			      : run.style == MARK_BOLD[0] ? "</b>"
							  : "</code>",
			    f);
	}
}

static const char *
tone_class(enum tone t)
{
	static const char *const class[] = {"", "ok", "warn", "bad", "mut"};

	return class[t];
}

/* ---- charts ---- */

static void
draw_chart(struct html *h, FILE *f, const struct chart *c)
{
	fputs("<figure>", f);
	svg_chart(f, c, CANVAS_PAGE, "chart page-w", ++h->charts);
	svg_chart(f, c, CANVAS_PHONE, "chart phone-w", ++h->charts);
	if (c->caption) {
		fputs("<figcaption>", f);
		rich(f, c->caption);
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
		rich(f, c->title);
		fputs("</bdi></h3>", f);
		svg_chart(f, c, CANVAS_PANEL, "chart", 0);
		fputs("<p>", f);
		escape(f, c->text);
		if (c->note) {
			fprintf(f, " <span class=\"%s\">",
			    c->tone == TONE_NONE ? "mut" : tone_class(c->tone));
			escape(f, c->note);
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
	    tone_class(c->tone == TONE_NONE ? TONE_OK : c->tone), 88 * share);
	escape(f, c->text);
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
			: tone_class(c->tone));
		svg_mark(f, c->tone);
		rich(f, c->text);
		fputs("</span>", f);
	} else {
		bool plain = !strpbrk(c->text, MARK_BOLD MARK_CODE MARK_LINK);

		fputs(plain ? "<bdi" : "<span", f);
		if (c->tone != TONE_NONE)
			fprintf(f, " class=\"%s\"", tone_class(c->tone));
		putc('>', f);
		rich(f, c->text);
		fputs(plain ? "</bdi>" : "</span>", f);
	}
	if (c->note) {
		fprintf(f, "%s<span class=\"mut\">",
		    head || k->kind == COLUMN_STATE || k->kind == COLUMN_TEXT
			? "<br>"
			: " ");
		rich(f, c->note);
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
		escape(f, t->column[i].label);
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

		if (k->kind == COLUMN_TEXT && c->text && strlen(c->text) > 28)
			class = "lg"; /* on a phone, below its label */
		fputs(i ? "<td" : "<th scope=\"row\"", f);
		if (*class)
			fprintf(f, " class=\"%s\"", class);
		if (i) {
			fputs(" data-l=\"", f);
			escape(f, k->label);
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
		rich(f, t->folded);
		fputs("</summary>", f);
	}
	fputs("<section class=\"scroll\" tabindex=\"0\" aria-label=\"", f);
	escape(f, t->label);
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
		rich(f, b->item[i].text);
		fputs("</p>", f);
		if (b->item[i].who) {
			fputs("<span class=\"who\"><bdi>", f);
			escape(f, b->item[i].who);
			fputs("</bdi></span>", f);
		}
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

static void
draw_block(struct html *h, FILE *f, const struct block *b)
{
	size_t i;

	switch (b->kind) {
	case BLOCK_TEXT:
	case BLOCK_NOTE:
		fprintf(f, "<p class=\"%s\">",
		    b->kind == BLOCK_NOTE ? "note" : "sub");
		rich(f, b->text);
		fputs("</p>\n", f);
		break;
	case BLOCK_ITEMS:
		draw_items(f, b);
		break;
	case BLOCK_CHART:
		for (i = 0; i < b->n; i++)
			draw_chart(h, f, &b->chart[i]);
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
		escape(f, b->text);
		fputs("</code></pre></section>\n", f);
		break;
	}
}

static void
draw_section(struct html *h, FILE *f, const struct section *s)
{
	size_t i;

	fprintf(f, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", s->id,
	    s->id);
	rich(f, s->heading);
	fputs("</h2>\n", f);
	if (s->sub) {
		fputs("<p class=\"sub\">", f);
		rich(f, s->sub);
		fputs("</p>\n", f);
	}
	for (i = 0; i < s->nblock; i++)
		draw_block(h, f, &s->block[i]);
	fputs("</section>\n", f);
}

/* ---- slots ---- */

static void
fill_policy(void *user, FILE *f)
{
	const struct html *h = user;

	if (h->policy) /* not while it is made, inside a style block */
		fputs(h->policy, f);
}

static void
fill_title(void *user, FILE *f)
{
	escape(f, ((struct html *)user)->r->title);
}

static void
fill_summary(void *user, FILE *f)
{
	escape(f, ((struct html *)user)->r->summary);
}

static void
fill_style(void *user, FILE *f)
{
	fputs(((struct html *)user)->page->style, f);
}

static void
fill_eyebrow(void *user, FILE *f)
{
	rich(f, ((struct html *)user)->r->eyebrow);
}

static void
fill_headline(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;

	fprintf(f, "<h1%s>", r->tone == TONE_BAD ? " class=\"bad\"" : "");
	rich(f, r->headline);
	fputs("</h1>", f);
}

static void
fill_lede(void *user, FILE *f)
{
	rich(f, ((struct html *)user)->r->lede);
}

static void
fill_notice(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;

	if (!r->notice)
		return;
	fputs("<p class=\"notice\">", f);
	rich(f, r->notice);
	fputs("</p>", f);
}

static void
fill_closing(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;

	if (!r->closing)
		return;
	fputs("<p class=\"note\">", f);
	rich(f, r->closing);
	fputs("</p>", f);
}

static void
fill_facts(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;
	size_t i;

	fprintf(f, "<dl class=\"facts n%zu\">\n", r->nfact);
	for (i = 0; i < r->nfact; i++) {
		const struct fact *x = &r->fact[i];

		fputs("<div><dt>", f);
		rich(f, x->label);
		fprintf(f, "</dt><dd class=\"v%s%s\">",
		    x->tone == TONE_NONE ? "" : " ", tone_class(x->tone));
		rich(f, x->text);
		if (x->unit) {
			fputs(" <small>", f);
			rich(f, x->unit);
			fputs("</small>", f);
		}
		fputs("</dd>", f);
		if (x->note) {
			fputs("<dd class=\"n\">", f);
			rich(f, x->note);
			fputs("</dd>", f);
		}
		fputs("</div>\n", f);
	}
	fputs("</dl>", f);
}

static void
fill_foot(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;
	size_t i;

	fputs("<dl>", f);
	for (i = 0; i < r->npair; i++) {
		fputs("<dt>", f);
		rich(f, r->pair[i].label);
		fprintf(
		    f, "</dt><dd%s>", r->pair[i].code ? " class=\"mono\"" : "");
		rich(f, r->pair[i].text);
		fputs("</dd>", f);
	}
	fputs("</dl>", f);
}

/* Does the template have this slot? */
static bool
has_slot(const struct page *p, const char *name)
{
	char *slot = xasprintf("{{%s}}", name);
	bool there = strstr(p->text, slot) != NULL;

	free(slot);
	return there;
}

static const char *
slot_of(const struct section *s)
{
	return s->slot ? s->slot : s->id;
}

static void
fill_nav(void *user, FILE *f)
{
	struct html *h = user;
	bool all = has_slot(h->page, "sections");
	size_t i;

	fputs("<nav aria-label=\"Sections\"><ul>", f);
	for (i = 0; i < h->r->nsection; i++) {
		const struct section *s = &h->r->section[i];

		if (!all && !has_slot(h->page, slot_of(s)))
			continue;
		fprintf(f, "<li><a href=\"#%s\">", s->id);
		rich(f, s->brief ? s->brief : s->heading);
		fputs("</a></li>", f);
	}
	fputs("</ul></nav>", f);
}

static void
fill_sections(void *user, FILE *f)
{
	struct html *h = user;
	size_t i;

	for (i = 0; i < h->r->nsection; i++) {
		if (!has_slot(h->page, slot_of(&h->r->section[i])))
			draw_section(h, f, &h->r->section[i]);
	}
}

/* One filler a section: a slot tells only its user, not its name. */
static void
fill_named(void *user, FILE *f, const char *name)
{
	struct html *h = user;
	size_t i;

	for (i = 0; i < h->r->nsection; i++) {
		if (strcmp(slot_of(&h->r->section[i]), name) == 0)
			draw_section(h, f, &h->r->section[i]);
	}
}

#define SECTION(id)                                                            \
	static void fill_##id(void *user, FILE *f)                             \
	{                                                                      \
		fill_named(user, f, #id);                                      \
	}
SECTION(attention)
SECTION(history)
SECTION(slo)
SECTION(violations)
SECTION(incidents)
SECTION(deploy)
SECTION(controls)
SECTION(retention)
SECTION(trail)
SECTION(verify)
SECTION(worst)
SECTION(year)
SECTION(drift)
SECTION(all)
SECTION(data)
SECTION(slower)
SECTION(changes)
SECTION(benchmarks)
SECTION(environment)
SECTION(standards)
SECTION(gaps)
#undef SECTION

#define SECTION(id)                                                            \
	{                                                                      \
#id, fill_##id                                                 \
	}
static const struct slot slots[] = {{"policy", fill_policy},
    {"title", fill_title}, {"summary", fill_summary}, {"style", fill_style},
    {"eyebrow", fill_eyebrow}, {"headline", fill_headline}, {"lede", fill_lede},
    {"notice", fill_notice}, {"facts", fill_facts}, {"nav", fill_nav},
    {"sections", fill_sections}, {"closing", fill_closing}, {"foot", fill_foot},
    SECTION(attention), SECTION(history), SECTION(slo), SECTION(violations),
    SECTION(incidents), SECTION(deploy), SECTION(controls), SECTION(retention),
    SECTION(trail), SECTION(verify), SECTION(worst), SECTION(year),
    SECTION(drift), SECTION(all), SECTION(data), SECTION(slower),
    SECTION(changes), SECTION(benchmarks), SECTION(environment),
    SECTION(standards), SECTION(gaps)};
#undef SECTION
#define NSLOTS (sizeof(slots) / sizeof(*slots))

/* ---- the policy ---- */

static void
add_hash(FILE *f, const char *text, size_t n)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char out[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, (const uint8_t *)text);
	sha256_digest(&ctx, sizeof(digest), digest);
	base64_encode_raw(out, sizeof(digest), digest);
	out[sizeof(out) - 1] = '\0';
	fprintf(f, " 'sha256-%s'", out);
}

/* The hashes of the style blocks as they will stand in the page. */
static bool
make_policy(struct html *h, struct err *e)
{
	const char *p = h->page->text, *end;
	char *policy = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&policy, &n);

	if (!f)
		xdie();
	fputs("default-src 'none'; style-src", f);
	while ((p = strstr(p, "<style>")) && (end = strstr(p, "</style>"))) {
		char *style = NULL;
		size_t len = 0;
		FILE *s = open_memstream(&style, &len);
		bool good;

		if (!s)
			xdie();
		p += strlen("<style>");
		good = slots_fill(p, (size_t)(end - p), h->page->name, slots,
		    NSLOTS, h, s, e);
		if (fclose(s) != 0)
			xdie();
		if (good)
			add_hash(f, style, len);
		free(style);
		if (!good)
			break;
		p = end;
	}
	fputs("; base-uri 'none'; form-action 'none'", f);
	if (fclose(f) != 0)
		xdie();
	h->policy = policy;
	return e->status == ST_DONE;
}

static void
fill_nothing(void *user, FILE *f)
{
	(void)user;
	(void)f;
}

/* A fault anywhere in the template is found first, with its own line. */
static bool
check(const struct page *p, struct err *e)
{
	struct slot blank[NSLOTS];
	char *text = NULL;
	size_t n = 0, i;
	FILE *f = open_memstream(&text, &n);
	bool good;

	if (!f)
		xdie();
	for (i = 0; i < NSLOTS; i++)
		blank[i] = (struct slot){slots[i].name, fill_nothing};
	good = slots_fill(p->text, p->len, p->name, blank, NSLOTS, NULL, f, e);
	if (fclose(f) != 0)
		xdie();
	free(text);
	return good;
}

bool
html_write(const struct report *r, const struct page *p, FILE *f, struct err *e)
{
	struct html h = {.r = r, .page = p};
	bool good =
	    check(p, e) && make_policy(&h, e) &&
	    slots_fill(p->text, p->len, p->name, slots, NSLOTS, &h, f, e);

	free(h.policy);
	return good;
}
