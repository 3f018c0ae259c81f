/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* facts - see facts.h */
#define _GNU_SOURCE
#include "facts.h"

#include <ctype.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "diag.h"
#include "fsio.h"
#include "kernel.h"
#include "machine.h"

static int
cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return CPU_COUNT(&set);
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

/* /proc/meminfo, "KEY:  123 kB", in bytes. */
static double
meminfo(const char *text, const char *key)
{
	const char *v = kernel_line(text, key, ':');

	return v ? strtod(v, NULL) * 1024 : NAN;
}

static void
read_memory(struct facts *f, const char *root)
{
	char *text = kernel_file(root, "/proc/meminfo");

	f->memory = meminfo(text, "MemTotal");
	f->available = meminfo(text, "MemAvailable");
	f->swap_used = meminfo(text, "SwapTotal") - meminfo(text, "SwapFree");
	free(text);
}

/* One word for all CPUs, or "mixed". */
static char *
of_all_cpus(const char *root, const char *file)
{
	char *all = NULL;
	long n = sysconf(_SC_NPROCESSORS_CONF);

	for (long i = 0; i < n; i++) {
		char path[96];
		char *one;

		snprintf(path, sizeof(path),
		    "/sys/devices/system/cpu/cpu%ld/cpufreq/%s", i, file);
		one = kernel_word(root, path);
		if (one && all && strcmp(one, all) != 0) {
			free(all);
			all = xstrdup("mixed");
		}
		if (one && !all)
			all = one;
		else
			free(one);
	}
	return all;
}

/* Intel's driver says "no turbo", the others "boost". */
static char *
turbo(const char *root)
{
	char *no =
	    kernel_word(root, "/sys/devices/system/cpu/intel_pstate/no_turbo");
	char *boost =
	    kernel_word(root, "/sys/devices/system/cpu/cpufreq/boost");
	const char *on = NULL;

	if (no)
		on = no[0] == '0' ? "on" : "off";
	else if (boost)
		on = boost[0] == '1' ? "on" : "off";
	free(no);
	free(boost);
	return on ? xstrdup(on) : NULL;
}

/* cgroup v2: "200000 100000" is two CPUs' time, "max 100000" no limit. */
static double
quota(const char *root)
{
	char *text = kernel_cgroup(root, "cpu.max");
	double v[2];
	int n = kernel_numbers(text, v, 2);

	free(text);
	return n == 2 ? v[0] / v[1] : NAN;
}

void
facts_read(struct facts *f, const char *root)
{
	struct utsname u;

	memset(f, 0, sizeof(*f));
	if (uname(&u) == 0) {
		f->platform = xstrdup(u.sysname);
		for (char *p = f->platform; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		f->kernel = xstrdup(u.release);
		f->arch = xstrdup(u.machine);
	}
	f->cpu_model = machine_cpu(root);
	f->cpu_cores = cores();
	f->cpu_quota = quota(root);
	f->governor = of_all_cpus(root, "scaling_governor");
	f->driver = of_all_cpus(root, "scaling_driver");
	f->turbo = turbo(root);
	f->virtualization = machine_virtualization(root, f->kernel);
	read_memory(f, root);
}

void
facts_free(struct facts *f)
{
	free(f->platform);
	free(f->kernel);
	free(f->arch);
	free(f->cpu_model);
	free(f->governor);
	free(f->driver);
	free(f->turbo);
	free(f->virtualization);
	memset(f, 0, sizeof(*f));
}

void
facts_fingerprint(const struct facts *f, const char *level, char out[17])
{
	char hex[SHA256_HEX];
	char *text = xasprintf("%s\n%s\n%d\n%s\n", f->arch ? f->arch : "",
	    f->cpu_model ? f->cpu_model : "", f->cpu_cores, level ? level : "");

	fsio_sha256(text, strlen(text), hex);
	memcpy(out, hex, 16);
	out[16] = '\0';
	free(text);
}
