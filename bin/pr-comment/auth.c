/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * auth - --check-auth: whose token this is, and what it may do here
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "jout.h"
#include "target.h"
#include "work.h"

struct auth {
	char *name, *login;
	json_t *permissions;
};

static json_t *
object_of(struct span v)
{
	struct err e = {ST_DONE, ""};
	json_t *root =
	    v.n > 0 && *v.p == '{' ? jio_parse(v.p, v.n, "answer", &e) : NULL;

	return root;
}

static bool
take_repository(void *user, struct span v)
{
	struct auth *a = user;
	json_t *root = object_of(v);
	const char *name = field_str_at(root, "/full_name");
	json_t *p = json_object_get(root, "permissions");
	bool ok = root != NULL && name != NULL && gh_repo_ok(name);

	if (ok) {
		free(a->name);
		json_decref(a->permissions);
		a->name = xstrdup(name);
		a->permissions = json_is_object(p) ? json_incref(p) : NULL;
	}
	json_decref(root);
	return ok;
}

static bool
take_user(void *user, struct span v)
{
	struct auth *a = user;
	json_t *root = object_of(v);
	const char *login = field_str_at(root, "/login");

	if (login != NULL) {
		free(a->login);
		a->login = xstrdup(login);
	}
	json_decref(root);
	return login != NULL;
}

/* An Actions token can't ask who it is; then it is github-actions[bot]. */
static enum gh_result
who(struct github *g, struct auth *a, struct err *e)
{
	enum gh_result r = gh_call(g, "GET", "/user", NULL,
	    "ask whose token this is", take_user, a, e);

	if (r == GH_READONLY) {
		*e = (struct err){ST_DONE, ""};
		a->login = xstrdup(OPTS_AUTHOR);
		r = GH_OK;
	}
	return r;
}

enum gh_result
auth_login(struct github *g, char **login, struct err *e)
{
	struct auth a = {NULL, NULL, NULL};
	enum gh_result r = who(g, &a, e);

	*login = a.login;
	return r;
}

static void
print_auth(const struct auth *a)
{
	struct jout j;

	jout_start(&j, stdout, JOUT_PRETTY);
	jout_object(&j);
	jout_kstr(&j, "login", a->login);
	jout_kjson(&j, "permissions", a->permissions);
	jout_kstr(&j, "repository", a->name);
	jout_end(&j);
	jout_finish(&j);
}

int
work_check_auth(const struct opts *o)
{
	struct target t = {.repo = NULL};
	struct auth a = {NULL, NULL, NULL};
	struct err e = {ST_DONE, ""};
	struct github *g = NULL;
	char *path = NULL;
	int status;

	if (target_find(&t, o, &e) && t.repo == NULL)
		err_set(&e, ST_USAGE,
		    "--repo or GITHUB_REPOSITORY must name the repository");
	if (e.status == ST_DONE && (g = gh_open(&o->http, &e)) != NULL) {
		path = xasprintf("/repos/%s", t.repo);
		if (gh_call(g, "GET", path, NULL, "read the repository",
			take_repository, &a, &e) == GH_OK)
			who(g, &a, &e);
	}
	gh_close(g);
	if (e.status == ST_DONE) {
		print_auth(&a);
		status = ST_DONE;
	} else
		status = diag_fail(&e);
	free(path);
	free(a.name);
	free(a.login);
	json_decref(a.permissions);
	target_free(&t);
	return status;
}
