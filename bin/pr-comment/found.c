/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* found - see found.h */
#include "found.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "envelope.h"
#include "jseq.h"

void
ours_drop(struct ours *o)
{
	o->n--;
	free(o->v[o->n].body);
	free(o->v[o->n].url);
}

void
ours_clear(struct ours *o)
{
	while (o->n > 0)
		ours_drop(o);
	free(o->v);
	o->v = NULL;
}

static char *
string_of(struct span v, const char *name)
{
	struct span s;
	char *text = NULL;

	return jseq_member(v, name, &s) && jseq_string(s, &text) ? text : NULL;
}

static long long
id_of(struct span v)
{
	struct span s;

	return jseq_member(v, "id", &s) ? gh_integer(s) : 0;
}

/* An http URL without anything odd in it, or NULL. */
static char *
url_of(struct span v)
{
	char *url = string_of(v, "html_url"), *p;

	if (url == NULL)
		return NULL;
	for (p = url; *p > 0x20 && *p < 0x7f && strchr("<>\"'`\\", *p) == NULL;
	     p++)
		;
	if (*p == '\0' && strncmp(url, "http", 4) == 0)
		return url;
	free(url);
	return NULL;
}

/* CR LF becomes LF, as an edit on the web page may have left it. */
static void
unix_lines(char *s)
{
	char *w = s;

	for (; *s != '\0'; s++)
		if (s[0] != '\r' || s[1] != '\n')
			*w++ = *s;
	*w = '\0';
}

/* DEL stands where the answer held no text: such a comment is not ours. */
static char *
body_of(struct span v)
{
	char *body = string_of(v, "body");

	if (body != NULL && strchr(body, 0x7f) != NULL) {
		free(body);
		return NULL;
	}
	if (body != NULL)
		unix_lines(body);
	return body;
}

static bool
is_by(struct span v, const char *author)
{
	struct span user;
	char *login;
	bool same;

	if (!jseq_member(v, "user", &user) || *user.p != '{' ||
	    (login = string_of(user, "login")) == NULL)
		return false;
	same = strcasecmp(login, author) == 0;
	free(login);
	return same;
}

static void
keep(struct ours *o, long long id, char *body, char *url)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (o->v[i].id == id) { /* a page that was read twice */
			free(body);
			free(url);
			return;
		}
	o->v = xrealloc(o->v, (o->n + 1) * sizeof(*o->v));
	for (i = o->n++; i > 0 && o->v[i - 1].id > id; i--)
		o->v[i] = o->v[i - 1];
	o->v[i] = (struct found){id, body, url};
}

/* One comment of a list; false when it is ours but has no id. */
static bool
look_at(struct ours *o, struct span v)
{
	char *body = body_of(v);

	if (body == NULL || !envelope_is(body, o->marker)) {
		free(body);
		return true;
	}
	if (!is_by(v, o->author)) {
		free(body);
		return true;
	}
	if (id_of(v) <= 0) {
		free(body);
		return false;
	}
	keep(o, id_of(v), body, url_of(v));
	return true;
}

bool
found_page(void *user, struct span v)
{
	struct shelf *s = user;
	struct span key, item;
	struct jseq walk;
	size_t i;

	if (v.n == 0 || *v.p != '[' || !jseq_open_trusted(&walk, v))
		return false;
	while (jseq_next(&walk, &key, &item)) {
		if (*item.p != '{')
			return false;
		for (i = 0; i < s->n; i++)
			if (!look_at(&s->ours[i], item))
				return false;
	}
	return true;
}

void
answer_clear(struct answer *a)
{
	free(a->url);
	free(a->body);
	free(a->login);
	*a = (struct answer){0, NULL, NULL, NULL, a->empty_ok};
}

bool
found_comment(void *user, struct span v)
{
	struct answer *a = user;
	struct span who;

	answer_clear(a);
	if (v.n == 0)
		return a->empty_ok;
	if (*v.p != '{' || (a->id = id_of(v)) <= 0)
		return false;
	a->url = url_of(v);
	a->body = body_of(v);
	if (jseq_member(v, "user", &who) && *who.p == '{')
		a->login = string_of(who, "login");
	return true;
}
