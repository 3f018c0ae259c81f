/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A program that was made to misbehave, in the sandbox: it can open no file
 * but those granted, no socket, start no program.
 */
/* serves: AC10 */
#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static int
tries(const char *granted)
{
	const char *const read[] = {granted, NULL};
	char name[] = "true";
	char *const argv[] = {name, NULL};
	int bad = 0;

	sandbox_enter(read, NULL, SANDBOX_FILTER);
	bad |= open(granted, O_RDONLY) < 0 ? 1 : 0;
	bad |= open("/etc/passwd", O_RDONLY) >= 0 ? 2 : 0;
	bad |= open("/tmp/benchline-forbidden", O_WRONLY | O_CREAT, 0600) >= 0
		   ? 4
		   : 0;
	bad |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 8 : 0;
	execve("/bin/true", argv, argv + 1);
	bad |= errno == EPERM || errno == EACCES ? 0 : 16;
	return bad;
}

int
main(void)
{
	char path[] = "/tmp/benchline-granted.XXXXXX";
	int status = 0;
	pid_t pid;

	if (getenv("BENCHLINE_SANITIZED") || getenv("BENCHLINE_VALGRIND")) {
		printf(
		    "ok 1 - # SKIP off under sanitizers and valgrind\n1..1\n");
		return 0;
	}
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 0) {
		printf("ok 1 - # SKIP no Landlock in this kernel\n1..1\n");
		return 0;
	}
	close(mkstemp(path));
	pid = fork();
	if (pid == 0)
		_exit(tries(path));
	waitpid(pid, &status, 0);
	unlink(path);
	ok(WIFEXITED(status), "it lives");
	ok(!(WEXITSTATUS(status) & 1), "a granted file opens");
	ok(!(WEXITSTATUS(status) & 2), "another does not");
	ok(!(WEXITSTATUS(status) & 4), "none is made");
	ok(!(WEXITSTATUS(status) & 8), "no socket");
	ok(!(WEXITSTATUS(status) & 16), "no program");
	return done();
}
