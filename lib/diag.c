/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* diag - see diag.h; the only file that ends the process */
#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jio.h"
#include "utf8.h"

static const char *prog = "benchline";

void
diag_start(const char *name)
{
	int fd;

	prog = name;
	/* The lowest free descriptor is taken: 0, then 1, then 2. */
	do {
		fd = open("/dev/null", O_RDONLY);
		if (fd == 2) {
			/* Nobody reads stderr; writing to it must not fail. */
			close(fd);
			fd = open("/dev/null", O_WRONLY);
			break;
		}
	} while (fd >= 0 && fd < 2);
	if (fd > 2)
		close(fd);
	/* A file that may grow no more is a failed write, not death. */
	signal(SIGXFSZ, SIG_IGN);
	jio_start(JIO_TREE_MAX);
}

const char *
diag_prog(void)
{
	return prog;
}

static void
cut(char *text)
{
	size_t n = strlen(text);

	if (n < ERR_TEXT - 1)
		return;
	while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
		n--;
	if (n > 0 && (unsigned char)text[n - 1] >= 0xc0)
		n--;
	text[n] = '\0';
}

bool
err_set(struct err *e, enum status st, const char *fmt, ...)
{
	va_list ap;

	if (e->status != ST_DONE)
		return false;
	e->status = st;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	cut(e->text);
	return false;
}

bool
err_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	char what[ERR_TEXT - 80];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	err_set(e, ST_SYSTEM, "%s: %s", what, strerror(saved));
	errno = saved;
	return false;
}

bool
err_in(struct err *e, const char *name)
{
	size_t n = strlen(e->text), len = strlen(name);

	if (n > len + 3 && e->text[n - 1] == ')' &&
	    strncmp(e->text + n - len - 1, name, len) == 0 &&
	    strncmp(e->text + n - len - 3, " (", 2) == 0)
		return false;
	snprintf(e->text + n, sizeof(e->text) - n, " (%s)", name);
	cut(e->text);
	return false;
}

/* Copy s to out (room bytes), what could forge or garble a line as '?'. */
static size_t
sanitize(const char *s, char *out, size_t room)
{
	const char *end = s + strlen(s);
	size_t n = 0;

	while (s < end && n + 4 < room) {
		uint32_t c;
		size_t len = utf8_decode(s, end, &c);

		if (len == 0) {
			out[n++] = '?';
			s++;
		} else if (utf8_is_control(c)) {
			out[n++] = '?';
			s += len;
		} else {
			memcpy(out + n, s, len);
			n += len;
			s += len;
		}
	}
	return n;
}

static void
say(const char *text)
{
	char line[4096];
	size_t n, done = 0;

	n = (size_t)snprintf(line, 256, "%s: ", prog);
	n += sanitize(text, line + n, sizeof(line) - n - 1);
	line[n++] = '\n';
	while (done < n) {
		ssize_t w = write(STDERR_FILENO, line + done, n - done);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			break; /* nowhere left to complain */
		done += (size_t)w;
	}
}

void
diag_say(const char *fmt, ...)
{
	char text[3072];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say(text);
}

int
diag_fail(const struct err *e)
{
	say(e->text);
	return (int)e->status;
}

/* Why stdout could not be written; 0: it could. */
static int lost;

bool
diag_flush(void)
{
	errno = 0;
	if ((fflush(stdout) != 0 || ferror(stdout)) && !lost)
		lost = errno ? errno : EIO;
	return !lost;
}

int
diag_end(int st)
{
	if (diag_flush() && fclose(stdout) != 0)
		lost = errno ? errno : EIO;
	if (lost) {
		diag_say("can't write standard output: %s", strerror(lost));
		return st > ST_SYSTEM ? st : ST_SYSTEM;
	}
	return st;
}

int
diag_version(void)
{
	printf("%s (benchline) %s\n", prog, BL_VERSION);
	return diag_end(ST_DONE);
}

int
diag_usage(const char *usage)
{
	fprintf(stderr, "%s\n", usage);
	return ST_USAGE;
}

void
xdie(void)
{
	say("out of memory");
	_exit(ST_SYSTEM);
}

static void *reserve;

void
xreserve(size_t n)
{
	free(reserve);
	reserve = NULL; /* xmalloc may want to spend it */
	reserve = xmalloc(n);
}

/* Give the reserve back to the heap; death where there is none. */
static void
spend(void)
{
	if (!reserve)
		xdie();
	free(reserve);
	reserve = NULL;
}

void *
xmalloc(size_t n)
{
	void *p;

	while (!(p = malloc(n ? n : 1)))
		spend();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p;

	while (!(p = calloc(n ? n : 1, size ? size : 1)))
		spend();
	return p;
}

void *
xrealloc(void *old, size_t n)
{
	void *p;

	while (!(p = realloc(old, n ? n : 1)))
		spend();
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xstrndup(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		xdie();
	p = xmalloc((size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = xvasprintf(fmt, ap);
	va_end(ap);
	return p;
}
