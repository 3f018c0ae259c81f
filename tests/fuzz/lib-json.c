/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jseq against jansson, and jout's round trip: what is accepted by one is by
 * the other, and what was written once is written the same again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jout.h"
#include "jseq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char *
written(const json_t *v, size_t *len)
{
	char *out = NULL;
	FILE *f = open_memstream(&out, len);
	struct jout o;

	jout_start(&o, f, JOUT_LINE);
	jout_json(&o, v);
	fclose(f);
	return out;
}

static void
walk(struct span v, int depth)
{
	struct jseq a, b;
	struct span ka, va, kb, vb;

	if (!jseq_open(&a, v))
		return;
	jseq_open_trusted(&b, v);
	while (jseq_next(&a, &ka, &va)) {
		if (!jseq_next(&b, &kb, &vb) || va.p != vb.p || va.n != vb.n ||
		    ka.p != kb.p || ka.n != kb.n)
			abort();
		if (depth < 50)
			walk(va, depth + 1);
	}
	if (a.bad || jseq_next(&b, &kb, &vb))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *p = (const char *)data, *end = p + n, *after;
	struct err e = {ST_DONE, ""};
	struct span v;
	json_t *tree;
	bool good;

	jio_start(JIO_TREE_MAX);
	after = jseq_value(p, end, &v);
	good = after && jseq_skip(after, end) == end;
	tree = jio_parse(p, n, "fuzz", &e);
	if (tree && !good)
		abort();
	if (good) {
		json_error_t je;
		json_t *t = json_loadb(p, n, JSON_DECODE_ANY, &je);

		if (!t && json_error_code(&je) != json_error_numeric_overflow)
			abort();
		json_decref(t);
		walk(v, 0);
	}
	if (tree) {
		size_t n1, n2;
		char *one = written(tree, &n1), *two;
		json_t *again = jio_parse(one, n1, "again", &e);

		if (!again)
			abort();
		two = written(again, &n2);
		if (n1 != n2 || memcmp(one, two, n1) != 0)
			abort();
		json_decref(again);
		free(one);
		free(two);
	}
	json_decref(tree);
	return 0;
}
