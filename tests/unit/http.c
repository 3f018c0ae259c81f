/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be asked for, origins, and headers of an answer. */
#include "http.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static void
urls(void)
{
	static const char *const good[] = {"https://api.github.com",
	    "https://ghe.example:8443/api/v3", "http://127.0.0.1:80/x",
	    "http://127.9.8.7", "http://localhost:8080", "http://[::1]:8080/",
	    "HTTPS://API.GITHUB.COM/", NULL};
	static const char *const bad[] = {"", "x", "http://example.com",
	    "http://127.0.0.1.example.com", "http://localhost.example.com",
	    "ftp://127.0.0.1/", "file:///etc/passwd", "https://u@example.com",
	    "https://u:p@example.com", "http://u@127.0.0.1", "https://",
	    "http://[::2]/", "http://0.0.0.0/", "//api.github.com", NULL};
	size_t i;

	for (i = 0; good[i] != NULL; i++) {
		struct err e = {ST_DONE, ""};

		ok(http_url_ok(good[i], &e), "taken: '%s'", good[i]);
	}
	for (i = 0; bad[i] != NULL; i++) {
		struct err e = {ST_DONE, ""};

		ok(!http_url_ok(bad[i], &e) && e.status == ST_USAGE,
		    "refused: '%s'", bad[i]);
	}
}

static void
origins(void)
{
	ok(http_same_origin("https://a/x", "https://a:443/y"), "default port");
	ok(http_same_origin("https://A/x", "https://a/"), "case");
	ok(!http_same_origin("https://a/", "http://a/"), "scheme");
	ok(!http_same_origin("https://a/", "https://b/"), "host");
	ok(!http_same_origin("https://a/", "https://a:444/"), "port");
	ok(!http_same_origin("https://a/", "https://a.b/"), "longer host");
	ok(!http_same_origin("https://a/", "/x"), "no URL");
	ok(!http_same_origin("https://a/", "https://me:it@a/"), "user name");
}

static void
resolved(const char *base, const char *ref, const char *want)
{
	char *got = http_resolve(base, ref);

	is_str(got, want, ref);
	free(got);
}

static void
header(const char *block, const char *name, const char *want)
{
	struct http_answer a;
	char *copy = xstrdup(block), *got;

	memset(&a, 0, sizeof(a));
	a.header = copy;
	got = http_header(&a, name);
	is_str(got, want, name);
	free(got);
	free(copy);
}

int
main(void)
{
	diag_start("http");
	urls();
	origins();
	resolved("https://a/b/c", "/d", "https://a/d");
	resolved("https://a/b/c", "d?e=1#f", "https://a/b/d?e=1");
	resolved("https://a/b", "https://c/d", "https://c/d");
	resolved("https://a/b", "//c/d", "https://c/d");
	header("HTTP/1.1 200 OK\r\nLink:  <x>; rel=\"next\" \r\nB: c\r\n\r\n",
	    "link", "<x>; rel=\"next\"");
	header("HTTP/1.1 200 OK\r\nA:\r\n\r\n", "A", "");
	header("HTTP/1.1 200 OK\r\nAB: x\r\n\r\n", "A", NULL);
	header("", "A", NULL);
	header("A: b", "a", "b");
	header("\nA: b\n", "a", "b");
	return done();
}
