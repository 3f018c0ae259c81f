/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * make-ledger - a ledger as a project has one after some months, for tests,
 * for make bench and for make demo
 *
 *   make-ledger [-n runs] [-m months] [-b benchmarks] [-r seed] [-u UNTIL]
 *	[-s DIR]
 *
 * Writes the ledger to stdout, or with -s a store of segments into DIR.  Same
 * options, same bytes.  The story: runs on main, each promoted, unless it is
 * refused (a regression, a failed check, a missed floor) or held; regressions
 * that are fixed, one that is accepted by override, one still open at the end;
 *a slow drift; two improvements; a new machine; an outage of the CI; a
 *validation and a checkpoint each month; a torn line recovered; five imported
 *runs.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "fsio.h"
#include "jout.h"
#include "ledger.h"
#include "merkle.h"

#define DAY 86400LL
#define BATCH 500

static uint64_t state;

static uint64_t
next_random(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static double
uniform(void)
{
	return (double)(next_random() >> 11) * 0x1p-53;
}

static double
normal(void)
{
	double u = uniform(), v = uniform();

	return sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
}

/* What happens to the code, by the share of the ledger's time that is over. */
enum fate { FIXED, ACCEPTED, OPEN, FASTER, DRIFT };
static const struct {
	double from, to; /* of the whole time; the change is there in between */
	int metric;      /* 0 DISPLAY, 1 COMP-3 */
	double change;   /* of the throughput */
	enum fate fate;
} story[] = {
    {.10, .108, 0, -.09, FIXED},
    {.22, .226, 1, -.12, FIXED},
    {.30, 9, 0, .08, FASTER},
    {.37, .382, 0, -.07, FIXED},
    {.45, 9, 1, -.065, ACCEPTED},
    {.52, .66, 1, -.04, DRIFT},
    {.71, .718, 1, -.15, FIXED},
    {.80, 9, 1, .11, FASTER},
    {.985, 9, 0, -.08, OPEN},
};
#define NSTORY (sizeof(story) / sizeof(*story))

static const struct {
	const char *fingerprint, *cpu;
	int cores;
	double speed;
} machines[] = {
    {"3f9c2a7be01d4486", "AMD EPYC 7763 64-Core Processor", 4, 1},
    {"b81d05c6e97f23aa", "AMD EPYC 9V74 80-Core Processor", 4, 1.14},
};

static const char *const actors[] = {
    "ada", "grace", "linus-b", "margaret", "dependabot[bot]"};
static const char *const shapes[] = {"decode_display_heavy",
    "decode_comp3_heavy", "encode_display", "parse_copybook", "slo_validation",
    "jsonl_export"};

struct run {
	long long time;
	double at; /* share of the whole time */
	int machine;
	double factor[2]; /* of each metric's throughput, noise included */
	char commit[41], last_good[41];
	enum ledger_type type;
	const char *author, *approver;
	const char *reason; /* of a refusal or an override */
	int held;           /* 1, 2 of 3; 0: not held */
	int faster;         /* the metric that it is held for */
	bool slo_missed;
	/* A regression that this run sees: index in story, or -1. */
	int incident;
	enum { NOTHING, OPENED, CLOSED } event;
};

static struct {
	unsigned long long first_seq;
	char first_commit[41], last_good[41];
	unsigned runs;
	bool open;
} incident[NSTORY];

static int nbench = 12, nruns = 300;
static unsigned long long last_seq;
static unsigned long long previous_seq;
static char previous_commit[41], previous_time[32];
static double bench_base[4096];

static const double base[2] = {4.12, 566.0}; /* GiB/s, MiB/s */

static void
hex(char *out, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = "0123456789abcdef"[next_random() & 15];
	out[n] = '\0';
}

static double
round_to(double v, double step)
{
	return rint(v / step) * step;
}

static void
benchmarks(struct jout *o, const struct run *r)
{
	char id[128];
	int i;

	jout_key(o, "benchmarks");
	jout_object(o);
	for (i = 0; i < nbench; i++) {
		int shape = i * 6 / nbench;
		int metric = shape == 1 ? 1 : 0;
		double noise = exp(.006 * normal());
		double gain =
		    shape == 3 ? machines[r->machine].speed : r->factor[metric];

		snprintf(id, sizeof(id), "%s/%s/%05d", shapes[shape],
		    metric       ? "comp3"
		    : shape == 3 ? "parse"
				 : "display",
		    i + 1);
		jout_key(o, id);
		jout_object(o);
		jout_kreal(o, "location_ns", bench_base[i] * noise / gain);
		jout_end(o);
	}
	jout_end(o);
}

static void
change(struct jout *o, const char *id, const char *label, double before,
    double after, const char *unit, const char *verdict)
{
	double c = after / before - 1;

	jout_object(o);
	jout_kreal(o, "baseline", before);
	jout_kreal(o, "change", c);
	jout_kreal(o, "current", after);
	jout_kreal(o, "dof", 21);
	jout_kstr(o, "gate", "fail");
	jout_kreal(o, "high", c + .022);
	jout_kstr(o, "id", id);
	jout_kstr(o, "kind", "metric");
	jout_kstr(o, "label", label);
	jout_kreal(o, "low", c - .022);
	jout_kint(o, "runs", 18);
	jout_kstr(o, "statistic", "slope");
	jout_kstr(o, "unit", unit);
	jout_kstr(o, "verdict", verdict);
	jout_kstr(o, "why", NULL);
	jout_end(o);
}

static void
changes(struct jout *o, const struct run *r)
{
	static const char *const id[] = {"display_gibs", "comp3_mibs"};
	static const char *const label[] = {"DISPLAY", "COMP-3"};
	static const char *const unit[] = {"GiB/s", "MiB/s"};
	int i;

	jout_key(o, "changes");
	jout_array(o);
	for (i = 0; i < 2; i++) {
		double now = base[i] * r->factor[i], was = now;
		const char *verdict = "ok";

		if (r->incident >= 0 && story[r->incident].metric == i &&
		    r->event != CLOSED) {
			was = now / (1 + story[r->incident].change);
			verdict = r->type == LEDGER_PROMOTE ? "inconclusive"
							    : "regression";
		} else if (r->held && r->faster == i) {
			was = now / 1.08;
			verdict = "improvement";
		} else {
			was = now * exp(.006 * normal());
		}
		change(o, id[i], label[i], was, now, unit[i], verdict);
	}
	jout_end(o);
}

static void
check(struct jout *o, const char *name, bool met, const char *evidence)
{
	jout_key(o, name);
	jout_object(o);
	jout_kstr(o, "evidence", evidence);
	jout_kbool(o, "met", met);
	jout_end(o);
}

static void
environment(struct jout *o, const struct run *r)
{
	jout_key(o, "environment");
	jout_object(o);
	jout_kstr(o, "arch", "x86_64");
	jout_kint(o, "cpu_cores", machines[r->machine].cores);
	jout_kstr(o, "cpu_model", machines[r->machine].cpu);
	jout_kstr(o, "fingerprint", machines[r->machine].fingerprint);
	jout_kstr(o, "governor", NULL);
	jout_kstr(o, "kernel", r->machine ? "6.11.0-1018" : "6.5.0-1025");
	jout_kreal(o, "memory_gb", 15.6);
	jout_kstr(o, "optimization_level", "release");
	jout_kstr(o, "platform", "linux");
	jout_kstr(o, "virtualization", "microsoft");
	jout_end(o);
}

static void
incidents(struct jout *o, const struct run *r)
{
	static const char *const id[] = {"display_gibs", "comp3_mibs"};
	const int i = r->incident;
	const char *outcome = "open";

	jout_key(o, "incidents");
	jout_array(o);
	if (i >= 0 && r->event != NOTHING) {
		if (r->event == CLOSED)
			outcome =
			    story[i].fate == ACCEPTED ? "accepted" : "fixed";
		jout_object(o);
		jout_kreal(o, "change", story[i].change);
		jout_kstr(o, "event", r->event == OPENED ? "opened" : "closed");
		jout_kstr(o, "first_commit", incident[i].first_commit);
		jout_kint(o, "first_seq", (int64_t)incident[i].first_seq);
		jout_kreal(o, "high", story[i].change + .021);
		jout_kstr(o, "last_good_commit", incident[i].last_good);
		jout_kreal(o, "low", story[i].change - .021);
		jout_kstr(o, "metric", id[story[i].metric]);
		jout_kstr(o, "outcome", outcome);
		jout_kint(o, "runs_to_detection", 1);
		jout_end(o);
	}
	jout_end(o);
}

static void
metric(struct jout *o, const char *name, const char *label, double value,
    const char *unit, double floor, double target, double per_unit)
{
	jout_key(o, name);
	jout_object(o);
	jout_kreal(o, "cv", round_to(.004 + .006 * uniform(), 1e-6));
	jout_kreal(o, "factor", value * per_unit / floor);
	jout_kreal(o, "floor", floor / per_unit);
	jout_kreal(o, "high", value * 1.004);
	jout_kstr(o, "label", label);
	jout_kreal(o, "location_se", .0011);
	jout_kreal(o, "low", value * .996);
	jout_kstr(o, "source",
	    *label == 'D' ? "decode_display_heavy/display/00001"
			  : "decode_comp3_heavy/comp3/00003");
	jout_kstr(o, "statistic", "slope");
	jout_kreal(o, "target", target);
	jout_kstr(o, "unit", unit);
	jout_kreal(o, "value", value);
	jout_end(o);
}

static void
metrics(struct jout *o, double display, double comp3)
{
	jout_key(o, "metrics");
	jout_object(o);
	metric(o, "comp3_mibs", "COMP-3", comp3, "MiB/s", 40e6, 500, 1048576.0);
	metric(o, "display_gibs", "DISPLAY", display, "GiB/s", 80e6, 4,
	    1073741824.0);
	jout_end(o);
}

static void
strings(struct jout *o, const char *key, const char *s)
{
	jout_key(o, key);
	jout_array(o);
	if (s)
		jout_str(o, s);
	jout_end(o);
}

/* What slo-check says of it. */
static const char *
error_of(const struct run *r, double comp3, char *text, size_t n)
{
	double mb = comp3 * 1.048576;

	if (r->slo_missed) {
		snprintf(text, n,
		    "CBKB005: COMP-3 throughput %.2f MB/s below enterprise "
		    "floor of 40.00 MB/s (deficit: %.2f MB/s)",
		    mb, 40 - mb);
		return text;
	}
	if (r->type != LEDGER_REFUSE || r->incident < 0)
		return NULL;
	snprintf(text, n,
	    "CBKB005: %s dropped by %.1f %%, beyond the noise of its history",
	    story[r->incident].metric ? "COMP-3" : "DISPLAY",
	    -100 * story[r->incident].change);
	return text;
}

static const char *
verdict_of(const struct run *r)
{
	if (r->slo_missed)
		return "FAIL";
	if (r->type == LEDGER_REFUSE && r->incident >= 0)
		return "FAIL";
	return r->incident >= 0 && r->event != CLOSED ? "WARN" : "PASS";
}

static void
slo(struct jout *o, const struct run *r, double comp3)
{
	const char *verdict = verdict_of(r);

	jout_key(o, "slo");
	jout_object(o);
	jout_kstr(o, "compliance_level",
	    strcmp(verdict, "FAIL") == 0   ? "NonCompliant"
	    : strcmp(verdict, "WARN") == 0 ? "ConditionallyCompliant"
					   : "FullyCompliant");
	jout_kstr(o, "status", verdict);
	jout_key(o, "violations");
	jout_array(o);
	if (r->slo_missed) {
		jout_object(o);
		jout_kreal(o, "deficit", 40 - comp3 * 1.048576);
		jout_kstr(o, "kind", "floor");
		jout_kreal(o, "limit", 40);
		jout_kstr(o, "metric", "comp3_mibs");
		jout_kstr(o, "severity", "error");
		jout_kstr(o, "unit", "MB/s");
		jout_kreal(o, "value", comp3 * 1.048576);
		jout_end(o);
	} else if (r->incident >= 0 && r->event != CLOSED &&
		   r->type != LEDGER_OVERRIDE) {
		jout_object(o);
		jout_kreal(o, "deficit", NAN);
		jout_kstr(o, "kind", "regression");
		jout_kreal(o, "limit", .05);
		jout_kstr(o, "metric",
		    story[r->incident].metric ? "comp3_mibs" : "display_gibs");
		jout_kstr(o, "severity",
		    r->type == LEDGER_REFUSE ? "error" : "warning");
		jout_kstr(o, "unit", NULL);
		jout_kreal(o, "value", -story[r->incident].change);
		jout_end(o);
	}
	jout_end(o);
	jout_end(o);
}

/* data of a run, promote, refuse, override, validate or import record. */
static void
run_data(struct jout *o, void *user)
{
	const struct run *r = user;
	double display = base[0] * r->factor[0], comp3 = base[1] * r->factor[1];
	char when[32], id[64], text[160];

	if (r->slo_missed)
		comp3 = 36.4 + uniform();
	jout_object(o);
	jout_kstr(o, "approver", r->approver);
	jout_kstr(o, "author", r->author);
	benchmarks(o, r);
	changes(o, r);
	jout_key(o, "checks");
	jout_object(o);
	check(o, "checks", !(r->reason && strstr(r->reason, "check")),
	    "9 of 9 checks of the commit have passed");
	check(o, "merged", true, "push to refs/heads/main");
	check(o, "regression", r->incident < 0, "compared with the baseline");
	check(o, "slo", !r->slo_missed, r->slo_missed ? "FAIL" : "PASS");
	jout_end(o);
	jout_kstr(o, "config_sha256",
	    "9b1f1c44b0d3b2b0b6a3f7ce8c3c9e30d9c9d0a4f8a5c5e2d1b4a7960c3e5f12");
	environment(o, r);
	strings(o, "errors", error_of(r, comp3, text, sizeof(text)));
	if (r->held) {
		jout_key(o, "held");
		jout_object(o);
		jout_kint(o, "of", 3);
		jout_kint(o, "runs", r->held);
		jout_end(o);
	}
	incidents(o, r);
	metrics(o, display, comp3);
	jout_key(o, "previous");
	if (previous_seq) {
		jout_object(o);
		jout_kstr(o, "commit", previous_commit);
		jout_kint(o, "seq", (int64_t)previous_seq);
		jout_kstr(o, "timestamp", previous_time);
		jout_end(o);
	} else {
		jout_null(o);
	}
	jout_kstr(o, "reason", r->type == LEDGER_OVERRIDE ? r->reason : NULL);
	strings(o, "reasons", r->type == LEDGER_REFUSE ? r->reason : NULL);
	snprintf(id, sizeof(id), "%llu.1", 8000000000ull + last_seq * 1013);
	jout_kstr(o, "run_id", id);
	jout_kstr(o, "run_url", NULL);
	jout_key(o, "safety_margins");
	jout_object(o);
	jout_kreal(o, "comp3_safety_factor", comp3 * 1048576.0 / 40e6);
	jout_kreal(o, "display_safety_factor", display * 1073741824.0 / 80e6);
	jout_kreal(o, "memory_efficiency_score", 1);
	jout_kreal(o, "variance_stability_score", .99);
	jout_end(o);
	slo(o, r, comp3);
	jout_kstr(o, "timestamp", fsio_utc(r->time - 340, when));
	jout_kstr(o, "verdict", verdict_of(r));
	strings(o, "warnings",
	    r->incident >= 0 && r->type == LEDGER_PROMOTE
		? "CBKB005: throughput is below the baseline, inconclusive, "
		  "run again"
		: NULL);
	jout_end(o);
}

static struct merkle *tree;
static long long first_time, last_time;
static unsigned long long prev_checkpoint;

static void
checkpoint_data(struct jout *o, void *user)
{
	const char *head = user;
	char root[SHA256_HEX], when[32];

	jout_object(o);
	jout_kint(o, "first_seq", 1);
	jout_kstr(o, "first_time", fsio_utc(first_time, when));
	jout_kstr(o, "head", head);
	jout_kstr(o, "last_time", fsio_utc(last_time, when));
	jout_kstr(o, "origin", "copybook-rs");
	jout_key(o, "prev_checkpoint");
	if (prev_checkpoint)
		jout_int(o, (int64_t)prev_checkpoint);
	else
		jout_null(o);
	jout_kstr(o, "root", merkle_root(tree, root));
	jout_kint(o, "size", (int64_t)last_seq);
	jout_end(o);
}

static void
recover_data(struct jout *o, void *user)
{
	(void)user;
	jout_object(o);
	jout_kint(o, "bytes", 1377);
	jout_kstr(o, "sha256",
	    "5c1e0b7c8b1cf0d7a5a0c3de0bb6c3a14b1e6d0b3e2f9d8c7a6f5e4d3c2b1a09");
	jout_end(o);
}

static struct ledger_writer *writer;
static struct err trouble;
static int batched;
static char last_hash[SHA256_HEX];

static void
flush_batch(void)
{
	if (batched && !ledger_commit(writer, &trouble))
		exit(diag_fail(&trouble));
	batched = 0;
}

static void
put(enum ledger_type type, long long when, const char *actor,
    const char *commit, long long pr, void (*data)(struct jout *, void *),
    void *user)
{
	struct ledger_entry e = {.type = type,
	    .time = when,
	    .actor = actor,
	    .commit = commit,
	    .branch = commit ? "main" : NULL,
	    .pr = pr,
	    .data = data,
	    .user = user};

	if (!ledger_prepare(writer, &e, last_hash, &last_seq, &trouble))
		exit(diag_fail(&trouble));
	merkle_add_line(tree, ledger_prepared(writer));
	if (!first_time)
		first_time = when;
	last_time = when;
	if (++batched == BATCH)
		flush_batch();
}

/* What the code and the machine do to r. */
static void
live(struct run *r)
{
	size_t i;
	int m;

	r->machine = r->at >= .6;
	for (m = 0; m < 2; m++)
		r->factor[m] =
		    machines[r->machine].speed * exp(.009 * normal());
	r->incident = -1;
	for (i = 0; i < NSTORY; i++) {
		double share = 1;

		if (r->at < story[i].from ||
		    (r->at >= story[i].to && story[i].fate != DRIFT))
			continue;
		if (story[i].fate == DRIFT && r->at < story[i].to)
			share = (r->at - story[i].from) /
				(story[i].to - story[i].from);
		r->factor[story[i].metric] *= 1 + story[i].change * share;
	}
}

/* Whether r is promoted, refused or held, and what it opens or closes. */
static void
judge(struct run *r)
{
	static unsigned seen[NSTORY];
	size_t i;

	r->type = LEDGER_PROMOTE;
	for (i = 0; i < NSTORY; i++) {
		bool there = r->at >= story[i].from && r->at < story[i].to;

		if (story[i].fate == DRIFT)
			continue;
		if (!there && incident[i].open) {
			incident[i].open = false;
			r->incident = (int)i;
			r->event = CLOSED;
		}
		if (!there)
			continue;
		seen[i]++;
		if (story[i].fate == FASTER) {
			if (seen[i] <= 2) {
				r->held = (int)seen[i];
				r->faster = story[i].metric;
				r->type = LEDGER_RUN;
			}
			continue;
		}
		if (seen[i] == 1) {
			incident[i].open = true;
			incident[i].first_seq = last_seq + 1;
			strcpy(incident[i].first_commit, r->commit);
			strcpy(incident[i].last_good, previous_commit);
			r->event = OPENED;
		} else if (!incident[i].open) {
			continue;
		}
		r->incident = (int)i;
		r->type = LEDGER_REFUSE;
		r->reason = "regression beyond the noise";
		if (story[i].fate == ACCEPTED && seen[i] == 4) {
			r->type = LEDGER_OVERRIDE;
			r->event = CLOSED;
			r->reason = "bounds checks for hostile input cost "
				    "this; accepted in the design review";
			incident[i].open = false;
		}
	}
	if (r->type != LEDGER_PROMOTE)
		return;
	if (uniform() < .012) {
		r->type = LEDGER_REFUSE;
		r->reason = "checks have failed: clippy";
	} else if (uniform() < .004) {
		r->type = LEDGER_REFUSE;
		r->slo_missed = true;
		r->reason = "the SLOs are not met: FAIL";
	}
}

static void
one_run(long long when, double at, bool import)
{
	struct run r = {.time = when, .at = at};
	unsigned pick = (unsigned)next_random();

	hex(r.commit, 40);
	r.author = actors[pick % 5];
	r.approver = pick % 29 ? actors[(pick + 1 + pick / 7 % 3) % 4] : NULL;
	live(&r);
	if (import)
		r.type = LEDGER_IMPORT;
	else
		judge(&r);
	put(r.type, when, r.approver ? r.approver : r.author, r.commit,
	    import ? 0 : 100 + (long long)last_seq / 2, run_data, &r);
	if (r.type == LEDGER_PROMOTE || r.type == LEDGER_OVERRIDE) {
		previous_seq = last_seq;
		strcpy(previous_commit, r.commit);
		fsio_utc(when - 340, previous_time);
	}
}

static void
monthly(long long when, double at)
{
	struct run r = {.time = when, .at = at};

	strcpy(r.commit, previous_commit);
	r.author = "ada";
	live(&r);
	r.type = LEDGER_VALIDATE;
	put(LEDGER_VALIDATE, when, "release-bot", r.commit, 0, run_data, &r);
	put(LEDGER_CHECKPOINT, when + 60, "release-bot", NULL, 0,
	    checkpoint_data, last_hash);
	prev_checkpoint = last_seq;
}

static void
make(long long until, double months)
{
	long long length = (long long)(months * 30.4375 * DAY);
	long long from = until - length;
	double month = 0;
	int i;

	for (i = 0; i < nbench; i++)
		bench_base[i] = 900 * exp(7 * uniform());
	for (i = 0; i < 5; i++)
		one_run(from + i * 600, 0, true);
	for (i = 0; i < nruns; i++) {
		double at = ((double)i + .2 + .6 * uniform()) / nruns;
		long long when =
		    from + 3600 + (long long)(at * (double)(length - 7200));

		/* The CI is down for two weeks of a year, at most. */
		if (at > .70 && at < .70 + 14 / (months * 30.4375))
			continue;
		if (at * months >= month + 1) {
			month = floor(at * months);
			monthly(when - 120, at);
		}
		if (i == nruns / 3)
			put(LEDGER_RECOVER, when - 30, "ada", NULL, 0,
			    recover_data, NULL);
		one_run(when, at, false);
	}
}

static void
print_and_remove(const char *dir)
{
	size_t n, i;
	char **path = ledger_segments(dir, &n, &trouble), *lock;

	for (i = 0; path && i < n; i++) {
		FILE *f = fopen(path[i], "re");
		char buf[65536];
		size_t got;

		while (f && (got = fread(buf, 1, sizeof(buf), f)) > 0)
			fwrite(buf, 1, got, stdout);
		if (f)
			fclose(f);
		unlink(path[i]);
	}
	ledger_segments_free(path);
	lock = fsio_join(dir, ".lock");
	unlink(lock);
	free(lock);
	rmdir(dir);
}

int
main(int argc, char **argv)
{
	char tmp[] = "/tmp/make-ledger.XXXXXX", *dir = NULL;
	long long until = 1782864000; /* 2026-07-01 */
	double months = 12;
	int c;

	diag_start("make-ledger");
	state = 1;
	while ((c = getopt(argc, argv, "b:m:n:r:s:u:")) != -1) {
		switch (c) {
		case 'b':
			nbench = atoi(optarg);
			break;
		case 'm':
			months = atof(optarg);
			break;
		case 'n':
			nruns = atoi(optarg);
			break;
		case 'r':
			state = strtoull(optarg, NULL, 10);
			break;
		case 's':
			dir = optarg;
			break;
		case 'u':
			if (fsio_parse_utc(optarg, &until))
				break;
			/* fallthrough */
		default:
			return diag_usage("usage: make-ledger [-b benchmarks] "
					  "[-m months] [-n runs] [-r seed] "
					  "[-s DIR] [-u UNTIL]");
		}
	}
	if (nbench < 1 || nbench > 4096 || nruns < 1 || months <= 0)
		return diag_usage("make-ledger: out of range");
	if (dir ? !fsio_mkdirs(dir, &trouble) : !mkdtemp(tmp))
		return ST_SYSTEM;
	tree = merkle_new();
	writer = ledger_lock(dir ? dir : tmp, 0, &trouble);
	if (!writer)
		return diag_fail(&trouble);
	make(until, months);
	flush_batch();
	ledger_unlock(writer);
	merkle_free(tree);
	if (!dir)
		print_and_remove(tmp);
	return diag_end(ST_DONE);
}
