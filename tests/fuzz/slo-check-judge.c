/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any perf.json either is refused or judged; judged twice it is the same, and
 * what comes out is a perf.json again.  Judged against itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/slo-check/judge.h"
#include "jout.h"
#include "perf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct conf conf;

static bool
read_text(struct jio_doc *d, const void *text, size_t n)
{
	struct err e = {ST_DONE, ""};
	FILE *f = fmemopen((void *)(uintptr_t)text, n, "r");
	bool good = perf_read(d, f, "fuzz", &conf, &e);

	fclose(f);
	if (!good && !*e.text)
		abort();
	return good;
}

static char *
judged(const void *text, size_t n, bool against, size_t *len)
{
	struct judge_opts o = {false, n & 1};
	struct err e = {ST_DONE, ""};
	struct regress r = {0};
	struct jio_doc d;
	char *out = NULL;
	FILE *f;

	if (!read_text(&d, text, n))
		return NULL;
	r.asked = r.asked_baseline = against;
	if (!perf_benchmarks(&d, &r.current, &e)) {
		jio_free(&d);
		return NULL;
	}
	if (against) {
		r.has_baseline = read_text(&r.baseline, text, n);
		r.source = strdup("itself");
		if (!perf_benchmarks(&r.baseline, &r.set, &e))
			abort();
	}
	judge(&d, &conf, &r, &o);
	regress_close(&r);
	f = open_memstream(&out, len);
	jout_doc(f, &d);
	fclose(f);
	jio_free(&d);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	size_t n1, n2;
	char *one, *two;

	jio_start(JIO_TREE_MAX);
	if (!conf.nmetric && !conf_load(&conf, "config", &e))
		abort();
	if (n == 0)
		return 0;
	one = judged(data, n, n & 2, &n1);
	if (one) {
		two = judged(one, n1, false, &n2);
		free(two);
		if (!two)
			abort();
		two = judged(one, n1, n & 2, &n2);
		if (!(n & 2) && (n1 & 1) == (n & 1) &&
		    (n1 != n2 || memcmp(one, two, n1) != 0))
			abort();
		free(two);
	}
	free(one);
	return 0;
}
