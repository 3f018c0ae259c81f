/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* checks - see checks.h */
#include "checks.h"

#include <string.h>

#include "field.h"
#include "verdict.h"

static bool
take_value(void *user, struct span v)
{
	json_t **out = user;
	struct err ignored = {0};

	*out = jio_parse(v.p, v.n, "GitHub's answer", &ignored);
	return json_is_object(*out);
}

bool
checks_pull(struct github *g, const char *repo, long long pr, json_t **pull,
    struct err *e)
{
	char *path = xasprintf("/repos/%s/pulls/%lld", repo, pr);
	char *doing = xasprintf("read pull request %s#%lld", repo, pr);
	enum gh_result got;

	*pull = NULL;
	got = gh_call(g, "GET", path, NULL, doing, take_value, pull, e);
	free(path);
	free(doing);
	if (got == GH_OK)
		return true;
	json_decref(*pull);
	*pull = NULL;
	return false;
}

/* Pages are objects with one array; its items are gathered. */
struct pages {
	const char *key;
	json_t *items;
};

static bool
take_page(void *user, struct span v)
{
	struct pages *p = user;
	struct err ignored = {0};
	json_t *page = jio_parse(v.p, v.n, "GitHub's answer", &ignored);
	json_t *list = json_object_get(page, p->key);
	bool good =
	    json_is_array(list) && json_array_extend(p->items, list) == 0;

	json_decref(page);
	return good;
}

static bool
gather(struct github *g, const char *repo, const char *sha, const char *what,
    const char *key, json_t **items, struct err *e)
{
	struct pages p = {key, json_array()};
	char *path =
	    xasprintf("/repos/%s/commits/%s/%s?per_page=100", repo, sha, what);
	char *doing = xasprintf("read the checks of %s@%.8s", repo, sha);
	enum gh_result got;

	if (!p.items)
		xdie();
	got = gh_list(g, path, doing, take_page, &p, e);
	free(path);
	free(doing);
	*items = p.items;
	return got == GH_OK;
}

bool
checks_ask(struct github *g, const char *repo, const char *sha,
    const struct own_job *own, bool *passed, char **why, struct err *e)
{
	json_t *runs = NULL, *statuses = NULL;
	bool good;

	good = gather(g, repo, sha, "check-runs", "check_runs", &runs, e) &&
	       gather(g, repo, sha, "status", "statuses", &statuses, e);
	if (good)
		*passed = checks_judge(runs, statuses, sha, own, why);
	json_decref(runs);
	json_decref(statuses);
	return good;
}

static const char *
text(const json_t *v, const char *key)
{
	const char *s = json_string_value(json_object_get(v, key));

	return s ? s : "";
}

/* Whether a check run belongs to this workflow run. */
static bool
same_run(const json_t *run, const struct own_job *own)
{
	char *part;
	bool same;

	if (!own->run_id)
		return true;
	part = xasprintf("/runs/%s/", own->run_id);
	same = strstr(text(run, "details_url"), part) != NULL;
	free(part);
	return same;
}

static bool
completed(const json_t *run)
{
	return strcmp(text(run, "status"), "completed") == 0;
}

/*
 * This job's own check run: by name, or, as a job's name can differ from its
 * key, the only one of this workflow run that is not completed.  NULL: none.
 */
static const json_t *
find_own(const json_t *runs, const struct own_job *own)
{
	const json_t *run, *only = NULL;
	size_t i, open = 0;

	if (!own->name && !own->run_id)
		return NULL;
	json_array_foreach(runs, i, run)
	{
		if (!same_run(run, own) || completed(run))
			continue;
		if (own->name && strcmp(text(run, "name"), own->name) == 0)
			return run;
		open++;
		only = run;
	}
	return open == 1 && own->run_id ? only : NULL;
}

struct tally {
	size_t asked, passed, pending;
	char *first; /* the first that has not passed */
};

static void
count(struct tally *t, const char *name, bool pending, bool good)
{
	t->asked++;
	t->passed += good;
	t->pending += pending;
	if (!good && !t->first)
		t->first = verdict_name(name);
}

bool
checks_judge(const json_t *runs, const json_t *statuses, const char *sha,
    const struct own_job *own, char **why)
{
	const json_t *mine = find_own(runs, own), *v;
	struct tally t = {0};
	bool good;
	size_t i;

	json_array_foreach(runs, i, v)
	{
		const char *end = text(v, "conclusion");

		if (v == mine)
			continue;
		count(&t, text(v, "name"), !completed(v),
		    completed(v) && (strcmp(end, "success") == 0 ||
					strcmp(end, "neutral") == 0 ||
					strcmp(end, "skipped") == 0));
	}
	json_array_foreach(statuses, i, v)
	{
		const char *state = text(v, "state");

		count(&t, text(v, "context"), strcmp(state, "pending") == 0,
		    strcmp(state, "success") == 0);
	}
	good = t.passed == t.asked && t.asked > 0;
	if (t.asked == 0)
		*why = xasprintf("GitHub knows no checks of %.8s", sha);
	else if (good)
		*why = xasprintf("%zu of %zu checks of %.8s have passed",
		    t.passed, t.asked, sha);
	else
		*why = xasprintf("%zu of %zu checks of %.8s have not passed, "
				 "%zu of them not completed, first '%s'",
		    t.asked - t.passed, t.asked, sha, t.pending, t.first);
	free(t.first);
	return good;
}
