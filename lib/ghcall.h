/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ghcall - what github.c, ghcall.c, ghlist.c and ghvalue.c share
 */
#ifndef BL_GHCALL_H
#define BL_GHCALL_H

#include "github.h"
#include "http.h"

struct github {
	struct http *http;
	char *base;
	char *token; /* "Authorization: Bearer …" */
	size_t token_len;
	double max_wait, waited;
	double asked; /* seconds that the last 5xx asked for */
	int tries;
	int unsure; /* tries of a POST that may have been done */
	unsigned requests;
};

/* One request with all its tries. */
struct call {
	struct github *g;
	const char *method, *body, *doing;
	char *url;
	gh_take *take;
	void *user;
	int tries, hops;
};
/* link: set to the good answer's Link header, where it is not NULL. */
enum gh_result gh_run(struct call *c, char **link, struct err *e);

/* Seconds before try n (2, 3, …): longer each time, a quarter of it random. */
double gh_backoff(int n);

/*
 * The one JSON value of an answer's body, or an empty span; what is no text in
 * it becomes DEL, in place.
 */
void gh_value(char *body, size_t n, struct span *v);

#endif
