/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* incidents - see incidents.h */
#include "incidents.h"

#include <string.h>

#include "field.h"

static void
append(json_t *list, json_t *v)
{
	if (!v || json_array_append_new(list, v) != 0)
		xdie();
}

static void
set(json_t *obj, const char *key, json_t *v)
{
	if (!v || json_object_set_new(obj, key, v) != 0)
		xdie();
}

static bool
is_metric(const json_t *v)
{
	return json_is_string(json_object_get(v, "metric"));
}

static const char *
id_of(const json_t *incident)
{
	return json_string_value(json_object_get(
	    incident, is_metric(incident) ? "metric" : "benchmark"));
}

/* The comparison's entry for a metric or benchmark, or NULL. */
static const json_t *
entry_of(const json_t *changes, bool metric, const char *id)
{
	const json_t *v;
	size_t i;

	json_array_foreach(changes, i, v)
	{
		const char *kind = field_str_at(v, "/kind");
		const char *name = field_str_at(v, "/id");

		if (kind && name && strcmp(name, id) == 0 &&
		    strcmp(kind, metric ? "metric" : "benchmark") == 0)
			return v;
	}
	return NULL;
}

static bool
verdict_is(const json_t *entry, const char *verdict)
{
	const char *s = field_str_at(entry, "/verdict");

	return s && strcmp(s, verdict) == 0;
}

/*
 * The runs just before this one that were as bad: how many; *first is the
 * oldest of them, *good the run before it, NULL when there is none.
 */
static size_t
bad_before(const struct recent *r, const json_t *entry, bool metric,
    double threshold, const struct trend_run **first,
    const struct trend_run **good)
{
	const char *unit = field_str_at(entry, "/unit");
	double base = field_num_at(entry, "/baseline");
	const struct trend_series *s;
	size_t n = 0, i;

	*first = *good = NULL;
	if (!r->group)
		return 0;
	i = r->group->nrun;
	s = recent_series(r, metric, field_str_at(entry, "/id"),
	    unit ? unit : "", NULL, NULL);
	while (s && base > 0 && i > s->first && i - s->first <= s->len) {
		double v = s->value[i - 1 - s->first];

		if (s->smaller ? !(v > base * (1 + threshold))
			       : !(v < base * (1 - threshold)))
			break;
		i--;
		n++;
		*first = &r->group->run[i];
	}
	if (i > 0)
		*good = &r->group->run[i - 1];
	return n;
}

static json_t *
copy_of(const json_t *entry, const char *key)
{
	json_t *v = json_object_get(entry, key);

	return json_is_number(v) ? json_deep_copy(v) : json_null();
}

static json_t *
text(const char *s)
{
	return s && *s ? json_string(s) : json_null();
}

static json_t *
opened(const struct recent *r, const json_t *entry, bool metric,
    unsigned long long seq, const char *commit, double threshold)
{
	const struct trend_run *first, *good;
	size_t before = bad_before(r, entry, metric, threshold, &first, &good);
	json_t *v = json_object();

	if (!v)
		xdie();
	set(v, metric ? "metric" : "benchmark",
	    text(field_str_at(entry, "/id")));
	set(v, "event", json_string("opened"));
	set(v, "first_seq",
	    json_integer((json_int_t)(first ? first->seq : seq)));
	set(v, "first_commit", text(first ? first->commit : commit));
	set(v, "last_good_commit", text(good ? good->commit : NULL));
	set(v, "change", copy_of(entry, "change"));
	set(v, "low", copy_of(entry, "low"));
	set(v, "high", copy_of(entry, "high"));
	set(v, "runs_to_detection", json_integer((json_int_t)before + 1));
	set(v, "outcome", json_string("open"));
	return v;
}

static void
closed(struct incidents *in, json_t *incident, const char *outcome)
{
	json_t *v = json_copy(incident);

	if (!v)
		xdie();
	json_object_set_new(v, "event", json_string("closed"));
	json_object_set_new(v, "outcome", json_string(outcome));
	append(in->events, v);
}

static bool
is_open(const json_t *list, bool metric, const char *id)
{
	const json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		const char *name = id_of(v);

		if (name && is_metric(v) == metric && strcmp(name, id) == 0)
			return true;
	}
	return false;
}

/* Close those of was that this comparison shows to be over. */
static void
go_through(struct incidents *in, const json_t *was, const json_t *changes,
    bool compared, bool accepted)
{
	json_t *v;
	size_t i;

	json_array_foreach(was, i, v)
	{
		const char *id = id_of(v);
		const json_t *entry =
		    id ? entry_of(changes, is_metric(v), id) : NULL;
		bool still = verdict_is(entry, "regression") ||
			     verdict_is(entry, "drop") ||
			     verdict_is(entry, "inconclusive");

		if (accepted)
			closed(in, v, "accepted");
		else if (compared && !still)
			closed(in, v, "fixed");
		else
			append(in->open, json_incref(v));
	}
}

void
incidents_of(struct incidents *in, const struct recent *r,
    const json_t *section, unsigned long long seq, const char *commit,
    bool accepted, double threshold)
{
	const json_t *changes = json_object_get(section, "changes"), *entry;
	bool compared = json_is_true(json_object_get(section, "compared"));
	size_t i;

	in->events = json_array();
	in->open = json_array();
	if (!in->events || !in->open)
		xdie();
	go_through(in, r->open, changes, compared, accepted);
	json_array_foreach(changes, i, entry)
	{
		const char *kind = field_str_at(entry, "/kind");
		const char *id = field_str_at(entry, "/id");
		bool metric = kind && strcmp(kind, "metric") == 0;
		json_t *v;

		if (!id || !verdict_is(entry, "regression") ||
		    is_open(r->open, metric, id))
			continue;
		v = opened(r, entry, metric, seq, commit, threshold);
		append(in->events, json_incref(v));
		if (accepted)
			closed(in, v, "accepted");
		else
			append(in->open, json_incref(v));
		json_decref(v);
	}
}

void
incidents_free(struct incidents *in)
{
	json_decref(in->events);
	json_decref(in->open);
}
