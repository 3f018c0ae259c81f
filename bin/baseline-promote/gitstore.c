/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gitstore - see gitstore.h */
#define _GNU_SOURCE
#include "gitstore.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "gitrepo.h"

#define BRANCH "perf-history"
#define TRIES 60
#define UNSURE 3    /* pushes whose end is not known */
#define SECONDS 180 /* of trying in all */

struct gitstore {
	struct gitrepo repo;
	char *ref;    /* "refs/heads/perf-history" */
	char tip[65]; /* "" when the branch is not there */
};

/* The remote, new, and s->ref of REMOTE#BRANCH; NULL when it is none. */
static char *
split(struct gitstore *s, const char *where, struct err *e)
{
	const char *hash = strrchr(where, '#');
	const char *branch = hash && hash[1] ? hash + 1 : BRANCH;
	size_t n = hash ? (size_t)(hash - where) : strlen(where);
	const char *c;

	s->ref = xasprintf("refs/heads/%s", branch);
	for (c = branch;
	     (unsigned char)*c > ' ' && !strchr("~^:?*[\\\x7f", *c);)
		c++;
	if (!*c && *branch != '-' && *branch != '/' && !strstr(branch, "..") &&
	    n > 0 && *where != '-')
		return xstrndup(where, n);
	err_set(
	    e, ST_USAGE, "the store is not REMOTE or REMOTE#BRANCH (--git)");
	return NULL;
}

/* Ask where the branch stands. */
static bool
look(struct gitstore *s, struct err *e)
{
	const char *const argv[] = {
	    "git", "ls-remote", "--", s->repo.remote, s->ref, NULL};
	struct git_answer a;
	size_t n;

	if (!git_must(&s->repo.git, argv, NULL, "reach the store", &a, e))
		return false;
	n = strspn(a.out, "0123456789abcdef");
	s->tip[0] = '\0';
	if ((n == 40 || n == 64) && a.out[n] == '\t')
		snprintf(s->tip, sizeof(s->tip), "%.*s", (int)n, a.out);
	git_answer_free(&a);
	return true;
}

/* Bring the tip's files, and nothing else, into the directory. */
static bool
sync_store(struct gitstore *s, struct err *e)
{
	char *spec;
	bool good = look(s, e);

	if (good && *s->tip) {
		spec = xasprintf("+%s:refs/benchline/tip", s->ref);
		const char *const fetch[] = {"git", "fetch", "-q", "--depth=1",
		    "--no-tags", "--no-write-fetch-head", "--refmap=", "--",
		    s->repo.remote, spec, NULL};
		const char *const tip[] = {"git", "rev-parse", "--verify",
		    "refs/benchline/tip^{commit}", NULL};
		const char *const read[] = {"git", "read-tree", "--reset", "-u",
		    "refs/benchline/tip", NULL};
		struct git_answer a;

		good =
		    gitrepo_do(&s->repo, fetch, "fetch the store", e) &&
		    git_must(&s->repo.git, tip, NULL, "read the store", &a, e);
		/* It may have moved since it was looked at. */
		if (good) {
			snprintf(s->tip, sizeof(s->tip), "%.*s",
			    (int)strcspn(a.out, "\n"), a.out);
			git_answer_free(&a);
		}
		good = good && gitrepo_do(&s->repo, read, "read the store", e);
		free(spec);
	} else if (good) {
		const char *const empty[] = {
		    "git", "read-tree", "--empty", NULL};

		good = gitrepo_do(&s->repo, empty, "begin a store", e);
	}
	if (good) {
		const char *const clean[] = {"git", "clean", "-ffdxq", NULL};

		good = gitrepo_do(&s->repo, clean, "clean the store", e);
	}
	return good;
}

/* First line of git's answer, new, in *out. */
static bool
ask_line(struct gitstore *s, const char *const *argv, const char *input,
    const char *doing, char **out, struct err *e)
{
	struct git_answer a;

	if (!git_must(&s->repo.git, argv, input, doing, &a, e))
		return false;
	*out = xstrndup(a.out, strcspn(a.out, "\n"));
	git_answer_free(&a);
	return true;
}

/* Commit the directory: *commit is new, NULL when nothing changed. */
static bool
commit_store(
    struct gitstore *s, const char *message, char **commit, struct err *e)
{
	const char *const add[] = {"git", "add", "-A", NULL};
	const char *const tree[] = {"git", "write-tree", NULL};
	const char *const old[] = {
	    "git", "rev-parse", "refs/benchline/tip^{tree}", NULL};
	char *id = NULL, *was = NULL, *text;
	unsigned char salt[8];
	bool good;

	*commit = NULL;
	good = gitrepo_do(&s->repo, add, "add to the store", e) &&
	       ask_line(s, tree, NULL, "write the store", &id, e) &&
	       (!*s->tip || ask_line(s, old, NULL, "read the store", &was, e));
	if (good && !(was && strcmp(id, was) == 0)) {
		const char *const make[] = {"git", "commit-tree", id,
		    *s->tip ? "-p" : NULL, s->tip, NULL};

		/* Unlike any other, so that it can be told apart. */
		if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
			xdie();
		text = xasprintf("%s\n\nAttempt: %02x%02x%02x%02x%02x%02x\n",
		    message, salt[0], salt[1], salt[2], salt[3], salt[4],
		    salt[5]);
		good = ask_line(s, make, text, "commit the store", commit, e);
		free(text);
	}
	free(id);
	free(was);
	return good;
}

enum push
gitstore_push_means(int status, const char *out)
{
	static const char *const late[] = {"stale info", "fetch first",
	    "non-fast-forward", "failed to update ref", "cannot lock ref",
	    "incorrect old value", "reference already exists", "failed to lock",
	    "Unable to create", NULL};
	const char *no = *out == '!' ? out : strstr(out, "\n!");
	size_t i, n;

	if (status == 0)
		return PUSH_DONE;
	if (!no)
		return PUSH_UNSURE;
	no += *no == '\n';
	n = strcspn(no, "\n");
	for (i = 0; late[i]; i++) {
		const char *at = strstr(no, late[i]);

		if (at && at < no + n)
			return PUSH_LATE;
	}
	return PUSH_REFUSED;
}

/* After a push whose end is not known: did it arrive? */
static bool
arrived(struct gitstore *s, const char *commit, bool *yes, struct err *e)
{
	char *spec = xasprintf("+%s:refs/benchline/tip", s->ref);
	const char *const fetch[] = {"git", "fetch", "-q", "--depth=100",
	    "--no-tags", "--no-write-fetch-head", "--refmap=", "--",
	    s->repo.remote, spec, NULL};
	const char *const list[] = {
	    "git", "rev-list", "refs/benchline/tip", NULL};
	struct git_answer a;
	bool good;

	*yes = false;
	good = look(s, e);
	if (good && *s->tip) {
		good =
		    gitrepo_do(&s->repo, fetch, "fetch the store", e) &&
		    git_must(&s->repo.git, list, NULL, "read the store", &a, e);
		if (good) {
			*yes = strstr(a.out, commit) != NULL;
			git_answer_free(&a);
		}
	}
	free(spec);
	return good;
}

static bool
push(struct gitstore *s, const char *commit, enum push *means, struct err *e)
{
	char *lease = xasprintf("--force-with-lease=%s:%s", s->ref, s->tip);
	char *spec = xasprintf("%s:%s", commit, s->ref);
	const char *const argv[] = {"git", "push", "--porcelain", "--no-verify",
	    lease, "--", s->repo.remote, spec, NULL};
	struct git_answer a;
	bool yes, good = git_run(&s->repo.git, argv, NULL, &a, e);

	free(lease);
	free(spec);
	if (!good)
		return false;
	*means = gitstore_push_means(a.status, a.out);
	if (*means == PUSH_UNSURE) {
		struct err quiet = {0};

		if (arrived(s, commit, &yes, &quiet) && yes)
			*means = PUSH_DONE;
	}
	if (*means == PUSH_REFUSED || *means == PUSH_UNSURE) {
		const char *at = strstr(a.out, "[remote rejected]");
		char *text = git_masked(at ? at : a.why);

		text[strcspn(text, "\n")] = '\0';
		err_set(
		    e, ST_REMOTE, "CBKB006: can't push the store: %s", text);
		free(text);
	}
	git_answer_free(&a);
	return true;
}

/* Sleep a random time of up to 100 ms after the first try, 3 s later on. */
static void
back_off(int try)
{
	unsigned long long r = 0;
	double most = 100 * (1 << (try < 5 ? try : 5)); /* ms */

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		r = 0;
	poll(NULL, 0, (int)(most * (double)(r >> 11) * 0x1p-53));
}

/* One attempt: *means says how its push went. */
static bool
attempt(struct gitstore *s, gitstore_work *fn, void *user, enum push *means,
    struct err *e)
{
	char *message = NULL, *commit = NULL;
	bool good;

	*means = PUSH_DONE;
	good = sync_store(s, e) && fn(user, s->repo.work, &message, e) &&
	       (!message || commit_store(s, message, &commit, e)) &&
	       (!commit || push(s, commit, means, e));
	free(message);
	free(commit);
	return good;
}

bool
gitstore_with(const char *where, gitstore_work *fn, void *user, bool verbose,
    struct err *e)
{
	struct gitstore s = {0};
	time_t end = time(NULL) + SECONDS;
	char *remote = split(&s, where, e);
	bool good = remote && gitrepo_open(&s.repo, remote, e);
	int try, unsure = 0;

	for (try = 0; good; try++) {
		enum push means;
		struct err last = {0};

		good = attempt(&s, fn, user, &means, &last);
		if (good && means == PUSH_DONE)
			break;
		unsure += good && means == PUSH_UNSURE;
		if (!good || means == PUSH_REFUSED || unsure == UNSURE)
			good = err_set(e, last.status, "%s", last.text);
		else if (try + 1 == TRIES || time(NULL) >= end)
			good = err_set(e, ST_REMOTE,
			    "CBKB006: somebody else changed the store first "
			    "in each of %d tries: try again later",
			    try + 1);
		if (!good)
			break;
		if (verbose)
			diag_say("the store has changed meanwhile: again");
		back_off(try);
	}
	if (remote)
		gitrepo_close(&s.repo);
	free(remote);
	free(s.ref);
	return good;
}
