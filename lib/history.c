/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * history - see history.h
 *
 * A run is a row of doubles, one for each wanted series, NAN where the run
 * does not have it.  Ledger records are walked as byte ranges: no tree of a
 * line is built.  Benchmarks stand in a record in the order of their ids, so
 * they are looked up with a hint: the series after the last one found.
 */
#include "history.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "field.h"
#include "fsio.h"
#include "jseq.h"
#include "ledger.h"
#include "perf.h"

struct series {
	char *name; /* the metric's, or the benchmark's id */
	char *unit; /* metrics only */
	char *statistic;
	bool bench, location;
};

struct run {
	double *value; /* of each series */
	char *commit, *time;
	bool accepted; /* a promotion, override or import */
	bool counts; /* it, or a later one, was accepted or nothing barred it */
};

struct history {
	const struct conf *conf;
	char *fingerprint; /* NULL: the last run's */
	bool any;          /* no fingerprint was wanted */
	struct series *series;
	size_t nseries;
	size_t *by_id; /* series of benchmarks, ascending by id */
	size_t nbench, hint;
	struct run run[HISTORY_RUNS + 1];
	size_t nrun, seen;
	unsigned long long broken;
};

struct history *
history_new(const struct conf *c, const char *fingerprint)
{
	struct history *h = xcalloc(1, sizeof(*h));

	h->conf = c;
	h->any = fingerprint == NULL;
	if (fingerprint)
		h->fingerprint = xstrdup(fingerprint);
	return h;
}

static void
run_free(struct run *r)
{
	free(r->value);
	free(r->commit);
	free(r->time);
}

static void
forget_runs(struct history *h)
{
	while (h->nrun > 0)
		run_free(&h->run[--h->nrun]);
}

void
history_free(struct history *h)
{
	size_t i;

	if (!h)
		return;
	forget_runs(h);
	for (i = 0; i < h->nseries; i++) {
		free(h->series[i].name);
		free(h->series[i].unit);
		free(h->series[i].statistic);
	}
	free(h->series);
	free(h->by_id);
	free(h->fingerprint);
	free(h);
}

/* What is wanted. */

static char *
copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static size_t
want(struct history *h, struct series s)
{
	/* Room doubles: at 1, 2, 4, 8… series. */
	if ((h->nseries & (h->nseries - 1)) == 0)
		h->series = xrealloc(
		    h->series, (h->nseries ? h->nseries * 2 : 1) * sizeof(s));
	h->series[h->nseries] = s;
	return h->nseries++;
}

size_t
history_want_metric(struct history *h, const char *name, const char *unit,
    const char *statistic)
{
	struct series s = {
	    xstrdup(name), copy(unit), copy(statistic), false, false};

	return want(h, s);
}

size_t
history_want_bench(
    struct history *h, const char *id, bool location, enum bench_stat statistic)
{
	struct series s = {xstrdup(id), NULL, copy(bench_stat_name(statistic)),
	    true, location};

	return want(h, s);
}

struct named {
	const char *id;
	size_t series;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void
sort_benchmarks(struct history *h)
{
	struct named *list = xcalloc(h->nseries + 1, sizeof(*list));
	size_t i;

	for (h->nbench = 0, i = 0; i < h->nseries; i++) {
		if (h->series[i].bench)
			list[h->nbench++] =
			    (struct named){h->series[i].name, i};
	}
	qsort(list, h->nbench, sizeof(*list), by_name);
	h->by_id = xcalloc(h->nbench + 1, sizeof(*h->by_id));
	for (i = 0; i < h->nbench; i++)
		h->by_id[i] = list[i].series;
	free(list);
}

/* The series of benchmark id, or NULL. */
static const struct series *
find_bench(struct history *h, const char *id)
{
	size_t low = 0, high = h->nbench, mid = h->hint;

	while (low < high) {
		const struct series *s;
		int order;

		if (mid < low || mid >= high)
			mid = low + (high - low) / 2;
		s = &h->series[h->by_id[mid]];
		order = strcmp(s->name, id);
		if (order == 0) {
			h->hint = mid + 1;
			return s;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
		mid = low + (high - low) / 2;
	}
	return NULL;
}

/* Runs. */

/* Drop the oldest of the runs that are held against nothing, or the oldest. */
static void
drop_one(struct history *h, bool pending)
{
	size_t i = 0;

	while (pending && i + 1 < h->nrun && h->run[i].counts)
		i++;
	run_free(&h->run[i]);
	h->nrun--;
	memmove(&h->run[i], &h->run[i + 1], (h->nrun - i) * sizeof(h->run[0]));
}

static size_t
count_pending(const struct history *h)
{
	size_t i, n = 0;

	for (i = 0; i < h->nrun; i++)
		n += !h->run[i].counts;
	return n;
}

/* Keep a run, whose values it takes over. */
static void
keep(struct history *h, struct run r)
{
	size_t i;

	for (i = 0; r.accepted && i < h->nrun; i++)
		h->run[i].counts = true;
	h->run[h->nrun++] = r;
	if (!r.counts && count_pending(h) > HISTORY_PENDING)
		drop_one(h, true);
	if (h->nrun > HISTORY_RUNS)
		drop_one(h, false);
}

/* Is a run with this fingerprint (NULL: not told) one of ours? */
static bool
comparable(struct history *h, const char *fingerprint)
{
	const char *ours = h->fingerprint;
	bool same = ours && fingerprint ? strcmp(ours, fingerprint) == 0
					: ours == fingerprint;

	h->seen++;
	if (!h->any || (same && h->nrun))
		return same;
	if (!same)
		forget_runs(h); /* another machine: only the last counts */
	free(h->fingerprint);
	h->fingerprint = copy(fingerprint);
	return true;
}

static double *
no_values(const struct history *h)
{
	double *v = xcalloc(h->nseries + 1, sizeof(*v));
	size_t i;

	for (i = 0; i < h->nseries; i++)
		v[i] = NAN;
	return v;
}

/* A text that is wanted and one that is there; what is not told is no bar. */
static bool
agree(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

/* Ledger records. */

/* The string at a pointer below v, new; NULL when there is none. */
static char *
text_at(struct span v, const char *pointer)
{
	struct span s;
	char *text = NULL;

	if (!v.n || !jseq_at(v, pointer, &s) || !jseq_string(s, &text))
		return NULL;
	return text;
}

static double
number_at(struct span v, const char *pointer)
{
	struct span s;
	double d;

	return jseq_at(v, pointer, &s) && jseq_number(s, &d) && d > 0 ? d : NAN;
}

static double
record_metric(struct span metrics, const struct series *s)
{
	struct span m;
	char *unit, *statistic;
	double v = NAN;

	if (!jseq_member(metrics, s->name, &m))
		return NAN;
	unit = text_at(m, "/unit");
	statistic = text_at(m, "/statistic");
	if (agree(s->unit, unit) && agree(s->statistic, statistic))
		v = number_at(m, "/value");
	free(unit);
	free(statistic);
	return v;
}

static double
record_bench(struct span b, const struct series *s)
{
	char *statistic;
	double v = NAN;

	if (s->location)
		return number_at(b, "/location_ns");
	statistic = text_at(b, "/statistic");
	if (agree(s->statistic, statistic))
		v = number_at(b, "/time_ns");
	free(statistic);
	return v;
}

static void
record_values(struct history *h, struct span data, double *value)
{
	struct span part, key, val;
	struct jseq walk;
	size_t i;

	if (jseq_member(data, "metrics", &part)) {
		for (i = 0; i < h->nseries; i++) {
			if (!h->series[i].bench)
				value[i] = record_metric(part, &h->series[i]);
		}
	}
	if (!jseq_member(data, "benchmarks", &part) ||
	    !jseq_open_trusted(&walk, part) || *part.p != '{')
		return;
	for (h->hint = 0; h->nbench && jseq_next(&walk, &key, &val);) {
		const struct series *s;
		char *id;

		if (!jseq_string(key, &id))
			continue;
		s = find_bench(h, id);
		if (s)
			value[s - h->series] = record_bench(val, s);
		free(id);
	}
}

static bool
is_held(struct span data)
{
	struct span held;

	return jseq_member(data, "held", &held) && *held.p == '{';
}

static void
add_record(struct history *h, const struct ledger_record *rec)
{
	char *fingerprint = text_at(rec->data, "/environment/fingerprint");
	char *verdict = text_at(rec->data, "/verdict");
	struct run r = {0};

	if (comparable(h, fingerprint)) {
		r.accepted = rec->type == LEDGER_PROMOTE ||
			     rec->type == LEDGER_OVERRIDE ||
			     rec->type == LEDGER_IMPORT;
		r.counts = r.accepted ||
			   (rec->type == LEDGER_RUN && !is_held(rec->data) &&
			       !(verdict && strcmp(verdict, "FAIL") == 0));
		r.commit = text_at(rec->subject, "/commit");
		r.time = text_at(rec->data, "/timestamp");
		if (!r.time)
			jseq_string(rec->time, &r.time);
		r.value = no_values(h);
		record_values(h, rec->data, r.value);
		keep(h, r);
	}
	free(fingerprint);
	free(verdict);
}

static bool
is_run(enum ledger_type t)
{
	return t == LEDGER_RUN || t == LEDGER_PROMOTE || t == LEDGER_REFUSE ||
	       t == LEDGER_OVERRIDE || t == LEDGER_IMPORT;
}

static bool
read_ledger(struct history *h, struct ledger_reader *r, struct err *e)
{
	struct ledger_record rec;
	int got;

	if (!r)
		return false;
	while ((got = ledger_next(r, &rec, e)) == 1) {
		if (is_run(rec.type))
			add_record(h, &rec);
	}
	if (ledger_result(r)->breaks)
		h->broken = ledger_result(r)->first_break;
	ledger_close(r);
	return got == 0;
}

/* perf.json documents. */

static void
document_values(struct history *h, const struct jio_doc *d,
    const struct perf_set *set, double *value)
{
	size_t i;

	for (i = 0; i < h->nseries; i++) {
		const struct series *s = &h->series[i];
		const struct conf_metric *m =
		    conf_metric_named(h->conf, s->name);
		const struct perf_bench *b;
		struct perf_metric p;

		if (s->bench) {
			b = perf_find(set, s->name);
			if (b && s->location)
				value[i] = b->location;
			else if (b && agree(s->statistic,
					  bench_stat_name(b->statistic)))
				value[i] = b->time;
		} else if (m) {
			perf_metric(d->root, m, &p);
			if (agree(s->unit, p.symbol) &&
			    agree(s->statistic, p.statistic))
				value[i] = p.value;
		}
		if (!(value[i] > 0))
			value[i] = NAN;
	}
}

static bool
add_document(struct history *h, const struct jio_doc *d, struct err *e)
{
	const char *status = field_str_at(d->root, "/_metadata/slo/status");
	struct perf_set set;
	struct run r = {0};

	if (!comparable(h, perf_fingerprint(d->root)))
		return true;
	if (!perf_benchmarks(d, &set, e))
		return false;
	r.counts = !(status && strcmp(status, "FAIL") == 0);
	r.commit = copy(field_str_at(d->root, "/_metadata/git_commit"));
	r.time = copy(field_str_at(d->root, "/_metadata/timestamp"));
	r.value = no_values(h);
	document_values(h, d, &set, r.value);
	perf_set_free(&set);
	keep(h, r);
	return true;
}

static bool
add_text(struct history *h, struct span v, const char *name, struct err *e)
{
	struct jio_doc d = {0};
	bool good;
	FILE *f;

	f = fmemopen((char *)(uintptr_t)v.p, v.n, "r");
	if (!f)
		xdie();
	good = perf_read_baseline(&d, f, name, h->conf, e) &&
	       add_document(h, &d, e);
	fclose(f);
	jio_free(&d);
	return good;
}

/* Documents one after the other, or in one array. */
static bool
read_documents(struct history *h, const char *p, const char *end,
    const char *name, struct err *e)
{
	struct span v, key, elem;
	struct jseq walk;

	while (jseq_skip(p, end) < end) {
		p = jseq_value(p, end, &v);
		if (!p)
			return err_set(e, ST_INPUT,
			    "CBKB003: no JSON in the history (%s)", name);
		if (*v.p != '[') {
			if (!add_text(h, v, name, e))
				return false;
			continue;
		}
		jseq_open_trusted(&walk, v);
		while (jseq_next(&walk, &key, &elem)) {
			if (!add_text(h, elem, name, e))
				return false;
		}
	}
	return true;
}

/* Reading. */

/* A ledger's first line is a record: one object with a "prev" and a "type". */
static bool
is_ledger(FILE *f)
{
	struct span v, member;
	char *line = NULL;
	size_t room = 0;
	ssize_t n = getline(&line, &room, f);
	bool yes = n > 0 && jseq_value(line, line + n, &v) &&
		   jseq_member(v, "prev", &member) &&
		   jseq_member(v, "type", &member);

	free(line);
	rewind(f);
	return yes;
}

static bool
read_file(struct history *h, FILE *f, const char *path, struct err *e)
{
	char *text;
	size_t n;
	bool good;

	if (is_ledger(f))
		return read_ledger(h, ledger_from_stream(f, path), e);
	if (!jio_slurp(f, path, JIO_TEXT_MAX, &text, &n, e))
		return false;
	good = read_documents(h, text, text + n, path, e);
	free(text);
	return good;
}

/* Documents in place of a ledger, in a directory. */
static bool
holds_documents(const char *path)
{
	FILE *f = fopen(path, "re");
	int first = f ? getc(f) : EOF;
	bool yes;

	if (f)
		rewind(f);
	yes = first != EOF && !is_ledger(f);
	if (f)
		fclose(f);
	return yes;
}

static bool
read_store(struct history *h, const char *dir, struct err *e)
{
	char *newest = fsio_join(dir, "history.jsonl");
	bool good = holds_documents(newest)
			? history_read(h, newest, e)
			: read_ledger(h, ledger_from_store(dir, e), e);

	free(newest);
	return good;
}

bool
history_read(struct history *h, const char *path, struct err *e)
{
	struct stat st;
	bool good;
	FILE *f;

	free(h->by_id);
	sort_benchmarks(h);
	if (stat(path, &st) != 0)
		return err_sys(e, "can't open '%s'", path);
	if (S_ISDIR(st.st_mode))
		return read_store(h, path, e);
	f = fopen(path, "re");
	if (!f)
		return err_sys(e, "can't open '%s'", path);
	good = read_file(h, f, path, e);
	fclose(f);
	return good;
}

/* Answers. */

/* The run that holds value i of a series. */
static const struct run *
run_of(const struct history *h, size_t series, size_t i)
{
	const struct run *r;

	for (r = h->run; r < h->run + h->nrun; r++) {
		if (r->counts && isfinite(r->value[series]) && i-- == 0)
			return r;
	}
	return NULL;
}

size_t
history_series(const struct history *h, size_t series, double *v)
{
	size_t i, n = 0;

	for (i = 0; i < h->nrun; i++) {
		if (h->run[i].counts && isfinite(h->run[i].value[series]))
			v[n++] = h->run[i].value[series];
	}
	return n;
}

void
history_run(const struct history *h, size_t series, size_t i,
    const char **commit, const char **time)
{
	const struct run *r = run_of(h, series, i);

	*commit = r && r->commit ? r->commit : "";
	*time = r && r->time ? r->time : "";
}

size_t
history_since(const struct history *h, size_t series, size_t n)
{
	size_t from = 0, i, index = 0;

	for (i = h->nrun; i-- > 0 && n > 0;) {
		if (h->run[i].accepted && --n == 0)
			from = i;
	}
	for (i = 0; i < from; i++)
		index += h->run[i].counts && isfinite(h->run[i].value[series]);
	return index;
}

size_t
history_runs(const struct history *h)
{
	return h->nrun - count_pending(h);
}

size_t
history_seen(const struct history *h)
{
	return h->seen;
}

const char *
history_fingerprint(const struct history *h)
{
	return h->fingerprint;
}

unsigned long long
history_broken(const struct history *h)
{
	return h->broken;
}
