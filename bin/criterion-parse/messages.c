/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * messages - JSON lines: cargo-criterion's results, and cargo's own messages
 *
 * cargo-criterion tells change as fractions though their unit says "%", and
 * BytesDecimal as bytes.  Of cargo's messages only a failed build matters.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "field.h"
#include "samples.h"
#include "text.h"

static bool
interval(const json_t *m, const char *key, struct bench_interval *iv)
{
	const json_t *v = json_object_get(m, key);
	const json_t *est = json_object_get(v, "estimate");
	const json_t *low = json_object_get(v, "lower_bound");
	const json_t *high = json_object_get(v, "upper_bound");

	if (!json_is_number(est))
		return false;
	iv->estimate = json_number_value(est);
	if (json_is_number(low) && json_is_number(high)) {
		iv->low = json_number_value(low);
		iv->high = json_number_value(high);
	}
	return true;
}

static double
estimate(const json_t *m, const char *key)
{
	struct bench_interval iv = {NAN, NAN, NAN};

	interval(m, key, &iv);
	return iv.estimate;
}

static void
rates(struct bench *b, const json_t *list)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		const char *unit =
		    json_string_value(json_object_get(v, "unit"));
		double n = field_num_at(v, "/per_iteration");

		if (unit == NULL || isnan(n))
			continue;
		if (strcmp(unit, "bytes") == 0)
			samples_rate(b, KIND_BYTES, n);
		else if (strcmp(unit, "bits") == 0)
			samples_rate(b, KIND_BITS, n);
		else if (strcmp(unit, "elements") == 0)
			samples_rate(b, KIND_ELEMENTS, n);
	}
}

static void
change(struct bench *b, const json_t *c)
{
	static const char *const from[] = {"NoChange", "Improved", "Regressed"};
	static const char *const to[] = {"no_change", "improved", "regressed"};
	const char *word = json_string_value(json_object_get(c, "change"));
	size_t i;

	b->has_change = interval(c, "mean", &b->change.time);
	for (i = 0; word != NULL && i < 3; i++) {
		if (strcmp(word, from[i]) == 0)
			snprintf(b->change.verdict, sizeof(b->change.verdict),
			    "%s", to[i]);
	}
}

/* m is the tree of line. */
static void
finished(struct text *t, const json_t *m, struct span line)
{
	static const char *const samples[] = {
	    "iteration_count", "measured_values"};
	const json_t *id = json_object_get(m, "id");
	const char *unit = json_string_value(json_object_get(m, "unit"));
	struct bench_interval typical = {NAN, NAN, NAN};
	struct span list[2];
	struct bench *b;

	if (!json_is_string(id) || !interval(m, "typical", &typical)) {
		note(&t->out->errors,
		    "CBKB002: a benchmark-complete message has no id or no "
		    "'typical' estimate");
		return;
	}
	if (unit == NULL || strcmp(unit, "ns") != 0) {
		note(&t->out->warnings,
		    "CBKB002: '%.*s' was measured in '%s', which is no time: "
		    "left out",
		    shown(json_string_value(id), json_string_length(id)),
		    json_string_value(id), unit ? unit : "");
		return;
	}
	b = text_result(t, json_string_value(id), json_string_length(id));
	if (b == NULL)
		return;
	b->source = SOURCE_CARGO;
	b->time = typical;
	b->slope = estimate(m, "slope");
	b->statistic = isnan(b->slope) ? STAT_MEAN : STAT_SLOPE;
	b->mean = estimate(m, "mean");
	b->median = estimate(m, "median");
	b->mad = estimate(m, "median_abs_dev");
	if (!samples_sane(b)) {
		note(&t->out->errors, "CBKB002: '%.*s' has a figure below 0",
		    shown(b->id, strlen(b->id)), b->id);
		results_drop(t->out);
		t->last = NULL;
		return;
	}
	rates(b, json_object_get(m, "throughput"));
	jseq_members(line, samples, list, 2);
	samples_fill(b, list[0], list[1]);
	if (json_is_object(json_object_get(m, "change")))
		change(b, json_object_get(m, "change"));
}

bool
message_line(struct text *t, const char *s, const char *e)
{
	static const char complete[] = "\"benchmark-complete\"";
	bool result = text_find(s, e, complete) != NULL;
	struct err err = {ST_DONE, ""};
	const char *reason;
	json_t *m;

	if (text_find(s, e, "\"reason\"") == NULL)
		return false;
	if (!result && text_find(s, e, "\"build-finished\"") == NULL)
		return true; /* the many that are of no interest here */
	m = jio_parse(s, (size_t)(e - s), "a message", &err);
	reason = json_string_value(json_object_get(m, "reason"));
	if (reason == NULL) {
		if (result)
			note(&t->out->errors, "%s", err.text);
	} else if (strcmp(reason, "build-finished") == 0) {
		t->build_failed |= json_is_false(json_object_get(m, "success"));
	} else if (strcmp(reason, "benchmark-complete") == 0 && !t->listen) {
		s = jseq_skip(s, e);
		finished(t, m, (struct span){s, (size_t)(e - s)});
	}
	json_decref(m);
	return reason != NULL;
}
