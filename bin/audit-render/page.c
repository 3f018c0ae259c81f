/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page - the report as one self-contained page, out of a template
 *
 * The page has no script and asks for nothing; its security policy names the
 * hash of its style blocks, which is worked out here.  Slots are filled in a
 * first pass only to hash what stands between <style> and </style>.
 */
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"
#include "html.h"
#include "slots.h"

struct html {
	const struct report *r;
	const struct page *page;
	char *policy;
	unsigned charts; /* numbered for their ids */
};

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
	html_escape(f, ((struct html *)user)->r->title);
}

static void
fill_summary(void *user, FILE *f)
{
	html_escape(f, ((struct html *)user)->r->summary);
}

static void
fill_style(void *user, FILE *f)
{
	fputs(((struct html *)user)->page->style, f);
}

static void
fill_eyebrow(void *user, FILE *f)
{
	html_rich(f, ((struct html *)user)->r->eyebrow);
}

static void
fill_headline(void *user, FILE *f)
{
	const struct report *r = ((struct html *)user)->r;

	fprintf(f, "<h1%s>", r->tone == TONE_BAD ? " class=\"bad\"" : "");
	html_rich(f, r->headline);
	fputs("</h1>", f);
}

static void
fill_lede(void *user, FILE *f)
{
	html_rich(f, ((struct html *)user)->r->lede);
}

static void
paragraph(FILE *f, const char *class, const char *text)
{
	if (!text)
		return;
	fprintf(f, "<p class=\"%s\">", class);
	html_rich(f, text);
	fputs("</p>", f);
}

static void
fill_notice(void *user, FILE *f)
{
	paragraph(f, "notice", ((struct html *)user)->r->notice);
}

static void
fill_closing(void *user, FILE *f)
{
	paragraph(f, "note", ((struct html *)user)->r->closing);
}

static void
fill_facts(void *user, FILE *f)
{
	html_facts(f, ((struct html *)user)->r);
}

static void
fill_foot(void *user, FILE *f)
{
	html_foot(f, ((struct html *)user)->r);
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
		html_rich(f, s->brief ? s->brief : s->heading);
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
			html_section(f, &h->r->section[i], &h->charts);
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
			html_section(f, &h->r->section[i], &h->charts);
	}
}

/* clang-format off */
#define SECTIONS(of)                                                           \
	of(attention) of(history) of(slo) of(violations) of(incidents)         \
	of(deploy) of(controls) of(retention) of(trail) of(verify) of(worst)   \
	of(year) of(drift) of(all) of(data) of(slower) of(changes)             \
	of(benchmarks) of(environment) of(standards) of(gaps)

#define FILL(id)                                                               \
	static void fill_##id(void *user, FILE *f)                             \
	{                                                                      \
		fill_named(user, f, #id);                                      \
	}
SECTIONS(FILL)

#define SLOT(id) {#id, fill_##id},
static const struct slot slots[] = {SLOT(policy) SLOT(title) SLOT(summary)
    SLOT(style) SLOT(eyebrow) SLOT(headline) SLOT(lede) SLOT(notice)
    SLOT(facts) SLOT(nav) SLOT(sections) SLOT(closing) SLOT(foot)
    SECTIONS(SLOT)};
/* clang-format on */
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
	FILE *f = xmemstream(&policy, &n);

	fputs("default-src 'none'; style-src", f);
	while ((p = strstr(p, "<style>")) && (end = strstr(p, "</style>"))) {
		char *style = NULL;
		size_t len = 0;
		FILE *s = xmemstream(&style, &len);
		bool good;

		p += strlen("<style>");
		good = slots_fill(p, (size_t)(end - p), h->page->name, slots,
		    NSLOTS, h, s, e);
		fclose(s);
		if (good)
			add_hash(f, style, len);
		free(style);
		if (!good)
			break;
		p = end;
	}
	fputs("; base-uri 'none'; form-action 'none'", f);
	fclose(f);
	h->policy = policy;
	return e->status == ST_DONE;
}

bool
html_write(const struct report *r, const struct page *p, FILE *f, struct err *e)
{
	struct html h = {.r = r, .page = p};
	/* A fault anywhere is found first, with its own line. */
	bool good =
	    slots_fill(p->text, p->len, p->name, slots, NSLOTS, &h, NULL, e) &&
	    make_policy(&h, e) &&
	    slots_fill(p->text, p->len, p->name, slots, NSLOTS, &h, f, e);

	free(h.policy);
	return good;
}
