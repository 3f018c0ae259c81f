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
 * Libraries that end or break the program themselves where there is no
 * memory, by design (GLib and what is above it) or not (libseccomp 2.5, in
 * seccomp_load after a rule that failed): theirs do not fail.
 */
static int
is_elsewhere(void *caller)
{
	static const char *const name[] = {"libseccomp", "libglib",
	    "libgobject", "libpango", "libcairo", "libfontconfig",
	    "libharfbuzz"};
	Dl_info at;
	size_t i;

	if (dladdr(caller, &at) == 0 || !at.dli_fname)
		return 0;
	for (i = 0; i < sizeof(name) / sizeof(*name); i++) {
		if (strstr(at.dli_fname, name[i]))
			return 1;
	}
	return 0;
}

/* Libraries set themselves up first; what they do without memory is theirs. */
static int begun;

int
__libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*end)(void), void *stack)
{
	int (*real)(int (*)(int, char **, char **), int, char **,
	    void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	begun = 1;
	return real(main, argc, argv, init, fini, end, stack);
}

static int
fails(void *caller)
{
	if (!begun || is_elsewhere(caller))
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
