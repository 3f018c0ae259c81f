/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record - see record.h; keys are written in the order of their bytes */
#include "record.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "field.h"
#include "verdict.h"

/* Times of other work are not alike: the history must be able to tell. */
static void
work(struct jout *o, const char *key, double v)
{
	if (isfinite(v))
		jout_kreal(o, key, v);
}

static void
benchmarks(struct jout *o, const struct perf_set *set)
{
	size_t i;

	jout_object(o);
	for (i = 0; set && i < set->n; i++) {
		const struct perf_bench *b = set->order[i];

		/* A key can't stand twice: of two the first is meant. */
		if (i > 0 && strcmp(b->id, set->order[i - 1]->id) == 0)
			continue;
		jout_key(o, b->id);
		jout_object(o);
		work(o, "bytes", b->bytes);
		work(o, "elements", b->elements);
		if (b->location > 0) {
			jout_kreal(o, "location_ns", b->location);
		} else {
			jout_kstr(
			    o, "statistic", bench_stat_name(b->statistic));
			jout_kreal(o, "time_ns", b->time);
		}
		jout_end(o);
	}
	jout_end(o);
}

/* Metrics all; of the many benchmarks those that are not just ok. */
static void
changes(struct jout *o, const json_t *section)
{
	const json_t *v;
	size_t i;

	jout_array(o);
	json_array_foreach(json_object_get(section, "changes"), i, v)
	{
		const char *kind = field_str_at(v, "/kind");
		const char *verdict = field_str_at(v, "/verdict");

		if ((kind && strcmp(kind, "metric") == 0) ||
		    (verdict && strcmp(verdict, "ok") != 0))
			jout_json(o, v);
	}
	jout_end(o);
}

static void
environment(struct jout *o, const struct record *r)
{
	static const char *const key[] = {"arch", "cpu_cores", "cpu_model",
	    "fingerprint", "governor", "kernel", "memory_gb",
	    "optimization_level", "platform", "virtualization"};
	const json_t *env = field_at(r->root, "/_metadata/environment"), *v;
	size_t i;

	jout_object(o);
	for (i = 0; i < sizeof(key) / sizeof(*key); i++) {
		v = json_object_get(env, key[i]);
		if (strcmp(key[i], "fingerprint") == 0 && !json_is_string(v) &&
		    r->fingerprint)
			jout_kstr(o, key[i], r->fingerprint);
		else if (v && !json_is_null(v))
			jout_kjson(o, key[i], v);
	}
	jout_end(o);
}

static void
metric(struct jout *o, const struct conf_metric *m, const struct perf_metric *p)
{
	bool smaller = unit_smaller_is_better(p->unit);
	double base = unit_to_base(p->unit, p->value);

	jout_key(o, m->name);
	jout_object(o);
	jout_kreal(o, "cv", p->cv);
	jout_kreal(o, "factor", smaller ? m->floor / base : base / m->floor);
	jout_kreal(o, "floor", unit_from_base(p->unit, m->floor));
	jout_kreal(o, "high", p->high);
	jout_kstr(o, "label", m->label);
	jout_kreal(o, "location_se", p->location_se);
	jout_kreal(o, "low", p->low);
	jout_kstr(o, "source", p->source);
	jout_kstr(o, "statistic", p->statistic);
	jout_kreal(o, "target", unit_from_base(p->unit, m->target));
	jout_kstr(o, "unit", p->unit->symbol);
	jout_kreal(o, "value", p->value);
	jout_end(o);
}

/* The configured metrics that were measured, by name. */
static void
metrics(struct jout *o, const struct record *r)
{
	const char *last = "";

	jout_object(o);
	for (;;) {
		const struct conf_metric *next = NULL;
		struct perf_metric p;
		size_t i;

		for (i = 0; i < r->conf->nmetric; i++) {
			const struct conf_metric *m = &r->conf->metric[i];

			if (strcmp(m->name, last) > 0 &&
			    (!next || strcmp(m->name, next->name) < 0))
				next = m;
		}
		if (!next)
			break;
		last = next->name;
		perf_metric(r->root, next, &p);
		if (p.value > 0 && p.unit)
			metric(o, next, &p);
	}
	jout_end(o);
}

static void
previous(struct jout *o, const struct trend_run *run)
{
	if (!run || !run->seq) {
		jout_null(o);
		return;
	}
	jout_object(o);
	jout_kstr(o, "commit", *run->commit ? run->commit : NULL);
	jout_kint(o, "seq", (int64_t)run->seq);
	jout_kstr(o, "timestamp", run->when);
	jout_end(o);
}

static void
list(struct jout *o, const char *key, const json_t *v)
{
	jout_key(o, key);
	if (json_is_array(v)) {
		jout_json(o, v);
	} else {
		jout_array(o);
		jout_end(o);
	}
}

static void
slo(struct jout *o, const json_t *root)
{
	const json_t *v = field_at(root, "/_metadata/slo");

	jout_object(o);
	jout_kjson(
	    o, "compliance_level", json_object_get(v, "compliance_level"));
	jout_kjson(o, "status", json_object_get(v, "status"));
	list(o, "violations", json_object_get(v, "violations"));
	jout_end(o);
}

static void
held(struct jout *o, unsigned runs)
{
	jout_key(o, "held");
	jout_object(o);
	jout_kint(o, "of", HELD_RUNS);
	jout_kint(o, "runs", runs);
	jout_end(o);
}

void
record_write(struct jout *o, void *user)
{
	const struct record *r = user;
	const struct evidence none = {0}, *ev = r->ev ? r->ev : &none;
	const struct decision *d = r->decision;
	const json_t *meta = json_object_get(r->root, "_metadata");

	jout_object(o);
	jout_kstr(o, "approver", ev->approver);
	jout_kstr(o, "author", ev->author);
	jout_key(o, "benchmarks");
	benchmarks(o, r->set);
	jout_key(o, "changes");
	changes(o, r->section);
	if (d)
		jout_kjson(o, "checks", d->checks);
	jout_kstr(o, "config_sha256", r->conf->sha256);
	if (r->document)
		jout_kstr(o, "document_sha256", r->document);
	jout_key(o, "environment");
	environment(o, r);
	list(o, "errors", json_object_get(r->root, "errors"));
	if (d && d->held)
		held(o, d->held);
	if (r->imported)
		jout_kstr(o, "imported", r->imported);
	if (r->incidents) {
		list(o, "incidents", r->incidents->events);
	}
	jout_key(o, "metrics");
	metrics(o, r);
	if (r->incidents)
		list(o, "open_incidents", r->incidents->open);
	jout_key(o, "previous");
	previous(o, r->previous);
	jout_kstr(o, "reason", r->reason);
	list(o, "reasons", d ? d->reasons : NULL);
	jout_kstr(o, "run_id", ev->run_id);
	jout_kstr(o, "run_url", ev->run_url);
	jout_kjson(o, "safety_margins",
	    field_at(meta, "/execution_context/safety_margins"));
	jout_key(o, "slo");
	slo(o, r->root);
	jout_kjson(o, "timestamp", json_object_get(meta, "timestamp"));
	jout_kstr(o, "verdict", verdict_status(r->root, NULL));
	list(o, "warnings", json_object_get(r->root, "warnings"));
	jout_end(o);
}
