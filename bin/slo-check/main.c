/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slo-check - judge a perf.json against floors, baseline and history
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "diag.h"
#include "field.h"
#include "jio.h"
#include "jout.h"
#include "judge.h"
#include "options.h"
#include "perf.h"
#include "regress.h"
#include "sandbox.h"
#include "verdict.h"

/* From here on only baseline and history, and what is beside them, are read. */
static void
confine(const struct opts *o)
{
	char *beside = xstrdup(o->baseline ? o->baseline : "");
	const char *read[5] = {NULL};
	size_t n = 0;

	if (o->baseline) {
		read[n++] = o->baseline;
		read[n++] = dirname(beside);
	}
	if (o->history)
		read[n++] = o->history;
	sandbox_enter(read, NULL, SANDBOX_FILTER);
	free(beside);
}

/* Judge stdin. */
static bool
check(struct jio_doc *d, const struct conf *c, const struct opts *o,
    struct err *e)
{
	struct regress r = {0};
	bool good;

	good = perf_read(d, stdin, JIO_STDIN, c, e) &&
	       regress_open(&r, d, c, o->baseline, o->history, e);
	if (good)
		judge(d, c, &r, &o->judge);
	regress_close(&r);
	return good;
}

/* Which baseline was taken, and which rule decided for each metric. */
static void
explain(const json_t *root)
{
	const json_t *r = field_at(root, "/_metadata/regression");
	const char *source = field_str_at(r, "/baseline/source");
	const char *commit = field_str_at(r, "/baseline/commit");
	const char *at = field_str_at(r, "/baseline/timestamp");
	const json_t *change;
	size_t i;

	if (source)
		diag_say("baseline: %s, commit %s, %s", source,
		    commit ? commit : "unknown", at ? at : "time unknown");
	diag_say("compared: %s", field_str_at(r, "/reason"));
	json_array_foreach(json_object_get(r, "changes"), i, change)
	{
		const char *why = field_str_at(change, "/why");

		if (strcmp(field_str_at(change, "/kind"), "metric") == 0)
			diag_say("%s: %s%s%s", field_str_at(change, "/id"),
			    field_str_at(change, "/verdict"), why ? ": " : "",
			    why ? why : "");
	}
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d = {0};
	struct conf c = {0};
	int st;

	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show) {
		conf_show(&c);
		conf_free(&c);
		return ST_DONE;
	}
	if (!o->no_sandbox)
		confine(o);
	if (check(&d, &c, o, &e)) {
		char *line = verdict_line(d.root, &c);

		if (o->verbose)
			explain(d.root);
		jout_doc(stdout, &d);
		/* A verdict that could not be written is none. */
		if (!o->quiet && diag_flush())
			fprintf(stderr, "%s\n", line);
		free(line);
		st = verdict_exit(d.root, o->exit_zero);
	} else {
		st = diag_fail(&e);
	}
	jio_free(&d);
	conf_free(&c);
	return st;
}

int
main(int argc, char **argv)
{
	struct opts o = {0};
	int st;

	diag_start("slo-check");
	st = options_read(argc, argv, &o);
	if (st >= 0)
		return st;
	return diag_end(run(&o));
}
