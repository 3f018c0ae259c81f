/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* git - see git.h */
#include "git.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "environ.h"

#define STATUS_MAX (1u << 20)

/*
 * "# branch.oid COMMIT", "# branch.head NAME" ("(detached)", "(initial)"),
 * and after the '#' lines one line a file that differs.
 */
static void
read_status(struct git *g, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n > 13 && strncmp(text, "# branch.oid ", 13) == 0 &&
		    isxdigit((unsigned char)text[13]))
			g->commit = xstrndup(text + 13, n - 13);
		else if (n > 14 && strncmp(text, "# branch.head ", 14) == 0 &&
			 text[14] != '(')
			g->branch = xstrndup(text + 14, n - 14);
		else if (n > 0 && text[0] != '#')
			g->dirty = true;
		text += n;
		text += *text == '\n';
	}
}

void
git_read(struct git *g, struct ask *a)
{
	/* Nothing that the repository's own configuration may have us run. */
	static const char *const status[] = {"git", "--no-optional-locks", "-c",
	    "core.fsmonitor=false", "status", "--porcelain=v2", "--branch",
	    "--untracked-files=no", NULL};
	static const char *const version[] = {"git", "--version", NULL};
	const char *name;
	char *text;

	memset(g, 0, sizeof(*g));
	if ((text = ask(a, status, STATUS_MAX)))
		read_status(g, text);
	free(text);
	if ((text = ask(a, version, 256)) &&
	    strncmp(text, "git version ", 12) == 0)
		g->version = xstrndup(text + 12, strcspn(text + 12, " \n"));
	free(text);
	/* CI checks a commit out, not a branch, but tells its name. */
	if (!g->branch && g->commit &&
	    ((name = environ_get(a->env, "GITHUB_HEAD_REF")) ||
		(name = environ_get(a->env, "GITHUB_REF_NAME"))))
		g->branch = xstrdup(name);
}

void
git_free(struct git *g)
{
	free(g->commit);
	free(g->branch);
	free(g->version);
	memset(g, 0, sizeof(*g));
}
