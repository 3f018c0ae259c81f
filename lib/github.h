/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * github - GitHub's REST API as pr-comment and baseline-promote use it
 *
 * One connection, requests one after the other.  Transient failures (5xx,
 * resets, timeouts, cut or mistyped answers) are tried again with back-off,
 * rate limits waited for, both within bounds; a wait that does not fit in
 * what is left of max_wait is not begun.  Redirects and Link pages are
 * followed as given, within the API's own origin only.  The token is sent to
 * no other place, is in no message, and is wiped by gh_close.
 *
 * Every answer's body is checked to be JSON before anybody sees it.  Bytes
 * and escapes in it that are no text (a lone surrogate, U+0000, invalid
 * UTF-8) become DEL, so that one bad comment does not hide a whole page.
 */
#ifndef BL_GITHUB_H
#define BL_GITHUB_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "jio.h"

#define GH_NAME_MAX 200 /* bytes of OWNER/NAME */

/* ---- settings ---- */

struct gh_settings {
	const char *token_file; /* NULL: $GITHUB_TOKEN */
	const char *cacert;     /* NULL: the system's certificates */
	double timeout;         /* seconds a request; 0: environment, else 30 */
	double max_wait;        /* seconds of waiting in all; negative: 120 */
	int tries;              /* of one request; 0: environment, else 3 */
};
#define GH_SETTINGS_INIT                                                       \
	{                                                                      \
		NULL, NULL, 0, -1, 0                                           \
	}

/*
 * Set one from the long option of its name: "token-file", "cacert",
 * "timeout", "tries", "max-wait".  ST_USAGE when value is none.
 */
bool gh_setting(
    struct gh_settings *s, const char *name, const char *value, struct err *e);

/* ---- checks of what goes into an URL; all before any request ---- */

/* OWNER/NAME of [A-Za-z0-9._-], neither part "." or "..". */
bool gh_repo_ok(const char *repo);
/* 1 to 18 digits, no leading 0. */
bool gh_pr_ok(const char *text, long long *number);
/* 40 or 64 lower-case hex digits. */
bool gh_sha_ok(const char *sha);

/* ---- the connection ---- */

struct github;

/*
 * Take the settings, GITHUB_API_URL, the BENCHLINE_HTTP_* variables and the
 * token; no request is made.  The token's variable is wiped and core dumps are
 * turned off.  ST_USAGE when something is wrong; no token is
 * "CBKB004: GITHUB_TOKEN is required (or --token-file…)".
 */
struct github *gh_open(const struct gh_settings *s, struct err *e);
void gh_close(struct github *g);

/* "https://api.github.com", GITHUB_API_URL less its trailing slashes; new. */
char *gh_base(struct err *e);

enum gh_result {
	GH_OK,
	GH_READONLY, /* 403 "not accessible by integration": no write access */
	GH_ABSENT,   /* 404 */
	GH_UNSURE,   /* a POST that may have been done: list before the next */
	GH_FAILED    /* final, tries or time spent */
};

/*
 * What an answer holds: one JSON value, or nothing (v.n 0, as with 204).
 * False says that it is not what it should be; then it counts as a transient
 * failure.  v points into memory that goes when this returns.
 */
typedef bool gh_take(void *user, struct span v);

/*
 * One request.  path: "/repos/…" below the base URL.  body: JSON text or
 * NULL.  doing: what the message says, "list the comments of o/r#7".  take
 * may be NULL.  On anything but GH_OK e is filled (ST_REMOTE):
 * "CBKB004: can't DOING: 404 'Not Found': what to do".  GET, PATCH and DELETE
 * are tried again here, POST only where a rate limit refused it.
 */
enum gh_result gh_call(struct github *g, const char *method, const char *path,
    const char *body, const char *doing, gh_take *take, void *user,
    struct err *e);

/*
 * GET path and every page after it that Link names.  page gets each page's
 * whole value.  Anything but GH_OK: the list is not known.
 */
enum gh_result gh_list(struct github *g, const char *path, const char *doing,
    gh_take *page, void *user, struct err *e);

/* The back-off before a POST that was GH_UNSURE is made again; false: no. */
bool gh_again(struct github *g, struct err *e);

/* Seconds that a wait may still last in all, for one that the caller needs. */
double gh_wait_left(const struct github *g);
bool gh_wait(struct github *g, double seconds);

/* A JSON integer above 0 of at most 18 digits, else 0. */
long long gh_integer(struct span v);

/* The URL of rel="next" in a Link header, new; NULL for none. */
char *gh_link_next(const char *link);

/* Requests made so far. */
unsigned gh_requests(const struct github *g);

/* ---- what the event says ---- */

struct gh_event {
	bool there;      /* GITHUB_EVENT_PATH names a file, and it was read */
	char *name;      /* GITHUB_EVENT_NAME, or "" */
	long long pr;    /* the one pull request, or 0 */
	char *why;       /* no pull request: why, in words; else NULL */
	char *head_sha;  /* the pull request's, or the run's or push's commit */
	char *base_ref;  /* branch that the pull request goes to, or NULL */
	char *ask_sha;   /* commits/SHA/pulls can tell the number, or NULL */
	char *head_repo; /* OWNER/NAME that the commits come from, or NULL */
	bool merged;     /* .pull_request.merged is true */
	char *merge_sha; /* .pull_request.merge_commit_sha when merged */
	char *merged_by; /* login, or NULL */
	char *author;    /* the pull request's login, or NULL */
	char *push_ref;  /* "refs/heads/main" of a push, or NULL */
	long long run_id, run_attempt; /* of a workflow_run; 0: not known */
};

/*
 * Read GITHUB_EVENT_NAME, GITHUB_EVENT_PATH and GITHUB_REF.  A payload that
 * is not there leaves `there` false; one that does not parse is ST_INPUT.
 */
bool gh_event_read(struct gh_event *ev, struct err *e);
/* The same from a payload in memory; for tests. */
bool gh_event_take(struct gh_event *ev, const char *name, const json_t *payload,
    const char *ref);
void gh_event_free(struct gh_event *ev);

/*
 * commits/SHA/pulls: the one pull request that sha belongs to, 0 when there
 * is none or several (*why, new, says which).
 */
enum gh_result gh_pull_of(struct github *g, const char *repo, const char *sha,
    long long *pr, char **why, struct err *e);

#endif
