/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account_data - see account_data.h; one trusted walk over each record's data
 */
#include "account_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jseq.h"
#include "units.h"
#include "words.h"

static struct machine *
machine_of(struct account *a, const char *fingerprint, unsigned *number)
{
	size_t i;

	for (i = 0; i < a->nmachine; i++) {
		if (a->machine[i].fingerprint == fingerprint)
			break;
	}
	if (i == a->nmachine) {
		a->machine = xrealloc(
		    a->machine, (a->nmachine + 1) * sizeof(*a->machine));
		memset(&a->machine[i], 0, sizeof(*a->machine));
		a->machine[i].fingerprint = fingerprint;
		a->nmachine++;
		a->held += sizeof(*a->machine);
	}
	*number = (unsigned)i + 1;
	return &a->machine[i];
}

static void
take_environment(struct account *a, struct record *r, struct span env)
{
	struct machine m = {0}, *to;
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, env))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "cpu_model"))
			m.cpu = account_string(a, v);
		else if (jseq_is(key, "fingerprint"))
			m.fingerprint = account_string(a, v);
	}
	if (!m.fingerprint)
		return;
	to = machine_of(a, m.fingerprint, &r->machine);
	*to = m;
}

/* ---- metrics ---- */

/* A unit goes into texts as it is: what is no word is made one. */
static const char *
unit_word(struct account *a, struct span v)
{
	const char *s = account_string(a, v);

	if (!s || !*s)
		return NULL;
	s = report_name(a->r, s, 24);
	return account_word(a, s, strlen(s));
}

static struct track *
track_of(struct account *a, const char *name, const char *unit)
{
	const struct unit *u;
	struct track *t;
	size_t i;

	for (i = 0; i < a->ntrack; i++) {
		if (a->track[i].name == name && a->track[i].unit == unit)
			return &a->track[i];
	}
	a->track = xrealloc(a->track, (a->ntrack + 1) * sizeof(*a->track));
	t = &a->track[a->ntrack++];
	a->held += sizeof(*t);
	u = unit ? unit_by_symbol(unit) : unit_of_metric(name);
	*t = (struct track){.name = name,
	    .unit = unit,
	    .smaller = u && unit_smaller_is_better(u)};
	return t;
}

/* Did the record tell the metric already?  A name that comes twice counts once.
 */
static bool
is_told(const struct account *a, const char *name, uint32_t record)
{
	size_t i;

	for (i = 0; i < a->ntrack; i++) {
		const struct track *t = &a->track[i];

		if (t->name == name && t->n > 0 &&
		    t->v[t->n - 1].record == record)
			return true;
	}
	return false;
}

static void
take_metric(
    struct account *a, uint32_t record, struct span name, struct span metric)
{
	struct sample m = {record, NAN, NAN, NAN, NAN, NAN, NAN};
	const char *label = NULL, *unit = NULL;
	struct track *t;
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, metric))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "value"))
			m.value = account_number(v);
		else if (jseq_is(key, "low"))
			m.low = account_number(v);
		else if (jseq_is(key, "high"))
			m.high = account_number(v);
		else if (jseq_is(key, "floor"))
			m.floor = account_number(v);
		else if (jseq_is(key, "target"))
			m.target = account_number(v);
		else if (jseq_is(key, "factor"))
			m.factor = account_number(v);
		else if (jseq_is(key, "label"))
			label = account_string(a, v);
		else if (jseq_is(key, "unit"))
			unit = unit_word(a, v);
	}
	if (!(m.value > 0) || !account_string(a, name) ||
	    is_told(a, account_string(a, name), record))
		return;
	t = track_of(a, account_string(a, name), unit);
	t->label = label;
	t->v = account_room(a, t->v, t->n, &t->cap, sizeof(*t->v));
	t->v[t->n++] = m;
}

/* ---- verdicts, violations, incidents ---- */

static void
take_violation(struct account *a, uint32_t record, struct span violation)
{
	struct violation o = {record, NULL, NULL, NULL, NAN, NAN, NAN, false};
	struct span key, v, word = {"", 0};
	struct jseq s;

	if (!jseq_open_trusted(&s, violation))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "metric"))
			o.metric = account_string(a, v);
		else if (jseq_is(key, "kind"))
			o.kind = account_string(a, v);
		else if (jseq_is(key, "unit"))
			o.unit = unit_word(a, v);
		else if (jseq_is(key, "value"))
			o.value = account_number(v);
		else if (jseq_is(key, "limit"))
			o.limit = account_number(v);
		else if (jseq_is(key, "deficit"))
			o.deficit = account_number(v);
		else if (jseq_is(key, "severity"))
			word = v;
	}
	if (jseq_is(word, "note"))
		return; /* a target that is not reached is no violation */
	o.error = jseq_is(word, "error");
	a->violation = account_room(a, a->violation, a->nviolation,
	    &a->capviolation, sizeof(*a->violation));
	a->violation[a->nviolation++] = o;
}

static void
take_slo(struct account *a, uint32_t record, struct span slo)
{
	struct span list, key, v;
	struct jseq s;

	if (!jseq_member(slo, "violations", &list) ||
	    !jseq_open_trusted(&s, list))
		return;
	while (jseq_next(&s, &key, &v))
		take_violation(a, record, v);
}

/* The incident that began with this record, for this id. */
static struct incident *
incident_of(struct account *a, const char *id, unsigned long long seq)
{
	size_t i;

	for (i = a->nincident; i > 0; i--) {
		if (a->incident[i - 1].id == id &&
		    a->incident[i - 1].first_seq == seq)
			return &a->incident[i - 1];
	}
	a->incident =
	    xrealloc(a->incident, (a->nincident + 1) * sizeof(*a->incident));
	a->incident[a->nincident] = (struct incident){
	    .id = id, .first_seq = seq, .opened = NOT_YET, .closed = NOT_YET};
	a->held += sizeof(*a->incident);
	return &a->incident[a->nincident++];
}

static void
take_incident(struct account *a, uint32_t record, struct span incident)
{
	struct incident o = {.change = NAN,
			    .low = NAN,
			    .high = NAN,
			    .runs = NAN,
			    .opened = NOT_YET,
			    .closed = NOT_YET},
			*to;
	double seq = NAN;
	bool closed = false;
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, incident))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "metric") || jseq_is(key, "benchmark"))
			o.id = account_string(a, v);
		else if (jseq_is(key, "event"))
			closed = jseq_is(v, "closed");
		else if (jseq_is(key, "first_seq"))
			seq = account_number(v);
		else if (jseq_is(key, "first_commit"))
			o.first_commit = account_string(a, v);
		else if (jseq_is(key, "last_good_commit"))
			o.last_good = account_string(a, v);
		else if (jseq_is(key, "outcome"))
			o.outcome = account_string(a, v);
		else if (jseq_is(key, "change"))
			o.change = account_number(v);
		else if (jseq_is(key, "low"))
			o.low = account_number(v);
		else if (jseq_is(key, "high"))
			o.high = account_number(v);
		else if (jseq_is(key, "runs_to_detection"))
			o.runs = account_number(v);
	}
	if (!o.id || !(seq >= 0 && seq < 9e15))
		return;
	to = incident_of(a, o.id, (unsigned long long)seq);
	o.first_seq = to->first_seq;
	o.opened = to->opened == NOT_YET ? record : to->opened;
	o.closed = closed ? record : NOT_YET;
	*to = o;
}

static void
take_incidents(struct account *a, uint32_t record, struct span list)
{
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, list))
		return;
	while (jseq_next(&s, &key, &v))
		take_incident(a, record, v);
}

/* Does a list of changes hold one with its interval? */
static bool
has_interval(struct span list)
{
	struct span key, v, low;
	struct jseq s;

	if (!jseq_open_trusted(&s, list))
		return false;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_member(v, "low", &low) &&
		    account_number(low) == account_number(low))
			return true;
	}
	return false;
}

/* ---- checkpoint, prune, recover ---- */

static void
take_keeping(struct account *a, uint32_t record, struct span data)
{
	struct keeping k = {
	    .record = record, .size = NAN, .count = NAN, .kept = NAN};
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, data))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "origin"))
			k.origin = account_string(a, v);
		else if (jseq_is(key, "root"))
			k.root = account_string(a, v);
		else if (jseq_is(key, "size") || jseq_is(key, "bytes"))
			k.size = account_number(v);
		else if (jseq_is(key, "count"))
			k.count = account_number(v);
		else if (jseq_is(key, "checkpoint_seq"))
			k.kept = account_number(v);
	}
	a->keeping =
	    xrealloc(a->keeping, (a->nkeeping + 1) * sizeof(*a->keeping));
	a->keeping[a->nkeeping++] = k;
	a->held += sizeof(k);
}

/* ---- the whole ---- */

static void
take_person(struct account *a, struct record *r, struct span key, struct span v)
{
	if (jseq_is(key, "approver")) {
		r->approver = account_string(a, v);
		r->facts |= r->approver ? FACT_APPROVER : 0;
	} else if (jseq_is(key, "author")) {
		r->author = account_string(a, v);
		r->facts |= r->author ? FACT_AUTHOR : 0;
	} else if (jseq_is(key, "run_id")) {
		r->run_id = account_string(a, v);
		r->facts |= r->run_id ? FACT_RUN_ID : 0;
	} else if (jseq_is(key, "verdict")) {
		r->verdict = account_string(a, v);
		r->facts |= r->verdict ? FACT_VERDICT : 0;
	} else if (jseq_is(key, "reason") && v.n > 2 && *v.p == '"') {
		r->facts |= FACT_REASON;
	} else if (jseq_is(key, "previous") && *v.p == '{') {
		r->facts |= FACT_PREVIOUS;
	} else if (jseq_is(key, "changes") && has_interval(v)) {
		r->facts |= FACT_CHANGE;
	}
}

static void
take_run(struct account *a, struct record *r, uint32_t index, struct span data)
{
	struct span benchmarks = {NULL, 0}, key, v, name, metric;
	struct jseq s, m;

	if (!jseq_open_trusted(&s, data))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "benchmarks"))
			benchmarks = v;
		else if (jseq_is(key, "environment"))
			take_environment(a, r, v);
		else if (jseq_is(key, "metrics") && jseq_open_trusted(&m, v))
			while (jseq_next(&m, &name, &metric))
				take_metric(a, index, name, metric);
		else if (jseq_is(key, "slo"))
			take_slo(a, index, v);
		else if (jseq_is(key, "incidents"))
			take_incidents(a, index, v);
		else
			take_person(a, r, key, v);
	}
	if (r->type == LEDGER_VALIDATE)
		return; /* another place: no point of the history */
	a->nrun++;
	a->guess = 0;
	if (benchmarks.n > 0)
		account_benchmarks(a, r, index, benchmarks);
}

void
account_data(
    struct account *a, struct record *r, uint32_t index, struct span data)
{
	if (is_run(r->type) || r->type == LEDGER_IMPORT ||
	    r->type == LEDGER_VALIDATE)
		take_run(a, r, index, data);
	else
		take_keeping(a, index, data);
}
