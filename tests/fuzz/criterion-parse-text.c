/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Console and bencher text, and messages in between: cut anywhere (the first
 * two bytes say where), what is found is the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/criterion-parse/announce.h"
#include "../../bin/criterion-parse/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
feed(struct results *r, const char *p, size_t n, size_t cut)
{
	struct text t;
	size_t from;

	results_init(r);
	text_start(&t, r);
	t.raw = true;
	from = text_feed(&t, p, 0, cut, cut == n);
	if (cut < n)
		text_feed(&t, p, from, n, true);
	text_end(&t);
	announce_end(r);
}

static bool
same(double a, double b)
{
	return a == b || (a != a && b != b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *p = (const char *)data + 2;
	struct results a, b;
	size_t i, cut;

	jio_start(JIO_TREE_MAX);
	if (n < 2)
		return 0;
	n -= 2;
	cut = n ? (data[0] | (size_t)data[1] << 8) % (n + 1) : 0;
	feed(&a, p, n, n);
	feed(&b, p, n, cut);
	if (a.n != b.n || a.errors.n != b.errors.n ||
	    a.warnings.n != b.warnings.n || a.nstarted != b.nstarted)
		abort();
	for (i = 0; i < a.n; i++) {
		const struct bench *x = results_at(&a, i);
		const struct bench *y = results_at(&b, i);

		if (strcmp(x->id, y->id) != 0 || x->source != y->source ||
		    x->nrates != y->nrates || x->has_change != y->has_change ||
		    !same(x->time.estimate, y->time.estimate) ||
		    !same(x->change.p, y->change.p) || !(x->time.estimate >= 0))
			abort();
	}
	results_free(&a);
	results_free(&b);
	return 0;
}
