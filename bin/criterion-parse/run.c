/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run - see run.h */
#include "run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "field.h"
#include "fsio.h"
#include "jseq.h"
#include "utf8.h"

#define SCHEMA "benchline/run/1"
#define TAIL_LINES 20
#define TAIL_LINE 500

static bool
captured(struct span key, struct span val, char **to, struct err *e)
{
	if (jseq_string(val, to))
		return true;
	return err_set(e, ST_INPUT,
	    "CBKB003: expected a string at '/%.*s', got %s", (int)key.n - 2,
	    key.p + 1, *val.p == 'n' ? "null" : "something else");
}

static bool
member(struct run *r, struct span key, struct span val, struct err *e)
{
	char *name, **text = NULL;
	bool good = true;
	json_t *v;

	if (jseq_is(key, "stdout"))
		text = &r->out;
	else if (jseq_is(key, "stderr"))
		text = &r->err;
	if (text != NULL && *text == NULL && !jseq_is(val, "null"))
		return *val.p == 'n' || captured(key, val, text, e);
	if (!jseq_string(key, &name))
		return err_set(e, ST_INPUT, "CBKB003: bad key");
	if (text != NULL || json_object_get(r->doc, name) != NULL) {
		good = err_set(e, ST_INPUT,
		    "CBKB003: duplicate object key '%.100s'", name);
	} else {
		struct err why = {ST_DONE, ""};
		int n;

		v = jio_parse(val.p, val.n, name, &why);
		good = v != NULL;
		n = (int)strcspn(why.text, ",("); /* lines of val, not of all */
		if (good)
			json_object_set_new(r->doc, name, v);
		else
			err_set(e, why.status, "%.*s in '/%.100s'", n, why.text,
			    name);
	}
	free(name);
	return good;
}

/* The parts that matter here have the types that the schema says. */
static bool
check(struct run *r, struct err *e)
{
	const char *schema = NULL, *started = NULL;
	json_t *list = NULL, *build = NULL;
	double exit = NAN, build_exit = 0;
	bool timed_out = false;
	json_t *signal;
	long long when;

	if (!field_str(r->doc, "", "schema", &schema, e))
		return false;
	if (strcmp(schema, SCHEMA) != 0)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected schema '" SCHEMA "', got '%.100s'",
		    schema);
	if (!field_str_opt(r->doc, "", "started_at", &started, e) ||
	    !field_num_opt(r->doc, "", "exit", &exit, e) ||
	    !field_bool_opt(r->doc, "", "timed_out", &timed_out, e) ||
	    !field_str_opt(
		r->doc, "", "criterion_home", &r->criterion_home, e) ||
	    !field_obj_opt(r->doc, "", "build", &build, e) ||
	    !field_arr_opt(r->doc, "", "warnings", &list, e) ||
	    !field_arr_opt(r->doc, "", "errors", &list, e) ||
	    !field_arr_opt(r->doc, "", "command", &list, e))
		return false;
	if (started != NULL) {
		if (!fsio_parse_utc(started, &when))
			return err_set(e, ST_INPUT,
			    "CBKB003: expected a time at '/started_at', got "
			    "'%.100s'",
			    started);
		r->started = (double)when;
	}
	if (build != NULL &&
	    !field_num_opt(build, "/build", "exit", &build_exit, e))
		return false;
	signal = json_object_get(r->doc, "signal");
	r->timed_out = timed_out;
	r->failed = !(exit == 0) || timed_out || build_exit != 0 ||
		    (signal != NULL && !json_is_null(signal));
	r->cut = field_num_at(r->doc, "/capture/stdout/cut_bytes") > 0 ||
		 field_num_at(r->doc, "/capture/stderr/cut_bytes") > 0;
	r->measured_nothing = asked_option(list, "--load-baseline");
	r->part = asked_part(list);
	return true;
}

bool
run_read(struct run *r, const char *p, size_t n, struct err *e)
{
	struct span all = {p, n}, key, val;
	struct jseq s;

	memset(r, 0, sizeof(*r));
	r->started = -1;
	r->doc = json_object();
	for (jseq_open_trusted(&s, all); jseq_next(&s, &key, &val);) {
		if (!member(r, key, val, e))
			return false;
	}
	return check(r, e);
}

void
run_free(struct run *r)
{
	json_decref(r->doc);
	free(r->out);
	free(r->err);
	memset(r, 0, sizeof(*r));
}

static void
take_over(struct notes *to, const json_t *list)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);

		if (json_is_string(v))
			note(to, "%s", json_string_value(v));
	}
}

/* The last lines of stderr, as a list. */
static json_t *
tail(const char *text)
{
	json_t *list = json_array();
	const char *end = text + strlen(text), *p;
	size_t n;

	while (end > text && end[-1] == '\n')
		end--;
	while (end > text && json_array_size(list) < TAIL_LINES) {
		for (p = end; p > text && p[-1] != '\n'; p--)
			;
		n = utf8_cut(p, (size_t)(end - p), TAIL_LINE);
		json_array_insert_new(list, 0, json_stringn(p, n));
		end = p > text ? p - 1 : text;
	}
	return list;
}

static const char *
ending(const struct run *r, char *buf, size_t n)
{
	const json_t *signal = json_object_get(r->doc, "signal");
	double build = field_num_at(r->doc, "/build/exit");

	if (r->timed_out)
		return "ran out of time";
	if (build > 0)
		snprintf(
		    buf, n, "could not be built (exit status %.0f)", build);
	else if (json_is_string(signal))
		snprintf(
		    buf, n, "was ended by %.20s", json_string_value(signal));
	else if (json_is_integer(signal))
		snprintf(buf, n, "was ended by signal %d",
		    (int)json_integer_value(signal));
	else if (json_is_number(json_object_get(r->doc, "exit")))
		snprintf(buf, n, "failed with exit status %.0f",
		    field_num_at(r->doc, "/exit"));
	else
		return "ended, the run document does not say how";
	return buf;
}

static bool
said(const struct notes *errors)
{
	size_t i;

	for (i = 0; i < errors->n && i < NOTES_MAX; i++) {
		if (strncmp(errors->text[i], "CBKB001", 7) == 0 ||
		    strncmp(errors->text[i], "CBKB002", 7) == 0)
			return true;
	}
	return false;
}

void
run_judge(struct run *r, struct results *to, const struct text *t)
{
	const char *reason = t->panic[0] ? t->panic : t->failure;
	struct notes errors = to->errors, warnings = to->warnings;
	char buf[80];

	memset(&to->errors, 0, sizeof(to->errors));
	memset(&to->warnings, 0, sizeof(to->warnings));
	take_over(&to->warnings, json_object_get(r->doc, "warnings"));
	take_over(&to->errors, json_object_get(r->doc, "errors"));
	if (r->failed && !said(&to->errors))
		note(&to->errors, "%s: the benchmark command %s%s%s%s",
		    r->timed_out ? "CBKB001" : "CBKB002",
		    ending(r, buf, sizeof(buf)), reason[0] ? " (" : "", reason,
		    reason[0] ? ")" : "");
	if (r->measured_nothing)
		note(&to->errors,
		    "CBKB002: --load-baseline compares what was saved: "
		    "nothing was measured");
	notes_append(&to->warnings, &warnings);
	notes_append(&to->errors, &errors);
	if (r->failed && r->err != NULL)
		json_object_set_new(r->doc, "stderr_tail", tail(r->err));
}
