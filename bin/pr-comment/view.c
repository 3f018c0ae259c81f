/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* view - see view.h */
#include "view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "field.h"
#include "jout.h"
#include "perf.h"
#include "verdict.h"

const char *
view_uncoded(const char *message)
{
	if (strncmp(message, "CBKB", 4) == 0 && strlen(message) > 9 &&
	    message[7] == ':' && message[8] == ' ')
		return message + 9;
	return message;
}

/* Is there a message in list (an array of strings) that holds words? */
static bool
mentions(const json_t *list, const char *words)
{
	const char *s;
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		s = json_string_value(v);
		if (s != NULL && strstr(s, words) != NULL)
			return true;
	}
	return false;
}

static const char *
first_of(const json_t *list)
{
	const char *s = json_string_value(json_array_get(list, 0));

	return s != NULL && *s != '\0' ? view_uncoded(s) : NULL;
}

/* A violation of this kind and severity stands in the verdict. */
static bool
violated(const struct view *v, const char *kind, const char *severity)
{
	const char *k, *s;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(v->slo, "violations"), i, one)
	{
		k = field_str_at(one, "/kind");
		s = field_str_at(one, "/severity");
		if (k != NULL && s != NULL && strcmp(k, kind) == 0 &&
		    strcmp(s, severity) == 0)
			return true;
	}
	return false;
}

static char *
reason_of(struct view *v)
{
	const json_t *errors = json_object_get(v->root, "errors");
	const json_t *warnings = json_object_get(v->root, "warnings");
	const char *why;

	if (strcmp(v->status, "PASS") == 0)
		return xstrdup("All enterprise SLOs met");
	if (strcmp(v->status, "FAIL") == 0) {
		v->floors = violated(v, "floor", "error") ||
			    mentions(errors, "below enterprise floor");
		why = v->floors ? "Performance below enterprise floors"
				: first_of(errors);
		return xstrdup(why != NULL ? why : "No reason was recorded");
	}
	if (!v->judged)
		return xstrdup("not checked against floors");
	if (violated(v, "floor", "warning") ||
	    mentions(warnings, "approaching floor threshold"))
		return xstrdup("Performance approaching thresholds");
	why = first_of(warnings);
	if (why == NULL && !v->compared)
		why = field_str_at(v->regression, "/reason");
	return xstrdup(
	    why != NULL ? why : "Performance approaching thresholds");
}

void
view_open(struct view *v, const json_t *root, const struct conf *conf)
{
	memset(v, 0, sizeof(*v));
	v->root = root;
	v->conf = conf;
	v->status = verdict_status(root, &v->judged);
	v->passed = verdict_exit(root, false) == ST_DONE &&
		    strcmp(v->status, "FAIL") != 0;
	v->slo = field_at(root, "/_metadata/slo");
	v->regression = field_at(root, "/_metadata/regression");
	v->compared = json_is_true(json_object_get(v->regression, "compared"));
	v->reason = reason_of(v);
}

void
view_close(struct view *v)
{
	free(v->reason);
}

/* ---- metrics ---- */

static void
take_floor(
    const struct view *v, struct view_metric *m, const struct conf_metric *c)
{
	const json_t *floors = json_object_get(v->slo, "floors");
	const json_t *f = json_object_get(floors, m->name);
	const char *symbol = field_str_at(f, "/unit");

	m->limit = field_num_at(f, "/limit");
	m->factor = field_num_at(f, "/factor");
	m->limit_unit = symbol != NULL ? unit_by_symbol(symbol) : NULL;
	if (m->limit_unit != NULL && m->limit_unit->dim == DIM_BYTES) {
		m->limit = unit_to_base(m->limit_unit, m->limit);
		m->limit_unit = unit_for_messages(DIM_BYTES);
		m->limit = unit_from_base(m->limit_unit, m->limit);
	}
	if (isnan(m->limit) && v->judged && c != NULL && !isnan(c->floor)) {
		m->limit_unit = unit_for_messages(c->unit->dim);
		m->limit = unit_from_base(m->limit_unit, c->floor);
	}
	if (isnan(m->factor) && !isnan(m->limit) && !isnan(m->value) &&
	    m->unit != NULL && m->limit_unit != NULL && m->value > 0) {
		m->factor = unit_to_base(m->unit, m->value) /
			    unit_to_base(m->limit_unit, m->limit);
		if (unit_smaller_is_better(m->unit))
			m->factor = 1 / m->factor;
	}
}

static void
take_change(const struct view *v, struct view_metric *m)
{
	const char *kind, *id;
	json_t *one;
	size_t i;

	m->change = m->low = m->high = m->baseline = NAN;
	json_array_foreach(json_object_get(v->regression, "changes"), i, one)
	{
		kind = field_str_at(one, "/kind");
		id = field_str_at(one, "/id");
		if (kind == NULL || id == NULL || strcmp(kind, "metric") != 0 ||
		    strcmp(id, m->name) != 0)
			continue;
		m->change = field_num_at(one, "/change");
		m->low = field_num_at(one, "/low");
		m->high = field_num_at(one, "/high");
		m->baseline = field_num_at(one, "/baseline");
		m->verdict = field_str_at(one, "/verdict");
		return;
	}
}

static enum severity
severity_of(const char *name)
{
	if (name != NULL && strcmp(name, severity_name(SEVERITY_NOTE)) == 0)
		return SEVERITY_NOTE;
	if (name != NULL && strcmp(name, severity_name(SEVERITY_ERROR)) == 0)
		return SEVERITY_ERROR;
	return SEVERITY_WARNING;
}

/* The worst that the verdict says of m. */
static void
take_breach(const struct view *v, struct view_metric *m)
{
	enum severity severity;
	const char *name;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(v->slo, "violations"), i, one)
	{
		name = field_str_at(one, "/metric");
		severity = severity_of(field_str_at(one, "/severity"));
		if (name == NULL ||
		    (strcmp(name, m->name) != 0 && strcmp(name, m->label) != 0))
			continue;
		if (m->breach == NULL || severity > m->breach_severity) {
			m->breach = field_str_at(one, "/kind");
			m->breach_severity = severity;
		}
	}
}

/* A metric of the configuration: its value in its own unit. */
static void
take_configured(
    const struct view *v, const struct conf_metric *c, struct view_metric *m)
{
	struct perf_metric p;

	perf_metric(v->root, c, &p);
	m->label = c->label;
	m->unit = c->unit;
	m->symbol = c->unit->symbol;
	m->value = perf_value(&p, c);
	m->decimals = c->decimals;
	if (c->decimals == c->unit->decimals)
		m->decimals = unit_decimals(c->unit, m->value, c->decimals);
}

/* A metric that only the document knows. */
static void
take_other(const char *name, const json_t *meta, struct view_metric *m)
{
	const char *symbol = field_str_at(meta, "/unit");
	const char *label = field_str_at(meta, "/label");

	m->label = label != NULL ? label : name;
	m->unit =
	    symbol != NULL ? unit_by_symbol(symbol) : unit_of_metric(name);
	m->symbol = m->unit != NULL  ? m->unit->symbol
		    : symbol != NULL ? symbol
				     : "";
	m->decimals = m->unit != NULL ? m->unit->decimals : -1;
	m->value = field_num_at(meta, "/value");
}

static void
take_metric(const struct view *v, const char *name, const json_t *meta,
    struct view_metric *m)
{
	const struct conf_metric *c = conf_metric_named(v->conf, name);

	memset(m, 0, sizeof(*m));
	m->name = name;
	if (c != NULL)
		take_configured(v, c, m);
	else
		take_other(name, meta, m);
	if (!(m->value > 0))
		m->value = NAN;
	take_floor(v, m, c);
	take_change(v, m);
	take_breach(v, m);
}

void
view_metrics(const struct view *v,
    void (*each)(const struct view_metric *m, void *user), void *user)
{
	json_t *metrics = field_at(v->root, "/_metadata/metrics"), *meta;
	const struct conf_metric *c = v->conf->metric;
	struct view_metric m;
	const char *name;
	size_t i;

	for (i = 0; i < v->conf->nmetric; i++, c++) {
		meta = json_object_get(metrics, c->name);
		if (meta == NULL && !c->headline)
			continue;
		take_metric(v, c->name, meta, &m);
		each(&m, user);
	}
	json_object_foreach(metrics, name, meta)
	{
		if (conf_metric_named(v->conf, name) != NULL)
			continue;
		take_metric(v, name, meta, &m);
		each(&m, user);
	}
}

/* ---- numbers ---- */

void
view_quantity(FILE *out, double v, const char *symbol, int decimals)
{
	char buf[32];
	size_t n;

	if (decimals >= 0) {
		fprintf(out, "%.*f", decimals, v);
	} else {
		jout_format(unit_round(v, fabs(v) < 1 ? 6 : 2), buf);
		n = strlen(buf);
		if (n > 2 && strcmp(buf + n - 2, ".0") == 0)
			buf[n - 2] = '\0';
		fputs(buf, out);
	}
	if (*symbol != '\0')
		fprintf(out, " %s", symbol);
}

void
view_time(FILE *out, double ns)
{
	static const struct {
		double base;
		const char *symbol;
	} unit[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "\xc2\xb5s"}, {1, "ns"}};
	size_t i;
	double v;

	for (i = 0; i < 3 && ns < unit[i].base; i++)
		;
	v = ns / unit[i].base;
	fprintf(out, "%.*f\xc2\xa0%s",
	    v < 10    ? 3
	    : v < 100 ? 2
		      : 1,
	    v, unit[i].symbol);
}
