/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * github - settings, the token, waiting: what stands before the first request
 *
 * The token is copied once, into the header line that carries it; the place
 * that it came from is wiped at once, the line by gh_close.
 */
#define _GNU_SOURCE /* explicit_bzero */
#include "github.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "conf.h"
#include "ghcall.h"
#include "sandbox.h"

#define API "https://api.github.com"
#define TOKEN_MAX 8192
#define BACKOFF 0.4 /* s: before the second try, then four times that */
#define BACKOFF_MAX 60.0

/* ---- settings ---- */

static bool
number_in(const char *what, const char *value, double low, double high,
    double *out, struct err *e)
{
	if (conf_number(value, out) && *out >= low && *out <= high)
		return true;
	return err_set(e, ST_USAGE,
	    "%s must be a number from %g to %g, not '%s'", what, low, high,
	    value);
}

static bool
tries_of(const char *what, const char *value, int *out, struct err *e)
{
	double v;

	if (!number_in(what, value, 1, 100, &v, e))
		return false;
	if (v != floor(v))
		return err_set(e, ST_USAGE, "%s must be a whole number", what);
	*out = (int)v;
	return true;
}

bool
gh_setting(
    struct gh_settings *s, const char *name, const char *value, struct err *e)
{
	if (strcmp(name, "token-file") == 0)
		s->token_file = value;
	else if (strcmp(name, "cacert") == 0)
		s->cacert = value;
	else if (strcmp(name, "timeout") == 0)
		return number_in(
		    "--timeout", value, 0.01, 3600, &s->timeout, e);
	else if (strcmp(name, "max-wait") == 0)
		return number_in(
		    "--max-wait", value, 0, 86400, &s->max_wait, e);
	else if (strcmp(name, "tries") == 0)
		return tries_of("--tries", value, &s->tries, e);
	return true;
}

static const char *
environment(const char *name)
{
	const char *v = getenv(name);

	return v == NULL || *v == '\0' ? NULL : v;
}

/* What no option said: the environment, then the defaults. */
static bool
settle(struct gh_settings *s, struct err *e)
{
	const char *v;

	if (s->timeout <= 0) {
		s->timeout = 30;
		v = environment("BENCHLINE_HTTP_TIMEOUT");
		if (v != NULL && !number_in("BENCHLINE_HTTP_TIMEOUT", v, 0.01,
				     3600, &s->timeout, e))
			return false;
	}
	if (s->max_wait < 0) {
		s->max_wait = 120;
		v = environment("BENCHLINE_HTTP_MAX_WAIT");
		if (v != NULL && !number_in("BENCHLINE_HTTP_MAX_WAIT", v, 0,
				     86400, &s->max_wait, e))
			return false;
	}
	if (s->tries <= 0) {
		s->tries = 3;
		v = environment("BENCHLINE_HTTP_TRIES");
		if (v != NULL &&
		    !tries_of("BENCHLINE_HTTP_TRIES", v, &s->tries, e))
			return false;
	}
	return true;
}

/* ---- what goes into an URL ---- */

static bool
part_ok(const char *p, size_t n)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] == '\0' || strchr(set, p[i]) == NULL)
			return false;
	return n > 0 && !(n == 1 && p[0] == '.') &&
	       !(n == 2 && p[0] == '.' && p[1] == '.');
}

bool
gh_repo_ok(const char *repo)
{
	const char *slash = strchr(repo, '/');

	return slash != NULL && strlen(repo) <= GH_NAME_MAX &&
	       part_ok(repo, (size_t)(slash - repo)) &&
	       part_ok(slash + 1, strlen(slash + 1));
}

bool
gh_pr_ok(const char *text, long long *number)
{
	size_t n = strlen(text);

	if (n < 1 || n > 18 || text[0] == '0' ||
	    strspn(text, "0123456789") != n)
		return false;
	*number = strtoll(text, NULL, 10);
	return true;
}

bool
gh_sha_ok(const char *sha)
{
	size_t n = strlen(sha);

	return (n == 40 || n == 64) && strspn(sha, "0123456789abcdef") == n;
}

char *
gh_base(struct err *e)
{
	const char *v = environment("GITHUB_API_URL");
	size_t n;

	if (v == NULL)
		v = API;
	for (n = strlen(v); n > 0 && v[n - 1] == '/'; n--)
		;
	/* The usual one needs no check, for which libcurl would be loaded. */
	if (n == strlen(API) && memcmp(v, API, n) == 0)
		return xstrdup(API);
	if (strpbrk(v, "?# ") != NULL) {
		err_set(e, ST_USAGE,
		    "GITHUB_API_URL '%.200s' is not a base URL", v);
		return NULL;
	}
	return http_url_ok(v, e) ? xstrndup(v, n) : NULL;
}

/* ---- the token ---- */

/* A copy of the token in the environment, which is wiped; NULL for none. */
static char *
token_of_environment(void)
{
	char *v = getenv("GITHUB_TOKEN"), *copy;

	if (v == NULL || *v == '\0')
		return NULL;
	copy = xstrdup(v);
	explicit_bzero(v, strlen(v));
	return copy;
}

static char *
token_of_file(const char *path, struct err *e)
{
	char buf[TOKEN_MAX + 2], *copy = NULL;
	ssize_t got, n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		err_sys(e, "can't read the token file '%s'", path);
		return NULL;
	}
	while ((size_t)n < sizeof(buf) - 1 &&
	       (got = read(fd, buf + n, sizeof(buf) - 1 - (size_t)n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_sys(e, "can't read the token file '%s'", path);
			break;
		}
		n += got;
	}
	close(fd);
	if (n > 0 && buf[n - 1] == '\n')
		n--;
	if (n > 0 && buf[n - 1] == '\r')
		n--;
	buf[n] = '\0';
	if (e->status == ST_DONE && n > 0) /* a NUL inside shows below */
		copy = strlen(buf) == (size_t)n ? xstrdup(buf) : xstrdup(" ");
	explicit_bzero(buf, sizeof(buf));
	return copy;
}

static bool
token_ok(const char *t)
{
	size_t n = 0;

	for (; t[n] != '\0'; n++)
		if (t[n] < 0x21 || t[n] > 0x7e)
			return false;
	return n <= TOKEN_MAX;
}

static void
wipe(char *s)
{
	if (s != NULL)
		explicit_bzero(s, strlen(s));
	free(s);
}

static bool
take_token(struct github *g, const char *file, struct err *e)
{
	char *t;

	sandbox_no_core();
	t = file != NULL ? token_of_file(file, e) : token_of_environment();
	if (t != NULL && token_ok(t)) {
		g->token = xasprintf("Authorization: Bearer %s", t);
		g->token_len = strlen(t);
	} else if (t != NULL)
		err_set(e, ST_USAGE,
		    "CBKB004: the token holds a byte outside 0x21 to 0x7e, or "
		    "is "
		    "too long");
	else
		err_set(e, ST_USAGE,
		    "CBKB004: GITHUB_TOKEN is required (or --token-file, "
		    "--dry-run)");
	wipe(t);
	return g->token != NULL;
}

struct github *
gh_open(const struct gh_settings *settings, struct err *e)
{
	struct gh_settings s = *settings;
	struct github *g = xcalloc(1, sizeof(*g));

	if (settle(&s, e) && (g->base = gh_base(e)) != NULL &&
	    take_token(g, s.token_file, e) &&
	    (g->http = http_open(s.timeout, s.cacert, e)) != NULL) {
		g->max_wait = s.max_wait;
		g->tries = s.tries;
		return g;
	}
	gh_close(g);
	return NULL;
}

void
gh_close(struct github *g)
{
	if (g == NULL)
		return;
	http_close(g->http);
	wipe(g->token);
	free(g->base);
	free(g);
}

unsigned
gh_requests(const struct github *g)
{
	return g->requests;
}

/* ---- waiting ---- */

double
gh_wait_left(const struct github *g)
{
	return g->max_wait - g->waited;
}

bool
gh_wait(struct github *g, double seconds)
{
	struct timespec t;

	if (seconds > gh_wait_left(g))
		return false;
	g->waited += seconds;
	t.tv_sec = (time_t)seconds;
	t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
	return true;
}

double
gh_backoff(int n)
{
	unsigned char r = 0;
	double s = BACKOFF;

	if (getrandom(&r, sizeof(r), GRND_NONBLOCK) < 0)
		r = 0;
	for (; n > 2 && s < BACKOFF_MAX; n--)
		s *= 4;
	return s * (1 + r / 1024.0);
}

bool
gh_again(struct github *g, struct err *e)
{
	double s = gh_backoff(g->unsure + 1);

	if (g->asked > s)
		s = g->asked;
	if (g->unsure < g->tries && gh_wait(g, s)) {
		*e = (struct err){ST_DONE, ""};
		return true;
	}
	return false;
}
