/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run - look the machine over, build, run the benchmark, and tell what
 * happened as a run document
 *
 * run_prepare, then run_check or run_execute, then run_write; run_free.
 */
#ifndef BL_RUN_H
#define BL_RUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "capture.h"
#include "cargo.h"
#include "child.h"
#include "conf.h"
#include "diag.h"
#include "facts.h"
#include "git.h"
#include "job.h"
#include "scrub.h"

struct run_options {
	const char *baseline_id; /* NULL: none */
	bool perf, enterprise;   /* PERF=1, GENERATE_JSON_REPORT=1 */
	bool quiet, verbose;
	double grace;
	size_t max_output; /* bytes kept of each stream */
};

struct run {
	const struct run_options *o;
	const struct conf *conf;
	struct job *job;
	char *
	    *argv; /* what is run: the job's, or with the baseline's options */
	char *dir; /* where: absolute */
	struct cargo cargo;
	struct cargo_facts toolchain;
	struct facts facts;
	struct git git;
	struct scrub scrub;
	struct capture out, err;
	struct counters first, before, after;
	double own_cpu; /* seconds that this program took during the run */
	double peak;    /* of the cgroup, bytes, or NAN */
	bool build_ran, run_ran;
	struct ending build, end;
	long long started_at;
	double seconds;
	char *criterion_home; /* relative, or NULL */
	json_t *errors, *warnings, *notes;
	json_t *disturbances; /* of the warnings, those during the run */
	int caught;           /* the signal that told us to stop, or 0 */
};

/*
 * Everything that is known before anything runs.  Errors: usage (a baseline
 * for what is not cargo bench, no such folder), and ST_SYSTEM when the
 * program is not there and check is false; with check that is an entry of
 * errors.
 */
bool run_prepare(struct run *r, const struct run_options *o,
    const struct conf *conf, struct job *job, bool check, struct err *e);
/* False only when the command could not be started. */
bool run_execute(struct run *r, struct err *e);
/* Say e, what it must not tell masked, and return its status. */
int run_fail(const struct run *r, const struct err *e);
void run_free(struct run *r);

/* judge.c: what makes the numbers doubtful, into warnings and notes */
void judge_before(struct run *r);
void judge_after(struct run *r);
void judge_ending(struct run *r);

/* report.c: the documents */
void report_run(const struct run *r, FILE *f);
void report_check(const struct run *r, FILE *f);

#endif
