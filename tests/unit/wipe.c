/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks keep their contents, grow and shrink, and come zeroed when asked. */
#include "wipe.h"

#include <stdint.h>

#include "tap.h"

int
main(void)
{
	char *p = wipe_strdup("token"), *q;
	size_t i, zeros = 0;

	is_str(p, "token", "a copy");
	p = wipe_realloc(p, 4096);
	ok(p != NULL && strcmp(p, "token") == 0, "grown");
	p = wipe_realloc(p, 3);
	ok(p != NULL && memcmp(p, "tok", 3) == 0, "shrunk");
	wipe_free(p);
	q = wipe_calloc(10, 10);
	for (i = 0; q != NULL && i < 100; i++)
		zeros += q[i] == 0;
	is_num((long long)zeros, 100, "zeroed");
	wipe_free(q);
	ok(wipe_calloc(SIZE_MAX / 2, 3) == NULL, "too much, by product");
	ok(wipe_malloc(SIZE_MAX) == NULL, "too much");
	p = wipe_realloc(NULL, 8);
	ok(p != NULL, "realloc of nothing");
	wipe_free(p);
	wipe_free(NULL);
	return done();
}
