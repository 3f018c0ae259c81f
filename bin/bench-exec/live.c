/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* live - see live.h */
#include "live.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"

#define ERASE "\r\033[K"

/* What Criterion prints once a benchmark, and what bencher lines hold. */
static const char *const finished[2] = {": Analyzing", " ... bench:"};

void
live_open(struct live *l, int fd, double started, double deadline)
{
	struct stat st;

	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->started = started;
	l->deadline = deadline;
	l->at_line_start = true;
	l->terminal = fd >= 0 && isatty(fd);
	/* A pipe that polls writable takes PIPE_BUF bytes; a file all. */
	l->chunk = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
		       ? 64u << 10
		       : PIPE_BUF;
}

void
live_close(struct live *l)
{
	free(l->buf);
	memset(l, 0, sizeof(*l));
	l->fd = -1;
}

static void
pend(struct live *l, const char *p, size_t n)
{
	if (l->room - l->n < n) {
		l->room = (l->n + n) * 2;
		l->buf = xrealloc(l->buf, l->room);
	}
	memcpy(l->buf + l->n, p, n);
	l->n += n;
}

static void
erase(struct live *l)
{
	if (l->status_shown)
		pend(l, ERASE, sizeof(ERASE) - 1);
	l->status_shown = false;
}

static void
count(struct live *l, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++) {
			const char *w = finished[k];

			if (p[i] != w[l->matched[k]])
				l->matched[k] = 0;
			if (p[i] == w[l->matched[k]] &&
			    w[++l->matched[k]] == '\0') {
				l->done++;
				l->matched[k] = 0;
			}
		}
}

void
live_add(void *user, const char *p, size_t n)
{
	struct live *l = user;

	if (l->fd < 0 || n == 0)
		return;
	if (l->terminal) {
		count(l, p, n);
		erase(l);
	}
	pend(l, p, n);
	l->at_line_start = p[n - 1] == '\n';
}

void
live_flush(struct live *l)
{
	size_t done = 0;

	while (l->fd >= 0 && done < l->n) {
		struct pollfd pfd = {.fd = l->fd, .events = POLLOUT};
		size_t k = l->n - done < l->chunk ? l->n - done : l->chunk;
		ssize_t w;

		if (poll(&pfd, 1, 0) <= 0)
			break;
		w = write(l->fd, l->buf + done, k);
		if (w < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (w < 0) {
			l->fd = -1; /* nobody looks on any more */
			break;
		}
		done += (size_t)w;
	}
	if (l->fd < 0)
		done = l->n;
	if (done > 0 && done < l->n)
		memmove(l->buf, l->buf + done, l->n - done);
	l->n -= done;
}

void
live_status(struct live *l, double now)
{
	char line[160];
	long passed = (long)(now - l->started);
	long left = (long)(l->deadline - now);
	int k;

	if (!l->terminal || !l->at_line_start || l->n > 0)
		return;
	k = snprintf(line, sizeof(line),
	    ERASE "bench-exec: %u benchmark%s done, %ld:%02ld elapsed, "
		  "%ld:%02ld to the time limit",
	    l->done, l->done == 1 ? "" : "s", passed / 60, passed % 60,
	    left > 0 ? left / 60 : 0, left > 0 ? left % 60 : 0);
	pend(l, line, (size_t)k);
	l->status_shown = true;
	live_flush(l);
}
