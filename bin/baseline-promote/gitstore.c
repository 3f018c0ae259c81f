/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gitstore - see gitstore.h */
#define _GNU_SOURCE /* nftw */
#include "gitstore.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fsio.h"
#include "git.h"

#define BRANCH "perf-history"
#define TRIES 60
#define UNSURE 3    /* pushes whose end is not known */
#define SECONDS 180 /* of trying in all */

struct gitstore {
	char *remote, *ref; /* "origin", "refs/heads/perf-history" */
	char *tmp, *repo, *work;
	char *top;    /* of the user's work tree, or the working directory */
	char tip[65]; /* "" when the branch is not there */
	struct git git;
	pid_t janitor;
	int watched; /* open as long as we are there */
};

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	remove(path);
	return 0;
}

static void
nap(double seconds)
{
	struct timespec t;

	t.tv_sec = (time_t)seconds;
	t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
	nanosleep(&t, NULL);
}

/* A process that removes s->tmp when this one ends, whatever it ends of. */
static bool
hire(struct gitstore *s, struct err *e)
{
	int end[2], i;
	char c;

	if (pipe2(end, O_CLOEXEC) != 0)
		return err_sys(e, "can't make a pipe");
	fflush(NULL);
	s->janitor = fork();
	if (s->janitor == 0) {
		setsid(); /* out of reach of what ends us */
		for (i = 0; i < 3; i++)
			close(i);
		close(end[1]);
		while (read(end[0], &c, 1) < 0 && errno == EINTR)
			continue;
		/* A git that is being killed may yet write something. */
		for (i = 0; i < 100 && access(s->tmp, F_OK) == 0; i++) {
			nap(i * 1e-3);
			nftw(s->tmp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		}
		_exit(0);
	}
	close(end[0]);
	s->watched = end[1];
	return s->janitor > 0 || err_sys(e, "can't fork");
}

static void
close_store(struct gitstore *s)
{
	if (s->janitor) /* or could not be hired: nothing else is there yet */
		close(s->watched);
	if (s->janitor > 0)
		waitpid(s->janitor, NULL, 0);
	else if (s->tmp)
		rmdir(s->tmp);
	free(s->top);
	free(s->tmp);
	free(s->repo);
	free(s->work);
	free(s->remote);
	free(s->ref);
}

static bool
split(struct gitstore *s, const char *where, struct err *e)
{
	const char *hash = strrchr(where, '#');
	const char *branch = hash && hash[1] ? hash + 1 : BRANCH;
	size_t i, n = strlen(branch);

	s->remote =
	    hash ? xstrndup(where, (size_t)(hash - where)) : xstrdup(where);
	s->ref = xasprintf("refs/heads/%s", branch);
	for (i = 0; i < n; i++) {
		if ((unsigned char)branch[i] <= ' ' ||
		    strchr("~^:?*[\\\x7f", branch[i]))
			break;
	}
	if (i < n || *branch == '-' || *branch == '/' || strstr(branch, "..") ||
	    !*s->remote || *s->remote == '-')
		return err_set(e, ST_USAGE,
		    "the store is not REMOTE or REMOTE#BRANCH (--git)");
	return true;
}

static bool
git0(struct gitstore *s, const char *const *argv, const char *doing,
    struct err *e)
{
	struct git_answer a;

	if (!git_must(&s->git, argv, NULL, doing, &a, e))
		return false;
	git_answer_free(&a);
	return true;
}

/* The directory that relative paths of the user's repository start from. */
static char *
top_directory(void)
{
	static const char *const argv[] = {
	    "git", "rev-parse", "--show-toplevel", NULL};
	struct git user = {NULL, NULL, NULL};
	struct git_answer a;
	struct err ignored = {0};
	char *top = NULL;

	if (git_run(&user, argv, NULL, &a, &ignored)) {
		if (a.status == 0 && a.n > 1) {
			a.out[strcspn(a.out, "\n")] = '\0';
			top = xstrdup(a.out);
		}
		git_answer_free(&a);
	}
	if (!top)
		top = getcwd(NULL, 0);
	return top ? top : xstrdup(".");
}

static void
quote(FILE *f, const char *s)
{
	putc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putc('\\', f);
		putc(*s, f);
	}
	putc('"', f);
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
	struct git user = {NULL, NULL, NULL};
	struct git_answer a;
	char *scope, *end, *last = NULL;

	if (!git_run(&user, argv, NULL, &a, e))
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

			fputs("[include]\n\tpath = ", f);
			quote(f, path);
			putc('\n', f);
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
configure(struct gitstore *s, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = xmemstream(&text, &n);
	bool good;

	good = include_settings(f, s->top, e);
	fputs("[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
	      "\thooksPath = /dev/null\n\tautocrlf = false\n\teol = lf\n"
	      "\texcludesFile = /dev/null\n\tattributesFile = /dev/null\n"
	      "\tfsmonitor = false\n\tsparseCheckout = false\n"
	      "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
	      "[fetch]\n\trecurseSubmodules = false\n\twriteCommitGraph = "
	      "false\n[push]\n\tfollowTags = false\n\trecurseSubmodules = no\n"
	      "[transfer]\n\tfsckObjects = true\n",
	    f);
	fclose(f);
	good = good && write_file(s->repo, "config", text, e) &&
	       write_file(s->repo, "info/attributes",
		   "* -text -filter -ident !working-tree-encoding !eol\n", e) &&
	       write_file(s->repo, "info/exclude",
		   "/.lock\n/.next.json\n/.top.json\n/.prev.json\n/.was.json\n/"
		   ".prune.json\n"
		   ".benchline.*\n",
		   e);
	free(text);
	return good;
}

static bool
open_store(struct gitstore *s, const char *where, struct err *e)
{
	const char *base = getenv("TMPDIR");
	const char *const init[] = {"git", "init", "-q", "--template=", NULL};
	char *info, *here;
	bool good;

	if (!split(s, where, e))
		return false;
	/* A path is from here; a remote's own is from the top, as for git. */
	here = strchr(s->remote, '/') ? realpath(s->remote, NULL) : NULL;
	if (here) {
		free(s->remote);
		s->remote = here;
	}
	s->tmp = xasprintf(
	    "%s/benchline-store.XXXXXX", base && *base == '/' ? base : "/tmp");
	if (!mkdtemp(s->tmp)) {
		err_sys(e, "can't make a directory in '%s'",
		    base && *base == '/' ? base : "/tmp");
		free(s->tmp);
		s->tmp = NULL;
		return false;
	}
	if (!hire(s, e))
		return false;
	s->repo = fsio_join(s->tmp, "repository");
	s->work = fsio_join(s->tmp, "store");
	s->top = top_directory();
	s->git = (struct git){s->repo, s->work, s->top};
	info = fsio_join(s->repo, "info");
	good = fsio_mkdirs(s->work, e) &&
	       git0(s, init, "make a repository", e) && fsio_mkdirs(info, e) &&
	       configure(s, e);
	free(info);
	return good;
}

/* Ask where the branch stands. */
static bool
look(struct gitstore *s, struct err *e)
{
	const char *const argv[] = {
	    "git", "ls-remote", "--", s->remote, s->ref, NULL};
	struct git_answer a;
	size_t n;

	if (!git_must(&s->git, argv, NULL, "reach the store", &a, e))
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
		    s->remote, spec, NULL};
		const char *const tip[] = {"git", "rev-parse", "--verify",
		    "refs/benchline/tip^{commit}", NULL};
		const char *const read[] = {"git", "read-tree", "--reset", "-u",
		    "refs/benchline/tip", NULL};
		struct git_answer a;

		good = git0(s, fetch, "fetch the store", e) &&
		       git_must(&s->git, tip, NULL, "read the store", &a, e);
		/* It may have moved since it was looked at. */
		if (good) {
			snprintf(s->tip, sizeof(s->tip), "%.*s",
			    (int)strcspn(a.out, "\n"), a.out);
			git_answer_free(&a);
		}
		good = good && git0(s, read, "read the store", e);
		free(spec);
	} else if (good) {
		const char *const empty[] = {
		    "git", "read-tree", "--empty", NULL};

		good = git0(s, empty, "begin a store", e);
	}
	if (good) {
		const char *const clean[] = {"git", "clean", "-ffdxq", NULL};

		good = git0(s, clean, "clean the store", e);
	}
	return good;
}

/* First line of git's answer, new, in *out. */
static bool
ask_line(struct gitstore *s, const char *const *argv, const char *input,
    const char *doing, char **out, struct err *e)
{
	struct git_answer a;

	if (!git_must(&s->git, argv, input, doing, &a, e))
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
	good = git0(s, add, "add to the store", e) &&
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
	    "--no-tags", "--no-write-fetch-head", "--refmap=", "--", s->remote,
	    spec, NULL};
	const char *const list[] = {
	    "git", "rev-list", "refs/benchline/tip", NULL};
	struct git_answer a;
	bool good;

	*yes = false;
	good = look(s, e);
	if (good && *s->tip) {
		good = git0(s, fetch, "fetch the store", e) &&
		       git_must(&s->git, list, NULL, "read the store", &a, e);
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
	    lease, "--", s->remote, spec, NULL};
	struct git_answer a;
	bool yes, good = git_run(&s->git, argv, NULL, &a, e);

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
	double most = .1 * (1 << (try < 5 ? try : 5));

	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		r = 0;
	nap(most * (double)(r >> 11) * 0x1p-53);
}

/* One attempt: *means says how its push went. */
static bool
attempt(struct gitstore *s, gitstore_work *fn, void *user, enum push *means,
    struct err *e)
{
	char *message = NULL, *commit = NULL;
	bool good;

	*means = PUSH_DONE;
	good = sync_store(s, e) && fn(user, s->work, &message, e) &&
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
	bool good = open_store(&s, where, e);
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
	close_store(&s);
	return good;
}
