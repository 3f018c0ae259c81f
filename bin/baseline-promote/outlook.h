/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outlook - --trends: what the history tells about each metric and benchmark
 */
#ifndef BP_OUTLOOK_H
#define BP_OUTLOOK_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"

/* *whole: the chain holds. */
bool outlook(const char *dir, const struct conf *c, FILE *out, bool *whole,
    struct err *e);

#endif
