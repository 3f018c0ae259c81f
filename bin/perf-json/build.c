/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* build - see build.h */
#include "build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "facts.h"
#include "field.h"
#include "jout.h"
#include "metrics.h"
#include "perf.h"
#include "schema.h"
#include "verdict.h"

#define INPUT_SCHEMA "benchline/benchmarks/1"

/* Of a benchmark, beside its text: a struct bench, a figure, a candidate. */
#define BENCH_COST (sizeof(struct bench) + 700)

/* What is being built. */
struct work {
	struct perf_doc *out;
	json_t *errors, *warnings;
	const json_t *run; /* NULL where there was none */
};

static bool
check_tag(const json_t *root, struct err *e)
{
	const char *tag = json_string_value(json_object_get(root, "schema"));

	if (!tag)
		return field_wrong("\"" INPUT_SCHEMA "\"", "", "schema",
		    json_object_get(root, "schema"), e);
	if (strcmp(tag, INPUT_SCHEMA) != 0)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected \"" INPUT_SCHEMA
		    "\" at '/schema', got \"%s\"",
		    tag);
	return true;
}

/* Numbers that no clock can give.  The benchmark becomes an error. */

static bool
has_negative(const json_t *v)
{
	json_t *part;
	size_t i;
	void *it;

	if (json_is_number(v))
		return json_number_value(v) < 0;
	json_array_foreach(v, i, part)
	{
		if (has_negative(part))
			return true;
	}
	for (it = json_object_iter((json_t *)(uintptr_t)v); it;
	     it = json_object_iter_next((json_t *)(uintptr_t)v, it)) {
		if (has_negative(json_object_iter_value(it)))
			return true;
	}
	return false;
}

/* NULL, or why the element v can't be used though it has the right form. */
static const char *
unusable(const json_t *v)
{
	static const char *const measured[] = {"time_ns", "throughput",
	    "samples", "mean_ns", "median_ns", "slope_ns", "std_dev_ns",
	    "mad_ns"};
	const json_t *time = json_object_get(v, "time_ns");
	size_t i;

	if (!json_is_string(json_object_get(v, "id")))
		return NULL;
	for (i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		if (has_negative(json_object_get(v, measured[i])))
			return "a negative number";
	}
	return json_is_null(json_object_get(time, "estimate"))
		   ? "a time that is not finite"
		   : NULL;
}

static bool
add_bench(struct work *w, const json_t *v, size_t i, struct err *e)
{
	const char *why = unusable(v);
	char where[40], *id;

	if (why) {
		id = verdict_name(json_string_value(json_object_get(v, "id")));
		metrics_say(w->errors, "%s: %s", id, why);
		free(id);
		return true;
	}
	snprintf(where, sizeof(where), BENCHMARKS_BIG "/%zu", i);
	if (!bench_decode(v, where, &w->out->bench[w->out->n], e))
		return false;
	w->out->n++;
	return true;
}

static bool
read_benchmarks(struct work *w, const struct jio_doc *in, struct err *e)
{
	size_t i, cost = 0;

	if (!in->elem)
		return field_wrong("an array", "", "benchmarks",
		    json_object_get(in->root, "benchmarks"), e);
	for (i = 0; i < in->nelem; i++)
		cost += BENCH_COST + 2 * in->elem[i].n;
	if (!jio_hold(cost, e))
		return err_in(e, JIO_STDIN);
	w->out->held = cost;
	w->out->bench = xcalloc(in->nelem + 1, sizeof(struct bench));
	for (i = 0; i < in->nelem; i++) {
		json_t *v = jio_elem(in, i);
		bool good = add_bench(w, v, i, e);

		json_decref(v);
		if (!good)
			return false;
	}
	return true;
}

/* Messages of the earlier stages. */

static bool
has_text(const json_t *list, const char *text)
{
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		if (json_is_null(v))
			break;
		if (strcmp(json_string_value(v), text) == 0)
			return true;
	}
	return false;
}

/* Copy obj's list of messages; one that is shown already is not repeated. */
static bool
copy_messages(const json_t *obj, const char *where, const char *key, json_t *to,
    struct err *e)
{
	json_t *from = NULL, *v, *text;
	size_t i;

	if (!field_arr_opt(obj, where, key, &from, e))
		return false;
	json_array_foreach(from, i, v)
	{
		if (!json_is_string(v))
			return err_set(e, ST_INPUT,
			    "CBKB003: expected a string at '%s/%s/%zu', got %s",
			    where, key, i, field_kind(v));
		text = verdict_text(json_string_value(v));
		if (json_string_length(text) > 0 &&
		    !has_text(to, json_string_value(text)))
			verdict_add(to, json_string_value(text));
		json_decref(text);
	}
	return true;
}

static bool
read_messages(struct work *w, const json_t *root, struct err *e)
{
	return copy_messages(root, "", "errors", w->errors, e) &&
	       copy_messages(root, "", "warnings", w->warnings, e) &&
	       copy_messages(w->run, "/run", "errors", w->errors, e) &&
	       copy_messages(w->run, "/run", "warnings", w->warnings, e);
}

/* The document. */

/* At most 50 entries of list, as a new array. */
static json_t *
capped(json_t *list, const char *what)
{
	json_t *to = json_array();

	json_decref(verdict_put(to, list, "CBKB002", what));
	return to;
}

static void
make_root(const struct work *w, const struct metrics *m, json_t *metadata)
{
	json_t *root = json_object();

	json_object_set_new(root, "schema_version", json_string("1.0"));
	json_object_update(root, m->top);
	json_object_set_new(root, "warnings", capped(w->warnings, "warnings"));
	json_object_set_new(root, "errors", capped(w->errors, "errors"));
	json_object_set_new(root, "_metadata", metadata);
	w->out->root = root;
}

static bool
finish(struct work *w, const struct conf *c, bool raw_fallback, struct err *e)
{
	struct perf_doc *out = w->out;
	struct metrics m;
	json_t *metadata = json_object();
	struct schema *s;
	struct jio_doc d = {.big = ""};
	bool good;

	facts_failure(w->run, w->errors);
	if (out->n == 0 && json_array_size(w->errors) == 0)
		metrics_say(w->errors, "no benchmark gave a result");
	metrics_duplicates(out->bench, out->n, w->errors);
	metrics_select(
	    c, out->bench, out->n, raw_fallback, w->errors, w->warnings, &m);
	json_object_set_new(metadata, "benchmarks", json_array());
	good = facts_of_run(w->run, metadata, e);
	json_object_set_new(metadata, "metrics", m.metrics);
	make_root(w, &m, metadata);
	json_decref(m.top);
	s = perf_schema(c, true);
	d.root = out->root;
	good = good && schema_ok(s, &d, "what perf-json made of it", e);
	schema_free(s);
	return good;
}

bool
build_perf(const struct jio_doc *in, const struct conf *c, bool raw_fallback,
    struct perf_doc *out, struct err *e)
{
	struct work w = {out, json_array(), json_array(), NULL};
	json_t *run = NULL;
	bool good;

	memset(out, 0, sizeof(*out));
	good = check_tag(in->root, e) &&
	       field_obj_opt(in->root, "", "run", &run, e);
	w.run = run;
	good = good && read_messages(&w, in->root, e) &&
	       read_benchmarks(&w, in, e) && finish(&w, c, raw_fallback, e);
	json_decref(w.errors);
	json_decref(w.warnings);
	if (!good)
		build_free(out);
	return good;
}

void
build_free(struct perf_doc *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		bench_free(&d->bench[i]);
	free(d->bench);
	jio_drop(d->held);
	json_decref(d->root);
	memset(d, 0, sizeof(*d));
}

/* Writing: the root's keys in their order, all below sorted. */

static void
write_benchmarks(struct jout *o, const struct perf_doc *d)
{
	size_t i;

	jout_array(o);
	for (i = 0; i < d->n; i++)
		bench_write(o, &d->bench[i], true);
	jout_end(o);
}

static int
by_key(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
write_metadata(struct jout *o, const struct perf_doc *d)
{
	json_t *metadata = json_object_get(d->root, "_metadata"), *v;
	const char *key[32] = {NULL}, *name;
	size_t i, n = 0;

	json_object_foreach(metadata, name, v)
	{
		if (n < 32)
			key[n++] = name;
	}
	qsort(key, n, sizeof(key[0]), by_key);
	jout_object(o);
	for (i = 0; i < n; i++) {
		jout_key(o, key[i]);
		if (strcmp(key[i], "benchmarks") == 0)
			write_benchmarks(o, d);
		else
			jout_json(o, json_object_get(metadata, key[i]));
	}
	jout_end(o);
}

void
build_write(FILE *f, const struct perf_doc *d)
{
	struct jout o;
	const char *key;
	json_t *v;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	json_object_foreach(d->root, key, v)
	{
		jout_key(&o, key);
		if (strcmp(key, "_metadata") == 0)
			write_metadata(&o, d);
		else
			jout_json(&o, v);
	}
	jout_end(&o);
	jout_finish(&o);
}
