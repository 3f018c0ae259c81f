/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sandbox - give up what a filter does not need, before it reads its input
 *
 * Landlock leaves only the named paths (beneath them, for directories);
 * no_new_privs is set; with SANDBOX_NO_NETWORK and SANDBOX_NO_EXEC a
 * seccomp filter makes socket, connect, bind, io_uring_setup, execve and
 * ptrace fail with EPERM.  What the kernel or the build lacks is left out
 * quietly.  Nothing happens under a sanitizer, whose runtime needs files of
 * its own.
 */
#ifndef BL_SANDBOX_H
#define BL_SANDBOX_H

enum {
	SANDBOX_NO_NETWORK = 1,
	SANDBOX_NO_EXEC = 2,
	SANDBOX_FILTER = SANDBOX_NO_NETWORK | SANDBOX_NO_EXEC,
	SANDBOX_RESOLVE = 4,  /* may read what names and certificates need */
	SANDBOX_ALL_FILES = 8 /* no Landlock: for what starts other programs */
};

/*
 * read, write: NULL-ended lists of paths, or NULL; a NULL path ends a list.
 * What is to be read and is not there is left out.  In a directory to be
 * written files may be made, replaced and read; where it is not there yet,
 * that holds for the nearest directory above it.  A file to be written may
 * be appended to.
 */
void sandbox_enter(
    const char *const *read, const char *const *write, int flags);

/* No core dump of this process: for those that hold a token. */
void sandbox_no_core(void);

#endif
