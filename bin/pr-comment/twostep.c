/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* twostep - see twostep.h */
#define _GNU_SOURCE /* O_NOFOLLOW, O_PATH */
#include "twostep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "field.h"
#include "fsio.h"
#include "jout.h"
#include "jseq.h"

#define SCHEMA "benchline/comment/1"
#define ABOUT_MAX 65536

/* ---- render ---- */

static char *
about_text(const struct opts *o, const struct target *t, size_t *n)
{
	struct jout j;
	char *text;
	FILE *f = xmemstream(&text, n);

	jout_start(&j, f, JOUT_PRETTY);
	jout_object(&j);
	jout_kstr(&j, "head_sha", t->head_sha);
	jout_key(&j, "pr");
	if (t->pr > 0)
		jout_int(&j, t->pr);
	else
		jout_null(&j);
	jout_kstr(&j, "repository", t->repo);
	jout_kstr(&j, "run", t->run);
	jout_kstr(&j, "schema", SCHEMA);
	jout_kstr(&j, "section", o->section);
	jout_kstr(&j, "suite", o->suite);
	jout_end(&j);
	jout_finish(&j);
	fclose(f);
	return text;
}

static bool
put_file(const char *dir, const char *name, const char *text, size_t n,
    struct err *e)
{
	char *path = fsio_join(dir, name);
	bool ok = fsio_replace(path, text, n, 0, e);

	free(path);
	return ok;
}

static bool
put_report(const char *dir, const struct jio_doc *doc, struct err *e)
{
	char *text, *path;
	size_t n;
	FILE *f;
	bool ok;

	if (doc == NULL) {
		path = fsio_join(dir, "report.json");
		ok = unlink(path) == 0 || errno == ENOENT ||
		     err_sys(e, "can't remove '%s'", path);
		free(path);
		return ok;
	}
	f = xmemstream(&text, &n);
	jout_doc(f, doc);
	fclose(f);
	ok = put_file(dir, "report.json", text, n, e);
	free(text);
	return ok;
}

bool
twostep_render(const char *dir, const struct opts *o, const struct target *t,
    const struct jio_doc *doc, const char *text, struct err *e)
{
	size_t n;
	char *about = about_text(o, t, &n);
	bool ok = fsio_mkdirs(dir, e) && put_report(dir, doc, e) &&
		  put_file(dir, "comment.md", text, strlen(text), e) &&
		  put_file(dir, "about.json", about, n, e);

	free(about);
	return ok;
}

/* ---- post ---- */

/* A regular file in dir that is no link; NULL with errno. */
static FILE *
open_plain(const char *dir, const char *name)
{
	char *path = fsio_join(dir, name);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	FILE *f;

	free(path);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return NULL;
	}
	f = fdopen(fd, "r");
	if (f == NULL)
		xdie();
	return f;
}

static json_t *
read_about(const char *dir, struct err *e)
{
	FILE *f = open_plain(dir, "about.json");
	json_t *about = NULL;
	char *text;
	size_t n;

	if (f == NULL) {
		err_set(e, ST_INPUT, "CBKB003: no readable about.json in '%s'",
		    dir);
		return NULL;
	}
	if (jio_slurp(f, "about.json", ABOUT_MAX, &text, &n, e)) {
		about = jio_parse(text, n, "about.json", e);
		free(text);
	}
	fclose(f);
	return about;
}

/* key in about.json must be want (NULL: null or absent). */
static bool
agrees(const json_t *about, const char *key, const char *want, struct err *e)
{
	const char *got = json_string_value(json_object_get(about, key));

	if (want == NULL ? got == NULL : got != NULL && strcmp(got, want) == 0)
		return true;
	return err_set(e, ST_INPUT,
	    "CBKB003: the rendered comment is for another %s: '%.60s', not "
	    "'%.60s' (about.json)",
	    key, got != NULL ? got : "none", want != NULL ? want : "none");
}

static bool
hold_against(
    const json_t *about, const struct opts *o, struct target *t, struct err *e)
{
	const json_t *pr = json_object_get(about, "pr");
	long long n = json_is_integer(pr) ? json_integer_value(pr) : 0;

	if (!agrees(about, "schema", SCHEMA, e) ||
	    !agrees(about, "suite", o->suite, e) ||
	    !agrees(about, "section", o->section, e) ||
	    !agrees(about, "repository", t->repo, e) ||
	    !agrees(about, "head_sha", t->head_sha, e))
		return false;
	if (n < 0 || n > 999999999999999999LL ||
	    (t->pr > 0 && n > 0 && n != t->pr))
		return err_set(e, ST_INPUT,
		    "CBKB003: the rendered comment is for pull request %lld, "
		    "the event for %lld (about.json)",
		    n, t->pr);
	if (t->pr == 0)
		t->pr = n;
	return true;
}

bool
twostep_open(const char *dir, const struct opts *o, struct target *t,
    FILE **report, struct err *e)
{
	json_t *about;
	bool ok;

	*report = NULL;
	if (t->head_sha == NULL)
		return err_set(e, ST_USAGE,
		    "--post needs an event that names the commit "
		    "(workflow_run, in GITHUB_EVENT_PATH)");
	if ((about = read_about(dir, e)) == NULL)
		return false;
	ok = hold_against(about, o, t, e);
	json_decref(about);
	if (ok && (*report = open_plain(dir, "report.json")) == NULL &&
	    errno != ENOENT)
		ok = err_set(
		    e, ST_INPUT, "CBKB003: report.json is no plain file");
	return ok;
}

struct head {
	char *sha, *repo; /* repo NULL: the fork is gone */
};

static bool
take_head(void *user, struct span v)
{
	struct head *h = user;
	struct span s;

	free(h->sha);
	free(h->repo);
	h->sha = h->repo = NULL;
	if (v.n == 0 || *v.p != '{' || !jseq_at(v, "/head/sha", &s) ||
	    !jseq_string(s, &h->sha))
		return false;
	if (jseq_at(v, "/head/repo/full_name", &s))
		jseq_string(s, &h->repo);
	return true;
}

/* Why h is not what was measured, new; NULL: it is. */
static char *
mismatch(const struct target *t, const struct head *h)
{
	const char *repo =
	    h->repo != NULL && gh_repo_ok(h->repo) ? h->repo : "unknown";

	if (strcmp(h->sha, t->head_sha) != 0)
		return xasprintf("the head of pull request #%lld is %.8s, not "
				 "%.8s, which was measured",
		    t->pr, gh_sha_ok(h->sha) ? h->sha : "unknown", t->head_sha);
	if (t->head_repo != NULL && strcasecmp(repo, t->head_repo) != 0)
		return xasprintf("pull request #%lld comes from '%s', not from "
				 "'%.200s', which was measured",
		    t->pr, repo, t->head_repo);
	return NULL;
}

enum gh_result
twostep_check(
    struct github *g, const struct target *t, char **why, struct err *e)
{
	char *path = xasprintf("/repos/%s/pulls/%lld", t->repo, t->pr);
	char *doing = xasprintf("ask for the head of %s#%lld", t->repo, t->pr);
	struct head h = {NULL, NULL};
	enum gh_result r =
	    gh_call(g, "GET", path, NULL, doing, take_head, &h, e);

	*why = r == GH_OK ? mismatch(t, &h) : NULL;
	free(h.sha);
	free(h.repo);
	free(path);
	free(doing);
	return r;
}

void
twostep_distrust(json_t *report)
{
	const char *time = field_str_at(report, "/_metadata/timestamp");
	long long t;

	if (time != NULL && fsio_parse_utc(time, &t) && t > fsio_now() + 3600)
		json_object_del(
		    json_object_get(report, "_metadata"), "timestamp");
}
