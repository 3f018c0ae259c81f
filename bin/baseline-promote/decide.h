/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decide - promote, hold or refuse a run
 *
 * Pure: the document, the evidence and the recent runs in, a decision with
 * its reasons out.  The four criteria, each with its evidence: merged, slo,
 * regression, checks.
 */
#ifndef BP_DECIDE_H
#define BP_DECIDE_H

#include <jansson.h>
#include <stdbool.h>

#include "conf.h"
#include "evidence.h"
#include "recent.h"

#define HELD_RUNS 3 /* runs that must show an improvement beyond the noise */
#define HELD_MIN 6  /* runs of history below which nothing is held */

enum outcome {
	OUTCOME_PROMOTE,
	OUTCOME_OVERRIDE,
	OUTCOME_REFUSE, /* recorded */
	OUTCOME_HOLD,   /* recorded as a run */
	OUTCOME_RUN,    /* a run of main that nothing was merged by: recorded */
	OUTCOME_SKIP    /* not main's: refused, and not recorded */
};

struct decision {
	enum outcome outcome;
	json_t *checks;  /* {"merged": {"evidence", "met"}, …} */
	json_t *reasons; /* strings */
	unsigned held;   /* this is the held-th run of HELD_RUNS; 0: not held */
};

/* What a document is compared with; see compare.h. */
struct comparison {
	const json_t *section; /* as _metadata.regression; NULL: none */
	bool first;            /* this machine has no baseline yet */
	const char *why_not;   /* not compared: why */
	const char *fault;     /* compared, and not as it should be: why */
};

void decide(struct decision *d, const struct opts *o, const struct conf *c,
    const json_t *root, const struct evidence *ev, const struct recent *r,
    const struct comparison *cmp);
void decision_free(struct decision *d);

/* "promoted", "held"… for messages, and the ledger's type. */
const char *outcome_name(enum outcome o);
enum ledger_type outcome_type(enum outcome o);

#endif
