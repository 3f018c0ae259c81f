/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * http - one bounded HTTP request through libcurl
 *
 * What is sent may hold a token, so every block that libcurl gives back is
 * wiped first, plain http goes to loopback only and past any proxy, and
 * libcurl's own log is never turned on.
 */
#define _GNU_SOURCE /* strchrnul */
#include "http.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "curl_lazy.h"
#include "wipe.h"

struct http {
	CURL *curl;
	double timeout;
	const char *cacert;
	const char
	    *hashed; /* certificates by hash, see hashed_store; or NULL */
};

/* What one transfer gathers. */
struct gather {
	char *p;
	size_t n, room, max;
	bool over;
};

/* What is left of a body to be sent. */
struct rest {
	const char *p;
	size_t n;
};

/* ---- what an URL may be ---- */

static bool
is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 ||
	       strcmp(host, "[::1]") == 0 ||
	       (strncmp(host, "127.", 4) == 0 &&
		   strspn(host, "0123456789.") == strlen(host));
}

bool
http_url_ok(const char *url, struct err *e)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *user = NULL;
	bool ok = false;

	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		err_set(e, ST_USAGE, "'%.200s' is not a URL", url);
	else if (curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK)
		err_set(e, ST_USAGE, "an API URL must not hold a user name");
	else if (strcmp(scheme, "https") == 0 ||
		 (strcmp(scheme, "http") == 0 && is_loopback(host)))
		ok = true;
	else
		err_set(e, ST_USAGE,
		    "'%.200s' is refused: https only (http to loopback)", url);
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_url_cleanup(u);
	return ok;
}

/*
 * "https://host:443" of url, new; NULL when it has no such thing, or a user
 * name, with which it is nobody's but that user's.
 */
static char *
origin(const char *url)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL, *out = NULL;
	char *user = NULL;

	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
		CURLUE_OK &&
	    curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_OK)
		out = xasprintf("%s://%s:%s", scheme, host, port);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_url_cleanup(u);
	return out;
}

bool
http_same_origin(const char *a, const char *b)
{
	char *x = origin(a), *y = origin(b);
	bool same = x != NULL && y != NULL && strcasecmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

char *
http_resolve(const char *base, const char *ref)
{
	CURLU *u = curl_url();
	char *url = NULL, *out = NULL;

	if (curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_URL, ref, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_URL, &url, 0) == CURLUE_OK)
		out = xstrdup(url);
	curl_free(url);
	curl_url_cleanup(u);
	return out;
}

/* ---- one request ---- */

static size_t
gather_bytes(struct gather *g, const char *p, size_t n)
{
	if (n > g->max - g->n) {
		g->over = true;
		return 0;
	}
	if (g->n + n + 1 > g->room) {
		while (g->n + n + 1 > g->room)
			g->room = g->room == 0 ? 16384 : g->room * 2;
		g->p = xrealloc(g->p, g->room);
	}
	memcpy(g->p + g->n, p, n);
	g->n += n;
	g->p[g->n] = '\0';
	return n;
}

static size_t
on_body(char *p, size_t size, size_t n, void *user)
{
	return gather_bytes(user, p, size * n);
}

/* A new status line starts the block anew: only the last answer's counts. */
static size_t
on_header(char *p, size_t size, size_t n, void *user)
{
	struct gather *g = user;

	if (size * n >= 5 && memcmp(p, "HTTP/", 5) == 0)
		g->n = 0;
	return gather_bytes(g, p, size * n);
}

/*
 * A body goes out through this, not by CURLOPT_POSTFIELDS: what libcurl can't
 * rewind it can't send twice.
 */
static size_t
on_read(char *p, size_t size, size_t n, void *user)
{
	struct rest *rest = user;

	n *= size;
	if (n > rest->n)
		n = rest->n;
	memcpy(p, rest->p, n);
	rest->p += n;
	rest->n -= n;
	return n;
}

static enum http_outcome
outcome_of(CURLcode rc, const struct gather *body)
{
	switch (rc) {
	case CURLE_OK:
		return HTTP_ANSWER;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return HTTP_UNTRUSTED;
	default:
		return body->over ? HTTP_TOO_LARGE : HTTP_BROKEN;
	}
}

static void
set_request(struct http *h, const struct http_request *r, struct rest *rest)
{
	CURL *c = h->curl;

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(h->timeout * 1000));
	curl_easy_setopt(
	    c, CURLOPT_CONNECTTIMEOUT_MS, (long)(h->timeout * 1000));
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, r->fresh ? 1L : 0L);
	if (h->cacert != NULL || h->hashed != NULL) {
		curl_easy_setopt(c, CURLOPT_CAINFO, h->cacert);
		curl_easy_setopt(c, CURLOPT_CAPATH, h->hashed);
	}
	if (strncasecmp(r->url, "https:", 6) != 0)
		curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	if (r->body != NULL) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(c, CURLOPT_READDATA, rest);
		curl_easy_setopt(
		    c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	}
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, r->method);
}

static struct curl_slist *
header_list(const char *const *header)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:"), *more;

	for (; list != NULL && header != NULL && *header != NULL; header++) {
		if ((more = curl_slist_append(list, *header)) == NULL)
			xdie();
		list = more;
	}
	if (list == NULL)
		xdie();
	return list;
}

/*
 * The system's directory of certificates where they can be found by hash, or
 * NULL.  To read the bundle of all of them takes 40 ms, to find one 1 ms; when
 * the one is not there, http_send tries again with the bundle.
 */
static const char *
hashed_store(void)
{
	const char *dir = curl_version_info(CURLVERSION_NOW)->capath;
	DIR *d = dir != NULL ? opendir(dir) : NULL;
	const struct dirent *f = NULL;
	size_t n;

	while (d != NULL && (f = readdir(d)) != NULL) {
		n = strspn(f->d_name, "0123456789abcdef");
		if (n == 8 && strcmp(f->d_name + n, ".0") == 0)
			break;
	}
	if (d != NULL)
		closedir(d);
	return f != NULL ? dir : NULL;
}

/* Nothing has been sent yet when a certificate does not verify. */
static CURLcode
perform(struct http *h)
{
	CURLcode rc = curl_easy_perform(h->curl);

	if (rc != CURLE_PEER_FAILED_VERIFICATION || h->hashed == NULL)
		return rc;
	h->hashed = NULL;
	curl_easy_setopt(h->curl, CURLOPT_CAINFO,
	    curl_version_info(CURLVERSION_NOW)->cainfo);
	return curl_easy_perform(h->curl);
}

bool
http_send(struct http *h, const struct http_request *r, struct http_answer *a,
    struct err *e)
{
	struct gather body = {NULL, 0, 0, HTTP_ANSWER_MAX, false};
	struct gather head = {NULL, 0, 0, (size_t)1 << 20, false};
	struct rest rest = {r->body, r->body_len};
	struct curl_slist *list;
	char why[CURL_ERROR_SIZE] = "";
	CURLcode rc;

	memset(a, 0, sizeof(*a));
	if (!http_url_ok(r->url, e))
		return false;
	list = header_list(r->header);
	set_request(h, r, &rest);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, &body);
	curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, &head);
	rc = perform(h);
	a->outcome = outcome_of(rc, &body);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &a->code);
	snprintf(a->why, sizeof(a->why), "%s",
	    rc == CURLE_SEND_FAIL_REWIND ? "the connection was closed"
	    : why[0] != '\0'             ? why
					 : curl_easy_strerror(rc));
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(list);
	a->body = body.p != NULL ? body.p : xstrdup("");
	a->len = body.n;
	a->header = head.p != NULL ? head.p : xstrdup("");
	return true;
}

char *
http_header(const struct http_answer *a, const char *name)
{
	size_t n = strlen(name), len;
	const char *p, *end;

	for (p = a->header; *p != '\0'; p = *end == '\0' ? end : end + 1) {
		end = strchrnul(p, '\n');
		if (strncasecmp(p, name, n) != 0 || p[n] != ':')
			continue;
		p += n + 1;
		p += strspn(p, " \t");
		for (len = (size_t)(end - p);
		     len > 0 && strchr(" \t\r", p[len - 1]) != NULL; len--)
			;
		return p > end ? xstrdup("") : xstrndup(p, len);
	}
	return NULL;
}

void
http_answer_free(struct http_answer *a)
{
	free(a->body);
	free(a->header);
	memset(a, 0, sizeof(*a));
}

struct http *
http_open(double timeout, const char *cacert, struct err *e)
{
	struct http *h;

	if (cacert != NULL && access(cacert, R_OK) != 0) {
		err_sys(e, "can't read '%s'", cacert);
		return NULL;
	}
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, wipe_malloc, wipe_free,
		wipe_realloc, wipe_strdup, wipe_calloc) != CURLE_OK)
		xdie();
	h = xmalloc(sizeof(*h));
	h->timeout = timeout;
	h->cacert = cacert;
	h->hashed = cacert == NULL ? hashed_store() : NULL;
	if ((h->curl = curl_easy_init()) == NULL)
		xdie();
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	curl_global_cleanup();
	free(h);
}
