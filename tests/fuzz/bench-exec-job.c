/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The job document: any bytes are a job, with a command that can be read as
 * cargo reads it, or are refused in words.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../bin/bench-exec/cargo.h"
#include "../../bin/bench-exec/job.h"
#include "jio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = {ST_DONE, ""};
	struct cargo c;
	struct job job;
	json_t *doc = jio_parse((const char *)data, n, JIO_STDIN, &e);
	bool ok;

	job_open(&job);
	ok = doc && job_decode(&job, doc, &e);
	if (ok == (e.status != ST_DONE) || (!ok && !*e.text))
		abort();
	if (ok && job.argv) {
		cargo_parse(&c, job.argv);
		if (c.end > c.n)
			abort();
		free(cargo_build(&c, job.argv));
		if (c.is_bench)
			free(cargo_baseline(&c, job.argv, "id"));
	}
	job_free(&job);
	json_decref(doc);
	return 0;
}
