/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * facts - the machine that a benchmark runs on, and what else it did meanwhile
 *
 * Facts that stand are read once; counters are read before and after the run
 * and never in between.  What the kernel does not tell is NULL or NAN, never
 * guessed.  root is put before every path: "" but in tests.
 */
#ifndef BL_FACTS_H
#define BL_FACTS_H

#include <stdbool.h>
#include <stddef.h>

struct facts {
	char *platform, *kernel,
	    *arch; /* "linux", "6.1.0-13-amd64", "x86_64" */
	char *cpu_model;
	int cpu_cores;    /* that this process may run on */
	double cpu_quota; /* CPUs' worth of time that a cgroup allows */
	char *governor;   /* "mixed" where the CPUs differ */
	char *driver;     /* of the frequency: "acpi-cpufreq" */
	char *turbo;      /* "on", "off" */
	double memory, available, swap_used; /* bytes */
	char *virtualization; /* "none", "wsl", "docker", "vm:kvm",
				 "docker+vm:kvm" */
};

void facts_read(struct facts *f, const char *root);
void facts_free(struct facts *f);

/*
 * First 16 hex digits of SHA-256 over arch, cpu_model, cpu_cores and
 * optimization_level, each followed by LF; what is not known is empty.
 */
void facts_fingerprint(const struct facts *f, const char *level, char out[17]);

/* Counters since boot. */
struct counters {
	double at;                 /* seconds, CLOCK_MONOTONIC */
	double load;               /* average over a minute */
	double total, busy, steal; /* CPU time of all, seconds */
	double cpu, io, memory;    /* pressure: seconds that some task waited */
	double throttled;          /* by a cgroup's quota, seconds */
	double hot;                /* thermal throttle events */
	double swapped_in;         /* pages */
};
void counters_read(struct counters *c, const char *root);

/*
 * The peak of this process's memory cgroup, from now until facts_peak_end.
 * NAN where the kernel can't tell: no cgroup v2, or an old kernel and a
 * peak that was higher before.
 */
struct peak {
	int fd;
	double before; /* the peak when it began; 0 when it could be reset */
};
void peak_begin(struct peak *p, const char *root);
double peak_end(struct peak *p);

#endif
