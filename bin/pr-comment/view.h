/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * view - what a document says, as far as a comment needs it
 *
 * Nothing here writes Markdown; strings that come from the document are raw.
 */
#ifndef BL_PR_VIEW_H
#define BL_PR_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "conf.h"
#include "units.h"

struct view {
	const json_t *root;
	const struct conf *conf;
	const char *status; /* PASS, WARN, FAIL */
	bool judged;        /* slo-check was here */
	bool passed;
	char *reason; /* why not PASS, in words */
	bool floors;  /* FAIL because of a floor */
	const json_t *slo, *regression;
	bool compared;
};
void view_open(struct view *v, const json_t *root, const struct conf *conf);
void view_close(struct view *v);

/* A line of the metrics table; numbers are NAN where not known. */
struct view_metric {
	const char *name, *label;
	const struct unit *unit; /* NULL: one that we do not know */
	const char *symbol;
	int decimals;
	double value;
	double limit, factor; /* of limit_unit */
	const struct unit *limit_unit;
	double change, low, high; /* ratios, against the baseline */
	double baseline;          /* its value then */
	const char *verdict;      /* of the comparison, or NULL */
	const char *breach;       /* kind of the worst violation, or NULL */
	bool breach_is_error;
};
/* Call each for every metric: the configured ones first, then the rest. */
void view_metrics(const struct view *v,
    void (*each)(const struct view_metric *m, void *user), void *user);

/* "CBKB005: text" less its code. */
const char *view_uncoded(const char *message);

/* Write v with its unit: "4.22 GiB/s"; decimals < 0: those that it needs, at
 * most 2, below 1 at most 6. */
void view_quantity(FILE *out, double v, const char *symbol, int decimals);
/* A time in ns in the unit that suits it, unbroken. */
void view_time(FILE *out, double ns);

#endif
