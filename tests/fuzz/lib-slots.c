/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a page with slots: filled, or refused before a byte is
 * written; and any bytes as text in HTML, where no markup comes of them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "slots.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
fill(void *user, FILE *out)
{
	(void)user;
	fputs("filled", out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct slot slot[] = {{"status", fill}, {"a", fill}};
	const char *text = (const char *)data;
	struct err e = {ST_DONE, ""};
	char *out = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&out, &len);
	bool good = slots_fill(text, n, "page", slot, 2, NULL, f, &e);

	fclose(f);
	if (good == (e.status != ST_DONE) || (!good && (len > 0 || !*e.text)))
		abort();
	free(out);
	out = NULL;
	f = open_memstream(&out, &len);
	slots_html(f, text, n);
	fclose(f);
	if (strpbrk(out, "<>\"'") || strlen(out) != len ||
	    !utf8_valid(out, len))
		abort();
	free(out);
	return 0;
}
