/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench-exec - run a benchmark and record what happened
 *
 * A command, a job document on stdin, or the default, in; a run document out.
 */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "environ.h"
#include "options.h"
#include "run.h"

static const char USAGE[] =
    "usage: bench-exec [-qv] [-C dir] [-c config] [-e name=value] [-m size]\n"
    "                  [-t seconds] [--baseline-id id] [--check]\n"
    "                  [--grace seconds] [--no-enterprise] [--no-perf]\n"
    "                  [--show-config] [--] [command [argument ...]]";

/* The options go over what the job says. */
static void
apply(struct job *job, struct options *o)
{
	for (size_t i = 0; i < o->nvar; i++)
		environ_put(&job->env, o->var[i]);
	if (o->dir) {
		free(job->cwd);
		job->cwd = xstrdup(o->dir);
	}
	if (!isnan(o->timeout))
		job->timeout = o->timeout;
}

/* What --check found, a line each. */
static void
say_all(const json_t *list, const char *kind)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		diag_say(
		    "%s: %s", kind, json_string_value(json_array_get(list, i)));
}

static int
finish_check(const struct run *r)
{
	if (!r->o->quiet) {
		say_all(r->errors, "error");
		say_all(r->warnings, "warning");
		say_all(r->notes, "note");
	}
	report_check(r, stdout);
	return json_array_size(r->errors) > 0 ? ST_NO : ST_DONE;
}

/* Check or run, and write; returns the status, or dies of the signal. */
static int
work(struct options *o, const struct conf *conf, struct job *job)
{
	struct err e = {0};
	struct run r;
	int st = ST_DONE, caught;
	bool ok = run_prepare(&r, &o->run, conf, job, o->check, &e);

	if (ok && o->run.verbose)
		diag_say("time limit %.15g s, %s", job->timeout,
		    r.cargo.is_bench && r.cargo.runs ? "builds first"
						     : "no build first");
	if (ok && !o->check && !r.caught)
		ok = run_execute(&r, &e);
	caught = r.caught;
	child_finish(0);
	if (!ok)
		st = run_fail(&r, &e);
	else if (o->check)
		st = finish_check(&r);
	else if (r.run_ran || r.build_ran)
		report_run(&r, stdout);
	run_free(&r);
	st = diag_end(st);
	if (caught)
		child_finish(caught);
	return st;
}

/* The job from the command line or stdin, then to work. */
static int
start(struct options *o, const struct conf *conf, char **argv)
{
	struct err e = {0};
	struct job job;
	int st;

	job_open(&job);
	if (*argv)
		job_command(&job, (const char *const *)argv);
	if (!*argv && !job_read(&job, stdin, &e)) {
		st = diag_fail(&e);
	} else if (apply(&job, o), !child_start(&e)) {
		st = diag_fail(&e);
	} else {
		st = work(o, conf, &job);
	}
	job_free(&job);
	return st;
}

int
main(int argc, char **argv)
{
	struct options o;
	struct conf conf;
	struct err e = {0};
	int st;

	diag_start("bench-exec");
	if (!options_read(&o, argc, argv, &e)) {
		if (*e.text)
			diag_fail(&e);
		return diag_usage(USAGE);
	}
	if (o.version)
		return diag_version();
	if (o.help) {
		printf("%s\n%s", USAGE, options_help);
		return diag_end(ST_DONE);
	}
	if (!conf_load(&conf, o.config, &e))
		return diag_fail(&e);
	if (o.run.verbose)
		diag_say("configuration: %s", conf.source);
	if (o.show_config) {
		conf_show(&conf);
		st = diag_end(ST_DONE);
	} else {
		st = start(&o, &conf, argv + optind);
	}
	conf_free(&conf);
	free(o.var);
	return st;
}
