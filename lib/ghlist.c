/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ghlist - lists in pages, as the Link header names them
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ghcall.h"

#define PAGES 1000

/* Is rel="… next …" among the parameters [p, end) of one link? */
static bool
rel_is_next(const char *p, const char *end)
{
	const char *v, *w;

	for (; p < end; p++) {
		if (*p != ';')
			continue;
		p += 1 + strspn(p + 1, " \t");
		if (end - p < 4 || strncasecmp(p, "rel", 3) != 0)
			continue;
		v = p + 3 + strspn(p + 3, " \t");
		if (*v != '=')
			continue;
		v += 1 + strspn(v + 1, " \t\"");
		for (w = v; w < end && strchr("\";,", *w) == NULL; w++)
			;
		for (; v < w; v += strcspn(v, " \"") + 1)
			if (w - v >= 4 && strncasecmp(v, "next", 4) == 0 &&
			    (v + 4 == w || v[4] == ' '))
				return true;
	}
	return false;
}

char *
gh_link_next(const char *link)
{
	const char *p = link, *url, *close, *end;
	bool quoted;

	while ((url = strchr(p, '<')) != NULL) {
		if ((close = strchr(url, '>')) == NULL)
			return NULL;
		quoted = false;
		for (end = close + 1; *end != '\0' && (quoted || *end != ',');
		     end++)
			if (*end == '"')
				quoted = !quoted;
		if (rel_is_next(close + 1, end))
			return xstrndup(url + 1, (size_t)(close - url - 1));
		p = end;
	}
	return NULL;
}

/* The page after c->url by its Link header: 1, 0 at the end, -1 refused. */
static int
turn_page(struct call *c, const char *link, struct err *e)
{
	char *next = link != NULL ? gh_link_next(link) : NULL, *url;

	if (next == NULL)
		return 0;
	url = http_resolve(c->url, next);
	free(next);
	if (url == NULL || !http_same_origin(url, c->g->base)) {
		free(url);
		err_set(e, ST_REMOTE,
		    "CBKB004: can't %s: the next page is on another host, "
		    "which the token must not see",
		    c->doing);
		return -1;
	}
	free(c->url);
	c->url = url;
	c->tries = c->hops = 0;
	return 1;
}

enum gh_result
gh_list(struct github *g, const char *path, const char *doing, gh_take *page,
    void *user, struct err *e)
{
	struct call c = {g, "GET", NULL, doing,
	    xasprintf("%s%s", g->base, path), page, user, 0, 0};
	enum gh_result r;
	int pages = 0, more = 1;
	char *link;

	do {
		link = NULL;
		if (pages++ == PAGES) {
			err_set(e, ST_REMOTE,
			    "CBKB004: can't %s: more than %d pages", doing,
			    PAGES);
			more = -1;
		} else if ((r = gh_run(&c, &link, e)) == GH_OK)
			more = turn_page(&c, link, e);
		free(link);
	} while (r == GH_OK && more > 0);
	free(c.url);
	return more < 0 ? GH_FAILED : r;
}
