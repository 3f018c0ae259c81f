/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* perf - see perf.h */
#include "perf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "stats.h"
#include "verdict.h"

/* The schema: the project's headline metrics in place of the shipped ones. */

static bool
is_headline(const struct conf *c, const char *name)
{
	const struct conf_metric *m = conf_metric_named(c, name);

	return m && m->headline;
}

/* Take the metrics that this project does not have out of the schema. */
static void
drop_strangers(const struct conf *c, json_t *required, json_t *properties)
{
	size_t i;

	for (i = json_array_size(required); i-- > 0;) {
		const char *name =
		    json_string_value(json_array_get(required, i));

		if (!unit_of_metric(name))
			continue;
		if (!is_headline(c, name))
			json_object_del(properties, name);
		json_array_remove(required, i);
	}
}

struct schema *
perf_schema(const struct conf *c, bool strict)
{
	struct schema *s = schema_shipped("perf.schema.json");
	json_t *properties = json_object_get(schema_root(s), "properties");
	json_t *required = json_object_get(schema_root(s), "required");
	size_t i;

	drop_strangers(c, required, properties);
	for (i = 0; i < c->nmetric; i++) {
		const struct conf_metric *m = &c->metric[i];

		if (!m->headline)
			continue;
		json_object_set_new(properties, m->name,
		    json_pack("{s:s}", "$ref", "#/$defs/figure"));
		if (strict && !m->optional)
			json_array_append_new(required, json_string(m->name));
	}
	return s;
}

/* Reading. */

/* A metric that says two things: its exact value and a top-level number. */
static bool
agrees(const json_t *root, const struct conf_metric *m, struct err *e)
{
	json_t *top = json_object_get(root, m->name);
	struct perf_metric p;
	double v;

	perf_metric(root, m, &p);
	if (!p.exact)
		return true;
	if (!p.unit || p.unit->dim != m->unit->dim)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected a unit like %s at "
		    "'/_metadata/metrics/%s/unit', got '%s'",
		    m->unit->symbol, m->name, p.symbol);
	v = perf_value(&p, m);
	if (!top || json_number_value(top) == v ||
	    json_number_value(top) == unit_round(v, m->decimals))
		return true;
	return err_set(e, ST_INPUT,
	    "CBKB003: expected %.*f at '/%s', as '/_metadata/metrics/%s/value' "
	    "rounds to, got %.17g",
	    m->decimals, v, m->name, m->name, json_number_value(top));
}

static bool
read_as(struct jio_doc *d, FILE *f, const char *name, const struct conf *c,
    bool strict, struct err *e)
{
	struct schema *s;
	bool good;
	size_t i;

	if (!jio_read(d, f, name, PERF_BIG, e))
		return false;
	s = perf_schema(c, strict);
	good = schema_ok(s, d, name, e);
	schema_free(s);
	for (i = 0; good && strict && i < c->nmetric; i++) {
		good = agrees(d->root, &c->metric[i], e);
		if (!good)
			err_in(e, name);
	}
	if (!good)
		jio_free(d);
	return good;
}

bool
perf_read(struct jio_doc *d, FILE *f, const char *name, const struct conf *c,
    struct err *e)
{
	return read_as(d, f, name, c, true, e);
}

bool
perf_read_baseline(struct jio_doc *d, FILE *f, const char *name,
    const struct conf *c, struct err *e)
{
	return read_as(d, f, name, c, false, e);
}

bool
perf_load(
    struct jio_doc *d, const char *path, const struct conf *c, struct err *e)
{
	FILE *f = fopen(path, "re");
	bool good;

	memset(d, 0, sizeof(*d));
	if (!f)
		return err_sys(e, "can't open '%s'", path);
	good = perf_read_baseline(d, f, path, c, e);
	fclose(f);
	return good;
}

/* Metrics. */

static double
number(const json_t *obj, const char *key)
{
	const json_t *v = json_object_get(obj, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* The rounded number at the top level, all that a bare document has. */
static void
top_level(const json_t *root, bool bare, const struct conf_metric *m,
    struct perf_metric *out)
{
	double v = number(root, m->name);
	bool zero_is_no_value = !bare || unit_smaller_is_better(m->unit);

	out->value = v == 0 && zero_is_no_value ? NAN : v;
	out->unit = m->unit;
	out->symbol = m->unit->symbol;
}

void
perf_metric(
    const json_t *root, const struct conf_metric *m, struct perf_metric *out)
{
	const json_t *metrics = field_at(root, "/_metadata/metrics");
	const json_t *o = json_object_get(metrics, m->name);

	*out = (struct perf_metric){.value = NAN,
	    .low = NAN,
	    .high = NAN,
	    .cv = NAN,
	    .location_se = NAN};
	if (!json_is_object(o)) {
		top_level(root, !metrics, m, out);
		return;
	}
	out->exact = true;
	out->value = number(o, "value");
	out->low = number(o, "low");
	out->high = number(o, "high");
	out->cv = number(o, "cv");
	out->location_se = number(o, "location_se");
	out->symbol = json_string_value(json_object_get(o, "unit"));
	out->unit = out->symbol ? unit_by_symbol(out->symbol) : NULL;
	out->statistic = json_string_value(json_object_get(o, "statistic"));
	out->source = json_string_value(json_object_get(o, "source"));
}

/* Of ln(estimate), out of its 95 % interval. */
static double
interval_se(double low, double high)
{
	double se = log(high / low) / (2 * STATS_NORMAL_975);

	return low > 0 && isfinite(se) && se > 0 ? se : 0;
}

double
perf_se(const struct perf_metric *p)
{
	/* fmax takes the one that is known. */
	return fmax(p->location_se, interval_se(p->low, p->high));
}

double
perf_location_se(const struct perf_bench *b)
{
	return fmax(b->location_se, 0);
}

double
perf_time_se(const struct perf_bench *b)
{
	return interval_se(b->low, b->high);
}

double
perf_base(const struct perf_metric *p, const struct conf_metric *m)
{
	if (!p->unit || p->unit->dim != m->unit->dim)
		return NAN;
	return unit_to_base(p->unit, p->value);
}

double
perf_value(const struct perf_metric *p, const struct conf_metric *m)
{
	if (p->unit == m->unit)
		return p->value;
	return unit_from_base(m->unit, perf_base(p, m));
}

/* Environments. */

const char *
perf_fingerprint(const json_t *root)
{
	return field_str_at(root, "/_metadata/environment/fingerprint");
}

static const struct fact {
	const char *key, *name;
} facts[] = {{"arch", "architecture"}, {"cpu_model", "CPU model"},
    {"cpu_cores", "core count"}, {"optimization_level", "optimization level"}};

/* A fact as text, new; NULL where it is not known. */
static char *
fact_text(const json_t *root, const char *key)
{
	const json_t *env = field_at(root, "/_metadata/environment");
	const json_t *v = json_object_get(env, key);

	if (json_is_string(v))
		return verdict_name(json_string_value(v));
	if (json_is_number(v))
		return xasprintf("%.15g", json_number_value(v));
	return NULL;
}

/* *text grows by ", more". */
static void
append(char **text, char *more)
{
	char *both = *text ? xasprintf("%s, %s", *text, more) : xstrdup(more);

	free(*text);
	free(more);
	*text = both;
}

char *
perf_differs(const json_t *current, const json_t *baseline, char **unknown)
{
	const char *a = perf_fingerprint(current);
	const char *b = perf_fingerprint(baseline);
	char *text = NULL;
	size_t i;

	*unknown = NULL;
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		char *x = fact_text(current, facts[i].key);
		char *y = fact_text(baseline, facts[i].key);

		if (!x || !y)
			append(unknown, xstrdup(facts[i].name));
		else if (strcmp(x, y) != 0)
			append(&text, xasprintf("%s differs (%s, %s)",
					  facts[i].name, x, y));
		free(x);
		free(y);
	}
	if (!text && a && b && strcmp(a, b) != 0)
		text = xasprintf(
		    "environment fingerprint differs (%.32s, %.32s)", a, b);
	return text;
}
