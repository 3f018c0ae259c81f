/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job - what to run: from the command line, or from a job document
 *
 *   {"command": ["cargo", "bench"], "timeout_seconds": 600,
 *    "env": {"NAME": "value", "GONE": null}, "cwd": "crate"}
 *
 * All keys may be absent.
 */
#ifndef BL_JOB_H
#define BL_JOB_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "diag.h"

#define JOB_SECONDS_MAX 1e8 /* of a time limit: three years */

struct job {
	char **argv;    /* NULL-ended */
	char **env;     /* of the child, NULL-ended */
	char *cwd;      /* NULL: here */
	double timeout; /* seconds; NAN: as configured */
};

/* The environment as it is, no command yet. */
void job_open(struct job *j);
void job_command(struct job *j, const char *const *argv);
/*
 * The job document in f; the default, cargo bench -p copybook-bench, where f is
 * empty or a terminal, or the document names no command.
 */
bool job_read(struct job *j, FILE *f, struct err *e);
/* A parsed document; ST_INPUT when it is none. */
bool job_decode(struct job *j, const json_t *doc, struct err *e);
void job_free(struct job *j);

#endif
