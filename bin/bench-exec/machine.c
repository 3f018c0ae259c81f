/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* machine - see machine.h */
#include "machine.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "diag.h"
#include "kernel.h"

/* A line's rest, runs of blanks made one; NULL when nothing is left. */
static char *
tidy(const char *s)
{
	size_t n = strcspn(s, "\n"), k = 0;
	char *out = xstrndup(s, n);

	for (size_t i = 0; i < n; i++)
		if (!isspace((unsigned char)out[i]) ||
		    (k > 0 && out[k - 1] != ' '))
			out[k++] =
			    (char)(isspace((unsigned char)out[i]) ? ' '
								  : out[i]);
	while (k > 0 && out[k - 1] == ' ')
		k--;
	out[k] = '\0';
	if (k > 0)
		return out;
	free(out);
	return NULL;
}

char *
machine_cpu(const char *root)
{
	/* x86; MIPS; POWER; s390; some ARM boards */
	static const char *const keys[] = {
	    "model name", "cpu model", "cpu", "processor 0", "Model"};
	char *text = kernel_file(root, "/proc/cpuinfo"), *name = NULL;
	const char *v;

	for (size_t i = 0; !name && i < sizeof(keys) / sizeof(keys[0]); i++)
		if ((v = kernel_line(text, keys[i], ':')))
			name = tidy(v);
	/* 64-bit ARM has numbers only; they do tell two kinds apart. */
	if (!name && (v = kernel_line(text, "CPU implementer", ':'))) {
		const char *part = kernel_line(text, "CPU part", ':');
		char *a = tidy(v), *b = part ? tidy(part) : NULL;

		if (a && b)
			name = xasprintf("ARM implementer %s part %s", a, b);
		free(a);
		free(b);
	}
	free(text);
	return name;
}

static bool
there(const char *root, const char *path)
{
	char *full = xasprintf("%s%s", root, path);
	bool yes = access(full, F_OK) == 0;

	free(full);
	return yes;
}

static const char *
container(const char *root)
{
	static const struct {
		const char *in, *name;
	} names[] = {{"kubepods", "kubernetes"}, {"docker", "docker"},
	    {"libpod", "podman"}, {"lxc", "lxc"}};
	char *cgroup = kernel_file(root, "/proc/1/cgroup");
	char *word = kernel_word(root, "/run/systemd/container");
	const char *name = NULL;

	if (there(root, "/.dockerenv"))
		name = "docker";
	else if (there(root, "/run/.containerenv"))
		name = "podman";
	for (size_t i = 0; !name && i < sizeof(names) / sizeof(names[0]); i++)
		if ((cgroup && strstr(cgroup, names[i].in)) ||
		    (word && strstr(word, names[i].in)))
			name = names[i].name;
	if (!name && word)
		name = "container";
	free(cgroup);
	free(word);
	return name;
}

/* The vendor that the firmware names, or the flag that hypervisors set. */
static const char *
vm(const char *root)
{
	static const struct {
		const char *in, *name;
	} names[] = {{"QEMU", "vm:kvm"}, {"KVM", "vm:kvm"},
	    {"VMware", "vm:vmware"}, {"innotek", "vm:virtualbox"},
	    {"Xen", "vm:xen"}, {"Microsoft Corporation Virtual", "vm:hyperv"},
	    {"Amazon EC2", "vm:amazon"}, {"Google Compute", "vm:google"},
	    {"Parallels", "vm:parallels"},
	    {"Apple Virtualization", "vm:apple"}};
	char *vendor = kernel_word(root, "/sys/class/dmi/id/sys_vendor");
	char *product = kernel_word(root, "/sys/class/dmi/id/product_name");
	char *cpu = kernel_file(root, "/proc/cpuinfo");
	const char *flags = kernel_line(cpu, "flags", ':');
	size_t n = flags ? strcspn(flags, "\n") : 0;
	const char *flag = flags ? strstr(flags, " hypervisor") : NULL;
	char *both =
	    xasprintf("%s %s", vendor ? vendor : "", product ? product : "");
	const char *name = NULL;

	for (size_t i = 0; !name && i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(both, names[i].in))
			name = names[i].name;
	/* Bare metal can be had from a cloud, too. */
	if (flags && (!flag || flag > flags + n))
		name = NULL;
	else if (flag && !name)
		name = "vm";
	free(vendor);
	free(product);
	free(cpu);
	free(both);
	return name;
}

char *
machine_virtualization(const char *root, const char *kernel)
{
	const char *box = container(root), *machine = vm(root);

	if (kernel && (strstr(kernel, "icrosoft") || strstr(kernel, "WSL")))
		machine = "wsl";
	if (box && machine)
		return xasprintf("%s+%s", box, machine);
	return xstrdup(box ? box : machine ? machine : "none");
}
