/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run - the run document of bench-exec, and what its ending means */
#ifndef CP_RUN_H
#define CP_RUN_H

#include <stdbool.h>

#include "results.h"
#include "text.h"

struct run {
	json_t *doc;     /* all of it but stdout and stderr; NULL: no run */
	char *out, *err; /* those two, NULL where absent */
	double started;  /* seconds since 1970, -1 when not known */
	bool failed, timed_out;
	bool cut;                   /* the middle of its output is missing */
	bool measured_nothing;      /* --load-baseline */
	bool part;                  /* of the benchmarks was asked for */
	const char *criterion_home; /* in doc, or NULL */
};

/* From the n bytes at p, an object that jseq accepted. */
bool run_read(struct run *r, const char *p, size_t n, struct err *e);
void run_free(struct run *r);

/*
 * The run's own warnings and errors go before to's; a run that failed
 * without saying so gets an error, with t's reason; its last lines of stderr
 * are kept in doc as "stderr_tail".
 */
void run_judge(struct run *r, struct results *to, const struct text *t);

#endif
