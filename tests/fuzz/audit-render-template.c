/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any text as a page's template: a page, or words that name file and line, and
 * then nothing was written.  A text without a slot is copied as it is.
 */
#define _GNU_SOURCE /* memmem */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/audit-render/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	char *text = malloc(n + 1), *out = NULL;
	struct page page = {text, "page.html", "p{color:red}", n};
	struct report r;
	size_t len = 0;
	FILE *f;

	if (!text)
		return 0;
	memcpy(text, data, n);
	text[n] = '\0';
	report_start(&r, REPORT_AUDIT);
	r.title = r.summary = r.eyebrow = r.lede = report_printf(&r, "x");
	r.headline = report_printf(&r, "head");
	report_fact(
	    &r, "one", report_printf(&r, "One"), report_printf(&r, "1"));
	report_section(
	    &r, "trail", report_printf(&r, "Trail"), report_printf(&r, "sub"));
	f = open_memstream(&out, &len);
	if (!f)
		abort();
	if (html_write(&r, &page, f, &e)) {
		fclose(f);
		if (!memmem(data, n, "{{", 2) &&
		    (len != n || memcmp(out, data, n) != 0))
			abort();
	} else {
		fclose(f);
		if (len != 0 || e.status != ST_USAGE ||
		    !strstr(e.text, "page.html:"))
			abort();
	}
	free(out);
	free(text);
	report_free(&r);
	return 0;
}
