/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An LD_PRELOAD library that makes the N-th allocation of one program fail:
 * INJECT_MALLOC=N, INJECT_PROGRAM=its name.  Every later one works again.
 * With INJECT_COUNT=FILE it only counts them, and writes their number there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

static long left = -1; /* -1: not looked up; 0: never again */
static long calls;

/*
 * libseccomp 2.5 crashes where it has no memory (seccomp_load after a failed
 * rule); it is asked for a fixed, small amount before any input is read.  What
 * cairo and pango bring aborts or crashes even while it is loaded, before
 * main; only PDFs need it.
 */
static int
is_theirs(void *caller)
{
	static const char *const ours[] = {"/libc.so", "/libjansson.",
	    "/libinih.", "/libnettle.", "/libcurl."};
	Dl_info at;
	size_t i;

	if (dladdr(caller, &at) == 0 || !at.dli_fname ||
	    !strstr(at.dli_fname, ".so"))
		return 0; /* the program itself */
	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		if (strstr(at.dli_fname, ours[i]))
			return 0;
	}
	return 1;
}

static int
fails(void *caller)
{
	if (is_theirs(caller))
		return 0;
	calls++;
	if (left < 0) {
		const char *n, *prog;

		left = 0;
		n = getenv("INJECT_MALLOC");
		prog = getenv("INJECT_PROGRAM");
		if (n && prog &&
		    strcmp(prog, program_invocation_short_name) == 0)
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
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL
						  : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}

/* Opened before the program gives up its right to. */
static int count = -1;

__attribute__((constructor)) static void
start(void)
{
	const char *file = getenv("INJECT_COUNT"),
		   *prog = getenv("INJECT_PROGRAM");

	if (file && prog && strcmp(prog, program_invocation_short_name) == 0)
		count =
		    open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void
report(void)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld", calls);

	if (count >= 0 && write(count, text, (size_t)n) != n)
		abort();
}
