/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* outcome - see outcome.h */
#include "outcome.h"

#include <math.h>
#include <string.h>

#include "field.h"
#include "perf.h"
#include "units.h"
#include "verdict.h"

static double
num(const json_t *v, const char *key)
{
	const json_t *n = json_object_get(v, key);

	return json_is_number(n) ? json_number_value(n) : NAN;
}

static const char *
str(const json_t *v, const char *key)
{
	return json_string_value(json_object_get(v, key));
}

static const json_t *
array(const json_t *v)
{
	return json_is_array(v) ? v : NULL;
}

static struct measure *
next_measure(struct outcome *o, struct report *r)
{
	struct measure *m = ADD(r, o->measure, o->nmeasure);

	*m = (struct measure){.value = NAN,
	    .low = NAN,
	    .high = NAN,
	    .floor = NAN,
	    .target = NAN,
	    .factor = NAN,
	    .cv = NAN};
	return m;
}

static void
take_changes(struct outcome *o, struct report *r, const json_t *list)
{
	size_t i, n = json_array_size(list);

	o->change = report_alloc(r, n * sizeof(*o->change));
	for (i = 0; i < n; i++) {
		const json_t *v = json_array_get(list, i);
		struct change *c = &o->change[o->nchange];
		const char *kind = str(v, "kind");

		c->id = str(v, "id");
		if (!c->id)
			continue;
		c->label = str(v, "label");
		c->unit = report_name(r, str(v, "unit"), 24);
		c->verdict = str(v, "verdict");
		c->why = str(v, "why");
		c->baseline = num(v, "baseline");
		c->current = num(v, "current");
		c->change = num(v, "change");
		c->low = num(v, "low");
		c->high = num(v, "high");
		c->runs = num(v, "runs");
		c->metric = kind && strcmp(kind, "metric") == 0;
		o->nchange++;
	}
}

/* ---- perf.json ---- */

static void
perf_measure(struct outcome *o, struct report *r, const json_t *root,
    const struct conf_metric *c)
{
	const json_t *floors =
	    json_object_get(field_at(root, "/_metadata/slo/floors"), c->name);
	struct perf_metric p;
	struct measure *m;

	perf_metric(root, c, &p);
	if (!isfinite(p.value) || (p.value == 0 && !p.exact))
		return;
	m = next_measure(o, r);
	m->name = c->name;
	m->label = c->label;
	m->unit = report_name(r, p.symbol ? p.symbol : c->unit->symbol, 24);
	m->smaller = unit_smaller_is_better(c->unit);
	m->statistic = p.statistic;
	m->source = p.source;
	m->value = p.value;
	m->low = p.low;
	m->high = p.high;
	m->cv = p.cv;
	m->floor = num(floors, "limit");
	m->target = num(floors, "target");
	m->factor = num(floors, "factor");
}

static void
perf_timing(struct outcome *o, const struct bench *b)
{
	struct timing *t = &o->timing[o->ntiming++];
	unsigned i;

	t->statistic = bench_stat_name(b->statistic);
	t->time = b->time.estimate;
	t->low = b->time.low;
	t->high = b->time.high;
	t->samples = b->has_samples ? b->count : NAN;
	t->cv = b->has_samples ? b->cv : NAN;
	t->rate = NAN;
	for (i = 0; i < b->nrates; i++) {
		if (i > 0 && t->bytes)
			break; /* bytes tell more than elements */
		t->rate = bench_rate_base(
		    &b->rate[i], b->rate[i].per_second.estimate);
		t->bytes = b->rate[i].kind != KIND_ELEMENTS;
	}
}

static bool
perf_timings(
    struct outcome *o, struct report *r, const struct jio_doc *d, struct err *e)
{
	size_t i, cost = 0;

	for (i = 0; i < d->nelem; i++)
		cost += sizeof(*o->timing) + d->elem[i].n + 160;
	if (!jio_hold(cost, e)) /* until the end: r keeps it */
		return err_in(e, JIO_STDIN);
	o->timing = report_alloc(r, d->nelem * sizeof(*o->timing));
	for (i = 0; i < d->nelem; i++) {
		json_t *v = jio_elem(d, i);
		struct bench b;
		bool good = bench_decode(v, PERF_BIG, &b, e);

		json_decref(v);
		if (!good)
			return false;
		perf_timing(o, &b);
		o->timing[i].id = report_printf(r, "%s", b.id); /* b goes */
		bench_free(&b);
	}
	return true;
}

bool
outcome_of_perf(struct outcome *o, struct report *r, const struct jio_doc *d,
    const struct conf *c, struct err *e)
{
	const json_t *root = d->root, *slo = field_at(root, "/_metadata/slo");
	const json_t *compared = field_at(root, "/_metadata/regression");
	bool judged;
	const char *status = verdict_status(root, &judged);
	size_t i;

	memset(o, 0, sizeof(*o));
	o->status = judged || strcmp(status, "FAIL") == 0 ? status : NULL;
	o->passed = verdict_exit(root, false) == ST_DONE;
	o->level = str(slo, "compliance_level");
	o->commit = field_str_at(root, "/_metadata/git_commit");
	o->branch = field_str_at(root, "/_metadata/git_branch");
	o->time = field_str_at(root, "/_metadata/timestamp");
	o->compared = json_is_true(json_object_get(compared, "compared"));
	o->reason = str(compared, "reason");
	o->baseline_commit =
	    str(json_object_get(compared, "baseline"), "commit");
	o->baseline_time =
	    str(json_object_get(compared, "baseline"), "timestamp");
	o->errors = array(json_object_get(root, "errors"));
	o->warnings = array(json_object_get(root, "warnings"));
	o->notes = array(json_object_get(slo, "notes"));
	o->missing = array(json_object_get(compared, "missing"));
	o->added = array(json_object_get(compared, "added"));
	o->drift = array(json_object_get(compared, "drift"));
	o->environment = field_at(root, "/_metadata/environment");
	o->run = field_at(root, "/_metadata/execution_context");
	o->margins = json_object_get(o->run, "safety_margins");
	for (i = 0; i < c->nmetric; i++)
		perf_measure(o, r, root, &c->metric[i]);
	take_changes(o, r, json_object_get(compared, "changes"));
	return perf_timings(o, r, d, e);
}

/* ---- a record ---- */

static void
record_measures(struct outcome *o, struct report *r, const json_t *metrics)
{
	const char *name;
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)metrics, name, v)
	{
		struct measure *m = next_measure(o, r);
		const struct unit *u;

		m->name = name;
		m->label = str(v, "label");
		m->unit = report_name(r, str(v, "unit"), 24);
		m->statistic = str(v, "statistic");
		m->source = str(v, "source");
		m->value = num(v, "value");
		m->low = num(v, "low");
		m->high = num(v, "high");
		m->floor = num(v, "floor");
		m->target = num(v, "target");
		m->factor = num(v, "factor");
		m->cv = num(v, "cv");
		u = m->unit ? unit_by_symbol(m->unit) : unit_of_metric(name);
		m->smaller = u && unit_smaller_is_better(u);
	}
}

static void
record_timings(struct outcome *o, struct report *r, const json_t *benchmarks)
{
	const char *id;
	json_t *v;

	o->timing =
	    report_alloc(r, json_object_size(benchmarks) * sizeof(*o->timing));
	json_object_foreach((json_t *)(uintptr_t)benchmarks, id, v)
	{
		struct timing *t = &o->timing[o->ntiming++];

		t->id = id;
		t->statistic = str(v, "statistic");
		t->time = num(v, "location_ns");
		if (!isfinite(t->time))
			t->time = num(v, "time_ns");
		else
			t->statistic = "location";
		t->low = t->high = t->samples = t->cv = t->rate = NAN;
	}
}

void
outcome_of_record(struct outcome *o, struct report *r, const json_t *data,
    const struct record *rec)
{
	const json_t *slo = json_object_get(data, "slo");
	const json_t *changes = json_object_get(data, "changes");
	const json_t *previous = json_object_get(data, "previous");

	memset(o, 0, sizeof(*o));
	o->ledger = true;
	o->status = str(data, "verdict");
	o->passed = true;
	o->level = str(slo, "compliance_level");
	o->commit = rec->commit;
	o->branch = rec->branch;
	o->time = str(data, "timestamp");
	o->compared = json_array_size(changes) > 0;
	o->reason = o->compared ? NULL : "no baseline is on record";
	o->baseline_commit = str(previous, "commit");
	o->baseline_time = str(previous, "timestamp");
	o->errors = array(json_object_get(data, "errors"));
	o->warnings = array(json_object_get(data, "warnings"));
	o->environment = json_object_get(data, "environment");
	o->margins = json_object_get(data, "safety_margins");
	record_measures(o, r, json_object_get(data, "metrics"));
	record_timings(o, r, json_object_get(data, "benchmarks"));
	take_changes(o, r, changes);
}

static size_t
rank(const struct conf *c, const char *name)
{
	const struct conf_metric *m = conf_metric_named(c, name);

	return m ? (size_t)(m - c->metric) : c->nmetric;
}

void
outcome_order(struct outcome *o, const struct conf *c)
{
	size_t i, k;

	for (i = 1; i < o->nmeasure; i++) {
		struct measure m = o->measure[i];

		for (k = i;
		     k > 0 && rank(c, o->measure[k - 1].name) > rank(c, m.name);
		     k--)
			o->measure[k] = o->measure[k - 1];
		o->measure[k] = m;
	}
}
