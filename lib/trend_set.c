/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trend_set - gather series out of ledger records: see trends.h
 *
 * The values of a record stand in the same order in record after record, so
 * the series after the last one found is tried first; the hash table is for
 * when that fails.
 */
#include "trends.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "fsio.h"
#include "jseq.h"
#include "units.h"

/* What a series takes beside its id, twice, and its values. */
#define SERIES (2 * sizeof(struct trend_series) + 256)

/* What a record says about one value; strings are spans with their quotes. */
struct found {
	bool metric;
	struct span id, label, unit, statistic;
	double value, floor, target;
};

static char *
text(struct span s)
{
	char *out;

	return s.n && *s.p == '"' && jseq_string(s, &out) ? out : xstrdup("");
}

/* The copy of a short string that needs no decoding, cut to fit. */
static void
short_text(struct span s, char *out, size_t room)
{
	size_t n = s.n >= 2 && *s.p == '"' ? s.n - 2 : 0;

	if (n >= room)
		n = room - 1;
	if (n)
		memcpy(out, s.p + 1, n);
	out[n] = '\0';
}

static double
number(struct span s)
{
	double v;

	return s.n && jseq_number(s, &v) ? v : NAN;
}

static bool
same(const char **key, struct span s)
{
	const char *k = *key;
	size_t n = s.n;

	*key += n + 1;
	return strncmp(k, s.p ? s.p : "", n) == 0 && !k[n];
}

/* key: "m" or "b", then id, unit and statistic, each with a NUL. */
static bool
is_series(const struct trend_series *s, const struct found *f)
{
	const char *key = s->key;

	return s->metric == f->metric && same(&key, f->id) &&
	       same(&key, f->unit) && same(&key, f->statistic);
}

static size_t
hash(const struct found *f)
{
	const struct span part[] = {f->id, f->unit, f->statistic};
	uint64_t h = 14695981039346656037u + f->metric;
	size_t i, k;

	for (k = 0; k < 3; k++) {
		for (i = 0; i < part[k].n; i++)
			h = (h ^ (unsigned char)part[k].p[i]) * 1099511628211u;
		h = (h ^ 0xff) * 1099511628211u;
	}
	return (size_t)(h ^ h >> 32);
}

static char *
make_key(const struct found *f)
{
	char *key = xcalloc(f->id.n + f->unit.n + f->statistic.n + 3, 1);
	char *p = key;

	memcpy(p, f->id.p, f->id.n);
	p += f->id.n + 1;
	if (f->unit.n)
		memcpy(p, f->unit.p, f->unit.n);
	p += f->unit.n + 1;
	if (f->statistic.n)
		memcpy(p, f->statistic.p, f->statistic.n);
	return key;
}

/* The slot of f's series, or the free one where it belongs. */
static size_t *
slot_of(struct trend_group *g, const struct found *f)
{
	size_t i = hash(f) & (g->nslot - 1);

	while (g->slot[i] && !is_series(&g->series[g->slot[i] - 1], f))
		i = (i + 1) & (g->nslot - 1);
	return &g->slot[i];
}

/* What hash() takes, out of a stored key. */
static struct found
key_of(const struct trend_series *s)
{
	struct found f = {.metric = s->metric};
	const char *p = s->key;

	f.id = (struct span){p, strlen(p)};
	p += f.id.n + 1;
	f.unit = (struct span){p, strlen(p)};
	p += f.unit.n + 1;
	f.statistic = (struct span){p, strlen(p)};
	return f;
}

static bool
hold(struct trend_set *set, size_t n)
{
	if (set->e.status != ST_DONE || !jio_hold(n, &set->e))
		return false;
	set->held += n;
	return true;
}

static void
grow_slots(struct trend_group *g)
{
	size_t i;

	if (g->nslot > 2 * g->nseries)
		return;
	g->nslot = g->nslot ? g->nslot * 4 : 256;
	free(g->slot);
	g->slot = xcalloc(g->nslot, sizeof(*g->slot));
	for (i = 0; i < g->nseries; i++) {
		struct found f = key_of(&g->series[i]);

		*slot_of(g, &f) = i + 1;
	}
}

static struct trend_series *
new_series(struct trend_group *g, const struct found *f)
{
	struct trend_series *s;
	const struct unit *u;

	if (g->nseries == g->capseries) {
		g->capseries = g->capseries ? g->capseries * 2 : 16;
		g->series =
		    xrealloc(g->series, g->capseries * sizeof(*g->series));
	}
	s = &g->series[g->nseries++];
	memset(s, 0, sizeof(*s));
	s->key = make_key(f);
	s->metric = f->metric;
	s->id = text(f->id);
	s->label = f->metric ? text(f->label) : NULL;
	s->unit = f->metric ? text(f->unit) : xstrdup("ns");
	s->statistic = text(f->statistic);
	u = unit_by_symbol(s->unit);
	s->smaller = u && unit_smaller_is_better(u);
	s->first = g->nrun - 1;
	return s;
}

/* NULL where a new one does not fit. */
static struct trend_series *
find_series(struct trend_set *set, struct trend_group *g, const struct found *f)
{
	size_t *slot, i = g->guess;

	if (i >= g->nseries || !is_series(&g->series[i], f)) {
		grow_slots(g);
		slot = slot_of(g, f);
		if (!*slot) {
			if (!hold(set, SERIES + 2 * f->id.n))
				return NULL;
			new_series(g, f);
			*slot = g->nseries;
		}
		i = *slot - 1;
	}
	g->guess = i + 1;
	return &g->series[i];
}

static void
add_value(struct trend_set *set, struct trend_group *g, const struct found *f)
{
	struct trend_series *s;
	size_t at, cap;

	if (!isfinite(f->value) || f->value <= 0)
		return;
	s = find_series(set, g, f);
	if (!s)
		return;
	s->floor = f->floor;
	s->target = f->target;
	at = g->nrun - 1 - s->first;
	if (at < s->len)
		return; /* the record has it twice */
	if (at >= s->cap) {
		cap = at + at / 4 + 16;
		if (!hold(set, (cap - s->cap) * sizeof(*s->value)))
			return;
		s->cap = cap;
		s->value = xrealloc(s->value, s->cap * sizeof(*s->value));
	}
	while (s->len < at)
		s->value[s->len++] = NAN;
	s->value[s->len++] = f->value;
	s->n++;
}

static bool
wanted(const struct trend_set *set, struct span id)
{
	return !set->only || jseq_is(id, set->only);
}

static void
add_metrics(struct trend_set *set, struct trend_group *g, struct span v)
{
	struct jseq s, in;
	struct span id, obj, key, val;

	if (!v.n || !jseq_open_trusted(&s, v) || s.close != '}')
		return;
	while (jseq_next(&s, &id, &obj)) {
		struct found f = {.metric = true, .id = id, .value = NAN};

		f.floor = f.target = NAN;
		if (!wanted(set, id) || !jseq_open_trusted(&in, obj))
			continue;
		while (jseq_next(&in, &key, &val)) {
			if (jseq_is(key, "value"))
				f.value = number(val);
			else if (jseq_is(key, "floor"))
				f.floor = number(val);
			else if (jseq_is(key, "target"))
				f.target = number(val);
			else if (jseq_is(key, "unit"))
				f.unit = val;
			else if (jseq_is(key, "statistic"))
				f.statistic = val;
			else if (jseq_is(key, "label"))
				f.label = val;
		}
		add_value(set, g, &f);
	}
}

static void
add_benchmarks(struct trend_set *set, struct trend_group *g, struct span v)
{
	static const char location[] = "\"location\"";
	struct jseq s, in;
	struct span id, obj, key, val;

	if (!v.n || !jseq_open_trusted(&s, v) || s.close != '}')
		return;
	while (jseq_next(&s, &id, &obj)) {
		struct found f = {.id = id, .value = NAN};

		f.floor = f.target = NAN;
		if (!wanted(set, id) || !jseq_open_trusted(&in, obj))
			continue;
		while (jseq_next(&in, &key, &val)) {
			if (jseq_is(key, "location_ns")) {
				f.value = number(val);
				f.statistic = (struct span){
				    location, sizeof(location) - 1};
			} else if (jseq_is(key, "time_ns")) {
				f.value = number(val);
			} else if (jseq_is(key, "statistic")) {
				f.statistic = val;
			}
		}
		add_value(set, g, &f);
	}
}

static struct trend_group *
find_group(struct trend_set *set, const char *fingerprint)
{
	size_t i;
	struct trend_group *g;

	for (i = 0; i < set->ngroup; i++) {
		if (strcmp(set->group[i].fingerprint, fingerprint) == 0)
			return &set->group[i];
	}
	set->group =
	    xrealloc(set->group, (set->ngroup + 1) * sizeof(*set->group));
	g = &set->group[set->ngroup++];
	memset(g, 0, sizeof(*g));
	g->fingerprint = xstrdup(fingerprint);
	g->machine = xstrdup("");
	return g;
}

/* A member of an object, empty when there is none. */
static struct span
member(struct span obj, const char *name)
{
	struct span v, none = {0};

	return obj.n && *obj.p == '{' && jseq_member(obj, name, &v) ? v : none;
}

static void
add_run(struct trend_group *g, const struct ledger_record *rec,
    const char *when, double time)
{
	struct trend_run *run;

	if (g->nrun == g->caprun) {
		g->caprun = g->caprun ? g->caprun + g->caprun / 2 : 64;
		g->run = xrealloc(g->run, g->caprun * sizeof(*g->run));
	}
	run = &g->run[g->nrun++];
	run->seq = rec->seq;
	run->type = rec->type;
	run->time = time;
	snprintf(run->when, sizeof(run->when), "%.23s", when);
	short_text(
	    member(rec->subject, "commit"), run->commit, sizeof(run->commit));
}

struct trend_group *
trend_set_add(struct trend_set *set, const struct ledger_record *rec)
{
	struct span env = {0}, metrics = {0}, benches = {0}, when = {0};
	struct span key, val, fp, cpu;
	struct trend_group *g;
	char fingerprint[80], time_text[32];
	struct jseq s;
	long long t;

	if (rec->type > LEDGER_OVERRIDE && rec->type != LEDGER_IMPORT)
		return NULL;
	jseq_open_trusted(&s, rec->data);
	while (jseq_next(&s, &key, &val)) {
		if (jseq_is(key, "environment") && *val.p == '{')
			env = val;
		else if (jseq_is(key, "metrics"))
			metrics = val;
		else if (jseq_is(key, "benchmarks"))
			benches = val;
		else if (jseq_is(key, "timestamp") && *val.p == '"')
			when = val;
	}
	fp = member(env, "fingerprint");
	cpu = member(env, "cpu_model");
	short_text(fp, fingerprint, sizeof(fingerprint));
	if (set->fingerprint && strcmp(set->fingerprint, fingerprint) != 0)
		return NULL;
	short_text(when, time_text, sizeof(time_text));
	if (!fsio_parse_utc(time_text, &t)) {
		short_text(rec->time, time_text, sizeof(time_text));
		if (!fsio_parse_utc(time_text, &t))
			t = 0;
	}
	if ((double)t < set->from || (double)t > set->until)
		return NULL;
	g = find_group(set, fingerprint);
	if (cpu.n) {
		free(g->machine);
		g->machine = text(cpu);
	}
	if (!hold(set, sizeof(*g->run) * 3 / 2))
		return NULL;
	add_run(g, rec, time_text, (double)t);
	g->guess = 0;
	if (!set->metrics_only)
		add_benchmarks(set, g, benches);
	add_metrics(set, g, metrics);
	return set->e.status == ST_DONE ? g : NULL;
}

void
trend_set_free(struct trend_set *set)
{
	size_t i, k;

	jio_drop(set->held);
	for (i = 0; i < set->ngroup; i++) {
		struct trend_group *g = &set->group[i];

		for (k = 0; k < g->nseries; k++) {
			free(g->series[k].key);
			free(g->series[k].id);
			free(g->series[k].label);
			free(g->series[k].unit);
			free(g->series[k].statistic);
			free(g->series[k].value);
		}
		free(g->series);
		free(g->run);
		free(g->slot);
		free(g->fingerprint);
		free(g->machine);
	}
	free(set->group);
	set->group = NULL;
	set->ngroup = 0;
}
