/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "sandbox.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "diag.h"

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
/* Later than the oldest headers that know Landlock: ABI 2, ABI 3. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define FILE_READ LANDLOCK_ACCESS_FS_READ_FILE
#define FILE_WRITE                                                             \
	(FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |                           \
	    LANDLOCK_ACCESS_FS_TRUNCATE)
#define DIR_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define DIR_WRITE                                                              \
	(DIR_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_MAKE_REG |                 \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |     \
	    LANDLOCK_ACCESS_FS_REFER)

/* What resolving a name and checking a certificate reads. */
static const char *const resolver[] = {"/etc/ca-certificates",
    "/etc/crypto-policies", "/etc/gai.conf", "/etc/host.conf", "/etc/hosts",
    "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/pki", "/etc/resolv.conf",
    "/etc/services", "/etc/ssl", "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/certs/ca-bundle.crt", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
    "/usr/local/share/ca-certificates", "/usr/share/ca-certificates",
    "/dev/urandom", NULL};

/* path, or for writing the nearest directory above it that is there. */
static int
open_path(const char *path, bool writable)
{
	char *p = xstrdup(path), *slash;
	int fd;

	while ((fd = open(p, O_PATH | O_CLOEXEC)) < 0 && writable) {
		if ((slash = strrchr(p, '/')) != NULL && slash != p) {
			*slash = '\0';
			continue;
		}
		fd = open(slash ? "/" : ".", O_PATH | O_CLOEXEC);
		break;
	}
	free(p);
	return fd;
}

/* One rule; handled: the rights that this kernel knows. */
static void
allow(int ruleset, const char *path, bool writable, uint64_t handled)
{
	struct landlock_path_beneath_attr a = {0};
	struct stat st;

	a.parent_fd = open_path(path, writable);
	if (a.parent_fd < 0)
		return;
	a.allowed_access = writable ? DIR_WRITE : DIR_READ;
	if (fstat(a.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		a.allowed_access = writable ? FILE_WRITE : FILE_READ;
	a.allowed_access &= handled;
	syscall(
	    SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &a, 0);
	close(a.parent_fd);
}

/*
 * All rights that concern files, as far as the kernel has them: what is not
 * granted is denied.  The first ABI denies every rename from one directory to
 * another, which a store needs: there, what writes goes without.
 */
static void
landlock(const char *const *read, const char *const *write, int flags)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t rights = abi >= 3   ? LANDLOCK_ACCESS_FS_TRUNCATE
			  : abi == 2 ? LANDLOCK_ACCESS_FS_REFER
				     : LANDLOCK_ACCESS_FS_MAKE_SYM;
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = (rights << 1) - 1};
	const char *const *names = flags & SANDBOX_RESOLVE ? resolver : NULL;
	long fd;

	if (abi < 1 || (abi == 1 && write && *write))
		return;
	fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd < 0)
		return;
	for (; read && *read; read++)
		allow((int)fd, *read, false, attr.handled_access_fs);
	for (; names && *names; names++)
		allow((int)fd, *names, false, attr.handled_access_fs);
	for (; write && *write; write++)
		allow((int)fd, *write, true, attr.handled_access_fs);
	syscall(SYS_landlock_restrict_self, (int)fd, 0);
	close((int)fd);
}
#endif

#if defined(HAVE_SECCOMP) && !defined(SANITIZED)
static void
refuse(scmp_filter_ctx ctx, const int *call, size_t n)
{
	for (; n > 0; n--, call++)
		seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), *call, 0);
}

static void
deny(int flags)
{
	/* io_uring makes and connects sockets without these calls. */
	static const int network[] = {SCMP_SYS(socket), SCMP_SYS(socketpair),
	    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendto),
	    SCMP_SYS(io_uring_setup)};
	static const int exec[] = {SCMP_SYS(execve), SCMP_SYS(execveat),
	    SCMP_SYS(ptrace), SCMP_SYS(process_vm_writev)};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (!ctx)
		return;
	if (flags & SANDBOX_NO_NETWORK)
		refuse(ctx, network, sizeof(network) / sizeof(*network));
	if (flags & SANDBOX_NO_EXEC)
		refuse(ctx, exec, sizeof(exec) / sizeof(*exec));
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
	if (!(flags & SANDBOX_ALL_FILES))
		landlock(read, write, flags);
#endif
#ifdef HAVE_SECCOMP
	if (flags & SANDBOX_FILTER)
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
