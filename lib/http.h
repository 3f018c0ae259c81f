/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * http - one bounded HTTP request through libcurl
 *
 * https only, http to a loopback address; certificates always verified; no
 * redirects are followed, no compression asked for, a time limit a request, a
 * cap on the answer.  Knows nothing of GitHub.  Only pr-comment and
 * baseline-promote link it.
 */
#ifndef BL_HTTP_H
#define BL_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

struct http;

struct http_request {
	const char *method; /* "GET", "POST", "PATCH", "DELETE" */
	const char *url;
	const char *const
	    *header;      /* "Name: value", NULL-ended; may hold a token */
	const char *body; /* NULL for none */
	size_t body_len;
	bool fresh; /* on a connection of its own: libcurl sends a request
		     * without a body again, unasked, when a kept connection
		     * was closed */
};

enum http_outcome {
	HTTP_ANSWER,
	HTTP_TIMEOUT,
	HTTP_BROKEN,    /* no connection, reset, cut */
	HTTP_TOO_LARGE, /* over HTTP_ANSWER_MAX */
	HTTP_UNTRUSTED  /* the certificate does not verify */
};
struct http_answer {
	enum http_outcome outcome;
	long code;
	char *body; /* NUL-ended */
	size_t len;
	char *header;  /* the answer's header block, for http_header */
	char why[256]; /* libcurl's words when there is no answer */
};

#define HTTP_ANSWER_MAX ((size_t)64 << 20)

/* timeout: seconds a request; cacert: a file or NULL. */
struct http *http_open(double timeout, const char *cacert, struct err *e);
/* url is https, or http to loopback, with a host and no user in it. */
bool http_url_ok(const char *url, struct err *e);
/* a and b have one scheme, host and port. */
bool http_same_origin(const char *a, const char *b);
/* What ref means, seen from base; new, NULL when it is no URL. */
char *http_resolve(const char *base, const char *ref);
/* False only for a request that must not be sent (http_url_ok): ST_USAGE. */
bool http_send(struct http *h, const struct http_request *r,
    struct http_answer *a, struct err *e);
/* Value of a header in the answer, new, or NULL; names match without case. */
char *http_header(const struct http_answer *a, const char *name);
void http_answer_free(struct http_answer *a);
void http_close(struct http *h);

#endif
