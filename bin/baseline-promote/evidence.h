/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * evidence - is this run one of the main branch, and did its checks pass
 *
 * GitHub's variables and payload are asked first; a request is made only for
 * --pr, for --ask-checks and for the checks of a pull request.  Outside
 * GitHub the document's branch, or --branch, is the evidence.
 */
#ifndef BP_EVIDENCE_H
#define BP_EVIDENCE_H

#include <jansson.h>
#include <stdbool.h>

#include "conf.h"
#include "options.h"

struct evidence {
	bool merged;
	char *merged_why;
	bool on_main; /* not merged by this event, but built from main */
	bool checks;
	char *checks_why;
	long long pr;                                       /* 0: not known */
	char *actor, *author, *approver, *run_id, *run_url; /* may be NULL */
	char *branch, *commit;                              /* of the run */
};

bool evidence_gather(struct evidence *ev, const struct opts *o,
    const struct conf *c, const json_t *root, struct err *e);
/* Only who, where and which run; nothing is judged. */
void evidence_facts(struct evidence *ev, const struct opts *o,
    const struct conf *c, const json_t *root);
void evidence_free(struct evidence *ev);

#endif
