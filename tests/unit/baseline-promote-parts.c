/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pure parts of baseline-promote: checks, pushes, masks, months, names. */
#include <stdlib.h>
#include <string.h>

#include "../../bin/baseline-promote/checkpoint.h"
#include "../../bin/baseline-promote/checks.h"
#include "../../bin/baseline-promote/git.h"
#include "../../bin/baseline-promote/gitremote.h"
#include "../../bin/baseline-promote/gitstore.h"
#include "../../bin/baseline-promote/store.h"
#include "fsio.h"
#include "tap.h"

static void
judge(const char *runs, const char *statuses, const char *name,
    const char *run_id, bool passed, const char *why)
{
	struct err e = {0};
	json_t *r = jio_parse(runs, strlen(runs), "runs", &e);
	json_t *s = jio_parse(statuses, strlen(statuses), "statuses", &e);
	struct own_job own = {name, run_id};
	char *got = NULL;

	ok(checks_judge(r, s, "0123456789abcdef", &own, &got) == passed,
	    "%s is%s passed", runs, passed ? "" : " not");
	is_str(got, why, "and why");
	free(got);
	json_decref(r);
	json_decref(s);
}

static void
bare(const char *url, const char *want, const char *want_credential)
{
	char *credential, *got = gitremote_bare(url, &credential);

	is_str(got, want, url);
	is_str(credential, want_credential, "its credential");
	free(got);
	free(credential);
}

static void
urls(void)
{
	bare("https://me:pw@h/r.git", "https://h/r.git",
	    "username=me\npassword=pw\n");
	bare("HTTPS://tok%40en@h:8080/r", "https://h:8080/r",
	    "username=tok@en\n");
	bare("http://:p%4:%zz%@h", "http://h/",
	    "username=\npassword=p%4:%zz%\n");
	bare(
	    "http://a:b:c@h/x@y", "http://h/x@y", "username=a\npassword=b:c\n");
	bare("https://h/a@b", NULL, NULL);
	bare("https://h?a@b", NULL, NULL);
	bare("https://me:p%0apath=x@h/", NULL, NULL);
	bare("https://me:p\nw@h/", NULL, NULL);
	bare("ssh://git@h/r.git", NULL, NULL);
	bare("git@h:r.git", NULL, NULL);
	bare("origin", NULL, NULL);
	bare("https:", NULL, NULL);
}

#define RUN(n, s, c, u)                                                        \
	"{\"name\":\"" n "\",\"status\":\"" s "\",\"conclusion\":" c           \
	",\"details_url\":\"https://h/runs/" u "/job/1\"}"
#define OK(n) RUN(n, "completed", "\"success\"", "1")

static void
checks(void)
{
	judge("[]", "[]", NULL, NULL, false,
	    "GitHub knows no checks of 01234567");
	judge("[" OK("a") "]", "[]", NULL, NULL, true,
	    "1 of 1 checks of 01234567 have passed");
	judge("[" OK("a") "," RUN("me", "in_progress", "null", "9") "]", "[]",
	    "me", "9", true, "1 of 1 checks of 01234567 have passed");
	judge("[" OK("a") "," RUN("Me too", "in_progress", "null", "9") "]",
	    "[]", "me", "9", true, "1 of 1 checks of 01234567 have passed");
	judge("[" RUN("x", "queued", "null", "9") "," RUN(
		  "y", "in_progress", "null", "9") "]",
	    "[]", "me", "9", false,
	    "2 of 2 checks of 01234567 have not passed, 2 of them not "
	    "completed, first 'x'");
	judge("[" RUN("me", "in_progress", "null", "8") "," OK("a") "]", "[]",
	    "me", "9", false,
	    "1 of 2 checks of 01234567 have not passed, 1 of them not "
	    "completed, first 'me'");
	judge("[" RUN("a", "completed", "\"cancelled\"", "1") "]", "[]", NULL,
	    NULL, false,
	    "1 of 1 checks of 01234567 have not passed, 0 of them not "
	    "completed, first 'a'");
	judge("[]", "[{\"context\":\"c\",\"state\":\"error\"}]", NULL, NULL,
	    false,
	    "1 of 1 checks of 01234567 have not passed, 0 of them not "
	    "completed, first 'c'");
}

static void
pushes(void)
{
	is_num(gitstore_push_means(0, "To x\n*\ta:b\t[new branch]\nDone\n"),
	    PUSH_DONE, "done");
	is_num(
	    gitstore_push_means(1, "To x\n!\ta:b\t[rejected] (stale info)\n"),
	    PUSH_LATE, "stale");
	is_num(gitstore_push_means(
		   1, "!\ta:b\t[remote rejected] (cannot lock ref 'x')\n"),
	    PUSH_LATE, "locked");
	is_num(gitstore_push_means(1,
		   "!\ta:b\t[remote rejected] (pre-receive hook declined)\n"
		   "fetch first\n"),
	    PUSH_REFUSED, "declined");
	is_num(gitstore_push_means(128, ""), PUSH_UNSURE, "no answer");
	is_num(gitstore_push_means(1, "To x!\n"), PUSH_UNSURE, "no ref line");
}

static void
masked(const char *text, const char *want)
{
	char *got = git_masked(text);

	is_str(got, want, want);
	free(got);
}

static void
months(const char *when, int n, const char *want)
{
	long long t = 0;
	char buf[32];

	fsio_parse_utc(when, &t);
	is_str(fsio_utc(months_before(t, n), buf), want, want);
}

int
main(void)
{
	diag_start("parts");
	checks();
	pushes();
	masked(
	    "can't read https://u:p@h/x: no", "can't read https://*@h/x: no");
	masked("https://h/x@y", "https://h/x@y");
	masked("a://b@c d://e:f@g", "a://*@c d://*@g");
	masked("", "");
	months("2026-03-31T01:02:03Z", 1, "2026-02-28T01:02:03Z");
	months("2024-03-31T00:00:00Z", 1, "2024-02-29T00:00:00Z");
	months("2026-01-15T00:00:00Z", 36, "2023-01-15T00:00:00Z");
	is_str(store_key(NULL), "unknown", "no fingerprint");
	is_str(store_key("0123abcd"), "0123abcd", "a fingerprint");
	is_str(store_key("../x"), NULL, "no path is one");
	urls();
	return done();
}
