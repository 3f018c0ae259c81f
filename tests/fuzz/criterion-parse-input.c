/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any input, a run document above all: either it is refused with a message, or
 * the document that comes out is JSON whose benchmarks the next stage reads.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/criterion-parse/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check(const struct parsed *p)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d;
	char *text = NULL;
	size_t n, i;
	FILE *f = open_memstream(&text, &n);

	parse_write(p, f);
	fclose(f);
	f = fmemopen(text, n, "r");
	if (!jio_read(&d, f, "output", "/benchmarks", &e))
		abort();
	fclose(f);
	if (json_array_size(json_object_get(d.root, "errors")) > NOTES_MAX ||
	    (d.nelem == 0 &&
		json_array_size(json_object_get(d.root, "errors")) == 0))
		abort();
	for (i = 0; i < d.nelem; i++) {
		json_t *v = jio_elem(&d, i);
		struct bench b;

		if (!bench_decode(v, "", &b, &e))
			abort();
		bench_free(&b);
		json_decref(v);
	}
	jio_free(&d);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	char *copy = malloc(n + 1);
	struct parsed p;
	FILE *f;

	jio_start(JIO_TREE_MAX);
	memcpy(copy, data, n);
	copy[n] = '\0';
	f = n ? fmemopen(copy, n, "r") : fopen("/dev/null", "r");
	/* A tree that the input may name is not there: nothing is opened. */
	if (parse(&p, f, "input", NULL, &e))
		check(&p);
	else if (e.status != ST_INPUT || e.text[0] == '\0')
		abort();
	parse_free(&p);
	fclose(f);
	free(copy);
	return 0;
}
