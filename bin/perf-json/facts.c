/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* facts - see facts.h */
#include "facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "fsio.h"
#include "units.h"
#include "verdict.h"

#define GIB 1073741824.0

/* Copy what from has under key, or null. */
static void
copy(json_t *to, const char *as, const json_t *from, const char *key)
{
	json_t *v = json_object_get(from, key);

	json_object_set_new(to, as, v ? json_incref(v) : json_null());
}

static json_t *
environment_of(const json_t *run, struct err *e)
{
	static const char *const same[] = {"platform", "kernel", "arch",
	    "cpu_model", "cpu_cores", "optimization_level", "governor",
	    "virtualization", "fingerprint"};
	json_t *from = NULL, *to;
	double bytes = NAN;
	size_t i;

	if (!field_obj_opt(run, "/run", "environment", &from, e) ||
	    !field_num_opt(from, "/run/environment", "memory_bytes", &bytes, e))
		return NULL;
	to = json_object();
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		copy(to, same[i], from, same[i]);
	json_object_set_new(to, "memory_gb",
	    isfinite(bytes) ? json_real(unit_round(bytes / GIB, 1))
			    : json_null());
	return to;
}

static bool
has_failed(const json_t *run)
{
	const json_t *status = json_object_get(run, "exit");

	return json_is_true(json_object_get(run, "timed_out")) ||
	       (json_is_number(status) && json_number_value(status) != 0) ||
	       json_is_string(json_object_get(run, "signal")) ||
	       json_is_integer(json_object_get(run, "signal"));
}

static json_t *
context_of(const json_t *run)
{
	static const char *const failure[] = {
	    "exit", "signal", "timed_out", "phase", "stderr_tail"};
	const json_t *build = json_object_get(run, "build");
	json_t *to = json_object(), *disturbances;
	size_t i;

	copy(to, "command", run, "command");
	copy(to, "execution_time_seconds", run, "wall_seconds");
	if (json_is_number(json_object_get(build, "seconds")))
		copy(to, "build_seconds", build, "seconds");
	copy(to, "config", run, "config");
	copy(to, "resources", run, "resources");
	json_object_set_new(to, "safety_margins", json_null());
	disturbances = field_at(run, "/environment/meanwhile/disturbances");
	if (json_array_size(disturbances) > 0)
		json_object_set(to, "disturbances", disturbances);
	for (i = 0; has_failed(run) && i < 5; i++) {
		if (json_object_get(run, failure[i]))
			copy(to, failure[i], run, failure[i]);
	}
	return to;
}

/* The run's start in UTC; kept as it is when it is no time that we read. */
static json_t *
timestamp_of(const json_t *run)
{
	const char *s = json_string_value(json_object_get(run, "started_at"));
	char buf[32];
	long long t;

	if (!s)
		return json_null();
	return json_string(fsio_parse_utc(s, &t) ? fsio_utc(t, buf) : s);
}

bool
facts_of_run(const json_t *run, json_t *metadata, struct err *e)
{
	json_t *env, *git = NULL;

	if (!field_obj_opt(run, "/run", "git", &git, e))
		return false;
	env = environment_of(run, e);
	if (!env)
		return false;
	json_object_set_new(metadata, "timestamp", timestamp_of(run));
	copy(metadata, "git_commit", git, "commit");
	copy(metadata, "git_branch", git, "branch");
	copy(metadata, "git_dirty", git, "dirty");
	copy(metadata, "rust_version", json_object_get(run, "environment"),
	    "rust_version");
	json_object_set_new(metadata, "environment", env);
	json_object_set_new(metadata, "execution_context", context_of(run));
	return true;
}

static bool
has_code(const json_t *errors, const char *code)
{
	json_t *v;
	size_t i;

	json_array_foreach(errors, i, v)
	{
		if (json_is_string(v) &&
		    strncmp(json_string_value(v), code, strlen(code)) == 0)
			return true;
	}
	return false;
}

static void
add(json_t *errors, char *text)
{
	verdict_add(errors, text);
	free(text);
}

void
facts_failure(const json_t *run, json_t *errors)
{
	const json_t *config = json_object_get(run, "config");
	const json_t *limit = json_object_get(config, "timeout_seconds");
	const json_t *number = json_object_get(run, "signal");
	const char *name = json_string_value(number);

	if (!has_failed(run))
		return;
	if (json_is_true(json_object_get(run, "timed_out"))) {
		if (!has_code(errors, "CBKB001"))
			add(errors,
			    xasprintf("CBKB001: benchmark execution timeout "
				      "after %.15g seconds",
				json_number_value(limit)));
	} else if (has_code(errors, "CBKB00")) {
		return;
	} else if (name) {
		add(errors,
		    xasprintf(
			"CBKB002: the benchmark command died of %s", name));
	} else if (json_is_integer(number)) {
		add(errors,
		    xasprintf("CBKB002: the benchmark command died of signal "
			      "%lld",
			(long long)json_integer_value(number)));
	} else {
		add(errors,
		    xasprintf("CBKB002: the benchmark command failed with "
			      "status %.15g",
			json_number_value(json_object_get(run, "exit"))));
	}
}
