/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Event payloads: any JSON, and what is taken from it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "github.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const name[] = {"pull_request", "push",
	    "workflow_run", "issue_comment", "merge_group", ""};
	struct err e = {ST_DONE, ""};
	struct gh_event ev;
	json_t *root;

	if (n < 1)
		return 0;
	root = jio_parse((const char *)p + 1, n - 1, "fuzz", &e);
	memset(&ev, 0, sizeof(ev));
	if (root == NULL)
		return 0;
	gh_event_take(&ev, name[p[0] % 6], root, NULL);
	if (ev.pr < 0 || (ev.pr == 0) != (ev.why != NULL) ||
	    (ev.ask_sha != NULL && !gh_sha_ok(ev.ask_sha)) ||
	    (ev.head_sha != NULL && !gh_sha_ok(ev.head_sha)))
		abort();
	gh_event_free(&ev);
	json_decref(root);
	return 0;
}
