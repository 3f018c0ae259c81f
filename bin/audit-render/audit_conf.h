/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * audit_conf - config/audit.ini: what the reports hold
 *
 * Read strictly, as thresholds.ini is: an unknown key, a standard without a
 * control, a control of an unknown standard are errors with file and line.
 */
#ifndef AUDIT_RENDER_CONF_H
#define AUDIT_RENDER_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

enum frequency { DAILY, WEEKLY, MONTHLY, QUARTERLY };

const char *frequency_name(enum frequency f);

enum form {
	FORM_HTML,
	FORM_PDF,
	FORM_JSON,
	FORM_MARKDOWN,
	FORM_JUNIT,
	FORM_OPENMETRICS,
	FORM_ALL,
	FORM_NONE
};
const char *form_name(enum form f);
enum form form_named(const char *name); /* FORM_NONE when there is none */

/* The states of a control, the best first. */
enum control_state {
	CONTROL_COMPLETE,
	CONTROL_THIS_LOG_ONLY,
	CONTROL_PARTIAL,
	CONTROL_NOT_COVERED,
	CONTROL_GAPS
};

enum proof {
	PROOF_PROMOTIONS,
	PROOF_RECORDS,
	PROOF_CHAIN,
	PROOF_SEQUENCE,
	PROOF_RETENTION,
	PROOF_HEADROOM,
	PROOF_DAYS,
	PROOF_REGRESSIONS,
	PROOF_NONE
};

/* Facts that a record can name; fact_words gives their words. */
enum {
	FACT_COMMIT = 1,
	FACT_RUN_ID = 2,
	FACT_VERDICT = 4,
	FACT_ACTOR = 8,
	FACT_AUTHOR = 16,
	FACT_APPROVER = 32,
	FACT_TWO_PEOPLE =
	    64,            /* the approver is neither author nor actor's self */
	FACT_REASON = 128, /* a reason, or the pull request that gives it */
	FACT_PREVIOUS = 256,
	FACT_CHANGE = 512, /* a change with its interval */
	FACT_TIME = 1024
};
#define FACT_COUNT 11
const char *fact_words(unsigned bit); /* "a second person" */

struct control {
	char *id, *standard, *title, *claim, *limits;
	enum proof proof;
	unsigned facts; /* PROOF_PROMOTIONS, PROOF_RECORDS */
	enum control_state at_most;
	bool has_proof;
};

struct audit_conf {
	char *source; /* where it was found */
	bool enabled;
	char **standard; /* NULL-ended */
	enum frequency frequency;
	int retention_months;
	enum form *format; /* ended by FORM_NONE */
	char *project;     /* maybe "" */
	int history_months;
	bool alerts, incidents;
	double slo_days; /* a share, 0.95 */
	bool validation, trail, controls;
	struct control *control;
	size_t ncontrol;
};

bool audit_conf_load(struct audit_conf *c, const char *arg, struct err *e);
bool audit_conf_parse(struct audit_conf *c, const char *text, size_t n,
    const char *name, struct err *e);
void audit_conf_free(struct audit_conf *c);
/* What is in force, as an INI file that loads again, on stdout. */
void audit_conf_show(const struct audit_conf *c);

#endif
