/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wipe - see wipe.h
 *
 * A block's size stands before it, so that all of it can be wiped.
 */
#define _GNU_SOURCE /* explicit_bzero */
#include "wipe.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* gcc's analyzer loses a block whose address is kept as one inside of it. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

union head {
	size_t n;
	max_align_t align;
};

void *
wipe_malloc(size_t n)
{
	union head *h;

	if (n > SIZE_MAX - sizeof(*h) || (h = malloc(n + sizeof(*h))) == NULL)
		return NULL;
	h->n = n;
	return h + 1;
}

void
wipe_free(void *p)
{
	union head *h = p;

	if (p == NULL)
		return;
	h--;
	explicit_bzero(h + 1, h->n);
	free(h);
}

void *
wipe_calloc(size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size)
		return NULL;
	if ((p = wipe_malloc(n * size)) != NULL)
		memset(p, 0, n * size);
	return p;
}

void *
wipe_realloc(void *p, size_t n)
{
	union head *h = p;
	void *q = wipe_malloc(n);

	if (p == NULL || q == NULL)
		return q;
	h--;
	memcpy(q, p, h->n < n ? h->n : n);
	wipe_free(p);
	return q;
}

char *
wipe_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *q = wipe_malloc(n);

	return q == NULL ? NULL : memcpy(q, s, n);
}
