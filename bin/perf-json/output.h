/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * output - the file that -o names, and what -v says
 */
#ifndef PERF_JSON_OUTPUT_H
#define PERF_JSON_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "diag.h"

/* From here on only stdin is read, and only -o's file (path, or NULL) written.
 */
void output_confine(const char *path);

/* Replace it, atomically; its directory is made. */
bool output_replace(
    const char *path, const char *text, size_t n, struct err *e);

/* Say which benchmarks fed each metric, and which its value is from. */
void output_explain(const json_t *root);

#endif
