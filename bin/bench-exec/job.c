/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* job - see job.h */
#define _GNU_SOURCE
#include "job.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environ.h"
#include "field.h"
#include "jio.h"

void
job_open(struct job *j)
{
	memset(j, 0, sizeof(*j));
	j->env = strings_copy((const char *const *)environ);
	j->timeout = NAN;
}

void
job_free(struct job *j)
{
	strings_free(j->argv);
	strings_free(j->env);
	free(j->cwd);
	memset(j, 0, sizeof(*j));
}

void
job_command(struct job *j, const char *const *argv)
{
	strings_free(j->argv);
	j->argv = strings_copy(argv);
}

static bool
decode_command(struct job *j, const json_t *list, struct err *e)
{
	size_t n = json_array_size(list);

	if (n == 0)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected a command at '/command', got an empty "
		    "array");
	strings_free(j->argv);
	j->argv = xcalloc(n + 1, sizeof(*j->argv));
	for (size_t i = 0; i < n; i++) {
		json_t *v = json_array_get(list, i);
		char key[24];

		snprintf(key, sizeof(key), "%zu", i);
		if (!json_is_string(v))
			return field_wrong("a string", "/command", key, v, e);
		j->argv[i] = xstrdup(json_string_value(v));
	}
	if (!*j->argv[0])
		return err_set(e, ST_INPUT,
		    "CBKB003: expected a program at '/command/0', got an "
		    "empty string");
	return true;
}

static bool
decode_env(struct job *j, json_t *env, struct err *e)
{
	const char *name;
	json_t *v;

	json_object_foreach(env, name, v)
	{
		if (!environ_is_name(name))
			return err_set(e, ST_INPUT,
			    "CBKB003: expected the name of a variable in "
			    "'/env', got '%.80s'",
			    name);
		if (!json_is_string(v) && !json_is_null(v))
			return field_wrong("a string", "/env", name, v, e);
		environ_set(&j->env, name, json_string_value(v));
	}
	return true;
}

bool
job_decode(struct job *j, const json_t *doc, struct err *e)
{
	json_t *command = NULL, *env = NULL;
	const char *cwd = NULL;

	if (!json_is_object(doc))
		return err_set(e, ST_INPUT,
		    "CBKB003: expected a job, an object, got %s",
		    field_kind(doc));
	if (!field_arr_opt(doc, "", "command", &command, e) ||
	    !field_obj_opt(doc, "", "env", &env, e) ||
	    !field_str_opt(doc, "", "cwd", &cwd, e) ||
	    !field_num_opt(doc, "", "timeout_seconds", &j->timeout, e))
		return false;
	if (j->timeout == 0 || j->timeout > JOB_SECONDS_MAX)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected more than 0, up to %.0f, at "
		    "'/timeout_seconds'",
		    JOB_SECONDS_MAX);
	if (cwd)
		j->cwd = xstrdup(cwd);
	if (env && !decode_env(j, env, e))
		return false;
	return !command || decode_command(j, command, e);
}

bool
job_read(struct job *j, FILE *f, struct err *e)
{
	static const char *const usual[] = {
	    "cargo", "bench", "-p", "copybook-bench", NULL};
	char *text = NULL;
	size_t n = 0;
	json_t *doc = NULL;
	bool ok = true;

	job_command(j, usual);
	if (isatty(fileno(f)))
		return true;
	if (!jio_slurp(f, JIO_STDIN, JIO_TEXT_MAX, &text, &n, e))
		return false;
	if (n > 0) {
		doc = jio_parse(text, n, JIO_STDIN, e);
		ok = doc && (job_decode(j, doc, e) || err_in(e, JIO_STDIN));
	}
	json_decref(doc);
	free(text);
	return ok;
}
