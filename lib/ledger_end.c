/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_end - see ledger_end.h; read backwards, however long the segment is */
#define _GNU_SOURCE /* memrchr */
#include "ledger_end.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Offset of the byte after the last LF before end; 0 when there is none, -1
 * when it can't be read.
 */
static off_t
line_start(int fd, off_t end)
{
	char buf[4096];

	while (end > 0) {
		size_t n = end < (off_t)sizeof(buf) ? (size_t)end : sizeof(buf);
		ssize_t got = pread(fd, buf, n, end - (off_t)n);
		char *lf;

		if (got != (ssize_t)n) {
			errno = got < 0 ? errno : EIO;
			return -1;
		}
		lf = memrchr(buf, '\n', n);
		if (lf)
			return end - (off_t)n + (lf - buf) + 1;
		end -= (off_t)n;
	}
	return 0;
}

/* Bytes [from, to): new, or NULL. */
static char *
read_range(int fd, off_t from, off_t to)
{
	size_t n = (size_t)(to - from);
	char *buf = xmalloc(n);
	ssize_t got = pread(fd, buf, n, from);

	if (got == (ssize_t)n)
		return buf;
	errno = got < 0 ? errno : EIO;
	free(buf);
	return NULL;
}

static bool
torn_line(int fd, off_t all, struct ledger_end *end)
{
	char *text;

	end->torn = (size_t)(all - end->size);
	if (end->torn == 0)
		return true;
	text = read_range(fd, end->size, all);
	if (text)
		fsio_sha256(text, end->torn, end->torn_hash);
	free(text);
	return text != NULL;
}

static bool
last_line(int fd, struct ledger_end *end)
{
	off_t from = line_start(fd, end->size - 1);
	char *text;
	size_t n;

	text = from < 0 ? NULL : read_range(fd, from, end->size - 1);
	if (!text)
		return false;
	n = (size_t)(end->size - 1 - from);
	fsio_sha256(text, n, end->hash);
	free(text);
	return true;
}

static bool
look(int fd, struct ledger_end *end)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	end->size = line_start(fd, st.st_size);
	return end->size >= 0 && torn_line(fd, st.st_size, end) &&
	       (end->size == 0 || last_line(fd, end));
}

bool
ledger_end_of(const char *path, struct ledger_end *end, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good;

	memset(end, 0, sizeof(*end));
	if (fd < 0)
		return errno == ENOENT ||
		       err_sys(e, "CBKB006: can't open '%s'", path);
	good = look(fd, end);
	if (!good)
		err_sys(e, "CBKB006: can't read '%s'", path);
	close(fd);
	return good;
}
