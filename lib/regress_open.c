/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regress_open - find and read what a run is compared with; see regress.h */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fsio.h"
#include "regress.h"

/* Count n bytes as held until regress_close. */
static bool
hold(struct regress *r, size_t n, struct err *e)
{
	if (!jio_hold(n, e))
		return false;
	r->held += n;
	return true;
}

/*
 * What comparing may take: an item, and what the document says of a benchmark,
 * in lists that may hold its name three times.
 */
static bool
hold_findings(struct regress *r, const struct perf_set *set, struct err *e)
{
	size_t i, n = 0;

	for (i = 0; i < set->n; i++) {
		const char *id = set->bench[i].id;

		/* Of the past's, what is missing is said. */
		if (set == &r->current || !perf_find(&r->current, id))
			n += 400 + 3 * strlen(id);
	}
	return hold(r, n, e);
}

/* The last part of a path: what documents and messages show of it. */
static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static bool
not_there(void)
{
	return errno == ENOENT || errno == ENOTDIR;
}

/*
 * Load path as the baseline; source is what the document calls it.  *found
 * tells whether it is there; false is an error.
 */
static bool
load(struct regress *r, const struct conf *c, const char *path,
    const char *source, bool *found, struct err *e)
{
	struct stat st;

	*found = false;
	if (stat(path, &st) != 0)
		return not_there() || err_sys(e, "can't open '%s'", path);
	if (!perf_load(&r->baseline, path, c, e))
		return false;
	*found = r->has_baseline = true;
	r->source = xstrdup(source);
	if (!perf_benchmarks(&r->baseline, &r->set, e) ||
	    !hold_findings(r, &r->set, e))
		return err_in(e, path);
	jio_shed(&r->baseline);
	return true;
}

/* A fingerprint that may be a file's name. */
static bool
is_name(const char *fingerprint)
{
	return fingerprint && *fingerprint &&
	       fingerprint[strspn(fingerprint, "0123456789abcdef")] == '\0';
}

static bool
from_store(struct regress *r, const struct conf *c, const char *dir,
    const char *fingerprint, struct err *e)
{
	bool found = false, good = true;
	char *name, *path;

	if (is_name(fingerprint)) {
		name = xasprintf("baselines/%s.json", fingerprint);
		path = fsio_join(dir, name);
		good = fsio_plain(path, e) && load(r, c, path, name, &found, e);
		free(path);
		free(name);
	}
	if (good && !found) {
		path = fsio_join(dir, "baseline.json");
		good = fsio_plain(path, e) &&
		       load(r, c, path, "baseline.json", &found, e);
		free(path);
	}
	if (good && !found)
		r->none = xasprintf(
		    "no baseline for this environment in '%s'", base_name(dir));
	return good;
}

static bool
open_baseline(struct regress *r, const struct jio_doc *doc,
    const struct conf *c, const char *path, struct err *e)
{
	struct stat st;
	bool found;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return from_store(r, c, path, perf_fingerprint(doc->root), e);
	if (!load(r, c, path, base_name(path), &found, e))
		return false;
	if (!found)
		r->none = xasprintf("'%s' is not there", base_name(path));
	return true;
}

/* History. */

/* Say which series the comparison wants. */
static void
want_series(struct regress *r, const struct jio_doc *doc, const struct conf *c)
{
	size_t i;

	r->metric_series = xcalloc(c->nmetric + 1, sizeof(size_t));
	r->bench_series = xcalloc(r->current.n + 1, sizeof(size_t));
	for (i = 0; i < c->nmetric; i++) {
		struct perf_metric p;

		perf_metric(doc->root, &c->metric[i], &p);
		r->metric_series[i] = history_want_metric(
		    r->history, c->metric[i].name, p.symbol, p.statistic);
	}
	for (i = 0; i < r->current.n; i++) {
		r->bench_series[i] =
		    history_want_bench(r->history, &r->current.bench[i]);
	}
}

/* The benchmarks that the history's last accepted run had. */
static void
take_ids(struct regress *r)
{
	size_t n;
	char *const *id = history_ids(r->history, &n);

	perf_named(id, n, &r->past);
}

static bool
read_history(struct regress *r, const struct jio_doc *doc, const struct conf *c,
    const char *path, bool asked, struct err *e)
{
	const char *fingerprint = perf_fingerprint(doc->root);
	struct stat st;

	if (stat(path, &st) != 0) {
		if (!not_there())
			return err_sys(e, "can't open '%s'", path);
		if (asked)
			r->no_history =
			    xasprintf("'%s' is not there", base_name(path));
		return true;
	}
	if (!fingerprint && r->has_baseline)
		fingerprint = perf_fingerprint(r->baseline.root);
	r->history = history_new(c, fingerprint);
	if (!hold(r, history_size(r->current.n), e))
		return err_in(e, JIO_STDIN);
	want_series(r, doc, c);
	if (!history_read(r->history, path, e))
		return false;
	if (!r->set.listed)
		take_ids(r);
	return true;
}

/* The directory that a baseline stands in, or the store itself; new. */
static char *
store_of(const char *baseline)
{
	const char *slash = strrchr(baseline, '/');
	struct stat st;

	if (stat(baseline, &st) == 0 && S_ISDIR(st.st_mode))
		return xstrdup(baseline);
	if (!slash)
		return xstrdup(".");
	return xstrndup(
	    baseline, slash == baseline ? 1 : (size_t)(slash - baseline));
}

bool
regress_open(struct regress *r, const struct jio_doc *doc, const struct conf *c,
    const char *baseline, const char *history, struct err *e)
{
	char *beside;
	bool good;

	memset(r, 0, sizeof(*r));
	r->asked = baseline || history;
	r->asked_baseline = baseline != NULL;
	if (!perf_benchmarks(doc, &r->current, e))
		return err_in(e, JIO_STDIN);
	if (!baseline && !history)
		return true;
	if (!hold_findings(r, &r->current, e))
		return err_in(e, JIO_STDIN);
	if (baseline && !open_baseline(r, doc, c, baseline, e))
		return false;
	beside = history ? xstrdup(history) : store_of(baseline);
	good = read_history(r, doc, c, beside, history != NULL, e) &&
	       (hold_findings(r, &r->past, e) || err_in(e, beside));
	free(beside);
	return good;
}

void
regress_close(struct regress *r)
{
	if (r->has_baseline)
		jio_free(&r->baseline);
	perf_set_free(&r->set);
	perf_set_free(&r->past);
	perf_set_free(&r->current);
	history_free(r->history);
	free(r->source);
	free(r->none);
	free(r->no_history);
	free(r->metric_series);
	free(r->bench_series);
	jio_drop(r->held);
	memset(r, 0, sizeof(*r));
}
