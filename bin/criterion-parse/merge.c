/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* merge - see merge.h */
#include "merge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quantity.h"

#define STALE_SHOWN 5

struct ref {
	struct tree_entry *to;
};

/* A console result and what its title was before it got its full id. */
struct named {
	size_t at;
	const char *id, *title;
};

static bool
near(double printed, double exact, double rounding)
{
	return isnan(printed) || fabs(printed - exact) <=
				     rounding * 1.000001 + fabs(exact) * 1e-12;
}

static bool
times_agree(const struct bench *b, const struct bench *x)
{
	if (b->source == SOURCE_BENCHER) /* cut off to whole ns */
		return floor(x->median * (1 + 1e-15)) == b->time.estimate &&
		       (isnan(b->sd) || floor(x->sd * (1 + 1e-15)) == b->sd);
	return near(b->time.estimate, x->time.estimate,
		   quantity_time_rounding(x->time.estimate)) &&
	       near(b->time.low, x->time.low,
		   quantity_time_rounding(x->time.low)) &&
	       near(b->time.high, x->time.high,
		   quantity_time_rounding(x->time.high));
}

/* 0.3.0 chose the unit of elem/s by the time: up to Gelem/s for any rate. */
static double
rate_rounding(enum bench_kind kind, double exact)
{
	return fmax(quantity_rate_rounding(kind, exact),
	    kind == KIND_ELEMENTS ? 0.5e-4 * 1e9 : 0);
}

static bool
rates_agree(const struct bench *b, const struct bench *x)
{
	unsigned i;

	if (b->nrates == 0)
		return true;
	if (b->nrates != x->nrates)
		return false;
	for (i = 0; i < b->nrates; i++) {
		double exact = x->rate[i].per_second.estimate;

		if (!near(b->rate[i].per_second.estimate, exact,
			rate_rounding(x->rate[i].kind, exact)))
			return false;
	}
	return true;
}

static bool
change_agrees(const struct bench *b, const struct bench *x)
{
	double exact = x->change.time.estimate;

	return b->has_change && x->has_change &&
	       near(b->change.time.estimate, exact,
		   quantity_ratio_rounding(exact));
}

/* Let b have the exact values of t's benchmark, and keep what only b knows. */
static void
adopt(struct bench *b, struct tree_entry *t, bool fresh)
{
	struct bench_change change = b->change;
	bool had_change = b->has_change;

	if (change_agrees(b, &t->b)) {
		change.time = t->b.change.time;
		if (!isnan(change.throughput.estimate))
			change.throughput = t->b.change.throughput;
	} else if (!had_change && fresh && t->b.has_change &&
		   t->change_is_new) {
		change = t->b.change;
		had_change = true;
	}
	*b = t->b;
	b->change = change;
	b->has_change = had_change;
	t->used = true;
}

static int
by_title(const void *pa, const void *pb)
{
	const struct ref *a = pa, *b = pb;
	int c = strcmp(a->to->title, b->to->title);

	return c ? c : strcmp(a->to->dir, b->to->dir);
}

/* The entries that can be read, by title. */
static struct ref *
index_titles(struct tree *t, size_t *n)
{
	struct ref *by = xmalloc((t->n + 1) * sizeof(*by));
	size_t i;

	*n = 0;
	for (i = 0; i < t->n; i++) {
		if (t->entry[i].broken == NULL)
			by[(*n)++].to = &t->entry[i];
	}
	if (*n > 0)
		qsort(by, *n, sizeof(*by), by_title);
	return by;
}

/* The first entry of by whose title is not below title. */
static size_t
lower_bound(struct ref *by, size_t n, const char *title)
{
	size_t lo = 0;

	while (n > 0) {
		size_t half = n / 2;

		if (strcmp(by[lo + half].to->title, title) < 0) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return lo;
}

static bool
fresh(const struct tree_entry *t, double since)
{
	return t->written >= since;
}

/* A disagreement: both numbers. */
static void
dispute(struct results *r, const struct bench *b, const struct bench *x)
{
	bool times = times_agree(b, x);
	char printed[32], exact[32];
	double console =
	    times ? b->rate[0].per_second.estimate : b->time.estimate;
	double tree = times ? x->rate[0].per_second.estimate
		      : b->source == SOURCE_BENCHER ? x->median
						    : x->time.estimate;

	note(&r->errors,
	    "CBKB002: '%.*s': the console says %s %s, the Criterion tree %s",
	    shown(b->id, strlen(b->id)), b->id, jout_format(console, printed),
	    times ? "per second" : "ns", jout_format(tree, exact));
}

/*
 * Find b's entry: the one of its title that agrees; with settle set, one that
 * does not is an error.
 */
static void
find(struct results *r, struct bench *b, struct ref *by, size_t n, double since,
    bool settle)
{
	size_t i;

	for (i = lower_bound(by, n, b->id);
	     i < n && strcmp(by[i].to->title, b->id) == 0; i++) {
		by[i].to->printed = true;
		if (by[i].to->used || !fresh(by[i].to, since))
			continue;
		if (times_agree(b, &by[i].to->b) &&
		    rates_agree(b, &by[i].to->b)) {
			adopt(b, by[i].to, since >= 0);
			return;
		}
		if (settle) {
			dispute(r, b, &by[i].to->b);
			by[i].to->used = true;
			return;
		}
	}
}

static int
by_id(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int c = strcmp(a->id, b->id);

	return c ? c : (a->at > b->at) - (a->at < b->at);
}

/* Of two with one full id, the later is called by its title. */
static void
tell_apart(struct results *r, struct named *list)
{
	size_t i, first = 0;

	if (r->n > 0)
		qsort(list, r->n, sizeof(*list), by_id);
	for (i = 1; i < r->n; i++) {
		if (strcmp(list[i].id, list[first].id) != 0)
			first = i;
		else
			results_at(r, list[i].at)->id = results_str(
			    r, list[i].title, strlen(list[i].title));
	}
}

static void
name_all(struct results *r, const char *const *title)
{
	struct named *list = xmalloc((r->n + 1) * sizeof(*list));
	size_t i;

	for (i = 0; i < r->n; i++) {
		list[i].at = i;
		list[i].id = results_at(r, i)->id;
		list[i].title = title[i];
	}
	tell_apart(r, list);
	free(list);
}

static void
broken(struct notes *to, const struct tree_entry *t)
{
	const char *why = t->broken;

	if (strncmp(why, "CBKB003: ", 9) == 0)
		why += 9;
	note(to, "CBKB002: results in '%s' can't be read: %s", t->dir, why);
}

/* Entries in the order of their ids, for those that no text puts in order. */
static int
by_entry_id(const void *pa, const void *pb)
{
	const struct ref *a = pa, *b = pb;
	int c = strcmp(a->to->b.id, b->to->b.id);

	return c ? c : by_title(pa, pb);
}

/* Add what is left of by[n] and not older than since; title[] grows along. */
static const char **
append(struct results *r, struct ref *by, size_t n, double since,
    const char **title)
{
	size_t i;

	if (n > 0)
		qsort(by, n, sizeof(*by), by_entry_id);
	title = xrealloc(title, (r->n + n + 1) * sizeof(*title));
	for (i = 0; i < n; i++) {
		struct bench *b;

		if (by[i].to->used || !fresh(by[i].to, since))
			continue;
		b = results_add(r);
		if (b == NULL)
			break;
		*b = by[i].to->b;
		b->has_change &= by[i].to->change_is_new;
		by[i].to->used = true;
		title[r->n - 1] = by[i].to->title;
	}
	return title;
}

/*
 * One warning for all that this run did not write; part: of what it printed.
 */
static void
stale(struct results *r, const struct tree *t, double since, bool part)
{
	char list[400] = "";
	size_t i, n = 0, len = 0;

	for (i = 0; i < t->n; i++) {
		const struct tree_entry *x = &t->entry[i];
		size_t dir = strlen(x->dir);

		if (x->used || (part && !x->printed) ||
		    (x->broken != NULL && fresh(x, since) && since >= 0))
			continue;
		if (n++ < STALE_SHOWN)
			len += (size_t)snprintf(list + len, sizeof(list) - len,
			    "%s%.*s", len ? ", " : "",
			    shown(x->dir, dir > 4 ? dir - 4 : dir), x->dir);
		if (len >= sizeof(list))
			len = sizeof(list) - 1;
	}
	if (n > 0)
		note(&r->warnings,
		    "CBKB002: %zu stale result%s in the Criterion tree, not "
		    "of this run, left out: %s%s",
		    n, n == 1 ? "" : "s", list, n > STALE_SHOWN ? ", …" : "");
}

void
merge_run(struct results *r, struct tree *t, double since, bool part)
{
	size_t i, n;
	struct ref *by = index_titles(t, &n);
	const char **title = xmalloc((r->n + 1) * sizeof(*title));

	for (i = 0; i < r->n; i++) {
		struct bench *b = results_at(r, i);

		title[i] = b->id;
		if (b->source != SOURCE_CARGO)
			find(r, b, by, n, since, false);
	}
	for (i = 0; i < r->n; i++) {
		struct bench *b = results_at(r, i);

		if (b->source == SOURCE_TEXT || b->source == SOURCE_BENCHER)
			find(r, b, by, n, since, true);
	}
	if (since >= 0)
		title = append(r, by, n, since, title);
	for (i = 0; i < t->n; i++) {
		if (t->entry[i].broken != NULL && since >= 0 &&
		    fresh(&t->entry[i], since))
			broken(&r->errors, &t->entry[i]);
	}
	stale(r, t, since, part);
	name_all(r, title);
	free(title);
	free(by);
}

void
merge_alone(struct results *r, struct tree *t)
{
	size_t i, n;
	struct ref *by = index_titles(t, &n);
	const char **title = append(r, by, n, -1, NULL);

	for (i = 0; i < t->n; i++) {
		if (t->entry[i].broken != NULL)
			broken(&r->errors, &t->entry[i]);
	}
	name_all(r, title);
	free(title);
	free(by);
}
