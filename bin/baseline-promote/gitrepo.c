/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gitrepo - see gitrepo.h */
#define _GNU_SOURCE /* nftw, pipe2 */
#include "gitrepo.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fsio.h"
#include "gitremote.h"

#define REMOTE "benchline.store" /* whose URL named a credential */

/* The user's git, where we were started. */
static const struct git users;

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	remove(path);
	return 0;
}

/*
 * Wait until the employer ends.  Where it was killed its gits may live yet, and
 * make again what was removed: they are waited for, for ten seconds at most.
 */
static void
watch(int employer, int gits)
{
	struct pollfd all_gone = {.fd = gits, .events = POLLIN};
	ssize_t n;
	char c;

	while ((n = read(employer, &c, 1)) < 0 && errno == EINTR)
		continue;
	if (n == 0)
		poll(&all_gone, 1, 10000);
}

/*
 * A process that removes r->tmp when this one ends, whatever it ends of.  It is
 * there before the directory is, and no signal to all of us ends it.
 */
static bool
hire(struct gitrepo *r, struct err *e)
{
	sigset_t all, before;
	int end[2], gits[2], i;

	if (pipe2(end, O_CLOEXEC) != 0)
		return err_sys(e, "can't make a pipe");
	if (pipe(gits) != 0) {
		err_sys(e, "can't make a pipe");
		close(end[0]);
		close(end[1]);
		return false;
	}
	fflush(NULL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	r->janitor = fork();
	if (r->janitor == 0) {
		setsid(); /* out of reach of what ends us */
		for (i = 0; i < 3; i++)
			close(i);
		close(end[1]);
		close(gits[1]);
		watch(end[0], gits[0]);
		for (i = 0; i < 100 && access(r->tmp, F_OK) == 0; i++) {
			poll(NULL, 0, i);
			nftw(r->tmp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		}
		_exit(0);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(end[0]);
	close(gits[0]);
	r->watched = end[1];
	r->shared = gits[1];
	return r->janitor > 0 || err_sys(e, "can't fork");
}

/* No git is left: one byte says that there is none to wait for. */
static void
dismiss(struct gitrepo *r)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	bool told = write(r->watched, "", 1) == 1;

	signal(SIGPIPE, before);
	close(r->shared);
	/* What is not closed for certain is when this process ends. */
	if ((close(r->watched) == 0 || told) && r->janitor > 0)
		waitpid(r->janitor, NULL, 0);
}

void
gitrepo_close(struct gitrepo *r)
{
	if (r->janitor)
		dismiss(r);
	free(r->credential[0]);
	free(r->credential[1]);
	free(r->top);
	free(r->tmp);
	free(r->dir);
	free(r->work);
	free(r->remote);
}

bool
gitrepo_do(struct gitrepo *r, const char *const *argv, const char *doing,
    struct err *e)
{
	struct git_answer a;

	if (!git_must(&r->git, argv, NULL, doing, &a, e))
		return false;
	git_answer_free(&a);
	return true;
}

/* The first line of what the user's git answers, new; NULL for none. */
static char *
ask_users(const char *const *argv)
{
	struct git_answer a;
	struct err ignored = {0};
	char *line = NULL;

	if (git_run(&users, argv, NULL, &a, &ignored)) {
		if (a.status == 0 && a.n > 1)
			line = xstrndup(a.out, strcspn(a.out, "\n"));
		git_answer_free(&a);
	}
	return line;
}

/* The directory that relative paths of the user's repository start from. */
static char *
top_directory(void)
{
	static const char *const argv[] = {
	    "git", "rev-parse", "--show-toplevel", NULL};
	char *top = ask_users(argv);

	if (!top)
		top = getcwd(NULL, 0);
	return top ? top : xstrdup(".");
}

/* s as a value or subsection of git's configuration, new. */
static char *
quoted(const char *s)
{
	char *q = xmalloc(2 * strlen(s) + 3), *o = q;

	*o++ = '"';
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			*o++ = '\\';
		*o++ = *s;
	}
	*o++ = '"';
	*o = '\0';
	return q;
}

/* Our remote's URL i, which nothing rewrites again, and how to log in there. */
static void
put_url(FILE *f, int i, const char *url, bool login)
{
	char *q = quoted(url);

	fprintf(f,
	    "[remote \"" REMOTE "\"]\n\t%s = %s\n"
	    "[url %s]\n\tinsteadOf = %s\n\tpushInsteadOf = %s\n",
	    i == 0 ? "url" : "pushurl", q, q, q, q);
	if (login)
		fprintf(f,
		    "[credential %s]\n\thelper = \"!f() { printf %%s "
		    "\\\"$" GIT_CREDENTIAL "%d\\\"; }; f\"\n",
		    q, i);
	free(q);
}

/*
 * Where its URL names a user or password, the remote gets a name of ours, a
 * URL without them, and a credential helper that is asked before the user's.
 */
static void
hide_credentials(struct gitrepo *r, FILE *f)
{
	const char *const fetch[] = {
	    "git", "ls-remote", "--get-url", "--", r->remote, NULL};
	const char *const push[] = {
	    "git", "remote", "get-url", "--push", "--", r->remote, NULL};
	char *url[2] = {NULL, NULL}, *bare;
	int i;

	/* No argument shows a URL that was given as the remote. */
	url[0] = gitremote_bare(r->remote, &r->credential[0]);
	if (!url[0] && *r->remote != '/') {
		url[0] = ask_users(fetch);
		url[1] = ask_users(push); /* or where one fetches */
		for (i = 0; i < 2 && url[i]; i++) {
			bare = gitremote_bare(url[i], &r->credential[i]);
			if (bare) {
				free(url[i]);
				url[i] = bare;
			}
		}
	}
	if (r->credential[0] || r->credential[1]) {
		for (i = 0; i < 2 && url[i]; i++)
			put_url(f, i, url[i], r->credential[i]);
		free(r->remote);
		r->remote = xstrdup(REMOTE);
	}
	free(url[0]);
	free(url[1]);
}

/*
 * The files that the user's repository takes its own settings from, as
 * include lines: remotes, URL rewriting, credentials.  Only names are read,
 * never the values.
 */
static bool
include_settings(FILE *f, const char *top, struct err *e)
{
	static const char *const argv[] = {"git", "config", "--list",
	    "--show-scope", "--show-origin", "--name-only", "-z", NULL};
	struct git_answer a;
	char *scope, *end, *last = NULL;

	if (!git_run(&users, argv, NULL, &a, e))
		return false;
	end = a.out + a.n;
	for (scope = a.out; a.status == 0 && scope < end;) {
		char *origin = scope + strlen(scope) + 1, *name;

		if (origin >= end)
			break;
		name = origin + strlen(origin) + 1;
		if ((strcmp(scope, "local") == 0 ||
			strcmp(scope, "worktree") == 0) &&
		    strncmp(origin, "file:", 5) == 0 &&
		    (!last || strcmp(last, origin) != 0)) {
			char *path = origin[5] == '/'
					 ? xstrdup(origin + 5)
					 : fsio_join(top, origin + 5);

			char *q = quoted(path);

			fprintf(f, "[include]\n\tpath = %s\n", q);
			free(q);
			free(path);
			last = origin;
		}
		scope = name < end ? name + strlen(name) + 1 : end;
	}
	git_answer_free(&a);
	return true;
}

static bool
write_file(const char *dir, const char *name, const char *text, struct err *e)
{
	char *path = fsio_join(dir, name);
	bool good = fsio_replace(path, text, strlen(text), 0600, e);

	free(path);
	return good;
}

/* Our settings come after the user's: no hooks, no filters, no upkeep. */
static bool
configure(struct gitrepo *r, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = xmemstream(&text, &n);
	bool good;

	hide_credentials(r, f);
	good = include_settings(f, r->top, e);
	fputs("[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
	      "\thooksPath = /dev/null\n\tautocrlf = false\n\teol = lf\n"
	      "\texcludesFile = /dev/null\n\tattributesFile = /dev/null\n"
	      "\tfsmonitor = false\n\tsparseCheckout = false\n"
	      /* Whoever can push to the branch could point us anywhere. */
	      "\tsymlinks = false\n"
	      "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
	      "[fetch]\n\trecurseSubmodules = false\n\twriteCommitGraph = "
	      "false\n[push]\n\tfollowTags = false\n\trecurseSubmodules = no\n"
	      "[transfer]\n\tfsckObjects = true\n",
	    f);
	fclose(f);
	good = good && write_file(r->dir, "config", text, e) &&
	       write_file(r->dir, "info/attributes",
		   "* -text -filter -ident !working-tree-encoding !eol\n", e) &&
	       write_file(r->dir, "info/exclude",
		   "/.lock\n/.next.json\n/.top.json\n/.prev.json\n/.was.json\n/"
		   ".prune.json\n"
		   ".benchline.*\n",
		   e);
	free(text);
	return good;
}

/* A new r->tmp, and a janitor for it. */
static bool
make_directory(struct gitrepo *r, struct err *e)
{
	const char *base = getenv("TMPDIR");
	uint64_t name;

	if (!base || *base != '/')
		base = "/tmp";
	/* A name that nobody guesses: the janitor must know it before. */
	if (getrandom(&name, sizeof(name), 0) != sizeof(name))
		return err_sys(e, "can't get random bytes");
	r->tmp = xasprintf("%s/benchline-store.%016" PRIx64, base, name);
	return hire(r, e) &&
	       (mkdir(r->tmp, 0700) == 0 ||
		   err_sys(e, "can't make a directory in '%s'", base));
}

bool
gitrepo_open(struct gitrepo *r, const char *remote, struct err *e)
{
	static const char *const init[] = {
	    "git", "init", "-q", "--template=", NULL};
	char *info;
	bool good;

	/* A path is from here; a remote's own is from the top, as for git. */
	r->remote = strchr(remote, '/') ? realpath(remote, NULL) : NULL;
	if (!r->remote)
		r->remote = xstrdup(remote);
	if (!make_directory(r, e))
		return false;
	r->dir = fsio_join(r->tmp, "repository");
	r->work = fsio_join(r->tmp, "store");
	r->top = top_directory();
	r->git = (struct git){.dir = r->dir, .work = r->work, .cwd = r->top};
	info = fsio_join(r->dir, "info");
	good = fsio_mkdirs(r->work, e) &&
	       gitrepo_do(r, init, "make a repository", e) &&
	       fsio_mkdirs(info, e) && configure(r, e);
	r->git.credential = r->credential;
	free(info);
	return good;
}
