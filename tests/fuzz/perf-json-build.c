/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any benchmarks document either is refused with a message or gives a
 * perf.json that its own schema accepts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../bin/perf-json/build.h"
#include "perf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct conf conf;

static void
write_and_read(const struct perf_doc *made)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	build_write(f, made);
	fclose(f);
	f = fmemopen(text, len, "r");
	if (!perf_read(&d, f, "made", &conf, &e)) {
		fprintf(stderr, "%s\n%s\n", e.text, text);
		abort();
	}
	fclose(f);
	jio_free(&d);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	struct perf_doc made;
	struct jio_doc in;
	FILE *f;

	jio_start(JIO_TREE_MAX);
	if (!conf.nmetric && !conf_load(&conf, "config", &e))
		abort();
	if (n == 0)
		return 0;
	f = fmemopen((uint8_t *)(uintptr_t)data, n, "r");
	if (jio_read(&in, f, "fuzz", BENCHMARKS_BIG, &e)) {
		if (build_perf(&in, &conf, n & 1, &made, &e)) {
			write_and_read(&made);
			build_free(&made);
		} else if (!*e.text) {
			abort();
		}
		jio_free(&in);
	}
	fclose(f);
	return 0;
}
