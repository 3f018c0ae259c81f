/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Checks of names, Link headers, events: what github.h promises without a net.
 */
#include "github.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static void
names(void)
{
	static const char *const good[] = {
	    "o/r", "octo/repo", "a.b_c-d/x.y", "o/...", "-/_", NULL};
	static const char *const bad[] = {"", "o", "/", "o/", "/r", "o/r/s",
	    "../r", "o/..", "./r", "o/.", "o r/x", "o/r?", "o/r%2e", "o/r\t",
	    "\xc3\xb6/r", "o//r", NULL};
	char *longer = malloc(300);
	size_t i;

	for (i = 0; good[i] != NULL; i++)
		ok(gh_repo_ok(good[i]), "repository '%s'", good[i]);
	for (i = 0; bad[i] != NULL; i++)
		ok(!gh_repo_ok(bad[i]), "no repository '%s'", bad[i]);
	memset(longer, 'a', 299);
	longer[299] = '\0';
	longer[100] = '/';
	ok(!gh_repo_ok(longer), "a repository's name of 299 bytes");
	free(longer);
}

static void
numbers(void)
{
	static const char *const bad[] = {"", "0", "07", "-1", "+1", " 1", "1 ",
	    "1x", "1.0", "1e3", "1234567890123456789", NULL};
	long long n = 0;
	size_t i;

	ok(gh_pr_ok("1", &n) && n == 1, "1");
	ok(gh_pr_ok("999999999999999999", &n) && n == 999999999999999999LL,
	    "18 digits");
	for (i = 0; bad[i] != NULL; i++)
		ok(!gh_pr_ok(bad[i], &n), "no number '%s'", bad[i]);
	ok(gh_sha_ok("4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1"), "a commit");
	ok(!gh_sha_ok("4F2A9C1BE8D07F3365A1C2D9E0B7A6F5C4D3E2F1"),
	    "upper case is no commit");
	ok(!gh_sha_ok("4f2a9c1"), "seven digits are no commit");
	ok(!gh_sha_ok("../../../../../../../../../../../../../x"),
	    "40 other bytes are no commit");
}

static void
links(void)
{
	static const struct {
		const char *link, *next;
	} row[] = {
	    {"<https://a/x?page=2>; rel=\"next\"", "https://a/x?page=2"},
	    {"<p>; rel=\"prev\", <n>; rel=\"next\", <l>; rel=\"last\"", "n"},
	    {"<p>; rel=prev, <n>; rel=next", "n"},
	    {"<n>; title=\"a, b; rel=x\"; rel=\"next\"", "n"},
	    {"<n>; REL=\"Next\"", "n"},
	    {"<n>; rel=\"last next\"", "n"},
	    {"<a,b>; rel=\"next\"", "a,b"},
	    {"<n> ; rel = \"next\"", "n"},
	    {"<p>; rel=\"prev\"", NULL},
	    {"<n>; rel=\"nextish\"", NULL},
	    {"<n>; title=\"next\"", NULL},
	    {"<n>", NULL},
	    {"<n; rel=\"next\"", NULL},
	    {"", NULL},
	    {"; rel=\"next\"", NULL},
	    {"<n>; rel=\"", NULL},
	    {"<n>; rel", NULL},
	    {"<n>;", NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char *next = gh_link_next(row[i].link);

		is_str(next, row[i].next, row[i].link);
		free(next);
	}
}

/* An event's number, commit to ask for, and whether it says why not. */
static void
event(const char *name, const char *payload, const char *ref, long long pr,
    const char *ask, const char *what)
{
	struct gh_event ev;
	struct err e = {ST_DONE, ""};
	json_t *root = payload != NULL
			   ? jio_parse(payload, strlen(payload), "p", &e)
			   : NULL;

	memset(&ev, 0, sizeof(ev));
	gh_event_take(&ev, name, root, ref);
	is_num(ev.pr, pr, what);
	is_str(ev.ask_sha, ask, what);
	ok((ev.why == NULL) == (pr > 0), "%s: why", what);
	gh_event_free(&ev);
	json_decref(root);
}

#define SHA "4f2a9c1be8d07f3365a1c2d9e0b7a6f5c4d3e2f1"

static void
events(void)
{
	event("pull_request", "{\"pull_request\":{\"number\":7}}", NULL, 7,
	    NULL, "pull_request");
	event("pull_request", "{\"pull_request\":{\"number\":\"7\"}}", NULL, 0,
	    NULL, "a number that is a string");
	event("pull_request", "{\"pull_request\":{\"number\":7.0}}", NULL, 0,
	    NULL, "a number that is a real");
	event("pull_request", "{\"pull_request\":{\"number\":0}}", NULL, 0,
	    NULL, "number 0");
	event("pull_request", "{\"pull_request\":{\"number\":-7}}", NULL, 0,
	    NULL, "a negative number");
	event("pull_request", "{\"pull_request\":{}}", "refs/pull/9/merge", 9,
	    NULL, "GITHUB_REF is the second source");
	event("x", "{}", "refs/pull/09/merge", 0, NULL, "an odd GITHUB_REF");
	event("x", "{}", "refs/heads/9", 0, NULL, "a branch");
	event("x", NULL, "refs/pull/9/head", 9, NULL, "GITHUB_REF alone");
	event("x", NULL, NULL, 0, NULL, "nothing at all");
	event("issue_comment", "{\"issue\":{\"number\":7,\"pull_request\":{}}}",
	    NULL, 7, NULL, "a comment on a pull request");
	event("issue_comment", "{\"issue\":{\"number\":7}}", NULL, 0, NULL,
	    "a comment on an issue");
	event("workflow_run",
	    "{\"workflow_run\":{\"event\":\"pull_request\",\"head_sha\":\"" SHA
	    "\",\"pull_requests\":[]}}",
	    NULL, 0, SHA, "a workflow_run of a fork");
	event("workflow_run",
	    "{\"workflow_run\":{\"event\":\"schedule\",\"head_sha\":\"" SHA
	    "\",\"pull_requests\":[]}}",
	    NULL, 0, NULL, "a workflow_run of a schedule");
	event("workflow_run",
	    "{\"workflow_run\":{\"pull_requests\":[{\"number\":7},"
	    "{\"number\":8}]}}",
	    NULL, 0, NULL, "several pull requests");
	event("workflow_run",
	    "{\"workflow_run\":{\"pull_requests\":[{\"number\":7},"
	    "{\"number\":7}]}}",
	    NULL, 7, NULL, "one pull request, twice");
	event("merge_group",
	    "{\"merge_group\":{\"head_ref\":\"refs/heads/gh-readonly-queue/"
	    "release/pr-5-x/pr-104-" SHA "\"}}",
	    NULL, 104, NULL, "a branch whose name looks like a queue's");
	event("check_suite",
	    "{\"check_suite\":{\"pull_requests\":[{\"number\":7}]}}", NULL, 7,
	    NULL, "check_suite");
	event("merge_group",
	    "{\"merge_group\":{\"head_ref\":\"refs/heads/gh-readonly-queue/"
	    "main/pr-104-929f\"}}",
	    NULL, 104, NULL, "merge_group");
	event("push", "{\"ref\":\"refs/heads/main\",\"after\":\"" SHA "\"}",
	    "refs/heads/main", 0, SHA, "push");
	event("push", "{\"ref\":\"refs/tags/v1\",\"after\":\"" SHA "\"}", NULL,
	    0, NULL, "a pushed tag");
	event("push",
	    "{\"ref\":\"refs/heads/x\",\"after\":"
	    "\"0000000000000000000000000000000000000000\"}",
	    NULL, 0, NULL, "a deleted branch");
	event("push", "{\"ref\":\"refs/heads/x\",\"after\":\"../x\"}", NULL, 0,
	    NULL, "no commit");
}

static void
heads(void)
{
	static const char text[] =
	    "{\"pull_request\":{\"number\":7,\"head\":{\"sha\":\"" SHA
	    "\",\"repo\":null}}}";
	struct gh_event ev;
	struct err e = {ST_DONE, ""};
	json_t *root = jio_parse(text, strlen(text), "p", &e);

	memset(&ev, 0, sizeof(ev));
	gh_event_take(&ev, "pull_request", root, NULL);
	is_str(ev.head_sha, SHA, "head");
	is_str(ev.head_repo, NULL, "a deleted fork");
	gh_event_free(&ev);
	json_decref(root);
}

static void
bases(void)
{
	struct err e = {ST_DONE, ""};
	char *base;

	unsetenv("GITHUB_API_URL");
	base = gh_base(&e);
	is_str(base, "https://api.github.com", "the default");
	free(base);
	setenv("GITHUB_API_URL", "https://ghe.example/api/v3/", 1);
	base = gh_base(&e);
	is_str(base, "https://ghe.example/api/v3", "Enterprise Server");
	free(base);
}

int
main(void)
{
	diag_start("github");
	names();
	numbers();
	links();
	events();
	heads();
	bases();
	return done();
}
