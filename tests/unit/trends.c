/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Levels, steps, slopes and floors of made series; series out of records. */
#include "trends.h"

#include <stdlib.h>
#include <string.h>

#include "jseq.h"
#include "tap.h"

#define DAY 86400.0

/* Noise of 1 % that is the same each time. */
static double
noise(size_t i)
{
	static const double n[] = {.004, -.009, .012, -.003, .007, -.011, .001,
	    -.006, .009, -.002, .005};

	return 1 + n[i * 7 % 11];
}

static void
make(double *time, double *value, size_t n, double level, double per_day)
{
	size_t i;

	for (i = 0; i < n; i++) {
		time[i] = 1.7e9 + (double)i * DAY;
		value[i] = (level + per_day * (double)i) * noise(i);
	}
}

static void
levels(void)
{
	double time[60], value[60];
	struct trend_input in = {time, value, 60, false, NAN};
	struct trend t;
	size_t i;

	make(time, value, 60, 100, 0);
	trend_of(&in, .05, &t);
	is_num((long long)t.nstep, 0, "steady: no step");
	is_real(t.level, 100, .01, "steady: its level");
	ok(t.low < 99 && t.low > 94 && t.high > 101 && t.high < 106,
	    "steady: where single runs lie");
	ok(!t.drifts && t.slope_low < 0 && t.slope_high > 0,
	    "steady: no drift");
	ok(isnan(t.floor_days), "no floor, no day");
	ok(value[t.best] >= value[0] && value[t.worst] <= value[0],
	    "best and worst");
	trend_free(&t);
	for (i = 40; i < 60; i++)
		value[i] *= .8;
	trend_of(&in, .05, &t);
	is_num((long long)t.nstep, 1, "one step");
	is_num((long long)t.since, 40, "where it is");
	is_real(t.step[0].change, -.2, .02, "its size");
	is_real(t.level, 80, .01, "the level after it");
	in.smaller = true;
	trend_free(&t);
	trend_of(&in, .05, &t);
	ok(t.best >= 40 && t.worst < 40, "smaller is better turns them round");
	trend_free(&t);
}

static void
slopes(void)
{
	double time[60], value[60];
	struct trend_input in = {time, value, 60, false, 20};
	struct trend t;

	make(time, value, 60, 100, -.5);
	trend_of(&in, .5, &t); /* steps so small are left out */
	is_real(t.slope, -.5, .1, "slope a day");
	ok(t.slope_low < t.slope && t.slope < t.slope_high, "its interval");
	trend_free(&t);
	trend_of(&in, .1, &t);
	trend_free(&t);
	in.floor = 200;
	trend_of(&in, .5, &t);
	is_real(t.floor_days, 0, 0, "the floor is reached already");
	trend_free(&t);
	in.floor = 20;
	make(time, value, 60, 100, .5);
	trend_of(&in, .5, &t);
	ok(isinf(t.floor_days), "heading away from the floor");
	trend_free(&t);
}

static void
edges(void)
{
	double time[3] = {1, 1, 1}, value[3] = {5, 5, 5};
	struct trend_input in = {time, value, 0, false, 1};
	struct trend t;

	trend_of(&in, .05, &t);
	ok(t.n == 0 && isnan(t.level), "no value at all");
	trend_free(&t);
	in.n = 1;
	trend_of(&in, .05, &t);
	is_real(t.level, 5, 0, "one value is its level");
	ok(isnan(t.slope) && isnan(t.floor_days), "and has no slope");
	trend_free(&t);
	in.n = 3;
	trend_of(&in, .05, &t);
	ok(t.nstep == 0 && isnan(t.slope), "all at one time");
	trend_free(&t);
}

static struct trend_group *
add(struct trend_set *set, const char *line)
{
	struct ledger_record rec;
	struct span s = {line, strlen(line)};

	return ledger_cut(s, &rec) ? trend_set_add(set, &rec) : NULL;
}

#define HASH                                                                   \
	"\"0000000000000000000000000000000000000000000000000000000000000000\""
#define LINE(type, data)                                                       \
	"{\"actor\":null,\"data\":" data ",\"prev\":" HASH                     \
	",\"seq\":1,\"subject\":{\"commit\":\"abc\"},"                         \
	"\"time\":\"2026-01-02T03:04:05Z\",\"type\":\"" type "\",\"v\":1}"

static void
sets(void)
{
	struct trend_set set = TREND_SET_INIT;
	struct trend_group *g;
	double time[4], value[4];
	size_t run[4];

	ok(!add(&set, LINE("checkpoint", "{}")), "a checkpoint is no run");
	g = add(&set,
	    LINE("promote",
		"{\"benchmarks\":{\"a\":{\"location_ns\":5},\"b\":{"
		"\"statistic\":"
		"\"mean\",\"time_ns\":7}},\"environment\":{\"cpu_model\":\"X\","
		"\"fingerprint\":\"ff\"},\"metrics\":{\"m_ms\":{\"floor\":9,"
		"\"statistic\":\"slope\",\"unit\":\"ms\",\"value\":4}}}"));
	ok(g && g->nseries == 3 && g->nrun == 1, "three series");
	add(&set,
	    LINE("refuse",
		"{\"benchmarks\":{\"b\":{\"statistic\":\"mean\",\"time_ns\":8}}"
		","
		"\"environment\":{\"fingerprint\":\"ff\"},\"metrics\":{}}"));
	g = add(
	    &set, LINE("run",
		      "{\"benchmarks\":{\"a\":{\"location_ns\":6},\"b\":{"
		      "\"statistic\":"
		      "\"slope\",\"time_ns\":7},\"c\":{\"location_ns\":-1}},"
		      "\"environment\":{\"fingerprint\":\"ff\"},\"timestamp\":"
		      "\"2026-01-01T00:00:00Z\"}"));
	ok(g && g->nrun == 3 && g->nseries == 4,
	    "another statistic is another series, a bad value is none");
	is_str(g->machine, "X", "the machine");
	is_str(g->run[2].when, "2026-01-01T00:00:00Z", "the document's time");
	is_str(g->run[0].when, "2026-01-02T03:04:05Z", "else the record's");
	is_str(g->run[0].commit, "abc", "the commit");
	trend_values(g, &g->series[0], time, value, run);
	ok(g->series[0].n == 2 && value[1] == 6 && run[1] == 2,
	    "a gap is left out");
	ok(g->series[2].metric && g->series[2].smaller &&
		g->series[2].floor == 9,
	    "a time metric: smaller is better, and its ceiling");
	add(&set, LINE("import", "{\"metrics\":{}}"));
	is_num((long long)set.ngroup, 2, "no fingerprint is a group too");
	trend_set_free(&set);
}

int
main(void)
{
	levels();
	slopes();
	edges();
	sets();
	return done();
}
