/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report - the run document, keys in sorted order, and that of --check */
#include <math.h>
#include <stdlib.h>

#include "environ.h"
#include "fsio.h"
#include "jout.h"
#include "place.h"
#include "run.h"

/* All that is ever recorded of the environment's variables. */
static const char *const recorded[] = {"CARGO_INCREMENTAL",
    "CARGO_PROFILE_BENCH_CODEGEN_UNITS", "CARGO_PROFILE_BENCH_DEBUG",
    "CARGO_PROFILE_BENCH_LTO", "CARGO_PROFILE_BENCH_OPT_LEVEL",
    "CARGO_PROFILE_RELEASE_LTO", "CARGO_PROFILE_RELEASE_OPT_LEVEL",
    "GENERATE_JSON_REPORT", "OMP_NUM_THREADS", "PERF", "RAYON_NUM_THREADS",
    "RUSTFLAGS", "RUST_TEST_THREADS", NULL};

/* What is no captured output: no secret, and no absolute path either. */
static void
scrubbed(struct jout *o, const struct run *r, const char *text)
{
	char *clean = text ? scrub_text(&r->scrub, text) : NULL;
	char *cut = clean ? place_cut(clean) : NULL;

	jout_str(o, cut);
	free(clean);
	free(cut);
}

static void
kscrubbed(struct jout *o, const struct run *r, const char *key, const char *s)
{
	jout_key(o, key);
	scrubbed(o, r, s);
}

/* A whole number, null when it is not known. */
static void
kwhole(struct jout *o, const char *key, double v)
{
	if (isfinite(v))
		jout_kint(o, key, (int64_t)v);
	else
		jout_kreal(o, key, NAN);
}

static void
kint_or_null(struct jout *o, const char *key, int v, bool known)
{
	jout_key(o, key);
	if (known)
		jout_int(o, v);
	else
		jout_null(o);
}

/* Seconds to the microsecond, percents to the hundredth. */
static void
kround(struct jout *o, const char *key, double v, double unit)
{
	jout_kreal(o, key, v < 0 ? 0 : round(v * unit) / unit);
}

static void
kseconds(struct jout *o, const char *key, double v)
{
	kround(o, key, v, 1e6);
}

static void
write_list(
    struct jout *o, const struct run *r, const char *key, const json_t *list)
{
	jout_key(o, key);
	jout_array(o);
	for (size_t i = 0; i < json_array_size(list); i++)
		scrubbed(o, r, json_string_value(json_array_get(list, i)));
	jout_end(o);
}

static void
write_command(struct jout *o, const struct run *r)
{
	jout_key(o, "command");
	jout_array(o);
	for (char **a = r->argv; *a; a++)
		scrubbed(o, r, *a);
	jout_end(o);
}

static void
write_build(struct jout *o, const struct run *r)
{
	jout_key(o, "build");
	if (!r->build_ran) {
		jout_null(o);
		return;
	}
	jout_object(o);
	kint_or_null(o, "exit", r->build.exit, r->build.exit >= 0);
	kwhole(o, "max_rss_bytes", r->build.max_rss);
	kseconds(o, "seconds", r->build.seconds);
	jout_end(o);
}

static void
write_stream(struct jout *o, const char *key, const struct capture *c)
{
	jout_key(o, key);
	jout_object(o);
	jout_kint(o, "bytes", (int64_t)c->total);
	jout_kint(o, "cut_bytes", (int64_t)c->cut);
	jout_kint(o, "invalid_bytes", (int64_t)c->state.bad);
	jout_kint(o, "masked_secrets", (int64_t)c->state.hits);
	jout_end(o);
}

static void
write_config(struct jout *o, const struct run *r)
{
	jout_key(o, "config");
	jout_object(o);
	kscrubbed(o, r, "baseline_id", r->o->baseline_id);
	jout_kbool(o, "enterprise_mode", r->o->enterprise);
	jout_kbool(o, "perf_mode", r->o->perf);
	jout_kreal(o, "timeout_seconds", r->job->timeout);
	jout_end(o);
}

static void
write_variables(struct jout *o, const struct run *r)
{
	jout_key(o, "variables");
	jout_object(o);
	for (const char *const *name = recorded; *name; name++) {
		const char *value = environ_get(r->job->env, *name);

		if (value)
			kscrubbed(o, r, *name, value);
	}
	jout_end(o);
}

static void
write_pressure(struct jout *o, const struct run *r, double wall)
{
	const struct counters *a = &r->before, *b = &r->after;

	jout_key(o, "pressure");
	if (isnan(b->cpu) && isnan(b->io) && isnan(b->memory)) {
		jout_null(o);
		return;
	}
	jout_object(o);
	kround(o, "cpu_percent", 100 * (b->cpu - a->cpu) / wall, 100);
	kround(o, "io_percent", 100 * (b->io - a->io) / wall, 100);
	kround(o, "memory_percent", 100 * (b->memory - a->memory) / wall, 100);
	jout_end(o);
}

/* What happened around the benchmark; null where it did not run. */
static void
write_meanwhile(struct jout *o, const struct run *r)
{
	const struct counters *a = &r->before, *b = &r->after;
	double wall = b->at - a->at, all = b->total - a->total;
	double ours = r->end.user + r->end.system + r->own_cpu;

	jout_key(o, "meanwhile");
	if (!r->run_ran) {
		jout_null(o);
		return;
	}
	jout_object(o);
	write_list(o, r, "disturbances", r->disturbances);
	kround(o, "other_cpu_percent",
	    all > 0 ? 100 * (b->busy - a->busy - ours) / all : NAN, 100);
	write_pressure(o, r, wall);
	kwhole(o, "swapped_in_pages", b->swapped_in - a->swapped_in);
	kwhole(o, "thermal_events", b->hot - a->hot);
	kseconds(o, "throttled_seconds", b->throttled - a->throttled);
	jout_end(o);
}

static void
write_environment(struct jout *o, const struct run *r)
{
	const struct facts *f = &r->facts;
	double all = r->after.total - r->before.total;
	double steal = r->after.steal - r->before.steal;
	char fingerprint[17];

	facts_fingerprint(f, r->cargo.profile, fingerprint);
	jout_key(o, "environment");
	jout_object(o);
	jout_kstr(o, "arch", f->arch);
	jout_kstr(o, "cargo_version", r->toolchain.cargo_version);
	jout_kint(o, "cpu_cores", f->cpu_cores);
	jout_kstr(o, "cpu_model", f->cpu_model);
	jout_kreal(o, "cpu_quota", f->cpu_quota);
	jout_kstr(o, "fingerprint", fingerprint);
	jout_kstr(o, "governor", f->governor);
	jout_kstr(o, "kernel", f->kernel);
	jout_kreal(o, "load_after", r->run_ran ? r->after.load : NAN);
	jout_kreal(o, "load_before", r->first.load);
	write_meanwhile(o, r);
	kwhole(o, "memory_available_bytes", f->available);
	kwhole(o, "memory_bytes", f->memory);
	kscrubbed(o, r, "optimization_level", r->cargo.profile);
	jout_kstr(o, "platform", f->platform);
	jout_kstr(o, "rust_version", r->toolchain.rust_version);
	kround(o, "steal_percent", all > 0 ? 100 * steal / all : NAN, 100);
	kwhole(o, "swap_used_bytes", f->swap_used);
	jout_kstr(o, "turbo", f->turbo);
	write_variables(o, r);
	jout_kstr(o, "virtualization", f->virtualization);
	jout_end(o);
}

static void
write_git(struct jout *o, const struct run *r)
{
	jout_key(o, "git");
	jout_object(o);
	kscrubbed(o, r, "branch", r->git.branch);
	jout_kstr(o, "commit", r->git.commit);
	jout_key(o, "dirty");
	if (r->git.commit)
		jout_bool(o, r->git.dirty);
	else
		jout_null(o);
	jout_end(o);
}

static void
write_resources(struct jout *o, const struct run *r)
{
	jout_key(o, "resources");
	if (!r->run_ran) {
		jout_null(o);
		return;
	}
	jout_object(o);
	kwhole(o, "cgroup_peak_bytes", r->peak);
	kwhole(o, "involuntary_switches", r->end.involuntary_switches);
	kwhole(o, "major_faults", r->end.major_faults);
	kwhole(o, "max_rss_bytes", r->end.max_rss);
	kseconds(o, "system_seconds", r->end.system);
	kseconds(o, "user_seconds", r->end.user);
	jout_end(o);
}

void
report_run(const struct run *r, FILE *f)
{
	const struct ending *end = r->run_ran ? &r->end : &r->build;
	struct jout o;
	char time[32], name[16];

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	write_build(&o, r);
	jout_key(&o, "capture");
	jout_object(&o);
	write_stream(&o, "stderr", &r->err);
	write_stream(&o, "stdout", &r->out);
	jout_end(&o);
	write_command(&o, r);
	write_config(&o, r);
	kscrubbed(&o, r, "criterion_home", r->criterion_home);
	write_environment(&o, r);
	write_list(&o, r, "errors", r->errors);
	kint_or_null(&o, "exit", end->exit, end->exit >= 0);
	write_git(&o, r);
	jout_kstr(&o, "interrupted_by",
	    r->caught ? child_signal_name(r->caught, name) : NULL);
	jout_kstr(&o, "phase", r->run_ran ? "run" : "build");
	write_resources(&o, r);
	jout_kstr(&o, "schema", "benchline/run/1");
	kint_or_null(&o, "signal", end->signal, end->signal != 0);
	jout_kstr(&o, "started_at", fsio_utc(r->started_at, time));
	jout_key(&o, "stderr");
	jout_strn(&o, r->err.text, r->err.n);
	jout_key(&o, "stdout");
	jout_strn(&o, r->out.text, r->out.n);
	jout_kbool(&o, "timed_out", end->timed_out);
	kseconds(&o, "wall_seconds", r->seconds);
	write_list(&o, r, "warnings", r->warnings);
	jout_end(&o);
	jout_finish(&o);
}

void
report_check(const struct run *r, FILE *f)
{
	struct jout o;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	write_command(&o, r);
	write_environment(&o, r);
	write_list(&o, r, "errors", r->errors);
	write_git(&o, r);
	write_list(&o, r, "notes", r->notes);
	jout_kstr(&o, "schema", "benchline/check/1");
	write_list(&o, r, "warnings", r->warnings);
	jout_end(&o);
	jout_finish(&o);
}
