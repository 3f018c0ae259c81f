/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * exec-child - fixed work that times itself, to see what bench-exec costs it
 *
 *	exec-child cpu|memory|chatty ROUNDS FILE
 *	    do it, and add a line "wall cpu" (seconds) to FILE
 *	exec-child print BYTES
 *	    print so much
 *	exec-child compare <PAIRS
 *	    lines "with without": the ratio with its 95 % interval, from the
 *	    Huber mean of the logarithms of the pairs' ratios
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "stats.h"

#define WORDS (8u << 20) /* 64 MiB, more than the caches hold */

static double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t
spin(uint64_t x, long n)
{
	while (n-- > 0) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	return x;
}

/* Read and write all of it, a cache line a step. */
static uint64_t
sweep(uint64_t *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < WORDS; i += 8)
		sum += p[i]++;
	return sum;
}

static uint64_t
work(const char *kind, long rounds)
{
	uint64_t x = 88172645463325252u;
	uint64_t *p = NULL;

	if (strcmp(kind, "memory") == 0 && !(p = calloc(WORDS, sizeof(*p))))
		exit(4);
	for (; rounds > 0; rounds--) {
		if (p) {
			x += sweep(p);
			continue;
		}
		x = spin(x, 100000);
		if (strcmp(kind, "chatty") == 0) {
			char line[80];
			int n = snprintf(line, sizeof(line),
			    "Benchmarking x: Collecting %020llu samples\n",
			    (unsigned long long)x);

			if (write(STDOUT_FILENO, line, (size_t)n) != n)
				exit(4);
		}
	}
	free(p);
	return x;
}

static int
print(unsigned long long bytes)
{
	static char block[64 << 10];

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = i % 64 == 63 ? '\n' : (char)('a' + i % 23);
	for (bytes /= sizeof(block); bytes > 0; bytes--)
		if (write(STDOUT_FILENO, block, sizeof(block)) !=
		    (ssize_t)sizeof(block))
			return 4;
	return 0;
}

static int
compare(void)
{
	static double y[10000];
	double centre, half;
	char line[128];
	size_t n = 0;

	while (n < 10000 && fgets(line, sizeof(line), stdin)) {
		char *end;
		double with = strtod(line, &end);

		y[n++] = log(with / strtod(end, NULL));
	}
	if (n < 3)
		return 3;
	centre = stats_huber(y, n, 0, 1.5);
	half = stats_t_quantile(0.975, (double)n - 1) * 1.4826 *
	       stats_mad(y, n) / sqrt(0.95 * (double)n);
	printf("%.5f %.5f %.5f\n", exp(centre), exp(centre - half),
	    exp(centre + half));
	return 0;
}

int
main(int argc, char **argv)
{
	double wall = now(CLOCK_MONOTONIC);
	uint64_t x;
	FILE *f;

	if (argc == 2 && strcmp(argv[1], "compare") == 0)
		return compare();
	if (argc == 3 && strcmp(argv[1], "print") == 0)
		return print(strtoull(argv[2], NULL, 10));
	if (argc != 4)
		return 2;
	x = work(argv[1], strtol(argv[2], NULL, 10));
	wall = now(CLOCK_MONOTONIC) - wall;
	f = fopen(argv[3], "a");
	if (!f || x == 0)
		return 4;
	fprintf(f, "%.9f %.9f\n", wall, now(CLOCK_PROCESS_CPUTIME_ID));
	return fclose(f) == 0 ? 0 : 4;
}
