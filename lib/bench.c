/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bench - decode and write one benchmark's result; see bench.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "field.h"

static const char *const stat_names[] = {
    NULL, "slope", "mean", "median", "typical"};
static const char *const kind_names[] = {
    "bytes", "bytes_decimal", "bits", "elements"};
static const char *const source_names[] = {
    "tree", "text", "bencher", "cargo-criterion"};
static const char *const verdicts[] = {
    "improved", "regressed", "no_change", "within_noise"};

#define COUNT(a) (sizeof(a) / sizeof *(a))

const char *
bench_stat_name(enum bench_stat s)
{
	return stat_names[s];
}

const char *
bench_kind_name(enum bench_kind k)
{
	return kind_names[k];
}

const char *
bench_source_name(enum bench_source s)
{
	return source_names[s];
}

double
bench_rate_base(const struct bench_rate *r, double per_second)
{
	return r->kind == KIND_BITS ? per_second / 8 : per_second;
}

void
bench_init(struct bench *b)
{
	static const struct bench_interval none = {NAN, NAN, NAN};

	*b = (struct bench){.time = none};
	b->mean = b->median = b->slope = b->sd = b->mad = NAN;
	b->count = b->cv = b->location = b->location_se = NAN;
	b->rate[0].per_iteration = b->rate[1].per_iteration = NAN;
	b->rate[0].per_second = b->rate[1].per_second = none;
	b->change = (struct bench_change){.time = none, .throughput = none};
	b->change.p = NAN;
}

void
bench_free(struct bench *b)
{
	free(b->id);
	free(b->group);
	free(b->function);
	free(b->value);
	b->id = b->group = b->function = b->value = NULL;
}

/* Reading. */

#define WHERE_MAX 128

static const char *
below(char buf[WHERE_MAX], const char *where, const char *key)
{
	snprintf(buf, WHERE_MAX, "%.*s/%.20s", WHERE_MAX - 22, where, key);
	return buf;
}

/* The index of obj's string key among names; n where it is absent or null. */
static bool
read_enum(const json_t *obj, const char *where, const char *key,
    const char *const *names, size_t n, size_t *out, struct err *e)
{
	const char *s = NULL;
	size_t i;

	*out = n;
	if (!field_str_opt(obj, where, key, &s, e))
		return false;
	if (s == NULL)
		return true;
	for (i = 0; i < n; i++) {
		if (names[i] != NULL && strcmp(names[i], s) == 0) {
			*out = i;
			return true;
		}
	}
	return err_set(e, ST_INPUT, "CBKB003: unknown %s '%s' at '%s/%s'", key,
	    s, where, key);
}

static bool
read_copy(const json_t *obj, const char *where, const char *key, char **out,
    struct err *e)
{
	const char *s = NULL;

	if (!field_str_opt(obj, where, key, &s, e))
		return false;
	*out = s != NULL ? xstrdup(s) : NULL;
	return true;
}

static bool
read_interval(const json_t *obj, const char *where, struct bench_interval *iv,
    struct err *e)
{
	return field_num_opt(obj, where, "estimate", &iv->estimate, e) &&
	       field_num_opt(obj, where, "low", &iv->low, e) &&
	       field_num_opt(obj, where, "high", &iv->high, e);
}

static bool
read_time(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	json_t *t = NULL;
	char at[WHERE_MAX];
	size_t stat;

	if (!field_obj(v, where, "time_ns", &t, e))
		return false;
	below(at, where, "time_ns");
	if (!read_enum(
		t, at, "statistic", stat_names, COUNT(stat_names), &stat, e))
		return false;
	b->statistic =
	    stat < COUNT(stat_names) ? (enum bench_stat)stat : STAT_NONE;
	return field_num(t, at, "estimate", &b->time.estimate, e) &&
	       read_interval(t, at, &b->time, e);
}

static bool
read_rate(
    const json_t *v, const char *where, struct bench_rate *r, struct err *e)
{
	json_t *ps = NULL;
	char at[WHERE_MAX];
	size_t kind;

	if (!json_is_object(v))
		return err_set(e, ST_INPUT,
		    "CBKB003: expected an object at '%s', got %s", where,
		    field_kind(v));
	if (!read_enum(
		v, where, "kind", kind_names, COUNT(kind_names), &kind, e))
		return false;
	if (kind == COUNT(kind_names))
		return field_wrong(
		    "a string", where, "kind", json_object_get(v, "kind"), e);
	r->kind = (enum bench_kind)kind;
	if (!field_num_opt(v, where, "per_iteration", &r->per_iteration, e) ||
	    !field_obj_opt(v, where, "per_second", &ps, e))
		return false;
	return ps == NULL || read_interval(ps, below(at, where, "per_second"),
				 &r->per_second, e);
}

static bool
read_rates(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	json_t *a = NULL;
	char at[WHERE_MAX];
	size_t i;

	if (!field_arr_opt(v, where, "throughput", &a, e))
		return false;
	if (json_array_size(a) > COUNT(b->rate))
		return err_set(e, ST_INPUT,
		    "CBKB003: more than two rates at '%s/throughput'", where);
	b->nrates = (unsigned)json_array_size(a);
	for (i = 0; i < b->nrates; i++) {
		snprintf(at, sizeof at, "%.90s/throughput/%zu", where, i);
		if (!read_rate(json_array_get(a, i), at, &b->rate[i], e))
			return false;
	}
	return true;
}

static bool
read_samples(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	json_t *s = NULL;
	char at[WHERE_MAX];

	if (!field_obj_opt(v, where, "samples", &s, e))
		return false;
	if (s == NULL)
		return true;
	b->has_samples = true;
	below(at, where, "samples");
	return field_num_opt(s, at, "count", &b->count, e) &&
	       field_num_opt(s, at, "cv", &b->cv, e) &&
	       field_num_opt(s, at, "location_ns", &b->location, e) &&
	       field_num_opt(s, at, "location_se", &b->location_se, e);
}

/* A ratio, the one kind of number here that may be negative. */
static bool
read_ratio(const json_t *obj, const char *where, const char *key, double *out,
    struct err *e)
{
	const json_t *v = json_object_get(obj, key);

	if (v == NULL || json_is_null(v))
		return true;
	if (!json_is_number(v))
		return field_wrong("a number", where, key, v, e);
	*out = json_number_value(v);
	return true;
}

static bool
read_ratios(const json_t *obj, const char *where, const char *key,
    struct bench_interval *iv, struct err *e)
{
	json_t *v = NULL;
	char at[WHERE_MAX];

	if (!field_obj_opt(obj, where, key, &v, e))
		return false;
	below(at, where, key);
	return v == NULL || (read_ratio(v, at, "estimate", &iv->estimate, e) &&
				read_ratio(v, at, "low", &iv->low, e) &&
				read_ratio(v, at, "high", &iv->high, e));
}

static bool
read_change(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	json_t *c = NULL;
	char at[WHERE_MAX];
	size_t verdict;

	if (!field_obj_opt(v, where, "change", &c, e))
		return false;
	if (c == NULL)
		return true;
	b->has_change = true;
	below(at, where, "change");
	if (!read_ratios(c, at, "time", &b->change.time, e) ||
	    !read_ratios(c, at, "throughput", &b->change.throughput, e) ||
	    !field_num_opt(c, at, "p", &b->change.p, e) ||
	    !read_enum(
		c, at, "verdict", verdicts, COUNT(verdicts), &verdict, e))
		return false;
	if (verdict < COUNT(verdicts))
		snprintf(b->change.verdict, sizeof b->change.verdict, "%s",
		    verdicts[verdict]);
	return true;
}

static bool
read_names(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	const char *id;
	size_t source;

	if (!field_str(v, where, "id", &id, e))
		return false;
	b->id = xstrdup(id);
	if (!read_copy(v, where, "group", &b->group, e) ||
	    !read_copy(v, where, "function", &b->function, e) ||
	    !read_copy(v, where, "value", &b->value, e) ||
	    !read_enum(v, where, "source", source_names, COUNT(source_names),
		&source, e))
		return false;
	if (source < COUNT(source_names))
		b->source = (enum bench_source)source;
	return true;
}

bool
bench_decode(const json_t *v, const char *where, struct bench *b, struct err *e)
{
	bench_init(b);
	if (!json_is_object(v))
		return err_set(e, ST_INPUT,
		    "CBKB003: expected an object at '%s', got %s", where,
		    field_kind(v));
	if (read_names(v, where, b, e) && read_time(v, where, b, e) &&
	    field_num_opt(v, where, "mean_ns", &b->mean, e) &&
	    field_num_opt(v, where, "median_ns", &b->median, e) &&
	    field_num_opt(v, where, "slope_ns", &b->slope, e) &&
	    field_num_opt(v, where, "std_dev_ns", &b->sd, e) &&
	    field_num_opt(v, where, "mad_ns", &b->mad, e) &&
	    read_rates(v, where, b, e) && read_samples(v, where, b, e) &&
	    read_change(v, where, b, e))
		return true;
	bench_free(b);
	return false;
}

/* Writing: keys in sorted order. */

static void
write_known(struct jout *o, const char *key, double v)
{
	if (isfinite(v))
		jout_kreal(o, key, v);
}

static void
write_interval(struct jout *o, const struct bench_interval *iv)
{
	jout_kreal(o, "estimate", iv->estimate);
	jout_kreal(o, "high", iv->high);
	jout_kreal(o, "low", iv->low);
}

static void
write_ratios(struct jout *o, const char *key, const struct bench_interval *iv)
{
	if (!isfinite(iv->estimate))
		return;
	jout_key(o, key);
	jout_object(o);
	write_interval(o, iv);
	jout_end(o);
}

static void
write_change(struct jout *o, const struct bench *b)
{
	jout_key(o, "change");
	if (!b->has_change) {
		jout_null(o);
		return;
	}
	jout_object(o);
	write_known(o, "p", b->change.p);
	write_ratios(o, "throughput", &b->change.throughput);
	write_ratios(o, "time", &b->change.time);
	if (b->change.verdict[0] != '\0')
		jout_kstr(o, "verdict", b->change.verdict);
	jout_end(o);
}

static void
write_samples(struct jout *o, const struct bench *b)
{
	jout_key(o, "samples");
	if (!b->has_samples) {
		jout_null(o);
		return;
	}
	jout_object(o);
	if (b->count < 1e15)
		jout_kint(o, "count", (int64_t)b->count);
	write_known(o, "cv", b->cv);
	write_known(o, "location_ns", b->location);
	write_known(o, "location_se", b->location_se);
	jout_end(o);
}

static void
write_rates(struct jout *o, const struct bench *b)
{
	unsigned i;

	jout_key(o, "throughput");
	jout_array(o);
	for (i = 0; i < b->nrates; i++) {
		jout_object(o);
		jout_kstr(o, "kind", bench_kind_name(b->rate[i].kind));
		jout_kreal(o, "per_iteration", b->rate[i].per_iteration);
		jout_key(o, "per_second");
		jout_object(o);
		write_interval(o, &b->rate[i].per_second);
		jout_end(o);
		jout_end(o);
	}
	jout_end(o);
}

static void
write_time(struct jout *o, const struct bench *b)
{
	jout_key(o, "time_ns");
	jout_object(o);
	write_interval(o, &b->time);
	jout_kstr(o, "statistic", bench_stat_name(b->statistic));
	jout_end(o);
}

void
bench_write(struct jout *o, const struct bench *b, bool trimmed)
{
	jout_object(o);
	if (!trimmed) {
		write_change(o, b);
		jout_kstr(o, "function", b->function);
		jout_kstr(o, "group", b->group);
	}
	jout_kstr(o, "id", b->id);
	if (!trimmed) {
		write_known(o, "mad_ns", b->mad);
		write_known(o, "mean_ns", b->mean);
		write_known(o, "median_ns", b->median);
	}
	write_samples(o, b);
	if (!trimmed) {
		write_known(o, "slope_ns", b->slope);
		jout_kstr(o, "source", bench_source_name(b->source));
		write_known(o, "std_dev_ns", b->sd);
	}
	write_rates(o, b);
	write_time(o, b);
	if (!trimmed)
		jout_kstr(o, "value", b->value);
	jout_end(o);
}
