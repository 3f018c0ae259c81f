/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* spawn - see spawn.h; and the parts of child.h about signals and names */
#define _GNU_SOURCE
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define NSTOPS (sizeof(stops) / sizeof(stops[0]))

static int sigfd = -1;
static sigset_t mask_before;

bool
child_start(struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < NSTOPS; i++) {
		struct sigaction old;

		/* Under nohup a hangup is none. */
		sigaction(stops[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaddset(&set, stops[i]);
	}
	signal(SIGCHLD, SIG_DFL);
	/* Whoever watched stderr may go; the run goes on. */
	sigaddset(&set, SIGPIPE);
	if (sigprocmask(SIG_BLOCK, &set, &mask_before) != 0)
		return err_sys(e, "can't block signals");
	sigdelset(&set, SIGPIPE);
	sigfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (sigfd < 0)
		return err_sys(e, "can't make a signal descriptor");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return err_sys(e, "can't become a subreaper");
#ifndef __SANITIZE_ADDRESS__ /* whose leak check must read our memory */
	/* No core of ours: the environment may hold a token. */
	prctl(PR_SET_DUMPABLE, 0);
#endif
	return true;
}

void
child_finish(int sig)
{
	struct timespec none = {0, 0};
	sigset_t pipe_only;

	/* A SIGPIPE from the live output has been dealt with. */
	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	while (sigtimedwait(&pipe_only, NULL, &none) == SIGPIPE)
		continue;
	if (sigfd >= 0) {
		close(sigfd);
		sigfd = -1;
		sigprocmask(SIG_SETMASK, &mask_before, NULL);
	}
	if (sig) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

int
spawn_signals(void)
{
	return sigfd;
}

/* In the child: become the command, or send errno up the pipe fd. */
static void
become(const struct child *c, int out, int err, int fd)
{
	int null = open("/dev/null", O_RDONLY);
	int failed;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null >= 0 && dup2(null, 0) >= 0 && dup2(out, 1) >= 0 &&
	    dup2(err, 2) >= 0 && (!c->cwd || chdir(c->cwd) == 0)) {
		if (null > 2)
			close(null);
		signal(SIGXFSZ, SIG_DFL); /* diag_start's doing */
		sigprocmask(SIG_SETMASK, &mask_before, NULL);
		environ = c->env;
		execvp(c->argv[0], c->argv);
	}
	failed = errno;
	if (write(fd, &failed, sizeof(failed)) < 0)
		_exit(126);
	_exit(127);
}

/* Fork and wait until the command has been executed, or could not be. */
pid_t
spawn(const struct child *c, int out, int err, struct err *e)
{
	int up[2], failed = 0;
	pid_t pid;
	ssize_t n;

	if (pipe2(up, O_CLOEXEC) != 0) {
		err_sys(e, "can't make a pipe");
		return -1;
	}
	pid = fork();
	if (pid < 0) {
		err_sys(e, "can't fork");
		close(up[0]);
		close(up[1]);
		return -1;
	}
	if (pid == 0)
		become(c, out, err, up[1]);
	close(up[1]);
	do
		n = read(up[0], &failed, sizeof(failed));
	while (n < 0 && errno == EINTR);
	close(up[0]);
	if (n == (ssize_t)sizeof(failed)) {
		waitpid(pid, NULL, 0);
		errno = failed;
		err_sys(e, "can't run '%s'", c->argv[0]);
		return -1;
	}
	return pid;
}

char *
child_find(const char *name, char *const *env, const char *cwd)
{
	const char *path = "/usr/local/bin:/bin:/usr/bin";
	struct stat st;
	char *file = NULL;
	bool direct = strchr(name, '/') != NULL;

	for (; *env; env++)
		if (strncmp(*env, "PATH=", 5) == 0)
			path = *env + 5;
	do {
		size_t n = direct ? 0 : strcspn(path, ":");

		/* "dir/name", from cwd unless dir is absolute. */
		free(file);
		file = xasprintf("%s%s%.*s%s%s",
		    cwd && (direct ? name : path)[0] != '/' ? cwd : "",
		    cwd && (direct ? name : path)[0] != '/' ? "/" : "", (int)n,
		    path, n > 0 ? "/" : "", name);
		if (stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
		    access(file, X_OK) == 0)
			return file;
		path += n;
	} while (!direct && *path++ == ':');
	free(file);
	return NULL;
}

const char *
child_signal_name(int sig, char buf[16])
{
	static const struct {
		int sig;
		const char *name;
	} names[] = {
	    {SIGHUP, "SIGHUP"},
	    {SIGINT, "SIGINT"},
	    {SIGQUIT, "SIGQUIT"},
	    {SIGILL, "SIGILL"},
	    {SIGTRAP, "SIGTRAP"},
	    {SIGABRT, "SIGABRT"},
	    {SIGBUS, "SIGBUS"},
	    {SIGFPE, "SIGFPE"},
	    {SIGKILL, "SIGKILL"},
	    {SIGSEGV, "SIGSEGV"},
	    {SIGPIPE, "SIGPIPE"},
	    {SIGALRM, "SIGALRM"},
	    {SIGTERM, "SIGTERM"},
	    {SIGXCPU, "SIGXCPU"},
	    {SIGXFSZ, "SIGXFSZ"},
	    {SIGSYS, "SIGSYS"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].sig == sig)
			return names[i].name;
	snprintf(buf, 16, "signal %d", sig);
	return buf;
}
