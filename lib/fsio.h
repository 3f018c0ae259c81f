/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fsio - files: read with a cap, replace atomically, make directories
 */
#ifndef BL_FSIO_H
#define BL_FSIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "diag.h"

/*
 * Read a regular file of at most max bytes.  *text is new, NUL-ended (the NUL
 * not counted).  Not there: ST_SYSTEM, and errno is ENOENT.
 */
bool fsio_slurp(
    const char *path, size_t max, char **text, size_t *n, struct err *e);

/*
 * The same of at most JIO_TEXT_MAX bytes, counted as held until jio_drop_text.
 */
bool fsio_text(const char *path, char **text, size_t *n, struct err *e);

/*
 * Replace path by these n bytes, all or nothing: a temporary file in the same
 * directory, fsync, rename, fsync of the directory.  mode 0 means 0666
 * less the umask; otherwise exactly mode.  On failure the old file stands and
 * no temporary file is left.  What is no regular file is not replaced: not
 * /dev/null, nor /dev/stdout, a link.
 */
bool fsio_replace(
    const char *path, const void *p, size_t n, mode_t mode, struct err *e);

/*
 * False when path is a pipe, a device or a socket, that whoever opens it may
 * wait for.  What stands in a store by its own name is asked for; what a user
 * names may be anything.
 */
bool fsio_plain(const char *path, struct err *e);

/* mkdir -p; an existing directory is fine. */
bool fsio_mkdirs(const char *path, struct err *e);

/*
 * Wait for a lock (F_RDLCK or F_WRLCK) on all of the open file fd, which is
 * given up when that is closed.  After three seconds stderr is told that path
 * is waited for.
 */
bool fsio_lock(int fd, short type, const char *path);

/* dir/name, new. */
char *fsio_join(const char *dir, const char *name);

/* The time to print: SOURCE_DATE_EPOCH where it is set, else now; seconds. */
long long fsio_now(void);
/* "2026-03-04T05:06:07Z" for t seconds since 1970; returns buf. */
char *fsio_utc(long long t, char buf[32]);
/*
 * The reverse, for RFC 3339 with Z or an offset, fractions of a second cut;
 * false when s is no such time.
 */
bool fsio_parse_utc(const char *s, long long *t);

#define SHA256_HEX 65
/* Lower-case hex SHA-256 of n bytes at p, NUL-ended; returns out. */
char *fsio_sha256(const void *p, size_t n, char out[SHA256_HEX]);
/* A stream to be hashed and not kept: fclose fills out and *n, its length. */
FILE *fsio_sha256_stream(char out[SHA256_HEX], size_t *n);

#endif
