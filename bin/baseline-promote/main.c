/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* baseline-promote - promote a run to the baseline and record it */
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "diag.h"
#include "evidence.h"
#include "field.h"
#include "jout.h"
#include "ledgers.h"
#include "options.h"
#include "perf.h"
#include "promote.h"
#include "verdict.h"

/* Say what was done and why; the status of the answer. */
static int
answer(const struct jio_doc *d, const struct opts *o, enum outcome outcome)
{
	const json_t *why = field_at(d->root, "/_metadata/baseline/reasons");
	bool no = outcome == OUTCOME_REFUSE || outcome == OUTCOME_SKIP;
	int passed = verdict_exit(d->root, o->exit_zero);
	const json_t *v;
	size_t i;

	json_array_foreach(why, i, v)
	{
		if (no)
			diag_say("%s%s",
			    outcome == OUTCOME_SKIP ? "" : "CBKB006: refused: ",
			    json_string_value(v));
		else if (!o->quiet)
			diag_say("%s: %s", outcome_name(outcome),
			    json_string_value(v));
	}
	return no && !o->exit_zero ? ST_NO : passed;
}

static int
promote(const struct opts *o, const struct conf *c)
{
	struct jio_doc d = {0};
	struct evidence ev = {0};
	struct err e = {0};
	enum outcome outcome = OUTCOME_SKIP;
	int status;

	if (!perf_read(&d, stdin, JIO_STDIN, c, &e))
		return diag_fail(&e);
	if (!c->baseline_promotion_enabled) {
		diag_say("switched off by baseline_promotion_enabled = false");
		status = verdict_exit(d.root, o->exit_zero);
		jout_doc(stdout, &d);
	} else if (evidence_gather(&ev, o, c, d.root, &e) &&
		   promote_run(&d, o->store, o, c, &ev, &outcome, &e)) {
		status = answer(&d, o, outcome);
		jout_doc(stdout, &d);
	} else {
		status = diag_fail(&e);
		if (status == ST_NO) {
			promote_failed(&d, e.text);
			jout_doc(stdout, &d);
		}
	}
	evidence_free(&ev);
	jio_free(&d);
	return status;
}

static int
run(const struct opts *o, const struct conf *c)
{
	struct err e = {0};
	bool whole = true, good = true;

	switch (o->mode) {
	case MODE_LOG:
		good = ledgers_log(o->store, stdout, &e);
		break;
	case MODE_VERIFY:
		good = ledgers_verify(o->store, o, stdout, &whole, &e);
		break;
	case MODE_SHOW_CONFIG:
		conf_show(c);
		break;
	default:
		return promote(o, c);
	}
	return good ? whole ? ST_DONE : ST_NO : diag_fail(&e);
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
	if (!conf_load(&c, o.config, &e))
		return diag_fail(&e);
	if (o.verbose)
		diag_say("configuration: %s", c.source);
	status = run(&o, &c);
	conf_free(&c);
	return diag_end(status);
}
