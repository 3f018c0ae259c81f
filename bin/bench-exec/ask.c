/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ask - see ask.h */
#include "ask.h"

#include "child.h"
#include "diag.h"
#include "environ.h"

#define ASK_SECONDS 20
#define ASK_GRACE 1

char *
ask(struct ask *a, const char *const *argv, size_t max)
{
	struct capture out, err;
	struct ending end;
	struct err e = {0};
	struct child c = {.env = a->env,
	    .cwd = a->cwd,
	    .out = &out,
	    .err = &err,
	    .grace = ASK_GRACE,
	    .deadline = child_now() + ASK_SECONDS};
	char *text = NULL;

	if (a->caught)
		return NULL;
	c.argv = strings_copy(argv);
	capture_open(&out, max, NULL);
	capture_open(&err, 4096, NULL);
	if (child_run(&c, &end, &e)) {
		capture_end(&out);
		a->caught = end.caught;
		if (end.exit == 0 && out.cut == 0)
			text = xstrndup(out.text, out.n);
	}
	capture_free(&out);
	capture_free(&err);
	strings_free(c.argv);
	return text;
}
