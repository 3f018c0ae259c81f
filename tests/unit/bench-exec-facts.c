/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* facts: what /proc and /sys tell, from a tree made for it. */
#define _GNU_SOURCE
#include <ftw.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../bin/bench-exec/facts.h"
#include "../../bin/bench-exec/machine.h"
#include "../../bin/bench-exec/run.h"
#include "fsio.h"
#include "tap.h"

static char root[] = "/tmp/benchline-facts.XXXXXX";

static void
put(const char *path, const char *text)
{
	char *full = xasprintf("%s%s", root, path), *slash;
	struct err e = {ST_DONE, ""};

	slash = strrchr(full, '/');
	*slash = '\0';
	fsio_mkdirs(full, &e);
	*slash = '/';
	if (!fsio_replace(full, text, strlen(text), 0, &e))
		printf("# %s\n", e.text);
	free(full);
}

/* The same file, open elsewhere. */
static void
overwrite(const char *path, const char *text)
{
	char *full = xasprintf("%s%s", root, path);
	FILE *f = fopen(full, "w");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
	free(full);
}

static void
take(const char *path)
{
	char *full = xasprintf("%s%s", root, path);

	remove(full);
	free(full);
}

static void
is_machine(const char *want)
{
	char *got = machine_virtualization(root, "6.1.0");

	is_str(got, want, want);
	free(got);
}

static void
is_cpu(const char *cpuinfo, const char *want)
{
	char *got;

	put("/proc/cpuinfo", cpuinfo);
	got = machine_cpu(root);
	is_str(got, want, want ? want : "no name");
	free(got);
}

static void
test_machine(void)
{
	char *got;

	is_cpu("processor\t: 0\nmodel\t\t: 1\nmodel name\t: AMD  EPYC 7763 "
	       "\t64-Core\n"
	       "cpu MHz\t: 2\n",
	    "AMD EPYC 7763 64-Core");
	is_cpu("processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n",
	    "ARM implementer 0x41 part 0xd0c");
	is_cpu("processor\t: 0\ncpu\t\t: POWER9 (raw), altivec supported\n",
	    "POWER9 (raw), altivec supported");
	is_cpu("model name\t:  \n", NULL);
	is_cpu("flags\t\t: fpu sse\n", NULL);
	is_machine("none");
	put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	is_machine("none");
	put("/proc/cpuinfo", "flags\t\t: fpu hypervisor sse\n");
	is_machine("vm:amazon");
	put("/sys/class/dmi/id/sys_vendor", "Microsoft Corporation\n");
	put("/sys/class/dmi/id/product_name", "Virtual Machine\n");
	is_machine("vm:hyperv");
	put("/proc/1/cgroup", "0::/kubepods/pod1\n");
	is_machine("kubernetes+vm:hyperv");
	put("/.dockerenv", "");
	is_machine("docker+vm:hyperv");
	take("/.dockerenv");
	take("/proc/1/cgroup");
	take("/sys/class/dmi/id/sys_vendor");
	is_machine("vm");
	got = machine_virtualization(root, "5.15.1-microsoft-standard-WSL2");
	is_str(got, "wsl", "wsl");
	free(got);
}

static void
test_facts(void)
{
	struct facts f;
	char print[17];

	put("/proc/meminfo",
	    "MemTotal:       16 kB\nMemFree: 1 kB\n"
	    "MemAvailable:    8 kB\nSwapTotal:  5 kB\nSwapFree:   3 kB\n");
	put("/proc/self/cgroup", "1:cpu:/x\n0::/a.slice/b\n");
	put("/sys/fs/cgroup/a.slice/b/cpu.max", "150000 100000\n");
	put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
	    "powersave\n");
	put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver",
	    "acpi-cpufreq\n");
	put("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
	facts_read(&f, root);
	is_real(f.memory, 16 * 1024, 0, "memory");
	is_real(f.available, 8 * 1024, 0, "available");
	is_real(f.swap_used, 2 * 1024, 0, "swap in use");
	is_real(f.cpu_quota, 1.5, 0, "a cgroup's quota");
	is_str(f.governor, "powersave", "governor");
	is_str(f.driver, "acpi-cpufreq", "driver");
	is_str(f.turbo, "off", "turbo");
	is_str(f.platform, "linux", "platform");
	facts_free(&f);
	put("/sys/fs/cgroup/a.slice/b/cpu.max", "max 100000\n");
	put("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor",
	    "performance\n");
	take("/sys/devices/system/cpu/intel_pstate/no_turbo");
	put("/sys/devices/system/cpu/cpufreq/boost", "1\n");
	facts_read(&f, root);
	is_real(f.cpu_quota, NAN, 0, "no quota");
	if (sysconf(_SC_NPROCESSORS_CONF) > 1)
		is_str(f.governor, "mixed", "governors that differ");
	is_str(f.turbo, "on", "boost");
	facts_free(&f);

	memset(&f, 0, sizeof(f));
	f.cpu_cores = 2;
	f.arch = xstrdup("x86_64");
	facts_fingerprint(&f, NULL, print);
	/* printf 'x86_64\n\n2\n\n' | sha256sum */
	is_str(print, "535de2ca578c1700", "the fingerprint's bytes");
	facts_free(&f);
}

static void
test_counters(void)
{
	struct counters c;
	struct peak p;

	put("/proc/stat", "cpu  100 0 200 300 50 0 0 25 0 0\ncpu0 1 2 3\n");
	put("/proc/loadavg", "1.25 1.00 0.50 2/300 999\n");
	put("/proc/pressure/cpu",
	    "some avg10=0.89 avg60=1.29 avg300=0.64 total=8634911\n");
	put("/proc/vmstat", "pswpout 1\npswpin 7\n");
	put("/sys/fs/cgroup/a.slice/b/cpu.stat",
	    "usage_usec 5\nthrottled_usec 2500000\n");
	put("/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
	    "3\n");
	counters_read(&c, root);
	is_real(c.total, 6.75, 0, "all CPU time");
	is_real(c.busy, 3.0, 0, "busy");
	is_real(c.steal, 0.25, 0, "steal");
	is_real(c.load, 1.25, 0, "load");
	is_real(c.cpu, 8.634911, 1e-12, "pressure");
	is_real(c.io, NAN, 0, "not told");
	is_real(c.throttled, 2.5, 0, "throttled");
	is_real(c.hot, 3, 0, "heat");
	is_real(c.swapped_in, 7, 0, "swapped in");

	put("/sys/fs/cgroup/a.slice/b/memory.peak", "4096\n");
	peak_begin(&p, root);
	overwrite("/sys/fs/cgroup/a.slice/b/memory.peak", "8192\n");
	is_real(peak_end(&p), 8192, 0, "the peak since it was reset");
	peak_begin(&p, root);
	overwrite("/sys/fs/cgroup/a.slice/b/memory.peak", "junk\n");
	is_real(peak_end(&p), NAN, 0, "no number, no peak");
	take("/proc/self/cgroup");
	peak_begin(&p, root);
	is_real(peak_end(&p), NAN, 0, "no cgroup, no peak");
}

/*
 * How many disturbances there were in a run of 10 s on CPUs that could give
 * total, gave busy to all and ours to the benchmark, and lost steal seconds.
 */
static size_t
disturbances(double total, double busy, double ours, double steal)
{
	struct run r = {.before = {.hot = NAN, .swapped_in = NAN}};
	size_t n;

	r.after = (struct counters){.at = 10,
	    .total = total,
	    .busy = busy,
	    .steal = steal,
	    .hot = NAN,
	    .throttled = NAN,
	    .swapped_in = NAN};
	r.end.user = ours;
	r.warnings = json_array();
	r.disturbances = json_array();
	judge_after(&r);
	n = json_array_size(r.disturbances);
	is_num(json_array_size(r.warnings), n, "all are warnings");
	json_decref(r.warnings);
	json_decref(r.disturbances);
	return n;
}

static void
test_disturbances(void)
{
	is_num(disturbances(20, 10, 10, 0), 0, "alone on one of two CPUs");
	is_num(disturbances(20, 20, 20, 0), 0, "alone on both");
	is_num(disturbances(20, 18, 10, 0), 1, "others on the second");
	is_num(disturbances(20, 14, 10, 0), 0, "they use 20 %");
	is_num(disturbances(640, 400, 10, 0), 0, "many, of 64 CPUs");
	is_num(disturbances(640, 600, 10, 0), 1, "and none is left");
	is_num(disturbances(20, 10, 10, 1), 0, "5 % stolen");
	is_num(disturbances(20, 10, 10, 1.1), 1, "more is too much");
	is_num(disturbances(NAN, NAN, 10, NAN), 0, "nothing told");
}

static int
unlink_it(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

int
main(void)
{
	if (!mkdtemp(root))
		return 1;
	test_machine();
	test_facts();
	test_counters();
	test_disturbances();
	is_num(nftw(root, unlink_it, 8, FTW_DEPTH | FTW_PHYS), 0, "cleaned up");
	return done();
}
