/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import - see import.h */
#include "import.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoint.h"
#include "field.h"
#include "fsio.h"
#include "jout.h"
#include "jseq.h"
#include "ledger.h"
#include "perf.h"
#include "record.h"
#include "store.h"

/* One run to import. */
struct run {
	struct jio_doc doc;
	const char *file; /* its name without directories */
	long long time;   /* of measurement */
	size_t order;
};

struct import {
	const struct opts *o;
	const struct conf *c;
	struct run *run;
	size_t n;
	char **known; /* "COMMIT TIME" of what the ledger has, sorted */
	size_t nknown;
};

static int
by_time(const void *pa, const void *pb)
{
	const struct run *a = pa, *b = pb;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool
add(struct import *im, struct jio_doc *d, const char *path, struct err *e)
{
	const char *when = field_str_at(d->root, "/_metadata/timestamp");
	struct run *r;
	long long t = 0;

	if (when && !fsio_parse_utc(when, &t)) {
		err_set(e, ST_INPUT,
		    "CBKB003: expected a time like 2026-03-04T05:06:07Z, got "
		    "'%s' (%s)",
		    when, path);
		jio_free(d);
		return false;
	}
	im->run = xrealloc(im->run, (im->n + 1) * sizeof(*im->run));
	r = &im->run[im->n];
	r->doc = *d;
	r->file = name_of(path);
	r->time = t;
	r->order = im->n++;
	return true;
}

/* A bare document out of an entry of another tool's history. */
static bool
add_entry(struct import *im, const json_t *entry, const char *where,
    const char *path, struct err *e)
{
	struct jio_doc d = {.big = ""};
	const char *commit = NULL, *branch = NULL, *when = NULL;
	size_t i, found = 0;
	json_t *root;

	if (!json_is_object(entry)) {
		err_set(
		    e, ST_INPUT, "CBKB003: expected an object at '%s'", where);
		return err_in(e, path);
	}
	if (!field_str_opt(entry, where, "commit", &commit, e) ||
	    !field_str_opt(entry, where, "branch", &branch, e) ||
	    !field_str(entry, where, "timestamp", &when, e))
		return err_in(e, path);
	root = json_pack("{s:[],s:[],s:{s:s?,s:s?,s:s}}", "warnings", "errors",
	    "_metadata", "git_commit", commit, "git_branch", branch,
	    "timestamp", when);
	if (!root)
		xdie();
	for (i = 0; i < im->c->nmetric; i++) {
		const char *name = im->c->metric[i].name;
		double v = NAN;

		if (!field_num_opt(entry, where, name, &v, e)) {
			json_decref(root);
			return err_in(e, path);
		}
		if (isnan(v))
			continue;
		found++;
		if (json_object_set_new(root, name, json_real(v)) != 0)
			xdie();
	}
	d.root = root;
	if (found)
		return add(im, &d, path, e);
	json_decref(root);
	err_set(
	    e, ST_INPUT, "CBKB003: expected a metric's figure at '%s'", where);
	return err_in(e, path);
}

static bool
add_history(
    struct import *im, const json_t *root, const char *path, struct err *e)
{
	const json_t *list = json_object_get(root, "history"), *v;
	const json_t *current = json_object_get(root, "current");
	char where[64];
	size_t i;

	if (list && !json_is_array(list)) {
		field_wrong("an array", "", "history", list, e);
		return err_in(e, path);
	}
	json_array_foreach(list, i, v)
	{
		snprintf(where, sizeof(where), "/history/%zu", i);
		if (!add_entry(im, v, where, path, e))
			return false;
	}
	return !current || json_is_null(current) ||
	       add_entry(im, current, "/current", path, e);
}

static bool
add_file(struct import *im, const char *path, struct err *e)
{
	struct jio_doc d = {0};
	bool history, good;

	if (!jio_load(&d, path, PERF_BIG, e))
		return false;
	history = json_object_get(d.root, "history") ||
		  json_object_get(d.root, "current");
	if (history) {
		good = add_history(im, d.root, path, e);
		jio_free(&d);
		return good;
	}
	jio_free(&d);
	memset(&d, 0, sizeof(d));
	return perf_load(&d, path, im->c, e) && add(im, &d, path, e);
}

static char *
identity(const char *commit, long long t)
{
	return xasprintf("%s %lld", commit ? commit : "", t);
}

/* What is imported already. */
static bool
read_known(struct import *im, const char *dir, struct err *e)
{
	size_t n;
	char **path = ledger_segments(dir, &n, e);
	struct ledger_reader *r;
	struct ledger_record rec;
	struct span v;
	char *commit, *when;
	long long t;
	int got;

	if (!path)
		return false;
	r = ledger_from_files(path, n);
	while ((got = ledger_next(r, &rec, e)) == 1) {
		if (rec.type != LEDGER_IMPORT)
			continue;
		commit = when = NULL;
		t = 0;
		if (jseq_at(rec.subject, "/commit", &v))
			jseq_string(v, &commit);
		if (jseq_member(rec.data, "timestamp", &v) &&
		    jseq_string(v, &when))
			fsio_parse_utc(when, &t);
		im->known =
		    xrealloc(im->known, (im->nknown + 1) * sizeof(*im->known));
		im->known[im->nknown++] = identity(commit, t);
		free(commit);
		free(when);
	}
	ledger_close(r);
	ledger_segments_free(path);
	if (im->nknown)
		qsort(im->known, im->nknown, sizeof(*im->known), by_text);
	if (got < 0 && e->status == ST_INPUT)
		e->status = ST_NO;
	return got == 0;
}

/* Whether this run is known, or the same as the one before it. */
static bool
is_known(const struct import *im, size_t i)
{
	const struct run *r = &im->run[i];
	const char *commit = field_str_at(r->doc.root, "/_metadata/git_commit");
	const char *last =
	    i == 0 ? NULL
		   : field_str_at(r[-1].doc.root, "/_metadata/git_commit");
	char *key = identity(commit, r->time);
	bool known = im->nknown && bsearch(&key, im->known, im->nknown,
				       sizeof(*im->known), by_text);

	free(key);
	return known || (commit && last && r[-1].time == r->time &&
			    strcmp(commit, last) == 0);
}

static bool
prepare(struct import *im, struct ledger_writer *w, const struct run *run,
    char head[SHA256_HEX], struct err *e)
{
	struct perf_set set = {0};
	struct record r = {.conf = im->c,
	    .root = run->doc.root,
	    .set = &set,
	    .fingerprint = im->o->fingerprint,
	    .imported = run->file};
	struct ledger_entry entry = {.type = LEDGER_IMPORT,
	    .time = fsio_now(),
	    .actor = acting(im->o, im->c),
	    .commit = field_str_at(run->doc.root, "/_metadata/git_commit"),
	    .branch = field_str_at(run->doc.root, "/_metadata/git_branch"),
	    .data = record_write,
	    .user = &r};
	unsigned long long seq;
	bool good = perf_benchmarks(&run->doc, &set, e) &&
		    ledger_prepare(w, &entry, head, &seq, e);

	perf_set_free(&set);
	return good;
}

static void
report(FILE *f, size_t imported, size_t known, const char *head)
{
	struct jout o;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	jout_kstr(&o, "head", head);
	jout_kint(&o, "imported", (int64_t)imported);
	jout_kint(&o, "known_before", (int64_t)known);
	jout_end(&o);
	jout_finish(&o);
}

static bool
import_all(struct import *im, const char *dir, FILE *out, struct err *e)
{
	struct ledger_writer *w = ledger_lock(dir, im->c->mode, e);
	char head[SHA256_HEX];
	size_t i, known = 0;
	bool good;

	good = w && store_complete(dir, w, im->c->mode, e) &&
	       read_known(im, dir, e);
	if (good)
		memcpy(head, ledger_head(w), SHA256_HEX);
	for (i = 0; good && i < im->n; i++) {
		if (is_known(im, i))
			known++;
		else
			good = prepare(im, w, &im->run[i], head, e);
	}
	good = good && (im->o->dry_run || ledger_commit(w, e));
	if (good)
		report(out, im->n - known, known,
		    im->o->dry_run ? ledger_head(w) : head);
	ledger_unlock(w);
	return good;
}

bool
import_files(const char *dir, const struct opts *o, const struct conf *c,
    FILE *out, struct err *e)
{
	struct import im = {.o = o, .c = c};
	bool good = fsio_mkdirs(dir, e);
	size_t i;

	for (i = 0; good && o->file[i]; i++)
		good = add_file(&im, o->file[i], e);
	if (good && im.n)
		qsort(im.run, im.n, sizeof(*im.run), by_time);
	good = good && import_all(&im, dir, out, e);
	for (i = 0; i < im.n; i++)
		jio_free(&im.run[i].doc);
	for (i = 0; i < im.nknown; i++)
		free(im.known[i]);
	free(im.run);
	free(im.known);
	return good;
}
