/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "target.h"

#include <stdlib.h>
#include <string.h>

static const char *
environment(const char *name)
{
	const char *v = getenv(name);

	return v == NULL || *v == '\0' ? NULL : v;
}

static bool
find_repo(struct target *t, const struct opts *o, struct err *e)
{
	const char *from = o->repo != NULL ? "--repo" : "GITHUB_REPOSITORY";

	t->repo = o->repo != NULL ? o->repo : environment("GITHUB_REPOSITORY");
	if (t->repo == NULL || gh_repo_ok(t->repo))
		return true;
	return err_set(e, ST_USAGE,
	    "%s must be OWNER/NAME of letters, digits, '.', '_', '-', not "
	    "'%.100s'",
	    from, t->repo);
}

static bool
find_pull(struct target *t, const struct opts *o, struct err *e)
{
	struct gh_event ev;

	if (o->pr != NULL && !gh_pr_ok(o->pr, &t->pr))
		return err_set(e, ST_USAGE,
		    "--pr must be a number of 1 to 18 digits without a "
		    "leading 0, not '%.40s'",
		    o->pr);
	t->from_event = o->pr != NULL;
	if (o->pr != NULL && o->post == NULL)
		return true;
	if (!gh_event_read(&ev, e))
		return false;
	if (o->pr == NULL) {
		t->pr = ev.pr;
		t->from_event = ev.pr > 0;
		t->why = ev.why;
		t->ask_sha = ev.ask_sha;
		ev.why = ev.ask_sha = NULL;
	}
	t->head_sha = ev.head_sha;
	ev.head_sha = NULL;
	gh_event_free(&ev);
	return true;
}

static bool
digits(const char *s)
{
	return s != NULL && strlen(s) <= 20 &&
	       strspn(s, "0123456789") == strlen(s);
}

/* Run and log, from what the runner says; left out when it is odd. */
static void
find_run(struct target *t)
{
	const char *server = environment("GITHUB_SERVER_URL");
	const char *id = environment("GITHUB_RUN_ID");
	const char *attempt = environment("GITHUB_RUN_ATTEMPT");

	if (!digits(id))
		return;
	if (!digits(attempt))
		attempt = NULL;
	t->run = xasprintf("%s%s%s", id, attempt != NULL ? "." : "",
	    attempt != NULL ? attempt : "");
	if (server == NULL)
		server = "https://github.com";
	if (t->repo == NULL || strlen(server) > 200 ||
	    (strncmp(server, "https://", 8) != 0 &&
		strncmp(server, "http://", 7) != 0) ||
	    strspn(server,
		"abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.-_~") != strlen(server))
		return;
	t->run_url = xasprintf("%.*s/%s/actions/runs/%s%s%s",
	    (int)(strlen(server) - (server[strlen(server) - 1] == '/')), server,
	    t->repo, id, attempt != NULL ? "/attempts/" : "",
	    attempt != NULL ? attempt : "");
}

bool
target_find(struct target *t, const struct opts *o, struct err *e)
{
	memset(t, 0, sizeof(*t));
	if (!find_repo(t, o, e) || !find_pull(t, o, e))
		return false;
	find_run(t);
	return true;
}

char *
target_url(const struct target *t, struct err *e)
{
	char *base, *url;

	if (t->repo == NULL || t->pr == 0 || (base = gh_base(e)) == NULL)
		return NULL;
	url =
	    xasprintf("%s/repos/%s/issues/%lld/comments", base, t->repo, t->pr);
	free(base);
	return url;
}

void
target_free(struct target *t)
{
	free(t->why);
	free(t->ask_sha);
	free(t->head_sha);
	free(t->run);
	free(t->run_url);
	memset(t, 0, sizeof(*t));
}
