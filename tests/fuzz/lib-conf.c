/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* thresholds.ini and its TOML form: any text loads or is refused in words. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char path[] = "/tmp/benchline-fuzz-conf.XXXXXX";
	static int fd = -1;
	struct err e = {ST_DONE, ""};
	struct conf c;

	if (fd < 0 && (fd = mkstemp(path)) < 0)
		return 0;
	if (ftruncate(fd, 0) != 0 || pwrite(fd, data, n, 0) != (ssize_t)n)
		return 0;
	if (conf_load(&c, path, &e)) {
		conf_metric_of(&c, "slo_validation/display_heavy");
		conf_bench_of(&c, "slo_validation/display_heavy");
		conf_free(&c);
	} else if (e.status == ST_DONE || !*e.text) {
		abort();
	}
	return 0;
}
