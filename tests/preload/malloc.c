/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An LD_PRELOAD library that makes the N-th allocation of one program fail:
 * INJECT_MALLOC=N, INJECT_PROGRAM=its name.  Every later one works again.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

static long left = -1; /* -1: not looked up; 0: never again */

static int
fails(void)
{
	if (left < 0) {
		const char *n, *prog;

		left = 0;
		n = getenv("INJECT_MALLOC");
		prog = getenv("INJECT_PROGRAM");
		if (n && prog && strcmp(prog, program_invocation_short_name) == 0)
			left = atol(n);
	}
	if (left > 0 && --left == 0) {
		errno = ENOMEM;
		return 1;
	}
	return 0;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}
