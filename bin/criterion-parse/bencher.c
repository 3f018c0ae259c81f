/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bencher - "test NAME ... bench:       1,234 ns/iter (+/- 56)"
 *
 * The value is the median, cut off (not rounded) to whole ns; from Criterion
 * the other is the standard deviation, from libtest the range.  Name and
 * result are two writes, so a program's own output may stand between them.
 */
#include <stdlib.h>
#include <string.h>

#include "quantity.h"
#include "text.h"

#define DOTS " ... "
#define BENCH "bench: "
#define ITER "/iter (+/- "

static const char *
last_of(const char *s, const char *e, const char *word)
{
	const char *at = NULL;

	while ((s = text_find(s, e, word)) != NULL)
		at = s++;
	return at;
}

void
bencher_name(struct text *t, const char *s, const char *e)
{
	const char *dots;

	if (text_find(s, e, "test result: ") == s) {
		t->libtest = false;
		return;
	}
	if (t->listen)
		return;
	dots = text_find(s + 5, e, DOTS);
	if (dots != NULL && text_begins(dots + strlen(DOTS), e, "bench:"))
		text_unread(t, s, e);
	if (last_of(s, e, ITER) != NULL)
		return;
	s += 5;
	free(t->pending);
	t->pending = dots ? xstrndup(s, (size_t)(dots - s)) : NULL;
}

/* The name in front of "bench:"; p is NULL when there is none. */
static struct span
name(struct text *t, const char *s, const char *bench)
{
	struct span id = {NULL, 0};
	const char *dots = bench - 5;

	if (bench - s >= 10 && memcmp(s, "test ", 5) == 0 &&
	    memcmp(dots, DOTS, 5) == 0) {
		id.p = s + 5;
		id.n = (size_t)(dots - id.p);
	} else if (t->pending != NULL) {
		id.p = t->pending;
		id.n = strlen(t->pending);
	}
	return id;
}

/* "       1,234 ns" up to end, then the spread and ")". */
static bool
figures(const char *p, const char *iter, const char *e, struct quantity *value,
    struct quantity *spread)
{
	p = quantity_number(quantity_skip(p, iter), iter, value);
	if (p == NULL || p >= iter || *p != ' ')
		return false;
	value->unit.p = p + 1;
	value->unit.n = (size_t)(iter - p - 1);
	p = quantity_number(iter + strlen(ITER), e, spread);
	return p != NULL && p < e && *p == ')' && !value->negative &&
	       value->finite && !spread->negative &&
	       memchr(value->unit.p, ' ', value->unit.n) == NULL;
}

bool
bencher_line(struct text *t, const char *s, const char *e)
{
	const char *iter = last_of(s, e, ITER), *bench;
	struct quantity value, spread;
	struct span id;
	struct bench *b;

	if (iter == NULL)
		return false;
	bench = last_of(s, iter, BENCH);
	if (bench == NULL)
		return false;
	if (!figures(bench + strlen(BENCH), iter, e, &value, &spread))
		return false;
	id = name(t, s, bench);
	if (id.n == 0) {
		if (bench != s)
			return false;
		t->nameless++;
		t->did = DID_NAMELESS;
		return true;
	}
	if (value.unit.n != 2 || memcmp(value.unit.p, "ns", 2) != 0) {
		text_custom(t, id, value.unit);
		return true;
	}
	b = text_result(t, id.p, id.n);
	if (b == NULL)
		return true;
	b->source = SOURCE_BENCHER;
	b->statistic = STAT_MEDIAN;
	b->time.estimate = b->median = quantity_value(&value);
	if (!t->libtest)
		b->sd = quantity_value(&spread);
	free(t->pending);
	t->pending = NULL;
	return true;
}
