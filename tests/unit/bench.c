/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC2 */
/* One benchmark's result: what is written is read back, what is wrong is not.
 */
#include "bench.h"

#include <stdlib.h>

#include "tap.h"

static char *
written(const struct bench *b, bool trimmed)
{
	char *text = NULL;
	struct jout o;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	jout_start(&o, f, JOUT_LINE);
	bench_write(&o, b, trimmed);
	jout_finish(&o);
	fclose(f);
	return text;
}

static bool
decode(const char *text, struct bench *b, struct err *e)
{
	json_t *v = json_loads(text, 0, NULL);
	bool good = bench_decode(v, "/benchmarks/3", b, e);

	json_decref(v);
	return good;
}

static void
round_trip(void)
{
	static const char full[] =
	    "{\"change\":{\"p\":0.05,\"throughput\":{\"estimate\":-0.1,"
	    "\"high\":0.1,\"low\":-0.2},\"time\":{\"estimate\":0.1,"
	    "\"high\":0.2,\"low\":-0.1},\"verdict\":\"no_change\"},"
	    "\"function\":\"f\",\"group\":\"g\",\"id\":\"g/f/1\","
	    "\"mad_ns\":1.5,\"mean_ns\":10.5,\"median_ns\":10.25,"
	    "\"samples\":{\"count\":100,\"cv\":0.01,\"location_ns\":10.3,"
	    "\"location_se\":0.001},\"slope_ns\":10.0,\"source\":\"tree\","
	    "\"std_dev_ns\":0.5,\"throughput\":[{\"kind\":\"elements\","
	    "\"per_iteration\":4.0,\"per_second\":{\"estimate\":400.0,"
	    "\"high\":410.0,\"low\":390.0}},{\"kind\":\"bits\","
	    "\"per_iteration\":8.0,\"per_second\":{\"estimate\":800.0,"
	    "\"high\":820.0,\"low\":780.0}}],\"time_ns\":{\"estimate\":10.0,"
	    "\"high\":11.0,\"low\":9.0,\"statistic\":\"slope\"},"
	    "\"value\":\"1\"}";
	static const char trimmed[] =
	    "{\"id\":\"x\",\"samples\":null,\"throughput\":[],"
	    "\"time_ns\":{\"estimate\":5.0,\"high\":null,\"low\":null,"
	    "\"statistic\":\"typical\"}}";
	struct err e = {ST_DONE, ""};
	struct bench b;
	char *text;

	ok(decode(full, &b, &e), "a full result is read %s", e.text);
	text = written(&b, false);
	is_str(text, full, "and written the same");
	free(text);
	is_real(bench_rate_base(&b.rate[1], 800), 100, 0, "bits are bytes / 8");
	is_real(bench_rate_base(&b.rate[0], 400), 400, 0, "elements are not");
	bench_free(&b);
	ok(decode(trimmed, &b, &e), "a trimmed one is read");
	ok(b.statistic == STAT_TYPICAL && isnan(b.time.low) && isnan(b.mean) &&
		!b.has_samples && !b.has_change && b.nrates == 0,
	    "what it lacks is not known");
	text = written(&b, true);
	is_str(text, trimmed, "and written the same");
	free(text);
	bench_free(&b);
}

static void
wrong(void)
{
	static const struct {
		const char *json, *text;
	} bad[] = {
	    {"[]", "expected an object at '/benchmarks/3', got an array"},
	    {"{}", "expected a string at '/benchmarks/3/id', got nothing"},
	    {"{\"id\":\"x\"}",
		"expected an object at '/benchmarks/3/time_ns', got nothing"},
	    {"{\"id\":\"x\",\"time_ns\":{}}",
		"expected a number at '/benchmarks/3/time_ns/estimate', got "
		"nothing"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":-1}}",
		"expected a number at "
		"'/benchmarks/3/time_ns/estimate', got a negative number"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1,\"statistic\":\"avg\"}"
	     "}",
		"unknown statistic 'avg' at "
		"'/benchmarks/3/time_ns/statistic'"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1},\"throughput\":[{}]}",
		"expected a string at '/benchmarks/3/throughput/0/kind', got "
		"nothing"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1},\"throughput\":[1,2,3]"
	     "}",
		"more than two rates at '/benchmarks/3/throughput'"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1},\"samples\":7}",
		"expected an object at '/benchmarks/3/samples', got a number"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1},\"source\":\"web\"}",
		"unknown source 'web' at '/benchmarks/3/source'"},
	    {"{\"id\":\"x\",\"time_ns\":{\"estimate\":1},\"change\":{\"time\":"
	     "{\"low\":\"a\"}}}",
		"expected a number at '/benchmarks/3/change/time/low', got a "
		"string"},
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err e = {ST_DONE, ""};
		struct bench b;

		ok(!decode(bad[i].json, &b, &e) && e.status == ST_INPUT, "%s",
		    bad[i].json);
		is_str(e.text[0] ? e.text + strlen("CBKB003: ") : "",
		    bad[i].text, "says why");
	}
}

int
main(void)
{
	round_trip();
	wrong();
	is_str(bench_stat_name(STAT_MEAN), "mean", "statistics have names");
	ok(bench_stat_name(STAT_NONE) == NULL, "but for none");
	is_str(bench_kind_name(KIND_BYTES_DECIMAL), "bytes_decimal", "kinds");
	is_str(bench_source_name(SOURCE_CARGO), "cargo-criterion", "sources");
	return done();
}
