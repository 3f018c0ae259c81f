/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* conf_match - which metric, and which [benchmark:PATTERN], takes an id */
#define _GNU_SOURCE /* FNM_CASEFOLD */
#include <fnmatch.h>

#include "conf.h"

static bool
matches(const char *pattern, const char *id)
{
	return fnmatch(pattern, id, FNM_CASEFOLD) == 0;
}

static bool
takes(const struct conf_metric *m, const char *id)
{
	bool taken = false;
	char **p;

	for (p = m->pattern; *p; p++) {
		if (**p == '!' && matches(*p + 1, id))
			return false;
		if (**p != '!' && matches(*p, id))
			taken = true;
	}
	return taken;
}

const struct conf_metric *
conf_metric_of(const struct conf *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->nmetric; i++) {
		if (takes(&c->metric[i], id))
			return &c->metric[i];
	}
	return NULL;
}

const struct conf_bench *
conf_bench_of(const struct conf *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->nbench; i++) {
		if (matches(c->bench[i].pattern, id))
			return &c->bench[i];
	}
	return NULL;
}
