/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * machine - which processor this is, and whether it is a whole machine
 */
#ifndef BL_MACHINE_H
#define BL_MACHINE_H

/* "AMD EPYC 7763 64-Core Processor", new, or NULL. */
char *machine_cpu(const char *root);

/*
 * "none"; "wsl"; a container ("docker", "podman", "lxc", "kubernetes",
 * "container"), a virtual machine ("vm:kvm", "vm:amazon", "vm"), or both with
 * "+" between.  New, or NULL where it can't be told.
 */
char *machine_virtualization(const char *root, const char *kernel);

#endif
