/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The files of one benchmark, three texts divided by 0xff: estimates.json,
 * benchmark.json, sample.json.  What is read is sane and can be written.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../bin/criterion-parse/merge.h"
#include "../../bin/criterion-parse/samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char root[] = "/tmp/benchline-fuzz.XXXXXX";

static void
save(const char *name, const uint8_t *p, size_t n)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/b/new/%s", root, name);
	f = fopen(path, "w");
	if (f == NULL)
		abort();
	fwrite(p, 1, n, f);
	fclose(f);
}

static void
clean(void)
{
	static const char *const names[] = {"b/new/estimates.json",
	    "b/new/benchmark.json", "b/new/sample.json", "b/new", "b", "."};
	char path[96];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, names[i]);
		remove(i == 5 ? root : path);
	}
}

static void
prepare(void)
{
	char path[96];

	if (mkdtemp(root) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/b", root);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/b/new", root);
	mkdir(path, 0700);
	atexit(clean);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = {
	    "estimates.json", "benchmark.json", "sample.json"};
	static bool ready;
	struct err e = {ST_DONE, ""};
	struct results r;
	struct tree t;
	size_t i;

	jio_start(JIO_TREE_MAX);
	if (!ready)
		prepare();
	ready = true;
	for (i = 0; i < 3; i++) {
		const uint8_t *end = memchr(data, 0xff, n);
		size_t len = end ? (size_t)(end - data) : n;

		save(names[i], data, len);
		data += len + (end != NULL);
		n -= len + (end != NULL);
	}
	results_init(&r);
	if (!tree_read(&t, root, &r, &e))
		abort();
	merge_alone(&r, &t);
	if (r.n + r.errors.n != 1 ||
	    (r.n == 1 && !samples_sane(results_at(&r, 0))))
		abort();
	tree_free(&t);
	results_free(&r);
	return 0;
}
