/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* evidence - see evidence.h */
#include "evidence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "field.h"

static char *
copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

/* An environment variable that is set and not empty, or NULL. */
static const char *
variable(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

void
evidence_free(struct evidence *ev)
{
	free(ev->merged_why);
	free(ev->checks_why);
	free(ev->actor);
	free(ev->author);
	free(ev->approver);
	free(ev->run_id);
	free(ev->run_url);
	free(ev->branch);
	free(ev->commit);
}

/* The event's payload, new; NULL with e->status ST_DONE when there is none. */
static json_t *
payload(struct err *e)
{
	const char *path = variable("GITHUB_EVENT_PATH");
	struct jio_doc d = {0};
	json_t *root = NULL;

	if (!path)
		return NULL;
	if (jio_load(&d, path, "", e))
		root = json_incref(d.root);
	else if (e->status == ST_SYSTEM && errno == ENOENT)
		memset(e, 0, sizeof(*e));
	jio_free(&d);
	return root;
}

/* A login, or the numeric id where [access] actor = id. */
static char *
person(const struct conf *c, const json_t *user, const char *login)
{
	const json_t *id = json_object_get(user, "id");
	const char *name = json_string_value(json_object_get(user, login));

	if (!c->actor_is_id)
		return copy(name);
	if (!json_is_integer(id))
		return NULL;
	return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(id));
}

void
evidence_facts(struct evidence *ev, const struct opts *o, const struct conf *c,
    const json_t *root)
{
	const char *id = variable("GITHUB_RUN_ID");
	const char *attempt = variable("GITHUB_RUN_ATTEMPT");
	const char *server = variable("GITHUB_SERVER_URL");
	const char *repo = variable("GITHUB_REPOSITORY");

	memset(ev, 0, sizeof(*ev));
	ev->actor =
	    copy(variable(c->actor_is_id ? "GITHUB_ACTOR_ID" : "GITHUB_ACTOR"));
	if (!ev->actor && !variable("GITHUB_EVENT_NAME"))
		ev->actor = copy(o->actor);
	if (id)
		ev->run_id = xasprintf("%s.%s", id, attempt ? attempt : "1");
	if (id && repo && gh_repo_ok(repo))
		ev->run_url = xasprintf("%s/%s/actions/runs/%s",
		    server ? server : "https://github.com", repo, id);
	ev->branch = copy(field_str_at(root, "/_metadata/git_branch"));
	ev->commit = copy(field_str_at(root, "/_metadata/git_commit"));
	if (!ev->commit)
		ev->commit = copy(variable("GITHUB_SHA"));
}

static void
merged(struct evidence *ev, bool yes, char *why)
{
	ev->merged = yes;
	free(ev->merged_why);
	ev->merged_why = why;
}

static bool
is_main(const struct conf *c, const char *ref)
{
	return ref && strncmp(ref, "refs/heads/", 11) == 0 &&
	       strcmp(ref + 11, c->main_branch) == 0;
}

/* A pull request as the payload or the API describes it. */
static void
pull(struct evidence *ev, const struct conf *c, const json_t *pr,
    const char *source)
{
	const char *base = field_str_at(pr, "/base/ref");

	ev->pr = json_integer_value(json_object_get(pr, "number"));
	ev->author = person(c, json_object_get(pr, "user"), "login");
	if (!json_is_true(json_object_get(pr, "merged"))) {
		merged(ev, false,
		    xasprintf(
			"PR #%lld is not merged, skipping baseline update",
			ev->pr));
		return;
	}
	ev->approver = person(c, json_object_get(pr, "merged_by"), "login");
	if (!base || strcmp(base, c->main_branch) != 0) {
		merged(ev, false,
		    xasprintf("PR #%lld was merged into '%s', not into '%s', "
			      "skipping baseline update",
			ev->pr, base ? base : "?", c->main_branch));
		return;
	}
	merged(ev, true,
	    xasprintf("PR #%lld is merged into %s (%s)", ev->pr, c->main_branch,
		source));
}

static void
push(struct evidence *ev, const struct conf *c, const json_t *event)
{
	const char *ref = variable("GITHUB_REF");
	const json_t *head = json_object_get(event, "head_commit");
	const char *committer = field_str_at(head, "/committer/username");

	/* Merged in the browser: then who pushed is who pressed the button. */
	if (committer && strcmp(committer, "web-flow") == 0)
		ev->approver =
		    person(c, json_object_get(event, "sender"), "login");
	if (!c->actor_is_id)
		ev->author = copy(field_str_at(head, "/author/username"));
	if (is_main(c, ref))
		merged(ev, true, xasprintf("push to %s", ref));
	else
		merged(ev, false,
		    xasprintf("the push was to '%s', not to the main branch "
			      "'%s', skipping baseline update",
			ref ? ref : "?", c->main_branch));
}

/* The run that this workflow run follows. */
static void
workflow_run(struct evidence *ev, const struct conf *c, const json_t *event)
{
	const json_t *run = json_object_get(event, "workflow_run");
	const char *kind = field_str_at(run, "/event");
	const char *branch = field_str_at(run, "/head_branch");
	const char *from = field_str_at(run, "/head_repository/full_name");
	const char *to = field_str_at(event, "/repository/full_name");

	if (kind && branch && from && to && strcmp(kind, "push") == 0 &&
	    strcmp(branch, c->main_branch) == 0 && strcmp(from, to) == 0)
		merged(ev, true,
		    xasprintf("a workflow run of a push to %s", branch));
	else
		merged(ev, false,
		    xasprintf("the workflow run was of %s on '%s', not of a "
			      "push to '%s', skipping baseline update",
			kind ? kind : "?", branch ? branch : "?",
			c->main_branch));
}

static void
other_event(struct evidence *ev, const struct conf *c, const char *name)
{
	const char *ref = variable("GITHUB_REF");

	if (is_main(c, ref) && (strcmp(name, "schedule") == 0 ||
				   strcmp(name, "workflow_dispatch") == 0 ||
				   strcmp(name, "repository_dispatch") == 0)) {
		ev->on_main = true;
		merged(ev, false,
		    xasprintf("a run of %s by %s: recorded, but nothing was "
			      "merged",
			ref, name));
		return;
	}
	merged(ev, false,
	    xasprintf("the event '%s' on '%s' is no merge into '%s', skipping "
		      "baseline update",
		name, ref ? ref : "?", c->main_branch));
}

static void
local(struct evidence *ev, const struct opts *o, const struct conf *c,
    const json_t *root)
{
	const char *branch = o->branch ? o->branch : ev->branch;
	bool dirty = json_is_true(field_at(root, "/_metadata/git_dirty"));

	if (o->branch) {
		free(ev->branch);
		ev->branch = xstrdup(o->branch);
	}
	if (branch && strcmp(branch, c->main_branch) == 0)
		merged(ev, true,
		    xasprintf("%s: branch %s%s",
			o->branch ? "option --branch" : "local", branch,
			dirty ? ", with changes not committed" : ""));
	else if (branch)
		merged(ev, false,
		    xasprintf("the branch is '%s', not the main branch '%s', "
			      "skipping baseline update",
			branch, c->main_branch));
	else
		merged(ev, false,
		    xasprintf("the document names no branch: --branch %s says "
			      "that this is the main branch",
			c->main_branch));
}

static bool
ask_pull(struct evidence *ev, const struct opts *o, const struct conf *c,
    struct github *g, const char *repo, char **sha, struct err *e)
{
	json_t *pr;

	if (!checks_pull(g, repo, o->pr, &pr, e))
		return false;
	pull(ev, c, pr, "GitHub's answer");
	ev->pr = o->pr;
	free(*sha);
	*sha = copy(field_str_at(pr, "/head/sha"));
	json_decref(pr);
	return true;
}

static bool
ask_checks(struct evidence *ev, const struct opts *o, struct github *g,
    const char *repo, const char *sha, struct err *e)
{
	struct own_job own = {o->job ? o->job : variable("GITHUB_JOB"),
	    variable("GITHUB_RUN_ID")};

	if (!sha || !gh_sha_ok(sha)) {
		ev->checks = false;
		ev->checks_why =
		    xstrdup("no commit is known whose checks could be asked");
		return true;
	}
	return checks_ask(g, repo, sha, &own, &ev->checks, &ev->checks_why, e);
}

/* What has to be asked over the network. */
static bool
ask(struct evidence *ev, const struct opts *o, const struct conf *c,
    bool checks, char **sha, struct err *e)
{
	const char *repo = o->repo ? o->repo : variable("GITHUB_REPOSITORY");
	struct github *g;
	bool good;

	if (!repo || !gh_repo_ok(repo))
		return err_set(e, ST_USAGE,
		    "CBKB004: which repository? give --repo OWNER/NAME");
	g = gh_open(&o->gh, e);
	if (!g)
		return false;
	good = !o->pr || ask_pull(ev, o, c, g, repo, sha, e);
	if (good && ev->merged && checks)
		good = ask_checks(ev, o, g, repo, *sha, e);
	gh_close(g);
	return good;
}

/* Read the event; *sha: the commit whose checks count. */
static bool
event(struct evidence *ev, const struct opts *o, const struct conf *c,
    const json_t *root, char **sha, struct err *e)
{
	const char *name = variable("GITHUB_EVENT_NAME");
	json_t *body = payload(e);
	const json_t *pr = json_object_get(body, "pull_request");

	if (e->status != ST_DONE)
		return false;
	*sha = copy(variable("GITHUB_SHA"));
	if (!*sha)
		*sha = copy(ev->commit);
	if (!name) {
		local(ev, o, c, root);
	} else if (o->branch || o->actor) {
		err_set(e, ST_USAGE,
		    "the event '%s' tells the branch and the actor: --branch "
		    "and --actor are for use outside GitHub",
		    name);
	} else if (strcmp(name, "push") == 0) {
		push(ev, c, body);
	} else if (json_is_object(pr) &&
		   strncmp(name, "pull_request", 12) == 0) {
		pull(ev, c, pr, "event payload");
		free(*sha);
		*sha = copy(field_str_at(pr, "/head/sha"));
	} else if (strcmp(name, "workflow_run") == 0) {
		workflow_run(ev, c, body);
		free(*sha);
		*sha = copy(field_str_at(body, "/workflow_run/head_sha"));
	} else {
		other_event(ev, c, name);
	}
	json_decref(body);
	return e->status == ST_DONE;
}

/*
 * A document of another commit than what was pushed: said, not refused, for the
 * benchmarks may live in a repository of their own.
 */
static void
hold_against(struct evidence *ev, const char *sha)
{
	if (!ev->merged || ev->pr || !sha || !ev->commit || !gh_sha_ok(sha) ||
	    !gh_sha_ok(ev->commit) || strcmp(sha, ev->commit) == 0)
		return;
	merged(ev, true,
	    xasprintf("%s of %.12s, but the document is of %.12s",
		ev->merged_why, sha, ev->commit));
}

static void
checks_unasked(struct evidence *ev, const struct opts *o, const char *name)
{
	ev->checks = ev->merged || o->checks_passed;
	if (o->checks_passed)
		ev->checks_why = xstrdup("option --checks-passed");
	else if (!ev->merged)
		ev->checks_why = xstrdup("not asked: not merged");
	else
		ev->checks_why =
		    xasprintf("not asked: %s", name ? ev->merged_why : "no CI");
}

bool
evidence_gather(struct evidence *ev, const struct opts *o, const struct conf *c,
    const json_t *root, struct err *e)
{
	const char *name = variable("GITHUB_EVENT_NAME");
	bool asked, good;
	char *sha = NULL;

	evidence_facts(ev, o, c, root);
	if (!o->pr && !event(ev, o, c, root, &sha, e)) {
		free(sha);
		return false;
	}
	/* A pull request's checks are asked for; a push was let in. */
	asked = !o->checks_passed && (o->ask_checks || o->pr || ev->pr);
	good =
	    (!o->pr && !(asked && ev->merged)) || ask(ev, o, c, asked, &sha, e);
	if (good && !ev->checks_why)
		checks_unasked(ev, o, name);
	hold_against(ev, sha);
	free(sha);
	return good;
}
