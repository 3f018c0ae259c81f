/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Header blocks, Link headers, and the URLs in them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "github.h"
#include "http.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct http_answer a;
	struct err e = {ST_DONE, ""};
	char *block = xmalloc(n + 1), *link, *next, *url = NULL;

	memcpy(block, p, n);
	block[n] = '\0';
	memset(&a, 0, sizeof(a));
	a.header = block;
	free(http_header(&a, "Retry-After"));
	link = http_header(&a, "Link");
	next = gh_link_next(link != NULL ? link : block);
	if (next != NULL &&
	    (strchr(next, '>') != NULL || strlen(next) > strlen(block)))
		abort();
	if (next != NULL)
		url = http_resolve("https://api.github.com/a/b", next);
	if (url != NULL && http_same_origin(url, "https://api.github.com") &&
	    strncmp(url, "https://", 8) != 0)
		abort();
	if (url != NULL)
		http_url_ok(url, &e);
	free(url);
	free(next);
	free(link);
	free(block);
	return 0;
}
