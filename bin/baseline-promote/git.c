/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* git - see git.h */
#define _GNU_SOURCE /* memfd_create, pipe2 */
#include "git.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (4u << 20)
#define WHY_MAX 4096

void
git_answer_free(struct git_answer *a)
{
	free(a->out);
	free(a->why);
	memset(a, 0, sizeof(*a));
}

/* The last '@' in p[n], or NULL. */
static const char *
last_at(const char *p, size_t n)
{
	while (n > 0 && p[n - 1] != '@')
		n--;
	return n > 0 ? p + n - 1 : NULL;
}

char *
git_masked(const char *text)
{
	char *out = xmalloc(strlen(text) + 1), *o = out;
	const char *slashes, *at;
	size_t n;

	while ((slashes = strstr(text, "://")) != NULL) {
		n = (size_t)(slashes + 3 - text);
		memcpy(o, text, n);
		o += n;
		text += n;
		at = last_at(text, strcspn(text, "/ \t\n'\""));
		if (at && at > text) {
			*o++ = '*'; /* never more than what it stands for */
			text = at;
		}
	}
	memcpy(o, text, strlen(text) + 1);
	return out;
}

/* Variables that would send git to another repository than ours. */
static void
leave_repository(void)
{
	static const char *const name[] = {"GIT_DIR", "GIT_WORK_TREE",
	    "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
	    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX",
	    "GIT_CEILING_DIRECTORIES", "GIT_QUARANTINE_PATH"};
	size_t i;

	for (i = 0; i < sizeof(name) / sizeof(*name); i++)
		unsetenv(name[i]);
}

/* No git without it: one that is not told GIT_DIR cleans the user's files. */
static void
tell(const char *name, const char *value)
{
	if (setenv(name, value, 1) != 0)
		_exit(126);
}

static void
child(const struct git *g, const char *const *argv, int in, int out, int err)
{
	union {
		const char *const *from;
		char *const *to;
	} u = {argv};
	char name[] = GIT_CREDENTIAL "0";
	int i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (g->dir) {
		leave_repository();
		tell("GIT_DIR", g->dir);
		if (g->work)
			tell("GIT_WORK_TREE", g->work);
		/* The ledger says who acted; commits name nobody. */
		tell("GIT_AUTHOR_NAME", "baseline-promote");
		tell("GIT_AUTHOR_EMAIL", "baseline-promote@localhost");
		tell("GIT_COMMITTER_NAME", "baseline-promote");
		tell("GIT_COMMITTER_EMAIL", "baseline-promote@localhost");
		for (i = 0; g->credential && i < 2; i++) {
			name[sizeof(name) - 2] = (char)('0' + i);
			if (g->credential[i])
				tell(name, g->credential[i]);
		}
	}
	/* Its words are read here; nobody is there to be asked. */
	tell("LC_ALL", "C");
	if (!getenv("GIT_TERMINAL_PROMPT"))
		tell("GIT_TERMINAL_PROMPT", "0");
	if ((g->cwd && chdir(g->cwd) != 0) || dup2(in, 0) < 0 ||
	    dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	execvp("git", u.to);
	_exit(errno == ENOENT ? 127 : 126);
}

/* A file in memory that holds text, read from its beginning. */
static int
memory_file(const char *text)
{
	int fd = memfd_create("git", MFD_CLOEXEC);
	size_t n = text ? strlen(text) : 0;

	if (fd >= 0 &&
	    (write(fd, text, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The last line that says something; git's hints come before it. */
static char *
last_words(int fd)
{
	char buf[WHY_MAX], *line, *best = buf, *save = NULL;
	ssize_t n;
	off_t end = lseek(fd, 0, SEEK_END);

	n = pread(fd, buf, sizeof(buf) - 1,
	    end > WHY_MAX - 1 ? end - (WHY_MAX - 1) : 0);
	buf[n > 0 ? n : 0] = '\0';
	for (line = strtok_r(buf, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, "fatal: ", 7) == 0 ||
		    strncmp(line, "error: ", 7) == 0) {
			best = line + 7;
			if (*line == 'f')
				break;
		} else if (best == buf) {
			best = line;
		}
	}
	return git_masked(best);
}

static bool
collect(int fd, struct git_answer *a)
{
	size_t cap = 4096;
	ssize_t n;

	a->out = xmalloc(cap);
	for (;;) {
		if (a->n + 1 >= cap) {
			if (cap >= OUTPUT_MAX)
				return false;
			cap *= 2;
			a->out = xrealloc(a->out, cap);
		}
		n = read(fd, a->out + a->n, cap - a->n - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		a->n += (size_t)n;
	}
	a->out[a->n] = '\0';
	return n == 0;
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return 255;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool
git_run(const struct git *g, const char *const *argv, const char *input,
    struct git_answer *a, struct err *e)
{
	int in = memory_file(input), err = memory_file(NULL), out[2] = {-1, -1};
	bool good = in >= 0 && err >= 0 && pipe2(out, O_CLOEXEC) == 0;
	pid_t pid = -1;

	memset(a, 0, sizeof(*a));
	if (good) {
		fflush(NULL);
		pid = fork();
	}
	if (pid == 0)
		child(g, argv, in, out[1], err);
	if (pid < 0)
		err_sys(e, "can't run git");
	/* An end of ours that stays open would be waited for for ever. */
	if (out[1] >= 0 && close(out[1]) != 0)
		good = false;
	if (pid > 0) {
		good = good && collect(out[0], a);
		/* What is not read need not be written: git shall end. */
		close(out[0]);
		out[0] = -1;
		a->status = wait_for(pid);
		a->why = last_words(err);
		if (a->status == 127)
			err_set(e, ST_SYSTEM, "git not found");
		else if (a->status == 126)
			err_set(e, ST_SYSTEM, "can't start git");
		else if (!good)
			err_set(e, ST_SYSTEM, "can't read what git says");
	}
	if (out[0] >= 0)
		close(out[0]);
	if (in >= 0)
		close(in);
	if (err >= 0)
		close(err);
	if (e->status != ST_DONE)
		git_answer_free(a);
	return e->status == ST_DONE;
}

bool
git_must(const struct git *g, const char *const *argv, const char *input,
    const char *doing, struct git_answer *a, struct err *e)
{
	if (!git_run(g, argv, input, a, e))
		return false;
	if (a->status == 0)
		return true;
	err_set(e, ST_REMOTE, "CBKB006: can't %s: %s", doing,
	    a->why && *a->why ? a->why : "git failed");
	git_answer_free(a);
	return false;
}
