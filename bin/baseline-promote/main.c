/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* baseline-promote - promote a run to the baseline and record it */
#include <stdio.h>
#include <stdlib.h>

#include "checkpoint.h"
#include "conf.h"
#include "diag.h"
#include "evidence.h"
#include "field.h"
#include "job.h"
#include "jout.h"
#include "options.h"
#include "perf.h"
#include "promote.h"
#include "verdict.h"

/* Say what was done and why; the status of the answer. */
static int
answer(const struct job *j)
{
	const json_t *why =
	    field_at(j->doc->root, "/_metadata/baseline/reasons");
	const struct opts *o = j->o;
	enum outcome outcome = j->outcome;
	bool no = outcome == OUTCOME_REFUSE || outcome == OUTCOME_SKIP;
	int passed = verdict_exit(j->doc->root, o->exit_zero);
	const json_t *v;
	const char *name;
	json_t *check;
	size_t i;

	if (o->verbose)
		json_object_foreach(
		    field_at(j->doc->root, "/_metadata/baseline/checks"), name,
		    check) diag_say("%s: %s: %s", name,
		    json_is_true(json_object_get(check, "met")) ? "met"
								: "not met",
		    field_str_at(check, "/evidence"));
	json_array_foreach(why, i, v)
	{
		const char *text = json_string_value(v);

		if (outcome == OUTCOME_REFUSE)
			diag_say("CBKB006: refused: %s", text);
		else if (no || (!o->quiet && outcome == OUTCOME_HOLD))
			diag_say("%s", text);
		else if (!o->quiet)
			diag_say("%s: %s", outcome_name(outcome), text);
	}
	return no && !o->exit_zero ? ST_NO : passed;
}

/* Read a document, run it against the store, pass it on. */
static int
filter(struct job *j)
{
	struct jio_doc d = {0};
	struct evidence ev = {0};
	struct err e = {0};
	int status;

	if (!perf_read(&d, stdin, JIO_STDIN, j->c, &e))
		return diag_fail(&e);
	j->doc = &d; /* cppcheck-suppress autoVariables */
	j->ev = &ev; /* cppcheck-suppress autoVariables */
	if (!j->c->baseline_promotion_enabled) {
		diag_say("switched off by baseline_promotion_enabled = false");
		status = verdict_exit(d.root, j->o->exit_zero);
	} else if (j->o->mode == MODE_VALIDATE) {
		evidence_facts(&ev, j->o, j->c, d.root);
		status = job_run(j, &e) ? verdict_exit(d.root, j->o->exit_zero)
					: diag_fail(&e);
	} else if (evidence_gather(&ev, j->o, j->c, d.root, &e) &&
		   job_run(j, &e)) {
		status = answer(j);
	} else {
		status = diag_fail(&e);
	}
	if (e.status == ST_NO) /* the ledger does not verify */
		promote_failed(&d, e.text);
	if (status <= ST_NO)
		jout_doc(stdout, &d);
	j->doc = NULL;
	j->ev = NULL;
	evidence_free(&ev);
	jio_free(&d);
	return status;
}

static int
run(const struct opts *o, const struct conf *c)
{
	struct job j = {.o = o, .c = c};
	struct err e = {0};
	int status;

	if (o->mode == MODE_SHOW_CONFIG) {
		conf_show(c);
		return ST_DONE;
	}
	if (!o->no_sandbox)
		job_confine(o);
	if (o->mode == MODE_PROMOTE || o->mode == MODE_VALIDATE) {
		status = filter(&j);
	} else if (!job_run(&j, &e)) {
		status = diag_fail(&e);
	} else {
		if (j.text)
			fwrite(j.text, 1, j.n, stdout);
		status = j.whole ? ST_DONE : ST_NO;
	}
	if (e.status == ST_NO &&
	    (o->mode == MODE_PRUNE || o->mode == MODE_IMPORT))
		printf("{\n  \"verified\": false\n}\n");
	free(j.text);
	return status;
}

int
main(int argc, char **argv)
{
	struct opts o;
	struct conf c = {0};
	struct err e = {0};
	int status;

	diag_start("baseline-promote");
	if (!options_read(&o, argc, argv, &e)) {
		diag_fail(&e);
		return diag_usage(usage_text);
	}
	if (o.mode == MODE_VERSION)
		return diag_version();
	if (o.mode == MODE_HELP) {
		printf("%s\n\n%s\n", usage_text, help_text);
		return diag_end(ST_DONE);
	}
	if (!conf_load(&c, o.config, &e) ||
	    (o.mode == MODE_PRUNE &&
		!checkpoint_retention(&o, &o.retention_months, &e))) {
		status = diag_fail(&e);
	} else {
		if (o.verbose)
			diag_say("configuration: %s", c.source);
		status = run(&o, &c);
	}
	conf_free(&c);
	return diag_end(status);
}
