/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* child - see child.h */
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "spawn.h"
#include "tree.h"

#define PIPE_SIZE (1 << 20) /* so that the child seldom waits for us */
#define NAP_MAX 0.1         /* seconds between two looks at trickling output */
#define NAP_MIN 0.001
#define KILL_AGAIN 0.1 /* between two rounds of KILL */
#define KILL_LIMIT 10  /* then what is left can't be killed */

enum stage { RUNNING, TERMED, KILLED };

/* One command on its way. */
struct watch {
	const struct child *c;
	struct ending *end;
	int out, err; /* the pipes, -1 when closed */
	pid_t pid;    /* the command, 0 when reaped */
	bool childless;
	enum stage stage;
	double stage_at; /* when it began */
	double started;
	double nap, awake; /* how long, until when the pipes are left alone */
	double next_status;
};

double
child_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Everyone that /proc knows of; without it, the command's session. */
static void
kill_all(const struct watch *w, int sig)
{
	if (tree_signal(sig) == 0 && w->pid > 0)
		kill(-w->pid, sig);
}

/* Begin the next stage of stopping the tree. */
static void
stop(struct watch *w, enum stage stage)
{
	if (stage > w->stage) {
		w->stage = stage;
		w->stage_at = child_now();
	}
	if (stage == TERMED) {
		kill_all(w, SIGTERM);
		kill_all(w, SIGCONT); /* the stopped ones, too */
	} else {
		kill_all(w, SIGKILL);
	}
}

static void
command_ended(struct watch *w, int status)
{
	w->pid = 0;
	w->end->seconds = child_now() - w->started;
	w->end->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	w->end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void
reap(struct watch *w)
{
	struct ending *end = w->end;
	struct rusage u;
	int status;
	pid_t pid;

	for (;;) {
		pid = wait4(-1, &status, WNOHANG, &u);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid <= 0)
			break;
		end->user += seconds(u.ru_utime);
		end->system += seconds(u.ru_stime);
		end->max_rss = fmax(end->max_rss, (double)u.ru_maxrss * 1024);
		end->major_faults += (double)u.ru_majflt;
		end->involuntary_switches += (double)u.ru_nivcsw;
		if (pid == w->pid)
			command_ended(w, status);
	}
	w->childless = pid < 0 && errno == ECHILD;
	if (w->pid == 0 && !w->childless && w->stage == RUNNING) {
		end->left = tree_signal(0);
		stop(w, TERMED);
	}
}

static void
take_signals(struct watch *w)
{
	struct signalfd_siginfo info;
	bool child = false;

	while (read(spawn_signals(), &info, sizeof(info)) ==
	       (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			child = true;
			continue;
		}
		/* Asked twice, no more grace. */
		stop(w, w->end->caught ? KILLED : TERMED);
		w->end->caught = (int)info.ssi_signo;
	}
	if (child)
		reap(w);
	if (child && w->stage == KILLED && !w->childless)
		stop(w, KILLED);
}

/* What time alone brings about. */
static void
take_time(struct watch *w, double now)
{
	if (w->stage == RUNNING && now >= w->c->deadline) {
		w->end->timed_out = true;
		stop(w, TERMED);
	} else if (w->stage == TERMED && now >= w->stage_at + w->c->grace) {
		stop(w, KILLED);
	} else if (w->stage == KILLED) {
		stop(w, KILLED);
		w->end->survivors = now >= w->stage_at + KILL_LIMIT;
	}
	if (w->c->live && now >= w->next_status) {
		live_status(w->c->live, now);
		w->next_status = floor(now - w->started + 1) + w->started;
	}
}

/* Read what *fd holds, a pipe full at most; closes it at the end. */
static long
drain(struct capture *c, int *fd)
{
	long n = 1, got = 0;

	while (*fd >= 0 && got < PIPE_SIZE && n > 0) {
		n = capture_read(c, *fd);
		if (n > 0)
			got += n;
		if (n == 0 || c->error) {
			close(*fd);
			*fd = -1;
		}
	}
	return got;
}

/*
 * Empty both pipes, and choose when to look again: sooner where an
 * eighth of a pipe or more had come together, later where little had.
 */
static void
take_output(struct watch *w, bool out, bool err)
{
	long got = 0;

	if (out)
		got += drain(w->c->out, &w->out);
	if (err)
		got += drain(w->c->err, &w->err);
	if (w->c->live)
		live_flush(w->c->live);
	if (got > PIPE_SIZE / 8)
		w->nap = w->nap > 2 * NAP_MIN ? w->nap / 2 : 0;
	else
		w->nap = fmin(fmax(2 * w->nap, NAP_MIN), NAP_MAX);
	w->awake = child_now() + w->nap;
}

/* The next moment at which something is to be done without an event. */
static int
patience(const struct watch *w, double now, bool napping)
{
	double until = w->stage == RUNNING  ? w->c->deadline
		       : w->stage == TERMED ? w->stage_at + w->c->grace
					    : now + KILL_AGAIN;

	if (napping)
		until = fmin(until, w->awake);
	if (w->c->live && w->c->live->terminal)
		until = fmin(until, w->next_status);
	return (int)fmin(fmax(ceil((until - now) * 1000), 0), 1e9);
}

static void
wait_for_something(struct watch *w)
{
	double now = child_now();
	bool pending = w->c->live && w->c->live->n > 0;
	bool napping = now < w->awake;
	bool look = !pending && !napping;
	struct pollfd p[4] = {
	    {.fd = spawn_signals(), .events = POLLIN},
	    {.fd = look ? w->out : -1, .events = POLLIN},
	    {.fd = look ? w->err : -1, .events = POLLIN},
	    {.fd = pending ? w->c->live->fd : -1, .events = POLLOUT},
	};

	if (poll(p, 4, patience(w, now, napping)) < 0)
		return;
	if (p[1].revents || p[2].revents)
		take_output(w, p[1].revents != 0, p[2].revents != 0);
	if (p[3].revents)
		live_flush(w->c->live);
	if (p[0].revents)
		take_signals(w);
	take_time(w, child_now());
}

/* Nobody of ours writes any more: take what is in the pipes, and no more. */
static void
finish_output(struct watch *w)
{
	while (w->out >= 0 && drain(w->c->out, &w->out) > 0)
		continue;
	while (w->err >= 0 && drain(w->c->err, &w->err) > 0)
		continue;
	if (w->out >= 0)
		close(w->out);
	if (w->err >= 0)
		close(w->err);
}

/*
 * Whoever reads the live output may have the rest of the time for it, but a
 * run that was stopped waits a second for no one.
 */
static void
finish_live(struct watch *w)
{
	struct live *l = w->c->live;
	double until = w->c->deadline, now;

	while (l && l->n > 0 && (now = child_now()) < until) {
		struct pollfd p[2] = {
		    {.fd = spawn_signals(), .events = POLLIN},
		    {.fd = l->fd, .events = POLLOUT},
		};

		if (w->end->timed_out || w->end->caught)
			until = fmin(until, now + 1);
		poll(p, 2, (int)fmin(ceil((until - now) * 1000), 1e9));
		if (p[0].revents)
			take_signals(w);
		live_flush(l);
	}
	if (l)
		l->n = 0;
}

static bool
make_pipe(int p[2], struct err *e)
{
	if (pipe2(p, O_CLOEXEC) != 0)
		return err_sys(e, "can't make a pipe");
	return true;
}

static void
close_pair(int p[2])
{
	close(p[0]);
	close(p[1]);
}

bool
child_run(const struct child *c, struct ending *end, struct err *e)
{
	struct watch w = {.c = c, .end = end};
	int out[2], err[2];

	memset(end, 0, sizeof(*end));
	end->exit = -1;
	if (!make_pipe(out, e))
		return false;
	if (!make_pipe(err, e)) {
		close_pair(out);
		return false;
	}
	for (int i = 0; i < 2; i++) {
		fcntl(i ? err[0] : out[0], F_SETPIPE_SZ, PIPE_SIZE);
		fcntl(i ? err[0] : out[0], F_SETFL, O_NONBLOCK);
	}
	w.started = child_now();
	w.pid = spawn(c, out[1], err[1], e);
	close(out[1]);
	close(err[1]);
	w.out = out[0];
	w.err = err[0];
	if (w.pid < 0) {
		close(w.out);
		close(w.err);
		return false;
	}
	while (!w.childless && !end->survivors)
		wait_for_something(&w);
	finish_output(&w);
	finish_live(&w);
	return true;
}
