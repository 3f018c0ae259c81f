/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "sandbox.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_include)
#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#define HAVE_LANDLOCK
#endif
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#endif
#ifdef HAVE_SECCOMP
#include <errno.h>
#include <seccomp.h>
#endif

#if defined(HAVE_LANDLOCK) && !defined(SANITIZED)
#define FILE_READ LANDLOCK_ACCESS_FS_READ_FILE
#define DIR_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define DIR_WRITE                                                              \
	(DIR_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |                            \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |        \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* All rights of the first ABI: what is not granted is denied. */
#define HANDLED ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static void
allow(int ruleset, const char *const *paths, bool writable)
{
	for (; paths && *paths; paths++) {
		struct landlock_path_beneath_attr a = {0};
		struct stat st;

		a.parent_fd = open(*paths, O_PATH | O_CLOEXEC);
		if (a.parent_fd < 0)
			continue;
		a.allowed_access = writable ? DIR_WRITE : DIR_READ;
		if (fstat(a.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
			a.allowed_access =
			    writable ? FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE
				     : FILE_READ;
		syscall(SYS_landlock_add_rule, ruleset,
		    LANDLOCK_RULE_PATH_BENEATH, &a, 0);
		close(a.parent_fd);
	}
}

static void
landlock(const char *const *read, const char *const *write)
{
	struct landlock_ruleset_attr attr = {.handled_access_fs = HANDLED};
	long fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (fd < 0)
		return;
	allow((int)fd, read, false);
	allow((int)fd, write, true);
	syscall(SYS_landlock_restrict_self, (int)fd, 0);
	close((int)fd);
}
#endif

#if defined(HAVE_SECCOMP) && !defined(SANITIZED)
static void
deny(int flags)
{
	static const int network[] = {SCMP_SYS(socket), SCMP_SYS(socketpair),
	    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendto)};
	static const int exec[] = {SCMP_SYS(execve), SCMP_SYS(execveat),
	    SCMP_SYS(ptrace), SCMP_SYS(process_vm_writev)};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;

	if (!ctx)
		return;
	for (i = 0; flags & SANDBOX_NO_NETWORK && i < 5; i++)
		seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), network[i], 0);
	for (i = 0; flags & SANDBOX_NO_EXEC && i < 4; i++)
		seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), exec[i], 0);
	seccomp_load(ctx);
	seccomp_release(ctx);
}
#endif

void
sandbox_enter(const char *const *read, const char *const *write, int flags)
{
	(void)read;
	(void)write;
	(void)flags;
#ifndef SANITIZED
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifdef HAVE_LANDLOCK
	landlock(read, write);
#endif
#ifdef HAVE_SECCOMP
	if (flags)
		deny(flags);
#endif
#endif
}

void
sandbox_no_core(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
