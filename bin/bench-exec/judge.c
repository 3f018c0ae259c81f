/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judge - what went wrong, and what makes the numbers doubtful
 *
 * Errors: the command failed, the time was up, a signal came.  Warnings: what
 * was measured can't be trusted.  Notes, with --check only: worth knowing
 * before one measures here.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "utf8.h"

#define MESSAGE_MAX 500
#define SHORT_RUN 1.0   /* seconds below which shares of time mean nothing */
#define STEAL_MAX 5.0   /* percent of CPU time that the host may take */
#define OTHERS_MAX 25.0 /* percent of the CPUs that others may use, */
#define IDLE_MIN 25.0   /* when less than this is left over */
#define WAIT_MAX 1.0    /* percent of the time that a quota may stop it */
#define SWAP_MAX 256    /* pages */
#define MIB 1048576.0

static void add(json_t *list, const char *fmt, ...) BL_PRINTF(2, 3);

static void
add(json_t *list, const char *fmt, ...)
{
	char text[MESSAGE_MAX + 1];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n = strlen(text);
	if (n == MESSAGE_MAX) /* maybe cut within a character */
		while (n > 0 && !utf8_valid(text, n))
			n--;
	json_array_append_new(list, json_stringn(text, n));
}

static void
judge_versions(struct run *r)
{
	const struct conf *c = r->conf;

	if (version_is_older(r->toolchain.rust_version, c->min_rust_version))
		add(r->warnings, "%s is older than min_rust_version %s",
		    r->toolchain.rust_version, c->min_rust_version);
	if (version_is_older(r->git.version, c->min_git_version))
		add(r->warnings, "git %s is older than min_git_version %s",
		    r->git.version, c->min_git_version);
	if (r->toolchain.cargo_version && r->cargo.is_bench &&
	    !r->toolchain.package_found)
		add(r->errors, "CBKB002: %s package not found",
		    r->cargo.package ? r->cargo.package : "benchmark");
}

void
judge_before(struct run *r)
{
	const struct facts *f = &r->facts;
	double need = r->conf->memory_max_mib * MIB;

	judge_versions(r);
	if (f->governor && strcmp(f->governor, "powersave") == 0 && f->driver &&
	    !strstr(f->driver, "pstate"))
		add(r->warnings,
		    "the CPU frequency governor 'powersave' keeps the clock "
		    "low: times are not typical of this machine");
	else if (f->governor && strcmp(f->governor, "performance") != 0)
		add(r->notes,
		    "CPU frequency governor '%s': 'performance' "
		    "gives steadier times",
		    f->governor);
	if (f->available < need)
		add(r->warnings,
		    "only %.0f MiB of memory are free: the benchmark may swap",
		    f->available / MIB);
	if (f->swap_used > 0)
		add(r->notes, "%.0f MiB of swap are in use",
		    f->swap_used / MIB);
	if (r->first.load > f->cpu_cores / 2.0)
		add(r->notes,
		    "load average %.2f on %d CPUs: others are at work",
		    r->first.load, f->cpu_cores);
	if (f->cpu_quota < f->cpu_cores)
		add(r->notes, "a cgroup allows the time of %.2f CPUs",
		    f->cpu_quota);
	if (f->turbo && strcmp(f->turbo, "on") == 0)
		add(r->notes, "turbo is on: the clock depends on the heat");
	if (strcmp(f->virtualization, "none") != 0)
		add(r->notes, "not a machine of its own: %s",
		    f->virtualization);
}

/* Where others took much of the CPUs, and there was little left. */
static void
judge_others(struct run *r, double all)
{
	const struct counters *a = &r->before, *b = &r->after;
	double busy = b->busy - a->busy, steal = b->steal - a->steal;
	double ours = r->end.user + r->end.system + r->own_cpu;

	if (100 * (busy - ours) / all > OTHERS_MAX &&
	    100 * (all - busy - steal) / all < IDLE_MIN)
		add(r->disturbances,
		    "other processes used %.0f %% of the CPUs during the run",
		    100 * (busy - ours) / all);
}

void
judge_after(struct run *r)
{
	const struct counters *a = &r->before, *b = &r->after;
	double wall = b->at - a->at, all = b->total - a->total;
	double steal = 100 * (b->steal - a->steal) / all;

	if (b->hot > a->hot)
		add(r->disturbances,
		    "the CPU was slowed down for heat %.0f times during the "
		    "run",
		    b->hot - a->hot);
	if (b->swapped_in - a->swapped_in > SWAP_MAX)
		add(r->disturbances,
		    "%.0f pages were swapped in during the run",
		    b->swapped_in - a->swapped_in);
	if (wall >= SHORT_RUN && steal > STEAL_MAX)
		add(r->disturbances,
		    "the host took %.1f %% of the CPU time away (steal)",
		    steal);
	if (wall >= SHORT_RUN)
		judge_others(r, all);
	if (wall >= SHORT_RUN &&
	    100 * (b->throttled - a->throttled) / wall > WAIT_MAX)
		add(r->disturbances,
		    "a CPU quota stopped the benchmark for %.2f s",
		    b->throttled - a->throttled);
	json_array_extend(r->warnings, r->disturbances);
}

/*
 * The line of stderr that says why: the first "error…" or panic, else the
 * last that is not blank.  Colours and controls left out; NULL if there is
 * none.
 */
static char *
reason(const struct capture *c)
{
	const char *p = c->text, *end = c->text + c->n;
	const char *best = NULL;
	size_t n = 0, k = 0;
	char *out;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl ? nl : end) - p);
		size_t text = strspn(p, " \t\r");

		if (text < len) {
			best = p + text;
			n = len - text;
		}
		if (text < len &&
		    (strncmp(best, "error", 5) == 0 ||
			(len > 12 && memmem(best, n, " panicked at ", 13))))
			break;
		p += len + (nl != NULL);
	}
	if (!best)
		return NULL;
	out = xmalloc(n + 1);
	for (const char *q = best; q < best + n;) {
		uint32_t code;
		size_t len = utf8_decode(q, best + n, &code);

		if (len > 0 && !utf8_is_control(code)) {
			memcpy(out + k, q, len);
			k += len;
		}
		q += len > 0 ? len : 1;
	}
	out[utf8_cut(out, k, 300)] = '\0';
	return out;
}

static void
judge_failure(struct run *r, const struct ending *end, const char *what)
{
	char name[16], *why = reason(&r->err);
	const char *colon = why && *why ? ": " : "";

	if (end->exit > 0)
		add(r->errors, "CBKB002: %s failed with status %d%s%s", what,
		    end->exit, colon, why ? why : "");
	else if (end->signal)
		add(r->errors, "CBKB002: %s was killed by %s%s%s", what,
		    child_signal_name(end->signal, name), colon,
		    why ? why : "");
	free(why);
}

static void
judge_stream(struct run *r, const struct capture *c, const char *name)
{
	if (c->error)
		add(r->errors, "CBKB002: can't read the standard %s: %s", name,
		    strerror(c->error));
	if (c->cut > 0)
		add(r->warnings, "%llu bytes of the standard %s were cut",
		    c->cut, name);
}

void
judge_ending(struct run *r)
{
	const struct ending *end = r->run_ran ? &r->end : &r->build;
	const char *what = r->run_ran ? "the benchmark" : "the build";
	char name[16];

	if (end->timed_out)
		add(r->errors,
		    "CBKB001: benchmark execution timeout: %s was stopped "
		    "after %.15g s",
		    what, r->job->timeout);
	else if (end->caught)
		add(r->errors, "CBKB001: %s was stopped by %s", what,
		    child_signal_name(end->caught, name));
	else
		judge_failure(r, end, what);
	if (end->survivors)
		add(r->errors, "CBKB002: some processes of %s can't be killed",
		    what);
	if (r->run_ran && end->left > 0)
		add(r->warnings,
		    "%u process%s that outlived the benchmark had to be "
		    "stopped",
		    end->left, end->left == 1 ? "" : "es");
	judge_stream(r, &r->out, "output");
	judge_stream(r, &r->err, "error");
}
