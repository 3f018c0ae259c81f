/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any perf.json as a comment: its first line is the status, no HTML comment
 * can be forged, and it is short enough for GitHub.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/pr-comment/envelope.h"
#include "../../bin/pr-comment/markdown.h"
#include "../../bin/pr-comment/render.h"
#include "perf.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
hold(char *text, bool headed)
{
	size_t n = strlen(text);

	if (strstr(text, "<!--") || n == 0 || text[n - 1] != '\n' ||
	    !utf8_valid(text, n) || md_length(text) > BODY_MAX)
		abort();
	if (headed && !strstr(text, "Performance Report"))
		abort();
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct conf c;
	static char *template, *name;
	static size_t len;
	struct err e = {ST_DONE, ""};
	struct jio_doc d;
	FILE *f;

	jio_start(JIO_TREE_MAX);
	if (!template && (!conf_load(&c, "config", &e) ||
			     !conf_file("pr_template.md", "config", &template,
				 &len, &name, &e)))
		abort();
	if (n == 0 || !(f = fmemopen((void *)(uintptr_t)data, n, "r")))
		return 0;
	if (perf_read(&d, f, "fuzz", &c, &e)) {
		struct render r = {d.root, &c, template, len, name, NULL, "s"};

		hold(render_report(&r, &e), true);
		hold(render_promoted(&r, 7), false);
		if (e.status != ST_DONE)
			abort();
		jio_free(&d);
	} else {
		struct render r = {NULL, &c, template, len, name, NULL, NULL};

		hold(render_broken(&r, e.text), true);
	}
	fclose(f);
	return 0;
}
