/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tree - see tree.h: finding the directories and reading one */
#define _GNU_SOURCE /* d_type */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "field.h"
#include "fsio.h"
#include "samples.h"
#include "utf8.h"

#define DEPTH_MAX 12
#define FILE_LIMIT ((size_t)16 << 20)

/* Seconds since 1970 when dir/name was written; -1 when it is not there. */
static double
written(const char *dir, const char *name)
{
	char *path = fsio_join(dir, name);
	struct stat st;
	double t = -1;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		t = (double)st.st_mtim.tv_sec +
		    (double)st.st_mtim.tv_nsec / 1e9;
	free(path);
	return t;
}

/* The file's text.  Messages name the file only: a path may be private. */
static bool
slurp(const char *dir, const char *name, char **text, size_t *n, struct err *e)
{
	char *path = fsio_join(dir, name);
	struct err unread = {ST_DONE, ""};
	bool good = false;

	if (written(dir, name) < 0)
		err_set(e, ST_INPUT, "%s is missing", name);
	else if (!fsio_slurp(path, FILE_LIMIT, text, n, &unread))
		err_set(e, unread.status, "%s can't be read: %s", name,
		    strerror(errno));
	else
		good = true;
	free(path);
	return good;
}

static json_t *
load(const char *dir, const char *name, struct err *e)
{
	json_t *v;
	char *text;
	size_t n;

	if (!slurp(dir, name, &text, &n, e))
		return NULL;
	v = jio_parse(text, n, name, e);
	free(text);
	return v;
}

/* E of estimates.json: name is "mean", old what 0.3.0 to 0.3.2 call it. */
static bool
estimate(const json_t *file, const char *name, const char *old,
    struct bench_interval *iv)
{
	const json_t *v = json_object_get(file, name);

	if (v == NULL)
		v = json_object_get(file, old);
	iv->estimate = field_num_at(v, "/point_estimate");
	iv->low = field_num_at(v, "/confidence_interval/lower_bound");
	iv->high = field_num_at(v, "/confidence_interval/upper_bound");
	return !isnan(iv->estimate);
}

static bool
read_estimates(struct tree_entry *t, const char *dir, struct err *e)
{
	struct bench_interval mean, other;
	struct bench *b = &t->b;
	json_t *v = load(dir, "estimates.json", e);
	bool good;

	if (v == NULL)
		return false;
	good = estimate(v, "mean", "Mean", &mean);
	if (good) {
		b->mean = mean.estimate;
		b->time = mean;
		b->statistic = STAT_MEAN;
		if (estimate(v, "slope", "Slope", &other)) {
			b->slope = other.estimate;
			b->time = other;
			b->statistic = STAT_SLOPE;
		}
		if (estimate(v, "median", "Median", &other))
			b->median = other.estimate;
		if (estimate(v, "std_dev", "StdDev", &other))
			b->sd = other.estimate;
		if (estimate(v, "median_abs_dev", "MedianAbsDev", &other))
			b->mad = other.estimate;
	} else {
		err_set(e, ST_INPUT, "estimates.json has no mean");
	}
	json_decref(v);
	return good &&
	       (samples_sane(b) ||
		   err_set(e, ST_INPUT, "estimates.json has a figure below 0"));
}

static void
read_throughput(struct bench *b, const json_t *v)
{
	static const struct {
		const char *name;
		enum bench_kind kind;
	} kinds[] = {{"Bytes", KIND_BYTES},
	    {"BytesDecimal", KIND_BYTES_DECIMAL}, {"Bits", KIND_BITS},
	    {"Elements", KIND_ELEMENTS},
	    {"ElementsAndBytes/elements", KIND_ELEMENTS},
	    {"ElementsAndBytes/bytes", KIND_BYTES}};
	char pointer[64];
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		double n;

		snprintf(pointer, sizeof(pointer), "/%s", kinds[i].name);
		n = field_num_at(v, pointer);
		if (!isnan(n))
			samples_rate(b, kinds[i].kind, n);
	}
}

/* Criterion's title: 100 bytes of the id, and "..." where that cuts it. */
static const char *
cut_title(struct results *r, const char *id)
{
	char title[104];
	size_t n = strlen(id);

	if (n <= 100)
		return id;
	n = utf8_cut(id, n, 100);
	snprintf(title, sizeof(title), "%.*s...", (int)n, id);
	return results_str(r, title, n + 3);
}

static char *
pooled(struct results *r, const json_t *obj, const char *key)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_string(v)
		   ? results_str(r, json_string_value(v), json_string_length(v))
		   : NULL;
}

static bool
read_names(
    struct tree_entry *t, const char *dir, struct results *r, struct err *e)
{
	json_t *v = load(dir, "benchmark.json", e);

	if (v == NULL)
		return false;
	t->b.id = pooled(r, v, "full_id");
	t->b.group = pooled(r, v, "group_id");
	t->b.function = pooled(r, v, "function_id");
	t->b.value = pooled(r, v, "value_str");
	t->title = pooled(r, v, "title");
	if (t->b.id != NULL) {
		if (t->title == NULL)
			t->title = cut_title(r, t->b.id);
		read_throughput(&t->b, json_object_get(v, "throughput"));
	}
	json_decref(v);
	return t->b.id != NULL ||
	       err_set(e, ST_INPUT, "benchmark.json has no full_id");
}

/* Samples that are not there or are no JSON are not known, which is no error.
 */
static void
read_samples(struct bench *b, const char *dir, struct err *e)
{
	struct span all, key, iters = {NULL, 0}, times = {NULL, 0};
	const char *after;
	struct jseq s;
	char *text;
	size_t n;

	if (!slurp(dir, "sample.json", &text, &n, e))
		return;
	after = jseq_value(text, text + n, &all);
	if (after != NULL && jseq_skip(after, text + n) == text + n &&
	    jseq_open_trusted(&s, all)) {
		if (s.close == '}') {
			jseq_member(all, "iters", &iters);
			jseq_member(all, "times", &times);
		} else if (jseq_next(&s, &key, &iters)) { /* 0.3.0 to 0.3.2 */
			jseq_next(&s, &key, &times);
		}
		samples_fill(b, iters, times);
	}
	free(text);
}

/* The change of rates that goes with a change of times. */
static double
inverse(double change)
{
	return 1 / (1 + change) - 1;
}

static void
read_change(struct tree_entry *t, const char *dir, struct err *e)
{
	struct bench_change *c = &t->b.change;
	char *beside = xasprintf("%.*schange", (int)strlen(dir) - 3, dir);
	double when = written(beside, "estimates.json");
	json_t *v = NULL;

	if (when >= 0)
		v = load(beside, "estimates.json", e);
	if (v != NULL && estimate(v, "mean", "Mean", &c->time)) {
		t->b.has_change = true;
		t->change_is_new = when >= t->written;
		if (t->b.nrates > 0) {
			c->throughput.estimate = inverse(c->time.estimate);
			c->throughput.low = inverse(c->time.high);
			c->throughput.high = inverse(c->time.low);
		}
	}
	json_decref(v);
	free(beside);
}

/* The benchmark in dir, which is root/below. */
static bool
add(struct tree *t, const char *dir, const char *below, double when,
    struct results *r, struct err *e)
{
	struct err why = {ST_DONE, ""};
	struct tree_entry *n;

	if (t->n == RESULTS_MAX)
		return err_set(e, ST_INPUT,
		    "CBKB003: document too large: over %d benchmarks in the "
		    "Criterion tree",
		    RESULTS_MAX);
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->entry = xrealloc(t->entry, t->room * sizeof(*t->entry));
	}
	n = &t->entry[t->n++];
	memset(n, 0, sizeof(*n));
	bench_init(&n->b);
	n->b.source = SOURCE_TREE;
	n->dir = xstrdup(below);
	n->written = when;
	if (read_estimates(n, dir, &why) && read_names(n, dir, r, &why)) {
		struct err change = {ST_DONE, ""};

		read_samples(&n->b, dir, &why);
		read_change(n, dir, &change);
		if (change.status == ST_SYSTEM)
			why = change;
	} else {
		n->broken = xstrdup(why.text);
	}
	/* What the system refused may be there the next time. */
	return why.status != ST_SYSTEM ||
	       err_set(e, ST_SYSTEM, "results in '%s': %s", below, why.text);
}

static bool
is_directory(const char *path, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type == DT_DIR;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
walk(struct tree *t, const char *dir, size_t root, int depth, struct results *r,
    struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *f;
	bool good = true;

	if (d == NULL)
		return err_sys(e, "can't open the Criterion tree");
	/* cppcheck-suppress readdirCalled ; one thread, one stream */
	while (good && (f = readdir(d)) != NULL) {
		double when = -1;
		char *path;

		if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0)
			continue;
		path = fsio_join(dir, f->d_name);
		if (is_directory(path, f)) {
			if (strcmp(f->d_name, "new") == 0)
				when = written(path, "estimates.json");
			if (when >= 0)
				good =
				    add(t, path, path + root + 1, when, r, e);
			if (good && depth < DEPTH_MAX)
				good = walk(t, path, root, depth + 1, r, e);
		}
		free(path);
	}
	closedir(d);
	return good;
}

static int
by_dir(const void *pa, const void *pb)
{
	const struct tree_entry *a = pa, *b = pb;

	return strcmp(a->dir, b->dir);
}

bool
tree_read(struct tree *t, const char *root, struct results *r, struct err *e)
{
	size_t n = strlen(root);

	memset(t, 0, sizeof(*t));
	while (n > 1 && root[n - 1] == '/')
		n--;
	if (!walk(t, root, n, 0, r, e))
		return false;
	if (t->n > 0)
		qsort(t->entry, t->n, sizeof(*t->entry), by_dir);
	return true;
}

void
tree_free(struct tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->entry[i].dir);
		free(t->entry[i].broken);
	}
	free(t->entry);
	memset(t, 0, sizeof(*t));
}
