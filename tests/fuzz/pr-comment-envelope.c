/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bodies of comments as they come back from GitHub, where others may have
 * edited them: whatever they hold, the next body begins with the marker, fits,
 * holds our section, and merged again stays as it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/pr-comment/envelope.h"
#include "../../bin/pr-comment/markdown.h"
#include "diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
merge(const struct letter *l, char *const *bodies, size_t n)
{
	char *one = envelope_body(l, bodies, n), *two, *time;

	if (!envelope_is(one, l->marker) || md_length(one) > BODY_MAX)
		abort();
	if (l->section && !envelope_holds(l, one))
		abort();
	two = envelope_body(l, &one, 1);
	if (strcmp(one, two) != 0)
		abort();
	time = envelope_time(l, one);
	if (envelope_before(time, time))
		abort();
	free(time);
	free(one);
	free(two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char marker[] = "<!-- benchline: x -->", text[] = "**PASS**\nwords\n",
	     commit[] = "1234567", when[] = "2026-03-04T00:00:00Z";
	struct letter l = {marker, NULL, text, commit, when, "1.1", false};
	char *body = xstrndup((const char *)data, n), *half = body + n / 2;
	char *bodies[2] = {body, half};

	merge(&l, bodies, 2);
	l.section = "a";
	merge(&l, bodies, 2);
	envelope_holds(&l, body);
	free(envelope_time(&l, body));
	free(body);
	return 0;
}
