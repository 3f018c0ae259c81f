/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tree - see tree.h */
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

struct process {
	pid_t pid, parent;
	bool zombie, ours;
};

struct table {
	struct process *p;
	size_t n;
};

/* "PID (NAME) STATE PPID …"; NAME may hold anything, ')' too. */
static bool
read_stat(int proc, const char *pid, struct process *p)
{
	char path[32], text[512], *s;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%.16s/stat", pid);
	fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	s = strrchr(text, ')');
	if (!s || s[1] != ' ' || !s[2])
		return false;
	p->pid = (pid_t)strtol(pid, NULL, 10);
	p->zombie = s[2] == 'Z' || s[2] == 'X';
	p->parent = (pid_t)strtol(s + 3, NULL, 10);
	p->ours = p->parent == getpid();
	return true;
}

static struct table
read_processes(void)
{
	struct table t = {NULL, 0};
	DIR *dir = opendir("/proc");
	struct dirent *d;
	size_t room = 0;

	while (dir && (d = readdir(dir))) {
		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		if (t.n == room) {
			room = room ? room * 2 : 256;
			t.p = xrealloc(t.p, room * sizeof(*t.p));
		}
		t.n += read_stat(dirfd(dir), d->d_name, &t.p[t.n]);
	}
	if (dir)
		closedir(dir);
	return t;
}

static bool
is_ours(const struct table *t, pid_t pid)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].pid == pid)
			return t->p[i].ours;
	return false;
}

unsigned
tree_signal(int sig)
{
	struct table t = read_processes();
	unsigned n = 0;
	bool more = true;

	while (more) { /* once a generation */
		more = false;
		for (size_t i = 0; i < t.n; i++)
			if (!t.p[i].ours && is_ours(&t, t.p[i].parent))
				t.p[i].ours = more = true;
	}
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i].ours && !t.p[i].zombie) {
			kill(t.p[i].pid, sig);
			n++;
		}
	free(t.p);
	return n;
}
