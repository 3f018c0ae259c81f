/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * timed FILE COMMAND… - run a command, write what it took to FILE as
 * "wall cpu max_rss_kib voluntary involuntary" and end with its status
 *
 * Small itself, so that the peak memory is the command's and not that of
 * whoever started it.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	struct timespec a, b;
	struct rusage u;
	int status;
	pid_t pid;
	FILE *f;

	if (argc < 3)
		return 64;
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &u) < 0)
		return 71;
	clock_gettime(CLOCK_MONOTONIC, &b);
	f = fopen(argv[1], "w");
	if (!f)
		return 73;
	fprintf(f, "%.9f %.6f %ld %ld %ld\n",
	    (double)(b.tv_sec - a.tv_sec) +
		(double)(b.tv_nsec - a.tv_nsec) / 1e9,
	    seconds(u.ru_utime) + seconds(u.ru_stime), u.ru_maxrss, u.ru_nvcsw,
	    u.ru_nivcsw);
	fclose(f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
