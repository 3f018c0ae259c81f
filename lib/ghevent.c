/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ghevent - which pull request a workflow run belongs to
 *
 * A payload is what strangers had a hand in: a number counts only as a JSON
 * integer above 0, a commit only as hex digits, a branch or login only as
 * text.  Two different numbers are none.
 */
#include "github.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "fsio.h"
#include "jseq.h"

#define PAYLOAD_MAX ((size_t)25 << 20) /* GitHub's own limit */

/* Candidates seen so far: the number, or -1 when they differ. */
static void
candidate(long long *seen, const json_t *v)
{
	long long n = json_is_integer(v) ? json_integer_value(v) : 0;

	if (n > 0 && n < 1000000000000000000LL)
		*seen = *seen == 0 || *seen == n ? n : -1;
}

static void
candidates(long long *seen, const json_t *list)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v)
	    candidate(seen, json_object_get(v, "number"));
}

static char *
text_at(const json_t *root, const char *pointer)
{
	const char *s = field_str_at(root, pointer);

	return s != NULL && *s != '\0' ? xstrdup(s) : NULL;
}

static char *
sha_at(const json_t *root, const char *pointer)
{
	char *s = text_at(root, pointer);

	if (s != NULL && !gh_sha_ok(s)) {
		free(s);
		s = NULL;
	}
	return s;
}

/* The number in "…PREFIXnumberEND…" of s, at the last PREFIX; 0 for none. */
static long long
number_between(const char *s, const char *prefix, const char *ends)
{
	const char *p = NULL, *next;
	char digits[20];
	long long n;
	size_t len;

	while (s != NULL && (next = strstr(s, prefix)) != NULL)
		s = p = next + strlen(prefix);
	if (p == NULL)
		return 0;
	len = strspn(p, "0123456789");
	if (len == 0 || len >= sizeof(digits) || strchr(ends, p[len]) == NULL)
		return 0;
	memcpy(digits, p, len);
	digits[len] = '\0';
	return gh_pr_ok(digits, &n) ? n : 0;
}

static void
take_pull(struct gh_event *ev, const json_t *pull, long long *seen)
{
	candidate(seen, json_object_get(pull, "number"));
	ev->head_sha = sha_at(pull, "/head/sha");
	ev->head_repo = text_at(pull, "/head/repo/full_name");
}

static long long
number_at(const json_t *obj, const char *key)
{
	long long n = 0;

	candidate(&n, json_object_get(obj, key));
	return n;
}

/* workflow_run, check_run, check_suite: the run's own list. */
static void
take_run(struct gh_event *ev, const json_t *run, long long *seen)
{
	const char *of = field_str_at(run, "/event");

	candidates(seen, json_object_get(run, "pull_requests"));
	ev->head_sha = sha_at(run, "/head_sha");
	ev->head_repo = text_at(run, "/head_repository/full_name");
	if (*seen == 0 && ev->head_sha != NULL &&
	    (of == NULL || strncmp(of, "pull_request", 12) == 0 ||
		strcmp(of, "push") == 0))
		ev->ask_sha = xstrdup(ev->head_sha);
}

static void
take_push(struct gh_event *ev, const json_t *payload)
{
	char *sha = sha_at(payload, "/after");
	const char *ref = field_str_at(payload, "/ref");

	if (sha != NULL && ref != NULL && strspn(sha, "0") != strlen(sha) &&
	    strncmp(ref, "refs/heads/", 11) == 0)
		ev->ask_sha = xstrdup(sha);
	ev->head_sha = sha;
}

/* The part of the payload that tells; false when it has none of them. */
static bool
take_payload(struct gh_event *ev, const json_t *payload, long long *seen)
{
	const json_t *v;

	if (json_is_object(v = json_object_get(payload, "pull_request"))) {
		take_pull(ev, v, seen);
	} else if (json_is_object(v = json_object_get(payload, "issue"))) {
		if (json_is_object(json_object_get(v, "pull_request")))
			candidate(seen, json_object_get(v, "number"));
	} else if (json_is_object(
		       v = json_object_get(payload, "workflow_run"))) {
		take_run(ev, v, seen);
		ev->run_id = number_at(v, "id");
		ev->run_attempt = number_at(v, "run_attempt");
	} else if (json_is_object(v = json_object_get(payload, "check_run")) ||
		   json_is_object(
		       v = json_object_get(payload, "check_suite"))) {
		take_run(ev, v, seen);
	} else if (json_is_object(
		       v = json_object_get(payload, "merge_group"))) {
		*seen =
		    number_between(field_str_at(v, "/head_ref"), "/pr-", "-");
		ev->head_sha = sha_at(v, "/head_sha");
	} else if (strcmp(ev->name, "push") == 0 ||
		   (*ev->name == '\0' &&
		       json_object_get(payload, "after") != NULL)) {
		take_push(ev, payload);
	} else
		return false;
	return true;
}

bool
gh_event_take(struct gh_event *ev, const char *name, const json_t *payload,
    const char *ref)
{
	long long seen = 0;
	bool told = false;

	ev->name = xstrdup(name != NULL ? name : "");
	if (payload != NULL) {
		ev->there = true;
		told = take_payload(ev, payload, &seen);
	}
	if (seen == 0 && ref != NULL && strncmp(ref, "refs/pull/", 10) == 0)
		seen = number_between(ref, "refs/pull/", "/");
	ev->pr = seen > 0 ? seen : 0;
	if (seen < 0)
		ev->why = xstrdup(
		    "the event names several pull requests, so none is taken");
	else if (seen == 0 && payload == NULL)
		ev->why = xstrdup("there is no event payload "
				  "(GITHUB_EVENT_PATH) and no --pr");
	else if (seen == 0)
		ev->why = xasprintf("the event '%.40s' %s pull request%s",
		    *ev->name != '\0' ? ev->name : "(not named)",
		    told ? "names no" : "has no",
		    told ? " by a number above 0" : "");
	return ev->pr != 0;
}

bool
gh_event_read(struct gh_event *ev, struct err *e)
{
	const char *path = getenv("GITHUB_EVENT_PATH");
	json_t *payload = NULL;
	char *text = NULL;
	size_t n;

	memset(ev, 0, sizeof(*ev));
	if (path != NULL && *path != '\0') {
		if (fsio_slurp(path, PAYLOAD_MAX, &text, &n, e)) {
			payload = jio_parse(text, n, path, e);
			free(text);
			if (payload != NULL && !json_is_object(payload)) {
				field_wrong("an object", "", "", payload, e);
				err_in(e, path);
			}
		} else if (e->status == ST_SYSTEM && errno == ENOENT)
			*e = (struct err){ST_DONE, ""};
	}
	if (e->status == ST_DONE)
		gh_event_take(ev, getenv("GITHUB_EVENT_NAME"), payload,
		    getenv("GITHUB_REF"));
	json_decref(payload);
	return e->status == ST_DONE;
}

void
gh_event_free(struct gh_event *ev)
{
	free(ev->name);
	free(ev->why);
	free(ev->head_sha);
	free(ev->ask_sha);
	free(ev->head_repo);
	memset(ev, 0, sizeof(*ev));
}

/* ---- commits/SHA/pulls ---- */

static bool
take_pulls(void *user, struct span v)
{
	long long *seen = user;
	struct span key, item, number;
	struct jseq s;
	long long n;

	if (v.n == 0 || *v.p != '[' || !jseq_open_trusted(&s, v))
		return false;
	while (jseq_next(&s, &key, &item)) {
		if (*item.p != '{' || !jseq_member(item, "number", &number) ||
		    (n = gh_integer(number)) == 0)
			return false;
		*seen = *seen == 0 || *seen == n ? n : -1;
	}
	return true;
}

enum gh_result
gh_pull_of(struct github *g, const char *repo, const char *sha, long long *pr,
    char **why, struct err *e)
{
	char *path = xasprintf("/repos/%s/commits/%s/pulls", repo, sha);
	char *doing = xasprintf("ask whose pull request %.8s is", sha);
	long long seen = 0;
	enum gh_result r = gh_list(g, path, doing, take_pulls, &seen, e);

	*pr = r == GH_OK && seen > 0 ? seen : 0;
	if (r == GH_OK && seen == 0)
		*why = xasprintf("commit %.8s belongs to no pull request", sha);
	else if (r == GH_OK && seen < 0)
		*why =
		    xasprintf("commit %.8s belongs to several pull requests, "
			      "so none is taken",
			sha);
	free(path);
	free(doing);
	return r;
}
