/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* counters - what the machine did, in numbers that only grow: see facts.h */
#define _GNU_SOURCE
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "diag.h"
#include "facts.h"
#include "kernel.h"

/* "cpu  user nice system idle iowait irq softirq steal guest guest_nice" */
static void
read_cpu(struct counters *c, const char *root)
{
	char *text = kernel_file(root, "/proc/stat");
	const char *v = kernel_line(text, "cpu", ' ');
	double t[8] = {0}, tick = (double)sysconf(_SC_CLK_TCK);
	double all = 0;

	c->total = c->busy = c->steal = NAN;
	if (kernel_numbers(v, t, 8) == 8) {
		for (int i = 0; i < 8; i++)
			all += t[i];
		c->total = all / tick;
		c->steal = t[7] / tick;
		c->busy = (all - t[3] - t[4] - t[7]) / tick;
	}
	free(text);
}

/* The number after key in text, which is freed; NAN where it is not there. */
static double
number_of(char *text, const char *key)
{
	const char *v = kernel_line(text, key, ' ');
	double n = v ? strtod(v, NULL) : NAN;

	free(text);
	return n;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=123", in microseconds */
static double
pressure(const char *root, const char *path)
{
	char *text = kernel_file(root, path);
	const char *v = kernel_line(text, "some", ' ');
	double us = NAN;

	v = v ? strstr(v, "total=") : NULL;
	if (v)
		us = strtod(v + 6, NULL);
	free(text);
	return us / 1e6;
}

/* How often cores were too hot, all added up. */
static double
hot(const char *root)
{
	double sum = NAN;
	long n = sysconf(_SC_NPROCESSORS_CONF); /* opens a file */

	for (long i = 0; i < n; i++) {
		char path[96];
		char *one;

		snprintf(path, sizeof(path),
		    "/sys/devices/system/cpu/cpu%ld/thermal_throttle/"
		    "core_throttle_count",
		    i);
		one = kernel_word(root, path);
		if (one)
			sum = (isnan(sum) ? 0 : sum) + strtod(one, NULL);
		free(one);
	}
	return sum;
}

void
counters_read(struct counters *c, const char *root)
{
	char *load = kernel_word(root, "/proc/loadavg");

	c->at = child_now();
	c->load = load ? strtod(load, NULL) : NAN;
	free(load);
	read_cpu(c, root);
	c->cpu = pressure(root, "/proc/pressure/cpu");
	c->io = pressure(root, "/proc/pressure/io");
	c->memory = pressure(root, "/proc/pressure/memory");
	c->throttled =
	    number_of(kernel_cgroup(root, "cpu.stat"), "throttled_usec") / 1e6;
	c->hot = hot(root);
	c->swapped_in = number_of(kernel_file(root, "/proc/vmstat"), "pswpin");
}

static double
read_number(int fd)
{
	char text[32];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return NAN;
	text[n] = '\0';
	return strtod(text, NULL);
}

void
peak_begin(struct peak *p, const char *root)
{
	char *path = kernel_cgroup_path(root, "memory.peak");
	char *full = path ? xasprintf("%s%s", root, path) : NULL;

	p->fd = -1;
	p->before = NAN;
	/* Since Linux 6.12 a write resets what this descriptor shows. */
	if (full && (p->fd = open(full, O_RDWR | O_CLOEXEC)) >= 0 &&
	    write(p->fd, "0\n", 2) == 2)
		p->before = 0;
	else if (full && p->fd < 0)
		p->fd = open(full, O_RDONLY | O_CLOEXEC);
	if (p->fd >= 0 && isnan(p->before))
		p->before = read_number(p->fd);
	free(path);
	free(full);
}

double
peak_end(struct peak *p)
{
	double now = p->fd >= 0 ? read_number(p->fd) : NAN;

	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	return now > p->before ? now : NAN;
}
