/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An LD_PRELOAD library that plays a parser gone bad: when the program named
 * by MISBEHAVE_PROGRAM reads its input, it tries what it should not be able
 * to, and appends one word for each thing that worked to the file that
 * MISBEHAVE_REPORT names, which is opened at start.
 *
 * read: /etc/passwd; write: a new file in /tmp; cut: truncate MISBEHAVE_VICTIM;
 * unlink: remove it; socket: connect to the port MISBEHAVE_PORT; unix: a socket
 * pair; uring: a ring, whose kernel makes sockets by itself; exec: /bin/true;
 * trace: look into another process; core: a core dump could be made.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int report = -1;

__attribute__((constructor)) static void
start(void)
{
	const char *prog = getenv("MISBEHAVE_PROGRAM");
	const char *file = getenv("MISBEHAVE_REPORT");

	if (prog && file && strcmp(prog, program_invocation_short_name) == 0)
		report = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

static void
worked(const char *what)
{
	if (write(report, what, strlen(what)) < 0)
		abort();
}

static int
connects(void)
{
	const char *port = getenv("MISBEHAVE_PORT");
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0), good;

	a.sin_port = htons((unsigned short)atoi(port ? port : "1"));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	good = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

static int
runs(void)
{
	char name[] = "true", *const argv[] = {name, NULL};
	int status = 1;
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/true", argv);
		_exit(1);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static int
rings(void)
{
	char parameters[120] = {0}; /* struct io_uring_params */
	int fd = (int)syscall(SYS_io_uring_setup, 4, parameters);

	return fd >= 0 && close(fd) == 0;
}

static int
traces(void)
{
	pid_t pid = fork();
	int good;

	if (pid == 0) {
		pause();
		_exit(0);
	}
	good = pid > 0 && ptrace(PTRACE_SEIZE, pid, 0, 0) == 0;
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return good;
}

static void
misbehave(void)
{
	const char *victim = getenv("MISBEHAVE_VICTIM");
	char path[] = "/tmp/benchline-misbehave.XXXXXX";
	int fd, pair[2];

	if ((fd = open("/etc/passwd", O_RDONLY)) >= 0) {
		worked("read ");
		close(fd);
	}
	if ((fd = mkstemp(path)) >= 0) {
		worked("write ");
		close(fd);
		unlink(path);
	}
	if (victim && truncate(victim, 0) == 0)
		worked("cut ");
	if (victim && unlink(victim) == 0)
		worked("unlink ");
	if (connects())
		worked("socket ");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0) {
		worked("unix ");
		close(pair[0]);
		close(pair[1]);
	}
	if (rings())
		worked("uring ");
	if (runs())
		worked("exec ");
	if (traces())
		worked("trace ");
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1)
		worked("core ");
	close(report);
	report = -1;
}

size_t
fread(void *p, size_t size, size_t n, FILE *f)
{
	size_t (*real)(void *, size_t, size_t, FILE *);

	if (report >= 0 && fileno(f) == STDIN_FILENO)
		misbehave();
	*(void **)&real = dlsym(RTLD_NEXT, "fread");
	return real(p, size, n, f);
}
