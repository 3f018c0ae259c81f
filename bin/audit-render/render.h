/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* render - from the input to a report in a form */
#ifndef AUDIT_RENDER_RENDER_H
#define AUDIT_RENDER_RENDER_H

#include <stdio.h>

#include "account.h"
#include "audit_conf.h"
#include "conf.h"
#include "forms.h"

struct render {
	bool typed; /* -t was given */
	enum report_type type;
	enum form form;
	const char *config; /* what -c gave, or NULL */
	const char *out;    /* directory for -f all, or NULL */
	const char *metric; /* --metric, or NULL */
	enum paper paper;
	struct span_of_time time;
	bool exit_zero, no_sandbox, quiet, verbose;
};

/*
 * Read the input, write the report to stdout (or files into out): 0 or 1,
 * or -1 with e filled and nothing written.  confine is called once
 * the templates are read, before the input is.
 */
int render(const struct render *o, const struct conf *conf,
    struct audit_conf *audit, void (*confine)(const struct render *),
    struct err *e);

#endif
