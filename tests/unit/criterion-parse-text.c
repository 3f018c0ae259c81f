/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC3 */
/* Console text in pieces: wherever the input is cut, the result is the same. */
#include "../../bin/criterion-parse/text.h"

#include <stdlib.h>

#include "tap.h"

#define PAD "                        "

static const char report[] =
    "Benchmarking a_rather_long_group/with_a_function\n"
    "Benchmarking a_rather_long_group/with_a_function: Warming up for 3.0 s\n"
    "Benchmarking a_rather_long_group/with_a_function: Analyzing\n"
    "a_rather_long_group/with_a_function\n" PAD
    "time:   [1.0000 ms 2.0000 ms 3.0000 ms]\n" PAD
    "thrpt:  [1.0000 MiB/s 2.0000 MiB/s 3.0000 MiB/s]\n"
    "                 change:\n" PAD
    "time:   [-1.0000% +2.0000% +3.0000%] (p = 0.04 < 0.05)\n" PAD
    "thrpt:  [-3.0000% -2.0000% +1.0000%]\n" PAD "Performance has regressed.\n"
    "Benchmarking short\r\033[2KBenchmarking short: Warming up for 3.0 s\r"
    "\033[2KBenchmarking short: Analyzing\r\033[2K\033[38;5;2mshort\033[0m"
    "                   time:   [\033[2m9.0000 ns\033[0m "
    "\033[1m9.5000 ns\033[0m \033[2m1.0000 \xc2\xb5s\033[0m]\r\n"
    "slope  [9.0000 ns 1.0000 \xc2\xb5s] R^2            [0.9 0.9]\r\n"
    "{\"reason\":\"benchmark-complete\",\"id\":\"m\",\"unit\":\"ns\","
    "\"typical\":{\"estimate\":5}}\n"
    "test b ... bench:       1,234 ns/iter (+/- 5)\n"
    "Benchmarking two\nlines\n"
    "Benchmarking two\nlines: Warming up for 3.0 s\n"
    "two\nlines               time:   [1.0000 s 2.0000 s 3.0000 s]\n";

static void
check(const struct results *r, const char *how, size_t at)
{
	const struct bench *b;

	if (r->n != 5 || r->errors.n != 0 || r->warnings.n != 0) {
		ok(false, "%s %zu: %zu results, %zu errors, %zu warnings", how,
		    at, r->n, r->errors.n, r->warnings.n);
		return;
	}
	b = results_at(r, 0);
	ok(strcmp(b->id, "a_rather_long_group/with_a_function") == 0 &&
		b->time.low == 1e6 && b->nrates == 1 && b->has_change &&
		b->change.p == 0.04 && b->change.time.low == -0.01 &&
		strcmp(b->change.verdict, "regressed") == 0 &&
		strcmp(results_at(r, 1)->id, "short") == 0 &&
		results_at(r, 1)->time.high == 1000 &&
		results_at(r, 1)->statistic == STAT_SLOPE &&
		strcmp(results_at(r, 2)->id, "m") == 0 &&
		results_at(r, 3)->median == 1234 &&
		strcmp(results_at(r, 4)->id, "two\nlines") == 0,
	    "%s %zu", how, at);
}

/* Cut once, at every byte. */
static void
cut_once(void)
{
	size_t n = sizeof(report) - 1, at, from;

	for (at = 0; at <= n; at += at < 900 ? 7 : 1) {
		struct results r;
		struct text t;

		results_init(&r);
		text_start(&t, &r);
		from = text_feed(&t, report, 0, at, false);
		text_feed(&t, report, from, n, true);
		text_end(&t);
		check(&r, "cut at byte", at);
		results_free(&r);
	}
}

/* In pieces of size, with no more context than is promised. */
static void
in_pieces(size_t size)
{
	size_t n = sizeof(report) - 1, end = 0, from = 0, base = 0;
	struct results r;
	struct text t;

	results_init(&r);
	text_start(&t, &r);
	while (end < n) {
		char *copy;

		end = end + size < n ? end + size : n;
		if (from - base > TEXT_CONTEXT)
			base = from - TEXT_CONTEXT;
		copy = xmalloc(end - base + 1);
		memcpy(copy, report + base, end - base);
		from = base +
		       text_feed(&t, copy, from - base, end - base, end == n);
		free(copy);
	}
	text_end(&t);
	check(&r, "pieces of", size);
	results_free(&r);
}

int
main(void)
{
	size_t size;

	cut_once();
	for (size = 1; size < 300; size += 13)
		in_pieces(size);
	return done();
}
