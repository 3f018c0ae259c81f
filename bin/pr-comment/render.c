/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* render - see render.h */
#include "render.h"

#include <stdlib.h>
#include <string.h>

#include "blocks.h"
#include "markdown.h"
#include "slots.h"
#include "tables.h"
#include "verdict.h"

static FILE *
open_text(char **text, size_t *n)
{
	FILE *f = open_memstream(text, n);

	if (f == NULL)
		xdie();
	return f;
}

static void
close_text(FILE *f)
{
	if (fclose(f) != 0)
		xdie();
}

/* The verdict's line as a heading: escaped, but for the status at its end. */
static void
put_headline(const struct page *p, FILE *out)
{
	char *line = verdict_line(p->v.root, p->r->conf);
	char *bracket = strrchr(line, '[');

	if (bracket != NULL)
		*bracket = '\0';
	md_text(out, line, 2000);
	fprintf(out, "[%s]\n---\n\n", p->v.status);
	free(line);
}

static char *
plain_report(struct page *p, const char *why)
{
	char *text;
	size_t n;
	FILE *out = open_text(&text, &n);

	put_headline(p, out);
	fputs(NO " **ERROR**: Failed to generate performance report\n\n", out);
	md_text(out, why, MD_TEXT_MAX);
	fputs("\n\n", out);
	table_figures(&p->v, out);
	putc('\n', out);
	block_errors(p, out);
	block_footer(p, out);
	close_text(out);
	return text;
}

char *
render_report(const struct render *r, struct err *e)
{
	struct page p = {r, {0}};
	char *text;
	size_t n;
	FILE *out = open_text(&text, &n);

	view_open(&p.v, r->root, r->conf);
	put_headline(&p, out);
	if (!slots_fill(r->template, r->template_len, r->template_name,
		block_slots, block_nslots, &p, out, e)) {
		close_text(out);
		free(text);
		text = plain_report(&p, e->text);
	} else
		close_text(out);
	view_close(&p.v);
	md_squeeze(text);
	return text;
}

char *
render_broken(const struct render *r, const char *why)
{
	char *text;
	size_t n;
	FILE *out = open_text(&text, &n);

	fputs("Performance Report: no report was produced [FAIL]\n---\n\n**" NO
	      " FAILED**: no report was produced",
	    out);
	if (r->section != NULL) {
		fputs(MIDDOT, out);
		md_code(out, r->section, MD_NAME_MAX);
	}
	fputs("\n\n", out);
	md_text(out, why, MD_TEXT_MAX);
	fputs("\n\nWhat stood here before was about an earlier run.\n\n<sub>",
	    out);
	block_log(out, r, "");
	fprintf(out, "%sbenchline " BL_VERSION "</sub>\n",
	    r->run_url != NULL ? MIDDOT : "");
	close_text(out);
	return text;
}

char *
render_promoted(const struct render *r, long long pr)
{
	struct page p = {r, {0}};
	char *text;
	size_t n;
	FILE *out = open_text(&text, &n);

	view_open(&p.v, r->root, r->conf);
	fputs("## \xf0\x9f\x8e\xaf Baseline Promoted\n\n"
	      "Performance baseline has been updated following the merge",
	    out);
	if (pr > 0)
		fprintf(out, " of PR #%lld", pr);
	fputs(".\n\n**New Baseline Metrics:**\n\n", out);
	table_promoted(&p.v, out);
	fputs("\nThis baseline will be used for future performance regression "
	      "detection.\n",
	    out);
	block_footer(&p, out);
	view_close(&p.v);
	close_text(out);
	return text;
}
