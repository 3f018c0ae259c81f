/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* comment - see comment.h */
#include "comment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

#include "found.h"
#include "jout.h"

#define GONE 3    /* times that a comment vanishes under our hands */
#define ROUNDS 12 /* a write, a look: times that a section is put back */

void
posted_free(struct posted *p)
{
	free(p->why);
	free(p->url);
	memset(p, 0, sizeof(*p));
}

const char *
action_name(enum action a)
{
	static const char *const name[] = {
	    "skipped", "created", "updated", "unchanged"};

	return name[a];
}

/* ---- requests ---- */

static enum gh_result
list(const struct place *at, struct shelf *s, struct err *e)
{
	char *path = xasprintf(
	    "/repos/%s/issues/%lld/comments?per_page=100", at->repo, at->pr);
	char *doing =
	    xasprintf("list the comments of %s#%lld", at->repo, at->pr);
	enum gh_result r;
	size_t i;

	for (i = 0; i < s->n; i++)
		ours_clear(&s->ours[i]);
	r = gh_list(at->g, path, doing, found_page, s, e);
	free(path);
	free(doing);
	return r;
}

/* {"body": text}, new. */
static char *
as_json(const char *text)
{
	struct jout o;
	char *json;
	size_t n;
	FILE *f = open_memstream(&json, &n);

	if (f == NULL)
		xdie();
	jout_start(&o, f, JOUT_LINE);
	jout_object(&o);
	jout_kstr(&o, "body", text);
	jout_end(&o);
	jout_finish(&o);
	if (fclose(f) != 0)
		xdie();
	return json;
}

static enum gh_result
write_comment(const struct place *at, long long id, const char *body,
    struct answer *a, struct err *e)
{
	char *json = as_json(body), *path, *doing;
	enum gh_result r;

	if (id > 0) {
		path =
		    xasprintf("/repos/%s/issues/comments/%lld", at->repo, id);
		doing = xasprintf(
		    "update comment %lld of %s#%lld", id, at->repo, at->pr);
	} else {
		path = xasprintf(
		    "/repos/%s/issues/%lld/comments", at->repo, at->pr);
		doing = xasprintf("comment on %s#%lld", at->repo, at->pr);
	}
	a->empty_ok = id > 0;
	r = gh_call(at->g, id > 0 ? "PATCH" : "POST", path, json, doing,
	    found_comment, a, e);
	free(json);
	free(path);
	free(doing);
	return r;
}

static enum gh_result
delete_comment(const struct place *at, long long id, struct err *e)
{
	char *path = xasprintf("/repos/%s/issues/comments/%lld", at->repo, id);
	char *doing = xasprintf(
	    "delete the second comment %lld of %s#%lld", id, at->repo, at->pr);
	enum gh_result r =
	    gh_call(at->g, "DELETE", path, NULL, doing, NULL, NULL, e);

	if (r == GH_ABSENT) {
		*e = (struct err){ST_DONE, ""};
		r = GH_OK;
	}
	free(path);
	free(doing);
	return r;
}

/* ---- one letter ---- */

struct job {
	const struct place *at;
	const struct letter *l;
	struct posted *out;
	struct shelf shelf; /* our comments as last read; one list */
	long long created;  /* the id of the one that we made, or 0 */
	bool unsure;        /* we may have made one, the answer was lost */
	bool contended;     /* others made one at the same time */
	double began;       /* when the list was asked for */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum gh_result
list_again(struct job *j, struct err *e)
{
	j->began = now();
	return list(j->at, &j->shelf, e);
}

static void
report(struct job *j, enum action action, long long id, const char *url)
{
	struct posted *p = j->out;

	p->action = id > 0 && id == j->created ? ACTION_CREATED : action;
	p->id = id;
	if (url != NULL) {
		free(p->url);
		p->url = xstrdup(url);
	}
}

/* Index of the comment whose recorded time is later than all and than ours. */
static bool
newer(const struct job *j, size_t *which)
{
	const struct ours *o = j->shelf.ours;
	const char *best = j->l->time;
	char *own = NULL, *t;
	bool found = false;
	size_t i;

	for (i = 0; i < o->n; i++) {
		t = envelope_time(j->l, o->v[i].body);
		if (envelope_before(best, t)) {
			free(own);
			best = own = t;
			*which = i;
			found = true;
		} else
			free(t);
	}
	free(own);
	return found;
}

/* What the kept comment is to say; new.  *old: an older run, that yields. */
static char *
wanted(struct job *j, bool *old)
{
	const struct ours *o = j->shelf.ours;
	char **bodies, *text;
	size_t i, which = 0;

	*old = newer(j, &which);
	if (*old && j->l->section == NULL)
		return xstrdup(o->v[which].body);
	bodies = xcalloc(o->n + 1, sizeof(*bodies));
	for (i = 0; i < o->n; i++)
		bodies[i] = o->v[i].body;
	text = envelope_body(j->l, bodies, o->n);
	free(bodies);
	return text;
}

static enum gh_result
delete_others(struct job *j, struct err *e)
{
	struct ours *o = j->shelf.ours;
	enum gh_result r = GH_OK;

	j->contended = j->contended || (j->created > 0 && o->n > 1);
	while (o->n > 1 && r == GH_OK) {
		r = delete_comment(j->at, o->v[o->n - 1].id, e);
		ours_drop(o);
	}
	return r;
}

/* Make the comment with the lowest id say what it should; delete the rest. */
static enum gh_result
update(struct job *j, struct err *e)
{
	struct found *f = &j->shelf.ours->v[0];
	struct answer a = {0, NULL, NULL, NULL, true};
	enum gh_result r = GH_OK;
	bool old;
	char *text = wanted(j, &old);

	if (strcmp(text, f->body) == 0) {
		report(j,
		    old         ? ACTION_SKIPPED
		    : j->unsure ? ACTION_CREATED
				: ACTION_UNCHANGED,
		    f->id, f->url);
	} else if ((r = write_comment(j->at, f->id, text, &a, e)) == GH_OK) {
		report(j, old ? ACTION_SKIPPED : ACTION_UPDATED, f->id,
		    a.url != NULL ? a.url : f->url);
		free(f->body);
		f->body = xstrdup(text);
	}
	if (r == GH_OK && old && j->out->why == NULL)
		j->out->why = xstrdup("the comment is about a newer run");
	free(text);
	answer_clear(&a);
	return r == GH_OK ? delete_others(j, e) : r;
}

static enum gh_result
create(struct job *j, struct err *e)
{
	struct answer a = {0, NULL, NULL, NULL, false};
	char *text = envelope_body(j->l, NULL, 0);
	enum gh_result r = write_comment(j->at, 0, text, &a, e);

	free(text);
	if (r == GH_OK) {
		j->created = a.id;
		report(j, ACTION_CREATED, a.id, a.url);
		if (a.login != NULL &&
		    strcasecmp(a.login, j->at->author) != 0) {
			free(j->out->why);
			j->out->why = xasprintf(
			    "the token writes as '%.60s', not as '%.60s': "
			    "without --author %.60s the next run will not "
			    "find this comment",
			    a.login, j->at->author, a.login);
		}
	}
	answer_clear(&a);
	return r;
}

/* ---- where others write at the same time: does ours still stand? ---- */

/* A while longer than anybody's read and write took, as far as we can tell. */
static void
settle(struct job *j, int round)
{
	double s = 3 * (now() - j->began), left = gh_wait_left(j->at->g);
	unsigned char r = 0;

	if (s < 0.3)
		s = 0.3;
	if (getrandom(&r, sizeof(r), GRND_NONBLOCK) < 0)
		r = 128;
	s += (0.1 + 0.1 * round) * r / 255.0;
	gh_wait(j->at->g, s < left ? s : left > 0 ? left : 0);
}

/* GH_OK and *holds, or GH_ABSENT when the comment is gone. */
static enum gh_result
look_again(struct job *j, bool *holds, struct err *e)
{
	struct found *f = &j->shelf.ours->v[0];
	char *path =
	    xasprintf("/repos/%s/issues/comments/%lld", j->at->repo, f->id);
	char *doing = xasprintf("read comment %lld again", f->id);
	struct answer a = {0, NULL, NULL, NULL, false};
	enum gh_result r;

	j->began = now();
	r = gh_call(j->at->g, "GET", path, NULL, doing, found_comment, &a, e);
	if (r == GH_OK && a.body != NULL) {
		*holds = envelope_holds(j->l, a.body);
		free(f->body);
		f->body = a.body;
		a.body = NULL;
	}
	answer_clear(&a);
	free(path);
	free(doing);
	return r;
}

static enum gh_result
defend(struct job *j, struct err *e)
{
	enum gh_result r = GH_OK;
	bool holds = false;
	int round;

	for (round = 0; r == GH_OK && round < ROUNDS; round++) {
		settle(j, round);
		if ((r = look_again(j, &holds, e)) == GH_OK && holds)
			return GH_OK;
		if (r == GH_ABSENT) {
			*e = (struct err){ST_DONE, ""};
			if ((r = list_again(j, e)) == GH_OK &&
			    j->shelf.ours->n == 0) {
				if ((r = create(j, e)) == GH_OK)
					r = list_again(j, e);
				continue;
			}
		}
		if (r == GH_OK)
			r = update(j, e);
	}
	if (r == GH_OK)
		err_set(e, ST_REMOTE,
		    "CBKB004: comment %lld was overwritten %d times",
		    j->out->id, ROUNDS);
	return r == GH_OK ? GH_FAILED : r;
}

/* ---- the whole of it ---- */

static enum gh_result
deliver_one(struct job *j, struct err *e)
{
	struct ours *o = j->shelf.ours;
	enum gh_result r;
	int n;

	for (n = 1;; n++) {
		if (o->n == 0 && j->l->only_update) {
			report(j, ACTION_SKIPPED, 0, NULL);
			return GH_OK;
		}
		if (o->n > 0)
			r = update(j, e);
		else if (j->created > 0)
			return GH_OK; /* somebody deleted it at once */
		else if ((r = create(j, e)) == GH_ABSENT)
			return r;
		j->unsure = r == GH_UNSURE;
		if (j->unsure && !gh_again(j->at->g, e))
			return GH_FAILED;
		if (r == GH_FAILED || r == GH_READONLY ||
		    (r == GH_OK && o->n > 0) || (r == GH_ABSENT && n >= GONE))
			return r;
		*e = (struct err){ST_DONE, ""};
		if ((r = list_again(j, e)) != GH_OK)
			return r;
	}
}

enum gh_result
comment_deliver(const struct place *at, const struct letter *letter,
    struct posted *posted, size_t n, struct err *e)
{
	struct ours *ours = xcalloc(n, sizeof(*ours));
	struct shelf all = {ours, n};
	enum gh_result r;
	double began = now();
	size_t i;

	for (i = 0; i < n; i++) {
		ours[i].marker = letter[i].marker;
		ours[i].author = at->author;
	}
	r = list(at, &all, e);
	for (i = 0; i < n && r == GH_OK; i++) {
		struct job j = {at, &letter[i], &posted[i], {&ours[i], 1}, 0,
		    false, false, began};

		r = deliver_one(&j, e);
		if (r == GH_OK && (letter[i].section != NULL || j.contended) &&
		    (posted[i].action == ACTION_CREATED ||
			posted[i].action == ACTION_UPDATED))
			r = defend(&j, e);
	}
	for (i = 0; i < n; i++)
		ours_clear(&ours[i]);
	free(ours);
	return r;
}
