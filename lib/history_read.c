/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * history_read - runs out of a ledger, or out of perf.json documents
 *
 * Ledger records are walked as byte ranges: no tree of a line is built.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "field.h"
#include "fsio.h"
#include "history_impl.h"
#include "jseq.h"
#include "ledger.h"
#include "perf.h"

static char *
copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
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

	if (perf_unlike(s->bytes, number_at(b, "/bytes")) ||
	    perf_unlike(s->elements, number_at(b, "/elements")))
		return NAN;
	if (s->location)
		return number_at(b, "/location_ns");
	statistic = text_at(b, "/statistic");
	if (agree(s->statistic, statistic))
		v = number_at(b, "/time_ns");
	free(statistic);
	return v;
}

static void
record_values(struct history *h, struct span metrics, struct span benches,
    double *value, struct ids *set)
{
	struct span key, val;
	struct jseq walk;
	size_t i;

	for (i = 0; metrics.n && i < h->nseries; i++) {
		if (!h->series[i].bench)
			value[i] = record_metric(metrics, &h->series[i]);
	}
	if (!jseq_open_trusted(&walk, benches) || walk.close != '}')
		return;
	for (h->hint = 0; jseq_next(&walk, &key, &val);) {
		const struct series *s;
		char *id;

		if (!jseq_string(key, &id))
			continue;
		s = history_find(h, id);
		if (s)
			value[s - h->series] = record_bench(val, s);
		history_add_id(set, id);
	}
}

/* Whether an override accepted a drop, and not only a failed check, say. */
static bool
accepts_drop(enum ledger_type type, struct span changes)
{
	struct span key, val, verdict;
	struct jseq walk;

	if (type != LEDGER_OVERRIDE || !jseq_open_trusted(&walk, changes))
		return false;
	while (jseq_next(&walk, &key, &val)) {
		if (*val.p == '{' && jseq_member(val, "verdict", &verdict) &&
		    (jseq_is(verdict, "regression") ||
			jseq_is(verdict, "drop")))
			return true;
	}
	return false;
}

static void
add_record(struct history *h, const struct ledger_record *rec)
{
	enum { BENCHMARKS, CHANGES, ENVIRONMENT, HELD, METRICS, TIME, VERDICT };
	static const char *const name[] = {"benchmarks", "changes",
	    "environment", "held", "metrics", "timestamp", "verdict"};
	struct span part[sizeof(name) / sizeof(*name)];
	struct run r = {0};
	struct ids set = {0};
	char *fingerprint;

	jseq_members(rec->data, name, part, sizeof(name) / sizeof(*name));
	fingerprint = text_at(part[ENVIRONMENT], "/fingerprint");
	if (history_comparable(h, fingerprint)) {
		r.accepted = rec->type == LEDGER_PROMOTE ||
			     rec->type == LEDGER_OVERRIDE ||
			     rec->type == LEDGER_IMPORT;
		r.counts =
		    r.accepted || !((part[HELD].n && *part[HELD].p == '{') ||
				      jseq_is(part[VERDICT], "FAIL"));
		r.commit = text_at(rec->subject, "/commit");
		if (!jseq_string(part[TIME], &r.time))
			jseq_string(rec->time, &r.time);
		r.value = history_row(h);
		record_values(
		    h, part[METRICS], part[BENCHMARKS], r.value, &set);
		if (accepts_drop(rec->type, part[CHANGES]))
			history_begin_anew(h);
		history_keep(h, r, &set);
	}
	free(fingerprint);
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

static double
document_bench(const struct perf_bench *b, const struct series *s)
{
	if (perf_unlike(s->bytes, b->bytes) ||
	    perf_unlike(s->elements, b->elements))
		return NAN;
	if (s->location)
		return b->location;
	return agree(s->statistic, bench_stat_name(b->statistic)) ? b->time
								  : NAN;
}

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
			if (b)
				value[i] = document_bench(b, s);
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
	struct ids ids = {0};
	struct run r = {0};
	size_t i;

	if (!history_comparable(h, perf_fingerprint(d->root)))
		return true;
	if (!perf_benchmarks(d, &set, e))
		return false;
	for (i = 0; i < set.n; i++)
		history_add_id(&ids, xstrdup(set.bench[i].id));
	r.counts = !(status && strcmp(status, "FAIL") == 0);
	r.commit = copy(field_str_at(d->root, "/_metadata/git_commit"));
	r.time = copy(field_str_at(d->root, "/_metadata/timestamp"));
	r.value = history_row(h);
	document_values(h, d, &set, r.value);
	perf_set_free(&set);
	history_keep(h, r, &ids);
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
	       (add_document(h, &d, e) || err_in(e, name));
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

/*
 * A ledger's first line is a record: one object with a "prev" and a "type".
 * False with e filled where f can't be read from its beginning again, as a
 * pipe can't: its first record would be lost.
 */
static bool
is_ledger(FILE *f, const char *path, bool *yes, struct err *e)
{
	struct span v, member;
	char *line = xmalloc(LEDGER_LINE_MAX);

	*yes = fgets(line, LEDGER_LINE_MAX, f) != NULL &&
	       jseq_value(line, line + strlen(line), &v) &&
	       jseq_member(v, "prev", &member) &&
	       jseq_member(v, "type", &member);
	free(line);
	return (!ferror(f) && fseek(f, 0, SEEK_SET) == 0) ||
	       err_sys(e, "can't read '%s' twice", path);
}

static bool
read_file(struct history *h, FILE *f, const char *path, struct err *e)
{
	char *text;
	size_t n;
	bool ledger, good;

	if (!is_ledger(f, path, &ledger, e))
		return false;
	if (ledger)
		return read_ledger(h, ledger_from_stream(f, path), e);
	if (!jio_text(f, path, &text, &n, e))
		return false;
	good = read_documents(h, text, text + n, path, e);
	jio_drop_text(text, n);
	return good;
}

/* Documents in place of a ledger, in a directory. */
static bool
holds_documents(const char *path)
{
	struct err e = {ST_DONE, ""};
	struct stat st;
	FILE *f = fsio_plain(path, &e) ? fopen(path, "re") : NULL;
	bool ledger, yes;

	if (!f)
		return false;
	yes = fstat(fileno(f), &st) == 0 && st.st_size > 0 &&
	      is_ledger(f, path, &ledger, &e) && !ledger;
	fclose(f);
	return yes;
}

static bool
read_store(struct history *h, const char *dir, struct err *e)
{
	char *newest = fsio_join(dir, "history.jsonl");
	bool good =
	    holds_documents(newest)
		? history_read(h, newest, e)
		: read_ledger(h,
		      ledger_from_end(dir, h->fingerprint, HISTORY_RUNS, e), e);

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
	history_sort(h);
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
