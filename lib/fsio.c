/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fsio - see fsio.h */
#define _GNU_SOURCE /* F_OFD_SETLK, fopencookie */
#include "fsio.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "jio.h"

/* Open a regular file; NULL with e filled. */
static FILE *
open_file(const char *path, struct err *e)
{
	FILE *f = fopen(path, "re");
	struct stat st;

	if (!f) {
		err_sys(e, "can't open '%s'", path);
	} else if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(f);
		f = NULL;
		errno = EISDIR;
		err_sys(e, "can't read '%s'", path);
	}
	return f;
}

bool
fsio_slurp(const char *path, size_t max, char **text, size_t *n, struct err *e)
{
	FILE *f = open_file(path, e);
	bool good = f && jio_slurp(f, path, max, text, n, e);

	if (f)
		fclose(f);
	return good;
}

bool
fsio_text(const char *path, char **text, size_t *n, struct err *e)
{
	FILE *f = open_file(path, e);
	bool good = f && jio_text(f, path, text, n, e);

	if (f)
		fclose(f);
	return good;
}

bool
fsio_plain(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return true; /* what else is wrong shows when it is opened */
	return err_set(e, ST_SYSTEM, "'%s' is no regular file", path);
}

bool
fsio_lock(int fd, short type, const char *path)
{
	const struct timespec tick = {0, 10000000};
	struct flock lk = {.l_type = type, .l_whence = SEEK_SET};
	int ticks;

	for (ticks = 0; ticks < 300; ticks++) {
		if (fcntl(fd, F_OFD_SETLK, &lk) == 0)
			return true;
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return false;
		nanosleep(&tick, NULL);
	}
	diag_say("waiting for '%s', which another process holds", path);
	while (fcntl(fd, F_OFD_SETLKW, &lk) != 0) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

char *
fsio_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	return xasprintf(
	    "%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
}

/* The directory that path is in, new. */
static char *
parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/")
			     : xstrndup(path, (size_t)(slash - path));
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			if (w == 0)
				errno = ENOSPC;
			return false;
		}
		p += w;
		n -= (size_t)w;
	}
	return true;
}

static bool
sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	/* Some file systems can't fsync a directory, and say EINVAL. */
	good = fsync(fd) == 0 || errno == EINVAL;
	close(fd);
	return good;
}

static mode_t
default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* A device, a pipe or a link has a purpose that a file in its place has not. */
static bool
replaceable(const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return true; /* what else is wrong shows when it is written */
	return err_set(
	    e, ST_SYSTEM, "can't replace '%s': it is no regular file", path);
}

bool
fsio_replace(
    const char *path, const void *p, size_t n, mode_t mode, struct err *e)
{
	char *dir, *tmp;
	sigset_t all, before;
	bool good = false;
	int fd;

	if (!replaceable(path, e))
		return false;
	dir = parent(path);
	tmp = xasprintf("%s/.benchline.XXXXXX", dir);

	/* Whoever is told to end does so once the temporary file is gone. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	fd = mkstemp(tmp);
	if (fd < 0) {
		err_sys(e, "can't make a file in '%s'", dir);
		goto out;
	}
	good = fchmod(fd, mode ? mode : default_mode()) == 0 &&
	       write_all(fd, p, n) && fsync(fd) == 0;
	if (close(fd) != 0)
		good = false;
	good = good && rename(tmp, path) == 0;
	if (!good) {
		err_sys(e, "can't write '%s'", path);
		unlink(tmp);
	} else if (!sync_dir(dir)) {
		good = err_sys(e, "can't sync '%s'", dir);
	}
out:
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(tmp);
	free(dir);
	return good;
}

bool
fsio_mkdirs(const char *path, struct err *e)
{
	char *p = xstrdup(path), *s;
	struct stat st;
	bool good = true;

	for (s = p + 1; good && *s; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		if (mkdir(p, 0777) != 0 && errno != EEXIST)
			good = stat(p, &st) == 0 && S_ISDIR(st.st_mode);
		*s = '/';
	}
	if (good && mkdir(p, 0777) != 0) {
		good = errno == EEXIST && stat(p, &st) == 0;
		if (good && !S_ISDIR(st.st_mode)) {
			errno = ENOTDIR;
			good = false;
		}
	}
	if (!good)
		err_sys(e, "can't make the directory '%s'", path);
	free(p);
	return good;
}

long long
fsio_now(void)
{
	const char *s = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long t;

	if (s && *s >= '0' && *s <= '9') {
		errno = 0;
		t = strtoll(s, &end, 10);
		if (*end == '\0' && errno == 0)
			return t;
	}
	return (long long)time(NULL);
}

/*
 * Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and
 * back: the usual shift to years that begin in March.
 */
static long long
days_of(long long y, int m, int d)
{
	long long era;
	int yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = (int)(y - era * 400);
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

char *
fsio_utc(long long t, char buf[32])
{
	long long days = t / 86400, rest = t % 86400, z, era, y;
	int doe, yoe, doy, mp, m;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	z = days + 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = (int)(z - era * 146097);
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	m = mp < 10 ? mp + 3 : mp - 9;
	y = yoe + era * 400 + (m <= 2);
	if (y < 0 || y > 9999)
		y = 9999; /* beyond what a time stamp can say */
	snprintf(buf, 32, "%04u-%02u-%02uT%02u:%02u:%02uZ",
	    (unsigned)y % 10000u, (unsigned)m % 100u,
	    (unsigned)(doy - (153 * mp + 2) / 5 + 1) % 100u,
	    (unsigned)(rest / 3600) % 100u, (unsigned)(rest / 60 % 60) % 100u,
	    (unsigned)(rest % 60) % 100u);
	return buf;
}

/* Exactly n digits at *s, moved past. */
static bool
take(const char **s, int n, int *out)
{
	*out = 0;
	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return true;
}

static bool
expect(const char **s, char c)
{
	return *(*s)++ == c;
}

bool
fsio_parse_utc(const char *s, long long *t)
{
	static const int length[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int y, mo, d, h, mi, sec, oh = 0, om = 0, sign = 0;

	if (!take(&s, 4, &y) || !expect(&s, '-') || !take(&s, 2, &mo) ||
	    !expect(&s, '-') || !take(&s, 2, &d) ||
	    (*s != 'T' && *s != 't' && *s != ' '))
		return false;
	s++;
	if (!take(&s, 2, &h) || !expect(&s, ':') || !take(&s, 2, &mi) ||
	    !expect(&s, ':') || !take(&s, 2, &sec))
		return false;
	if (*s == '.') {
		if (*++s < '0' || *s > '9')
			return false;
		while (*s >= '0' && *s <= '9')
			s++;
	}
	if (*s == '+' || *s == '-') {
		sign = *s++ == '+' ? 1 : -1;
		if (!take(&s, 2, &oh) || !expect(&s, ':') || !take(&s, 2, &om))
			return false;
	} else if (*s == 'Z' || *s == 'z') {
		s++;
	} else {
		return false;
	}
	if (*s || mo < 1 || mo > 12 || d < 1 || d > length[mo - 1] ||
	    (mo == 2 && d == 29 &&
		(y % 4 != 0 || (y % 100 == 0 && y % 400 != 0))) ||
	    h > 23 || mi > 59 || sec > 60 || oh > 23 || om > 59)
		return false;
	*t = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + sec -
	     sign * (oh * 3600 + om * 60);
	return true;
}

static void
hex_digest(struct sha256_ctx *ctx, char out[SHA256_HEX])
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(ctx, sizeof(digest), digest);
	base16_encode_update(out, sizeof(digest), digest);
	out[SHA256_HEX - 1] = '\0';
}

char *
fsio_sha256(const void *p, size_t n, char out[SHA256_HEX])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, p);
	hex_digest(&ctx, out);
	return out;
}

struct hashing {
	struct sha256_ctx ctx;
	char *out;
	size_t *n;
};

static ssize_t
hash_more(void *cookie, const char *p, size_t n)
{
	struct hashing *h = cookie;

	sha256_update(&h->ctx, n, (const uint8_t *)p);
	*h->n += n;
	return (ssize_t)n;
}

static int
hash_end(void *cookie)
{
	struct hashing *h = cookie;

	hex_digest(&h->ctx, h->out);
	free(h);
	return 0;
}

FILE *
fsio_sha256_stream(char out[SHA256_HEX], size_t *n)
{
	struct hashing *h = xmalloc(sizeof(*h));
	FILE *f = fopencookie(h, "w",
	    (cookie_io_functions_t){.write = hash_more, .close = hash_end});

	if (!f)
		xdie();
	*h = (struct hashing){.out = out, .n = n};
	sha256_init(&h->ctx);
	*n = 0;
	return f;
}
