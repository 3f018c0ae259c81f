/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a name, and any text as a comment that is cut or shared. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/pr-comment/envelope.h"
#include "../../bin/pr-comment/markdown.h"
#include "diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * Escaped text holds nothing that could be structure, whatever it was, but
 * <wbr>, where a long word may wrap.
 */
static void
escape(const char *text)
{
	char *out, *tag;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	if (f == NULL)
		abort();
	md_text(f, text, 500);
	fclose(f);
	while ((tag = strstr(out, "<wbr>")) != NULL)
		memcpy(tag, "(wbr)", 5);
	if (strpbrk(out, "<>|`*[]\\~$\n\r\t\x7f\x1b") != NULL ||
	    strstr(out, "://") != NULL || md_length(out) > 500 * 8)
		abort();
	free(out);
}

/* A section that was merged into any body is there, and stays when merged
 * again. */
static void
share(char *text)
{
	char marker[] = "<!-- benchline: x -->", said[] = "text\n";
	char time[] = "2026-01-01T00:00:00Z";
	struct letter l = {marker, "s", said, NULL, time, "1", false};
	char *once = envelope_body(&l, &text, 1);
	char *twice = envelope_body(&l, &once, 1);

	if (!envelope_is(once, l.marker) || md_length(once) > BODY_MAX ||
	    !envelope_holds(&l, once) || strcmp(once, twice) != 0)
		abort();
	free(envelope_time(&l, text));
	free(once);
	free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *text = xmalloc(n + 1), *cut;

	memcpy(text, p, n);
	text[n] = '\0';
	escape(text);
	share(text);
	cut = md_cut(text, 1000);
	if (md_length(text) > 1000 && md_length(cut) > 1000)
		abort();
	free(cut);
	free(text);
	return 0;
}
