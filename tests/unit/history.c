/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which records of a ledger count, and the series that come of them. */
/* serves: AC6 */
#include "history.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "fsio.h"
#include "tap.h"

static struct conf conf;
static char path[] = "/tmp/history.XXXXXX";

/* A ledger under construction, in path. */
static FILE *out;
static char prev[SHA256_HEX];
static unsigned seq;

static void
begin(void)
{
	memset(prev, '0', SHA256_HEX - 1);
	seq = 0;
	out = fopen(path, "w");
}

static void
record(const char *type, const char *fingerprint, const char *extra,
    const char *metrics, const char *benchmarks)
{
	char line[4000];
	int n = snprintf(line, sizeof(line),
	    "{\"actor\":\"a\",\"data\":{\"benchmarks\":{%s},"
	    "\"environment\":{\"fingerprint\":\"%s\"},%s\"metrics\":{%s},"
	    "\"timestamp\":\"2026-01-02T03:04:05Z\"},\"prev\":\"%s\","
	    "\"seq\":%u,\"subject\":{\"branch\":\"main\",\"commit\":\"c%u\","
	    "\"pr\":null},\"time\":\"2026-01-02T03:04:05Z\",\"type\":\"%s\","
	    "\"v\":1}",
	    benchmarks, fingerprint, extra, metrics, prev, seq + 1, seq + 1,
	    type);

	seq++;
	fsio_sha256(line, (size_t)n, prev);
	fprintf(out, "%s\n", line);
}

/* Benchmark id is wanted, in so many bytes an iteration. */
static size_t
want(struct history *h, const char *id, double location, double bytes)
{
	struct perf_bench b = {.id = (char *)(uintptr_t)id,
	    .statistic = STAT_SLOPE,
	    .location = location,
	    .bytes = bytes,
	    .elements = NAN};

	return history_want_bench(h, &b);
}

/* A record with one metric, d_gibs. */
static void
run(const char *type, const char *fingerprint, const char *extra, double v)
{
	char metric[200];

	snprintf(metric, sizeof(metric),
	    "\"display_gibs\":{\"value\":%.17g,\"unit\":\"GiB/s\","
	    "\"statistic\":\"slope\"}",
	    v);
	record(type, fingerprint, extra, metric, "");
}

/* The values of series number s, as text. */
static const char *
series(const struct history *h, size_t s)
{
	static char text[4096];
	double v[HISTORY_RUNS];
	size_t n = history_series(h, s, v), i;

	*text = '\0';
	for (i = 0; i < n && i < 60; i++)
		sprintf(text + strlen(text), "%s%g", i ? " " : "", v[i]);
	return text;
}

static struct history *
read_with(const char *fingerprint, size_t *s)
{
	struct history *h = history_new(&conf, fingerprint);
	struct err e = {ST_DONE, ""};

	fclose(out);
	*s = history_want_metric(h, "display_gibs", "GiB/s", "slope");
	ok(history_read(h, path, &e), "read %s", e.text);
	return h;
}

static void
check_types(void)
{
	struct history *h;
	size_t s;

	begin();
	run("run", "aa", "", 1);
	run("promote", "aa", "", 2);
	run("validate", "aa", "", 99);
	run("checkpoint", "aa", "", 99);
	run("promote", "bb", "", 99);
	run("override", "aa", "", 3);
	run("import", "aa", "", 4);
	h = read_with("aa", &s);
	is_str(series(h, s), "1 2 3 4", "runs of our environment, in order");
	is_num((long long)history_runs(h), 4, "four");
	is_num((long long)history_seen(h), 5, "of five in all");
	is_num((long long)history_broken(h), 0, "the chain holds");
	is_num((long long)history_since(h, s, 2), 2, "2 accepted levels ago");
	is_num((long long)history_since(h, s, 9), 0, "9: from the first");
	history_free(h);
}

/* A regression that is pushed again and again does not become normal. */
static void
check_pending(void)
{
	struct history *h;
	size_t s;

	begin();
	run("promote", "aa", "", 1);
	run("refuse", "aa", "", 2);
	run("promote", "aa", "", 3);
	run("refuse", "aa", "\"verdict\":\"FAIL\",", 4);
	run("run", "aa", "\"held\":{\"of\":3,\"runs\":1},", 5);
	run("run", "aa", "\"verdict\":\"FAIL\",", 6);
	run("run", "aa", "\"verdict\":\"WARN\",", 7);
	run("refuse", "aa", "\"verdict\":\"WARN\",", 8);
	h = read_with("aa", &s);
	is_str(series(h, s), "1 2 3 7 8",
	    "held and FAILed runs wait for a promotion, unproven drops do not");
	is_num((long long)history_runs(h), 5, "and are not counted");
	history_free(h);
	begin();
	run("promote", "aa", "", 1);
	run("refuse", "aa", "\"verdict\":\"FAIL\",", 4);
	run("override", "aa", "", 4);
	h = read_with("aa", &s);
	is_str(series(h, s), "1 4 4", "an override accepts what came before");
	history_free(h);
}

static void
check_limits(void)
{
	struct history *h;
	size_t s;
	int i;

	begin();
	for (i = 0; i < 5; i++)
		run("promote", "aa", "", 1);
	for (i = 0; i < 300; i++)
		run("refuse", "aa", "\"verdict\":\"FAIL\",", 2);
	h = read_with("aa", &s);
	is_str(series(h, s), "1 1 1 1 1", "refusals push nothing out");
	history_free(h);
	begin();
	for (i = 0; i < 300; i++)
		run("promote", "aa", "", i + 1);
	h = read_with("aa", &s);
	is_num((long long)history_runs(h), HISTORY_RUNS, "the last 200");
	{
		double v[HISTORY_RUNS];

		is_num((long long)history_series(h, s, v), 200, "values");
		is_real(v[0], 101, 0, "from the 101st");
	}
	history_free(h);
}

static void
check_agreement(void)
{
	static const char *const metric[] = {
	    "\"display_gibs\":{\"value\":1,\"unit\":\"GiB/s\"}",
	    "\"display_gibs\":{\"value\":2,\"unit\":\"MB/s\","
	    "\"statistic\":\"slope\"}",
	    "\"display_gibs\":{\"value\":3,\"unit\":\"GiB/s\","
	    "\"statistic\":\"median\"}",
	    "\"display_gibs\":{\"value\":0,\"unit\":\"GiB/s\","
	    "\"statistic\":\"slope\"}",
	    "\"display_gibs\":{\"value\":5,\"unit\":\"GiB/s\","
	    "\"statistic\":\"slope\"}"};
	struct history *h = history_new(&conf, "aa");
	struct err e = {ST_DONE, ""};
	size_t i, m, a, b;

	begin();
	for (i = 0; i < 5; i++)
		record("promote", "aa", "", metric[i],
		    "\"b/\\u0041\":{\"location_ns\":10},"
		    "\"a\":{\"statistic\":\"slope\",\"time_ns\":20},"
		    "\"zz\":{\"location_ns\":5}");
	fclose(out);
	m = history_want_metric(h, "display_gibs", "GiB/s", "slope");
	a = want(h, "b/A", 1, 1000);
	b = want(h, "a", NAN, NAN);
	ok(history_read(h, path, &e), "read");
	is_str(series(h, m), "1 5",
	    "another unit or statistic, and 0, are no values");
	is_str(series(h, a), "10 10 10 10 10", "a location, its id escaped");
	is_str(series(h, b), "20 20 20 20 20", "a time of the same statistic");
	history_free(h);
}

/* The benchmarks that there should be. */
static const char *
ids(const struct history *h)
{
	static char text[200];
	size_t i, n;
	char *const *id = history_ids(h, &n);

	*text = '\0';
	for (i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%s", i ? " " : "", id[i]);
	return text;
}

static void
check_work(void)
{
	struct history *h = history_new(&conf, "aa");
	struct err e = {ST_DONE, ""};
	char name[] = "b";
	struct perf_bench elements = {.id = name,
	    .statistic = STAT_SLOPE,
	    .location = NAN,
	    .bytes = NAN,
	    .elements = 5};
	size_t a, b;

	begin();
	record("promote", "aa", "", "",
	    "\"a\":{\"bytes\":1000,\"location_ns\":1},"
	    "\"b\":{\"elements\":5,\"statistic\":\"slope\",\"time_ns\":1}");
	record("promote", "aa", "", "",
	    "\"a\":{\"bytes\":2000,\"location_ns\":2},"
	    "\"b\":{\"elements\":6,\"statistic\":\"slope\",\"time_ns\":2}");
	record("promote", "aa", "", "",
	    "\"a\":{\"location_ns\":3},"
	    "\"b\":{\"bytes\":6,\"statistic\":\"slope\",\"time_ns\":3}");
	fclose(out);
	a = want(h, "a", 1, 2000);
	b = history_want_bench(h, &elements);
	ok(history_read(h, path, &e), "read");
	is_str(series(h, a), "2 3", "other bytes an iteration: another thing");
	is_str(series(h, b), "1 3", "other elements too; not told is no bar");
	history_free(h);
}

/* What ids reads after these records. */
static void
check_set(const char *want_ids, const char *name)
{
	struct history *h = history_new(&conf, "aa");
	struct err e = {ST_DONE, ""};

	fclose(out);
	ok(history_read(h, path, &e), "read");
	is_str(ids(h), want_ids, name);
	history_free(h);
}

static void
check_ids(void)
{
	begin();
	record("run", "aa", "", "", "\"a\":{},\"b\":{}");
	record("run", "aa", "", "", "\"a\":{},\"c\":{}");
	record("run", "aa", "\"verdict\":\"FAIL\",", "", "\"d\":{}");
	record("run", "bb", "", "", "\"e\":{}");
	check_set("a c", "nothing accepted: the last run that counts");
	begin();
	record("promote", "aa", "", "", "\"a\":{},\"b\":{}");
	record("run", "aa", "", "", "\"a\":{}");
	record("import", "aa", "", "", "");
	check_set("a b", "the last accepted run that tells any");
	begin();
	record("promote", "aa", "", "", "\"a\":{},\"b\":{}");
	record("override", "aa",
	    "\"verdict\":\"FAIL\",\"changes\":[{\"verdict\":\"regression\"}],",
	    "", "\"a\":{}");
	check_set("a", "an override's");
}

static void
check_any(void)
{
	struct history *h;
	size_t s;

	begin();
	run("promote", "aa", "", 1);
	run("promote", "bb", "", 2);
	run("promote", "aa", "", 3);
	run("promote", "aa", "", 4);
	h = read_with(NULL, &s);
	is_str(series(h, s), "3 4", "no fingerprint: the last that share one");
	is_str(history_fingerprint(h), "aa", "which is told");
	history_free(h);
}

static void
check_documents(void)
{
	struct history *h;
	struct err e = {ST_DONE, ""};
	size_t s;

	out = fopen(path, "w");
	fputs("{\"display_gibs\":4.1,\"comp3_mibs\":560,\"warnings\":[],"
	      "\"errors\":[],\"commit\":\"x\"}\n"
	      "{ \"display_gibs\": 4.2,\n \"comp3_mibs\": 570,\n"
	      " \"warnings\": [], \"errors\": [], \"status\": 1 }\n"
	      "[{\"display_gibs\":4.3,\"comp3_mibs\":0,\"warnings\":[],"
	      "\"errors\":[]}]",
	    out);
	h = read_with(NULL, &s);
	is_str(series(h, s), "4.1 4.2 4.3", "perf.json documents, any layout");
	history_free(h);
	out = fopen(path, "w");
	fputs("{\"display_gibs\":\"x\"}", out);
	fclose(out);
	h = history_new(&conf, NULL);
	ok(!history_read(h, path, &e) && e.status == ST_INPUT, "%s", e.text);
	history_free(h);
	e.status = ST_DONE;
	h = history_new(&conf, NULL);
	ok(!history_read(h, "/nonexistent/x", &e) && e.status == ST_SYSTEM,
	    "%s", e.text);
	history_free(h);
}

static void
check_broken(void)
{
	struct history *h;
	size_t s;

	begin();
	run("promote", "aa", "", 1);
	prev[0] ^= 1;
	run("promote", "aa", "", 2);
	h = read_with("aa", &s);
	is_num((long long)history_broken(h), 2, "a broken link is told");
	is_str(series(h, s), "1 2", "and the values are there");
	history_free(h);
}

int
main(void)
{
	struct err e = {ST_DONE, ""};
	int fd = mkstemp(path);

	close(fd);
	unsetenv("BENCHLINE_CONFIG");
	if (!conf_load(&conf, NULL, &e))
		abort();
	check_types();
	check_pending();
	check_limits();
	check_agreement();
	check_work();
	check_ids();
	check_any();
	check_documents();
	check_broken();
	conf_free(&conf);
	unlink(path);
	return done();
}
