/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memcheck - stand in a program's place and run it under valgrind
 *
 * A copy of this bears the program's name, in a directory that also holds
 *	programs/   a link to where the real one is
 *	valgrind    a link to valgrind, which a test's PATH may lack
 *	theirs      what is suppressed
 *	findings    to which is appended what was found
 *	NAME.plain  for a NAME that is to run with --no-sandbox, as valgrind
 *	            knows none of the system calls that the sandbox makes
 * The program starts as if valgrind were not there: closed descriptors are
 * closed, as the log's is far above them, and stderr is its own.  What it
 * forks is watched until it executes another program.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_FD = 100 };

static char *
join(const char *a, const char *b, const char *c)
{
	size_t n = strlen(a) + strlen(b) + strlen(c) + 1;
	char *s = malloc(n);

	if (!s)
		exit(71);
	snprintf(s, n, "%s%s%s", a, b, c);
	return s;
}

/* The log's descriptor, as an option. */
static char *
log_option(const char *dir)
{
	char number[16];
	int low = open(join(dir, "/findings", ""),
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666),
	    fd = fcntl(low, F_DUPFD, LOG_FD);

	if (fd < 0)
		exit(73);
	snprintf(number, sizeof(number), "%d", fd);
	return join("--log-fd=", number, "");
}

int
main(int argc, char **argv)
{
	static char dir[PATH_MAX], valgrind[PATH_MAX];
	char **args = calloc((size_t)argc + 12, sizeof(*args)), **a = args;
	char *name;

	if (!args || readlink("/proc/self/exe", dir, sizeof(dir) - 1) < 0)
		return 71;
	name = strrchr(dir, '/');
	*name++ = '\0';
	if (!realpath(join(dir, "/valgrind", ""), valgrind))
		return 69;
	*a++ = valgrind;
	*a++ = join("--quiet", "", "");
	*a++ = log_option(dir);
	*a++ = join("--error-exitcode=99", "", "");
	*a++ = join("--leak-check=full", "", "");
	*a++ = join("--show-leak-kinds=definite,possible", "", "");
	*a++ = join("--errors-for-leak-kinds=definite,possible", "", "");
	*a++ = join("--read-inline-info=no", "", ""); /* starts sooner */
	*a++ = join("--suppressions=", dir, "/theirs");
	*a++ = join(dir, "/programs/", name);
	if (access(join(join(dir, "/", name), ".plain", ""), F_OK) == 0)
		*a++ = join("--no-sandbox", "", "");
	memcpy(a, argv + 1, (size_t)argc * sizeof(*a));
	execv(valgrind, args);
	return 71;
}
