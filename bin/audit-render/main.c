/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * audit-render - reports of a ledger or a perf.json, for people and machines
 *
 * See audit-render(1).
 */
#include <stdio.h>

#include "options.h"
#include "sandbox.h"

/* From here on only templates and fonts are read, only the output written. */
static void
confine(const struct render *r)
{
	static const char *const fonts[] = {"/usr/share", "/usr/lib", "/etc",
	    "/var/cache/fontconfig", "/usr/local/share", NULL};

	if (r->form != FORM_PDF && r->form != FORM_ALL && !r->out)
		sandbox_enter(NULL, NULL, SANDBOX_FILTER);
	else if (!r->out)
		sandbox_enter(fonts, NULL, SANDBOX_FILTER);
}

static bool
enabled(const struct conf *c, const struct audit_conf *a)
{
	if (c->audit_generation_enabled && a->enabled)
		return true;
	diag_say("audit reports are switched off (%s)",
	    c->audit_generation_enabled ? "audit.ini" : "thresholds.ini");
	return false;
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct conf c = {0};
	struct audit_conf a = {0};
	int st;

	if (!conf_load(&c, o->render.config, &e) ||
	    !audit_conf_load(&a, o->render.config, &e)) {
		conf_free(&c);
		return diag_fail(&e);
	}
	if (o->verbose) {
		diag_say("configuration: %s", c.source);
		diag_say("configuration: %s", a.source);
	}
	if (o->show) {
		audit_conf_show(&a);
		st = ST_DONE;
	} else if (!enabled(&c, &a)) {
		st = ST_USAGE;
	} else {
		st = render(&o->render, &c, &a, confine, &e);
		if (st < 0)
			st = diag_fail(&e);
	}
	audit_conf_free(&a);
	conf_free(&c);
	return st;
}

int
main(int argc, char **argv)
{
	struct opts o;
	int st;

	diag_start("audit-render");
	st = options_read(argc, argv, &o);
	if (st >= 0)
		return st;
	return diag_end(run(&o));
}
