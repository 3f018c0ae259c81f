/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run - see run.h */
#define _GNU_SOURCE
#include "run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "environ.h"
#include "place.h"

#define ROOT "" /* of /proc and /sys */

/* "~" and "." in place of the folders that are nobody's business. */
static void
prepare_scrub(struct run *r)
{
	const char *home = environ_get(r->job->env, "HOME");
	char *here = place_here();
	char *real = home ? realpath(home, NULL) : NULL;

	scrub_open(&r->scrub);
	scrub_env(&r->scrub, environ);
	scrub_env(&r->scrub, r->job->env);
	scrub_dir(&r->scrub, here, ".");
	if (strncmp(r->dir, here, strlen(here)) != 0)
		scrub_dir(&r->scrub, r->dir, ".");
	if (home)
		scrub_dir(&r->scrub, home, "~");
	if (real)
		scrub_dir(&r->scrub, real, "~");
	free(here);
	free(real);
}

static bool
prepare_dir(struct run *r, struct err *e)
{
	char *here = place_here();
	struct stat st;

	r->dir = place_absolute(here, r->job->cwd ? r->job->cwd : ".");
	free(here);
	if (stat(r->dir, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	return err_set(e, ST_USAGE, "there is no directory '%s'",
	    r->job->cwd ? r->job->cwd : ".");
}

static bool
prepare_command(struct run *r, struct err *e)
{
	cargo_parse(&r->cargo, r->job->argv);
	if (!r->o->baseline_id) {
		r->argv = r->job->argv;
		return true;
	}
	if (!r->cargo.is_bench)
		return err_set(
		    e, ST_USAGE, "--baseline-id works with 'cargo bench' only");
	for (size_t i = r->cargo.end; i < r->cargo.n; i++)
		if (strncmp(r->job->argv[i], "--save-baseline", 15) == 0)
			return err_set(e, ST_USAGE,
			    "--baseline-id and --save-baseline say the same");
	r->argv = cargo_baseline(&r->cargo, r->job->argv, r->o->baseline_id);
	cargo_parse(&r->cargo, r->argv);
	return true;
}

static void
add_error(struct run *r, const char *text)
{
	json_array_append_new(r->errors, json_string(text));
}

/*
 * Is everything there that the command needs?  An executable that is not is
 * an error now; cargo itself tells about the rest.
 */
static bool
prepare_programs(struct run *r, bool check, struct err *e)
{
	char *program = child_find(r->argv[0], r->job->env, r->dir);
	char *rustc = child_find("rustc", r->job->env, r->dir);
	struct err missing = {0};

	if (!program && r->cargo.is_cargo)
		err_set(&missing, ST_SYSTEM, "Cargo not available");
	else if (!program)
		err_set(&missing, ST_SYSTEM, "can't find the program '%s'",
		    r->argv[0]);
	else if (r->cargo.is_cargo && !rustc)
		err_set(&missing, ST_SYSTEM, "Rust toolchain not available");
	free(program);
	free(rustc);
	if (missing.status == ST_DONE)
		return true;
	if (check) {
		add_error(r, missing.text);
		return true;
	}
	return err_set(e, missing.status, "%s", missing.text);
}

static void
prepare_facts(struct run *r)
{
	struct ask a = {.env = r->job->env, .cwd = r->dir};

	counters_read(&r->first, ROOT);
	facts_read(&r->facts, ROOT);
	if (json_array_size(r->errors) == 0)
		cargo_ask(&r->toolchain, &r->cargo, r->argv, &a);
	git_read(&r->git, &a);
	r->caught = a.caught;
	judge_before(r);
}

bool
run_prepare(struct run *r, const struct run_options *o, const struct conf *conf,
    struct job *job, bool check, struct err *e)
{
	memset(r, 0, sizeof(*r));
	r->o = o;
	r->conf = conf;
	r->job = job;
	r->peak = NAN;
	r->errors = json_array();
	r->warnings = json_array();
	r->disturbances = json_array();
	r->notes = json_array();
	if (!prepare_dir(r, e) || !prepare_command(r, e))
		return false;
	if (o->perf)
		environ_set(&job->env, "PERF", "1");
	if (o->enterprise)
		environ_set(&job->env, "GENERATE_JSON_REPORT", "1");
	if (isnan(job->timeout))
		job->timeout =
		    fmin(conf->benchmark_timeout_minutes * 60, JOB_SECONDS_MAX);
	prepare_scrub(r);
	if (!prepare_programs(r, check, e))
		return false;
	prepare_facts(r);
	return true;
}

/* Where Criterion's tree is, as Criterion itself finds it; if it is there. */
static void
find_criterion_home(struct run *r)
{
	const char *home = environ_get(r->job->env, "CRITERION_HOME");
	const char *target = environ_get(r->job->env, "CARGO_TARGET_DIR");
	const char *base =
	    r->toolchain.package_dir ? r->toolchain.package_dir : r->dir;
	char *path, *full, *here = place_here();
	struct stat st;

	if (!target)
		target = r->toolchain.target_dir ? r->toolchain.target_dir
						 : "target";
	path = home ? xstrdup(home) : xasprintf("%s/criterion", target);
	full = place_absolute(base, path);
	if (stat(full, &st) == 0 && S_ISDIR(st.st_mode)) {
		r->criterion_home = place_relative(
		    here, full, environ_get(r->job->env, "HOME"));
		if (!r->criterion_home)
			json_array_append_new(r->warnings,
			    json_string("Criterion's directory can't be named "
					"without naming the home directory: "
					"give it to criterion-parse with "
					"--criterion-home"));
	}
	free(path);
	free(full);
	free(here);
}

static double
own_cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* The same command, less the running. */
static bool
build(struct run *r, struct child *c, struct err *e)
{
	bool ok;

	c->argv = cargo_build(&r->cargo, r->argv);
	ok = child_run(c, &r->build, e);
	free(c->argv);
	r->build_ran = ok;
	r->caught = r->build.caught;
	return ok;
}

static bool
measure(struct run *r, struct child *c, struct err *e)
{
	struct peak peak;
	double cpu = own_cpu();
	bool ok;

	c->argv = r->argv;
	counters_read(&r->before, ROOT);
	peak_begin(&peak, ROOT);
	ok = child_run(c, &r->end, e);
	r->peak = peak_end(&peak);
	counters_read(&r->after, ROOT);
	r->own_cpu = own_cpu() - cpu;
	r->run_ran = ok;
	r->caught = r->end.caught;
	return ok;
}

bool
run_execute(struct run *r, struct err *e)
{
	double start = child_now();
	struct live live;
	struct child c = {.env = r->job->env,
	    .cwd = r->dir,
	    .out = &r->out,
	    .err = &r->err,
	    .live = &live,
	    .deadline = start + r->job->timeout,
	    .grace = r->o->grace};
	bool ok = true;

	r->started_at = (long long)time(NULL);
	live_open(&live, r->o->quiet ? -1 : STDERR_FILENO, start, c.deadline);
	capture_open(&r->out, r->o->max_output, &r->scrub);
	capture_open(&r->err, r->o->max_output, &r->scrub);
	r->out.tee = r->err.tee = live_add;
	r->out.tee_user = r->err.tee_user = &live;
	if (r->cargo.is_bench && r->cargo.runs)
		ok = build(r, &c, e);
	if (ok && !(r->build_ran &&
		      (r->build.exit != 0 || r->caught || r->build.timed_out)))
		ok = measure(r, &c, e);
	r->seconds = child_now() - start;
	capture_end(&r->out);
	capture_end(&r->err);
	live_close(&live);
	if (!ok)
		return false;
	find_criterion_home(r);
	judge_ending(r);
	if (r->run_ran)
		judge_after(r);
	return true;
}

int
run_fail(const struct run *r, const struct err *e)
{
	struct err clean = {.status = ST_DONE};
	char *text = scrub_text(&r->scrub, e->text);

	err_set(&clean, e->status, "%s", text);
	free(text);
	return diag_fail(&clean);
}

void
run_free(struct run *r)
{
	if (r->argv && r->argv != r->job->argv)
		free(r->argv);
	free(r->dir);
	free(r->criterion_home);
	cargo_facts_free(&r->toolchain);
	facts_free(&r->facts);
	git_free(&r->git);
	scrub_close(&r->scrub);
	capture_free(&r->out);
	capture_free(&r->err);
	json_decref(r->errors);
	json_decref(r->warnings);
	json_decref(r->disturbances);
	json_decref(r->notes);
	memset(r, 0, sizeof(*r));
}
