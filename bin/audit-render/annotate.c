/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* annotate - see annotate.h */
#include "annotate.h"

#include <stdlib.h>
#include <string.h>

#define MOST 10 /* GitHub shows no more of a step */

bool
annotate_wanted(void)
{
	const char *v = getenv("GITHUB_ACTIONS");

	return v && strcmp(v, "true") == 0;
}

/* Texts have no controls but marks: only '%' could say something else. */
static void
message(FILE *f, const char *text)
{
	struct text_run run;
	size_t i;

	while (report_run(&text, &run)) {
		for (i = 0; i < run.words.n; i++) {
			if (run.words.p[i] == '%')
				fputs("%25", f);
			else
				putc(run.words.p[i], f);
		}
	}
}

void
annotate(const struct report *r, FILE *f)
{
	const struct section *s = report_find(r, "attention");
	const struct block *b = s && s->nblock ? &s->block[0] : NULL;
	size_t i;

	for (i = 0; b && i < b->n && i < MOST; i++) {
		fprintf(f, "::%s title=%s report::",
		    b->item[i].tone == TONE_BAD ? "error" : "warning", r->name);
		message(f, b->item[i].text);
		putc('\n', f);
	}
}
