/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * render - a document as the text of a comment
 *
 * The text is a function of the document, the configuration and the run link:
 * no clock, no environment.  What comes out ends in a newline, begins with the
 * line that people see first, and holds no "<!--".
 */
#ifndef BL_PR_RENDER_H
#define BL_PR_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "conf.h"
#include "diag.h"

struct render {
	const json_t *root;
	const struct conf *conf;
	const char *template; /* pr_template.md */
	size_t template_len;
	const char *template_name;
	const char *run_url; /* the run's log, or NULL */
	const char *section; /* shown beside the status, or NULL */
};

/*
 * The report, new.  Where the template can't be filled the text is a plain one
 * and *e says why (ST_USAGE); the text is good all the same.
 */
char *render_report(const struct render *r, struct err *e);

/* "no report was produced": what stands where there is no document; new. */
char *render_broken(const struct render *r, const char *why);

/* "Baseline Promoted", new; pr: the pull request, or 0. */
char *render_promoted(const struct render *r, long long pr);

#endif
