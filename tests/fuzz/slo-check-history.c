/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a history: read or refused; series hold numbers above 0 only. */
#define _GNU_SOURCE /* memfd_create */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "history.h"
#include "jio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct conf conf;

static void
check(const struct history *h, size_t series)
{
	double v[HISTORY_RUNS];
	size_t i, got = history_series(h, series, v);

	if (got > HISTORY_RUNS || history_runs(h) > history_seen(h))
		abort();
	for (i = 0; i < got; i++) {
		if (!(v[i] > 0))
			abort();
	}
	if (history_since(h, series, 3) > got)
		abort();
}

static char id[] = "a";
static const struct perf_bench bench = {
    .id = id, .location = 1, .bytes = 1000, .elements = NAN};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	struct history *h;
	char path[40];
	size_t m, b;
	int fd;

	jio_start(JIO_TREE_MAX);
	if (!conf.nmetric && !conf_load(&conf, "config", &e))
		abort();
	fd = memfd_create("history", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	h = history_new(&conf, n & 1 ? "aa" : NULL);
	m = history_want_metric(h, "display_gibs", "GiB/s", NULL);
	b = history_want_bench(h, &bench);
	if (!history_read(h, path, &e) && !*e.text)
		abort();
	check(h, m);
	check(h, b);
	history_free(h);
	close(fd);
	return 0;
}
