/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * floors - see floors.h
 *
 * Floors are compared in base units, exactly as configured; messages speak of
 * MB/s with two decimals, more where two would show a value as its limit; the
 * document has every digit.
 */
#include "floors.h"

#include <math.h>
#include <stdlib.h>

#include "field.h"
#include "perf.h"
#include "units.h"

#define MIB 1048576.0

struct check {
	const json_t *root;
	const struct conf *c;
	struct findings *f;
	struct floors *out;
	double largest_cv;
};

/* Digits after the point that show a and b to differ, if they do: 2 or more. */
static int
decimals_apart(double a, double b)
{
	int n = 2;

	while (n < 15 && a != b && unit_round(a, n) == unit_round(b, n))
		n++;
	return n;
}

static void
violation(struct check *k, enum severity s, const struct conf_metric *m,
    const char *kind, double base, double limit)
{
	bool smaller = unit_smaller_is_better(m->unit);
	double short_of = smaller ? base - limit : limit - base;

	findings_violation(k->f, s, m->name, kind,
	    unit_from_base(m->unit, base), unit_from_base(m->unit, limit),
	    short_of > 0 ? unit_from_base(m->unit, short_of) : 0,
	    m->unit->symbol);
}

static void
say_limit(struct check *k, enum severity s, const struct conf_metric *m,
    double v, const char *words, const char *gap)
{
	const struct unit *u = unit_told_in(m->unit);
	double now = unit_from_base(u, v), limit = unit_from_base(u, m->floor);
	int n = unit_decimals(u, fmin(now, limit), decimals_apart(now, limit));

	findings_say(k->f, s, "%s %s %.*f %s %s of %.*f %s (%s: %.*f %s)",
	    m->label, unit_smaller_is_better(u) ? "time" : "throughput", n, now,
	    u->symbol, words, n, limit, u->symbol, gap, n, fabs(now - limit),
	    u->symbol);
	violation(k, s, m, "floor", v, m->floor);
}

/* A throughput against its floor: at the floor is not below it. */
static void
check_floor(struct check *k, const struct conf_metric *m, double v)
{
	if (v < m->floor)
		say_limit(k, SEVERITY_ERROR, m, v, "below enterprise floor",
		    "deficit");
	else if (v < k->c->warning_factor * m->floor)
		say_limit(k, SEVERITY_WARNING, m, v,
		    "approaching floor threshold", "margin");
}

/* A time against its ceiling. */
static void
check_ceiling(struct check *k, const struct conf_metric *m, double v)
{
	if (v > m->floor)
		say_limit(k, SEVERITY_ERROR, m, v, "above enterprise ceiling",
		    "excess");
	else if (v * k->c->warning_factor > m->floor)
		say_limit(k, SEVERITY_WARNING, m, v,
		    "approaching ceiling threshold", "margin");
}

static void
check_target(struct check *k, const struct conf_metric *m, double v)
{
	const struct unit *u = unit_told_in(m->unit);
	bool smaller = unit_smaller_is_better(u);
	double now = unit_from_base(u, v),
	       target = unit_from_base(u, m->target);
	enum severity s =
	    k->c->target_is_warning ? SEVERITY_WARNING : SEVERITY_NOTE;
	int n = unit_decimals(u, now, decimals_apart(now, target));

	if (!isfinite(m->target) || (smaller ? v <= m->target : v >= m->target))
		return;
	findings_say(k->f, s, "%s %s %.*f %s %s enterprise target of %.*f %s",
	    m->label, smaller ? "time" : "throughput", n, now, u->symbol,
	    smaller ? "above" : "below", n, target, u->symbol);
	violation(k, s, m, "target", v, m->target);
}

/* The best of several may hide one that is below the floor by itself. */
static void
note_slowest(struct check *k, const struct conf_metric *m, double v)
{
	const json_t *slowest = json_object_get(
	    json_object_get(field_at(k->root, "/_metadata/metrics"), m->name),
	    "slowest");
	bool smaller = unit_smaller_is_better(m->unit);
	const char *id = json_string_value(json_object_get(slowest, "id"));
	struct perf_metric p;
	double worst;
	char *name, *value;

	perf_metric(k->root, m, &p);
	p.value = json_number_value(json_object_get(slowest, "value"));
	worst = perf_base(&p, m);
	if (!id || !(smaller ? v <= m->floor && worst > m->floor
			     : v >= m->floor && worst < m->floor))
		return;
	name = verdict_name(id);
	value = unit_tell(m->unit, unit_from_base(m->unit, worst));
	findings_say(k->f, SEVERITY_NOTE,
	    "%s: benchmark '%s' alone, %s, is %s the %s", m->label, name, value,
	    smaller ? "above" : "below", smaller ? "ceiling" : "floor");
	free(name);
	free(value);
}

static void
check_variance(struct check *k, const struct conf_metric *m, double cv)
{
	double tolerance = k->c->variance_tolerance;
	int n;

	if (!isfinite(cv)) {
		findings_say(
		    k->f, SEVERITY_NOTE, "%s variance not measured", m->label);
		return;
	}
	k->largest_cv = fmax(k->largest_cv, cv);
	if (cv <= tolerance)
		return;
	n = decimals_apart(cv * 100, tolerance * 100);
	findings_say(k->f, SEVERITY_WARNING,
	    "%s coefficient of variation %.*f %% above tolerance of %.*f %%",
	    m->label, n, cv * 100, n, tolerance * 100);
	findings_violation(k->f, SEVERITY_WARNING, m->name, "variance", cv,
	    tolerance, cv - tolerance, NULL);
}

static json_t *
real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

/* The metric's floor, target and safety factor, for later stages. */
static void
record_floor(struct check *k, const struct conf_metric *m, double v)
{
	char *name =
	    xasprintf("%.*s_safety_factor", (int)unit_stem(m->name), m->name);
	double factor =
	    unit_smaller_is_better(m->unit) ? m->floor / v : v / m->floor;
	json_t *o = json_object();

	json_object_set_new(
	    o, "limit", real_or_null(unit_from_base(m->unit, m->floor)));
	json_object_set_new(
	    o, "target", real_or_null(unit_from_base(m->unit, m->target)));
	json_object_set_new(o, "unit", json_string(m->unit->symbol));
	json_object_set_new(o, "factor", real_or_null(factor));
	json_object_set_new(k->out->floors, m->name, o);
	if (isfinite(m->floor))
		json_object_set_new(
		    k->out->margins, name, real_or_null(factor));
	if (isfinite(factor))
		k->out->smallest = fmin(k->out->smallest, factor);
	free(name);
}

/* A metric without a value: an error when the document should have it. */
static void
not_measured(struct check *k, const struct conf_metric *m)
{
	bool whole = field_at(k->root, "/_metadata/metrics") != NULL;

	if (m->optional || (!m->headline && !whole)) {
		findings_say(k->f, SEVERITY_NOTE, "%s not measured", m->label);
		return;
	}
	findings_say(k->f, SEVERITY_ERROR, "%s not measured", m->label);
	findings_violation(k->f, SEVERITY_ERROR, m->name, "missing", NAN,
	    unit_from_base(m->unit, m->floor), NAN, m->unit->symbol);
}

static void
check_metric(struct check *k, const struct conf_metric *m)
{
	struct perf_metric p;
	double v;

	perf_metric(k->root, m, &p);
	v = perf_base(&p, m);
	record_floor(k, m, v);
	if (!isfinite(v)) {
		not_measured(k, m);
		return;
	}
	if (isfinite(m->floor)) {
		if (unit_smaller_is_better(m->unit))
			check_ceiling(k, m, v);
		else
			check_floor(k, m, v);
	}
	note_slowest(k, m, v);
	check_target(k, m, v);
	check_variance(k, m, p.cv);
}

static void
check_memory(struct check *k)
{
	double peak = field_num_at(
	    k->root, "/_metadata/execution_context/resources/max_rss_bytes");
	double limit = k->c->memory_max_mib, mib = peak / MIB;
	double score = NAN;
	int n = decimals_apart(mib, limit);

	if (!(peak > 0)) {
		findings_say(k->f, SEVERITY_NOTE, "memory not measured");
	} else {
		score = fmin(limit / mib, 1);
		if (mib > limit) {
			findings_say(k->f, SEVERITY_ERROR,
			    "memory peak %.*f MiB above ceiling of %.*f MiB "
			    "(excess: %.*f MiB)",
			    n, mib, n, limit, n, mib - limit);
			findings_violation(k->f, SEVERITY_ERROR, "memory",
			    "memory", mib, limit, mib - limit, "MiB");
		}
	}
	json_object_set_new(
	    k->out->margins, "memory_efficiency_score", real_or_null(score));
}

/* A document that lists its benchmarks must list some. */
static void
check_any(struct check *k, const struct jio_doc *doc)
{
	if (!doc->elem || doc->nelem > 0)
		return;
	findings_say(
	    k->f, SEVERITY_ERROR, "benchmarks: none in this run at all");
	findings_violation(
	    k->f, SEVERITY_ERROR, "benchmarks", "missing", NAN, NAN, NAN, NULL);
}

void
floors_check(const struct jio_doc *doc, const struct conf *c,
    struct findings *f, struct floors *out)
{
	struct check k = {doc->root, c, f, out, NAN};
	size_t i;

	out->floors = json_object();
	out->margins = json_object();
	out->smallest = NAN;
	for (i = 0; i < c->nmetric; i++)
		check_metric(&k, &c->metric[i]);
	check_any(&k, doc);
	check_memory(&k);
	json_object_set_new(out->margins, "variance_stability_score",
	    real_or_null(fmax(0, 1 - k.largest_cv)));
	if (!isfinite(k.largest_cv))
		json_object_set_new(
		    out->margins, "variance_stability_score", json_null());
}
