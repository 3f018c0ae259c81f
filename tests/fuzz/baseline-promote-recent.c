/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as the newest segment of a store, read for what a promotion is
 * compared with, before the chain is verified.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/baseline-promote/recent.h"
#include "fsio.h"
#include "jio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char dir[] = "/dev/shm/benchline-fuzz.XXXXXX";
static char *path;

static void
clean(void)
{
	unlink(path);
	rmdir(dir);
	free(path);
}

/* Two series of one name: the newer is the one that is asked. */
static void
check(const struct recent *r, const struct trend_series *s)
{
	const struct trend_series *asked =
	    recent_series(r, s->metric, s->id, s->unit, s->statistic, NULL);
	size_t n, i;
	double *v =
	    recent_values(r, s->metric, s->id, s->unit, s->statistic, NULL, &n);

	if (!asked || asked < s || n > asked->n || (v == NULL) != (n == 0))
		abort();
	for (i = 0; i < n; i++) {
		if (!(v[i] > 0))
			abort();
	}
	free(v);
}

static void
read_one(const char *fingerprint)
{
	struct err e = {ST_DONE, ""};
	struct recent r;
	size_t i;

	if (!recent_read(&r, dir, fingerprint, &e) && !*e.text)
		abort();
	if (!json_is_array(r.open) ||
	    (r.group && (r.accepted > r.group->nrun || !r.group->nrun)))
		abort();
	for (i = 0; r.group && i < r.group->nseries; i++)
		check(&r, &r.group->series[i]);
	recent_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd;

	jio_start(JIO_TREE_MAX);
	if (!path) {
		if (!mkdtemp(dir))
			abort();
		path = fsio_join(dir, "history.jsonl");
		atexit(clean);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	close(fd);
	read_one("");
	read_one("0123456789abcdef");
	return 0;
}
