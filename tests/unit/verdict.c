/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lists of messages: cut at 50, told how many more, taken out again. */
/* serves: AC6, AC8 */
#include "verdict.h"

#include <math.h>
#include <stdlib.h>

#include "tap.h"

/* n strings "PREFIX 0", "PREFIX 1"… */
static json_t *
strings(const char *prefix, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, json_sprintf("%s %zu", prefix, i));
	return list;
}

static const char *
at(const json_t *list, size_t i)
{
	return json_string_value(json_array_get(list, i));
}

/*
 * foreign entries, then own ones put, taken and put again: the same bytes
 * each time, and after the take what is left is foreign.
 */
static void
round_trip(size_t foreign, size_t own)
{
	json_t *list = strings("CBKB002: theirs", foreign), *record, *again;
	json_t *ours = strings("CBKB005: ours", own), *first;
	size_t all = foreign + own;

	record = verdict_put(list, ours, "CBKB005", "errors");
	first = json_deep_copy(list);
	ok(json_array_size(list) == (all < 50 ? all : 50),
	    "%zu and %zu: at most 50", foreign, own);
	if (all > 50) {
		char want[60];

		snprintf(want, sizeof(want), "CBKB005: … and %zu more errors",
		    all - 49);
		is_str(at(list, 49), want, "the last says how many more");
	}
	verdict_take(list, record);
	ok(json_array_size(list) == (foreign < 50 ? foreign : 50),
	    "theirs are left");
	again = verdict_put(list, ours, "CBKB005", "errors");
	ok(json_equal(list, first) && json_equal(again, record),
	    "a second run changes nothing");
	json_decref(again);
	json_decref(record);
	json_decref(first);
	json_decref(ours);
	json_decref(list);
}

/* More than any list shows: they count, and hold no memory. */
static void
many(void)
{
	json_t *list = json_array();
	struct findings f;
	size_t i;

	findings_init(&f);
	for (i = 0; i < 2000; i++) {
		findings_say(&f, SEVERITY_ERROR, "%zu", i);
		findings_violation(
		    &f, SEVERITY_ERROR, "m", "missing", NAN, NAN, NAN, NULL);
	}
	json_decref(verdict_put(list, f.errors, "CBKB005", "errors"));
	is_str(at(f.errors, 49), "CBKB005: 49", "50 are kept");
	ok(json_is_null(json_array_get(f.errors, 50)), "the next is not");
	is_str(at(list, 48), "CBKB005: 48", "49 are shown");
	is_str(
	    at(list, 49), "CBKB005: … and 1951 more errors", "all are counted");
	is_num(
	    (long long)json_array_size(f.violations), 1000, "1000 violations");
	json_decref(list);
	findings_free(&f);
}

/* A document that says errors and warnings, judged or not. */
static const struct {
	const char *doc, *status;
	bool judged;
	int exit;
} statuses[] = {
    {"{\"errors\":[]}", "WARN", false, ST_DONE},
    {"{\"errors\":[\"x\"]}", "FAIL", false, ST_DONE},
    {"{\"errors\":[],\"_metadata\":{\"slo\":{\"status\":\"PASS\","
     "\"passed\":true}}}",
	"PASS", true, ST_DONE},
    {"{\"errors\":[],\"_metadata\":{\"slo\":{\"status\":\"WARN\","
     "\"passed\":false}}}",
	"WARN", true, ST_NO},
    {"{\"errors\":[\"x\"],\"_metadata\":{\"slo\":{\"status\":\"FAIL\","
     "\"passed\":false}}}",
	"FAIL", true, ST_NO},
    {"{\"errors\":[\"x\"],\"_metadata\":{\"slo\":{\"status\":\"good\"}}}",
	"FAIL", false, ST_DONE},
};

static void
check_statuses(void)
{
	size_t i;

	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		json_t *v = json_loads(statuses[i].doc, 0, NULL);
		bool judged;

		is_str(verdict_status(v, &judged), statuses[i].status,
		    statuses[i].doc);
		ok(judged == statuses[i].judged, "judged or not");
		is_num(verdict_exit(v, false), statuses[i].exit, "exit status");
		is_num(verdict_exit(v, true), ST_DONE, "--exit-zero");
		json_decref(v);
	}
}

static void
check_names(void)
{
	char *name = verdict_name("a\n::error::\x1b[31m\xe2\x80\xaeq"), *text;
	char *id = malloc(600001);
	json_t *v;
	size_t i;

	is_str(name, "a\xef\xbf\xbd::error::\xef\xbf\xbd[31m\xef\xbf\xbdq",
	    "controls and bidi controls are replaced");
	free(name);
	for (i = 0; i < 200000; i++)
		memcpy(id + 3 * i, "€", 3);
	id[600000] = '\0';
	name = verdict_name(id);
	is_num((long long)strlen(name), 3 * 121, "a long id: 120 and \"…\"");
	free(name);
	text = malloc(600020);
	sprintf(text, "CBKB005: %s", id);
	v = verdict_text(text);
	is_num((long long)json_string_length(v), 9 + 3 * 491,
	    "an entry: 500 characters");
	json_decref(v);
	id[3 * 491] = '\0';
	sprintf(text, "CBKB005: %s", id);
	v = verdict_text(text);
	is_str(json_string_value(v), text, "500 are not cut");
	json_decref(v);
	free(text);
	free(id);
}

int
main(void)
{
	static const size_t n[][2] = {{0, 0}, {0, 50}, {0, 51}, {49, 1},
	    {50, 0}, {50, 1}, {49, 2}, {10, 1000}, {25, 26}, {50, 50}};
	size_t i;

	for (i = 0; i < sizeof(n) / sizeof(n[0]); i++)
		round_trip(n[i][0], n[i][1]);
	many();
	check_statuses();
	check_names();
	return done();
}
