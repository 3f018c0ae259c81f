/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * audit-render - reports of a ledger or a perf.json, for people and machines
 *
 * See audit-render(1).
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "sandbox.h"

/* From here on only templates and fonts are read, only the output written. */
static void
confine(const struct render *r)
{
	static const char *const fonts[] = {"/etc/fonts", "/etc/ld.so.cache",
	    "/lib", "/usr/lib", "/usr/local/share", "/usr/share",
	    "/var/cache/fontconfig", NULL};
	bool pdf = r->form == FORM_PDF || r->form == FORM_ALL;
	char *out = xstrdup(r->out ? r->out : "");
	const char *const write[] = {r->form == FORM_ALL ? r->out
				     : r->out            ? dirname(out)
							 : NULL,
	    NULL};

	if (!r->no_sandbox)
		sandbox_enter(pdf ? fonts : NULL, write, SANDBOX_FILTER);
	free(out);
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
	if (o->render.verbose) {
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
