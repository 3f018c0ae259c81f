/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* target - see target.h */
#include "target.h"

#include <stdio.h>
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
		if (ev.why != NULL)
			t->why = xasprintf("%s%s", ev.why,
			    ev.there ? "" : "; --dry-run shows the comment");
		t->ask_sha = ev.ask_sha;
		ev.ask_sha = NULL;
	}
	t->head_sha = ev.head_sha;
	t->head_repo = ev.head_repo;
	ev.head_sha = ev.head_repo = NULL;
	t->run_id = ev.run_id;
	t->run_attempt = ev.run_attempt;
	gh_event_free(&ev);
	return true;
}

/* A variable that is a number above 0, or 0. */
static long long
number_of(const char *name)
{
	const char *v = environment(name);
	long long n;

	return v != NULL && gh_pr_ok(v, &n) ? n : 0;
}

/* An http URL that needs no escaping anywhere. */
static bool
server_ok(const char *url)
{
	return strlen(url) <= 200 &&
	       (strncmp(url, "https://", 8) == 0 ||
		   strncmp(url, "http://", 7) == 0) &&
	       strspn(url,
		   "abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.-_~") == strlen(url);
}

/* The run and its log; of --post the run that measured, as the event says. */
static void
find_run(struct target *t, bool post)
{
	const char *server = environment("GITHUB_SERVER_URL");
	char attempt[40] = "";
	size_t n;

	if (!post || t->run_id == 0) {
		t->run_id = number_of("GITHUB_RUN_ID");
		t->run_attempt = number_of("GITHUB_RUN_ATTEMPT");
	}
	if (t->run_id == 0)
		return;
	t->run = t->run_attempt == 0
		     ? xasprintf("%lld", t->run_id)
		     : xasprintf("%lld.%lld", t->run_id, t->run_attempt);
	if (server == NULL)
		server = "https://github.com";
	if (t->repo == NULL || !server_ok(server))
		return;
	if (t->run_attempt > 0)
		snprintf(
		    attempt, sizeof(attempt), "/attempts/%lld", t->run_attempt);
	for (n = strlen(server); n > 0 && server[n - 1] == '/'; n--)
		;
	t->run_url = xasprintf("%.*s/%s/actions/runs/%lld%s", (int)n, server,
	    t->repo, t->run_id, attempt);
}

bool
target_find(struct target *t, const struct opts *o, struct err *e)
{
	memset(t, 0, sizeof(*t));
	if (!find_repo(t, o, e) || !find_pull(t, o, e))
		return false;
	find_run(t, o->post != NULL);
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
	free(t->head_repo);
	free(t->run);
	free(t->run_url);
	memset(t, 0, sizeof(*t));
}
