/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * messages - JSON lines: cargo-criterion's results, and cargo's own messages
 *
 * cargo-criterion tells change as fractions though their unit says "%", and
 * BytesDecimal as bytes.  Of cargo's messages only a failed build matters.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"
#include "text.h"

/* A confidence interval; its estimate is NAN where v is none. */
static struct bench_interval
interval(struct span v)
{
	static const char *const names[] = {
	    "estimate", "lower_bound", "upper_bound"};
	struct bench_interval iv = {NAN, NAN, NAN};
	double *const to[] = {&iv.estimate, &iv.low, &iv.high};
	struct span part[3];
	size_t i;

	jseq_members(v, names, part, 3);
	for (i = 0; i < 3; i++) {
		if (!jseq_number(part[i], to[i]))
			*to[i] = NAN;
	}
	return iv;
}

static void
rates(struct bench *b, struct span list)
{
	struct span key, v, unit, number;
	struct jseq s;

	if (!jseq_open_trusted(&s, list) || s.close != ']')
		return;
	while (jseq_next(&s, &key, &v)) {
		double n;

		if (!jseq_member(v, "per_iteration", &number) ||
		    !jseq_number(number, &n) || !jseq_member(v, "unit", &unit))
			continue;
		if (jseq_is(unit, "bytes"))
			samples_rate(b, KIND_BYTES, n);
		else if (jseq_is(unit, "bits"))
			samples_rate(b, KIND_BITS, n);
		else if (jseq_is(unit, "elements"))
			samples_rate(b, KIND_ELEMENTS, n);
	}
}

static void
change(struct bench *b, struct span c)
{
	static const char *const from[] = {"NoChange", "Improved", "Regressed"};
	static const char *const to[] = {"no_change", "improved", "regressed"};
	static const char *const names[] = {"mean", "change"};
	struct span v[2];
	size_t i;

	jseq_members(c, names, v, 2);
	b->change.time = interval(v[0]);
	b->has_change = !isnan(b->change.time.estimate);
	for (i = 0; i < 3; i++) {
		if (jseq_is(v[1], from[i]))
			snprintf(b->change.verdict, sizeof(b->change.verdict),
			    "%s", to[i]);
	}
}

/* The result of that id, begun; NULL where there is none. */
static struct bench *
begin(struct text *t, const char *id, const char *unit, double estimate)
{
	if (id == NULL || isnan(estimate))
		note(&t->out->errors,
		    "CBKB002: a benchmark-complete message has no id or no "
		    "'typical' estimate");
	else if (unit == NULL || strcmp(unit, "ns") != 0)
		note(&t->out->warnings,
		    "CBKB002: '%.*s' was measured in '%s', which is no time: "
		    "left out",
		    shown(id, strlen(id)), id, unit ? unit : "");
	else
		return text_result(t, id, strlen(id));
	return NULL;
}

static void
finished(struct text *t, struct span m)
{
	enum {
		ID,
		UNIT,
		TYPICAL,
		SLOPE,
		MEAN,
		MEDIAN,
		MAD,
		RATES,
		ITERS,
		TIMES,
		CHANGE,
		N
	};
	static const char *const names[N] = {"id", "unit", "typical", "slope",
	    "mean", "median", "median_abs_dev", "throughput", "iteration_count",
	    "measured_values", "change"};
	struct bench_interval typical;
	char *id = NULL, *unit = NULL;
	struct span v[N];
	struct bench *b;

	jseq_members(m, names, v, N);
	jseq_string(v[ID], &id);
	jseq_string(v[UNIT], &unit);
	typical = interval(v[TYPICAL]);
	b = begin(t, id, unit, typical.estimate);
	free(id);
	free(unit);
	if (b == NULL)
		return;
	b->source = SOURCE_CARGO;
	b->time = typical;
	b->slope = interval(v[SLOPE]).estimate;
	b->statistic = isnan(b->slope) ? STAT_MEAN : STAT_SLOPE;
	b->mean = interval(v[MEAN]).estimate;
	b->median = interval(v[MEDIAN]).estimate;
	b->mad = interval(v[MAD]).estimate;
	if (!samples_sane(b)) {
		note(&t->out->errors, "CBKB002: '%.*s' has a figure below 0",
		    shown(b->id, strlen(b->id)), b->id);
		results_drop(t->out);
		t->last = NULL;
		return;
	}
	rates(b, v[RATES]);
	samples_fill(b, v[ITERS], v[TIMES]);
	change(b, v[CHANGE]);
}

/* s up to e is one JSON value; else say so, if it looked like a result. */
static bool
accepted(
    struct text *t, const char *s, const char *e, bool result, struct span *m)
{
	const char *after = jseq_value(s, e, m);
	struct err why = {ST_DONE, ""};

	if (after != NULL && jseq_skip(after, e) == e)
		return true;
	json_decref(jio_parse(s, (size_t)(e - s), "a message", &why));
	if (result)
		note(&t->out->errors, "%s", why.text);
	return false;
}

bool
message_line(struct text *t, const char *s, const char *e)
{
	static const char complete[] = "\"benchmark-complete\"";
	bool result = text_find(s, e, complete) != NULL;
	struct span m, reason, success;

	if (text_find(s, e, "\"reason\"") == NULL)
		return false;
	if (!result && text_find(s, e, "\"build-finished\"") == NULL)
		return true; /* the many that are of no interest here */
	if (!accepted(t, s, e, result, &m) ||
	    !jseq_member(m, "reason", &reason) || *reason.p != '"')
		return false;
	if (jseq_is(reason, "build-finished"))
		t->build_failed |=
		    jseq_member(m, "success", &success) && *success.p == 'f';
	else if (jseq_is(reason, "benchmark-complete") && !t->listen)
		finished(t, m);
	return true;
}
