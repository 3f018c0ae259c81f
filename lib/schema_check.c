/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema_check - one function for each group of words; see schema_impl.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "jout.h"
#include "schema_impl.h"
#include "utf8.h"

static void check(struct walk *w, json_t *node, const json_t *v);

static bool
is_type(const json_t *v, const char *type)
{
	double d = json_number_value(v);

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return strcmp(type, "object") == 0;
	case JSON_ARRAY:
		return strcmp(type, "array") == 0;
	case JSON_STRING:
		return strcmp(type, "string") == 0;
	case JSON_TRUE:
	case JSON_FALSE:
		return strcmp(type, "boolean") == 0;
	case JSON_NULL:
		return strcmp(type, "null") == 0;
	case JSON_INTEGER:
	case JSON_REAL:
		break;
	}
	return strcmp(type, "number") == 0 ||
	       (strcmp(type, "integer") == 0 &&
		   (json_is_integer(v) || d >= 1e15 || d <= -1e15 ||
		       d == (double)(long long)d));
}

/* Is v of a type that node's own "type" allows? */
static bool
type_fits(json_t *node, const json_t *v)
{
	json_t *type = json_object_get(node, "type"), *t;
	size_t i;

	if (!type)
		return true;
	if (json_is_string(type))
		return is_type(v, json_string_value(type));
	json_array_foreach(type, i, t)
	{
		if (is_type(v, json_string_value(t)))
			return true;
	}
	return false;
}

static void
check_choice(struct walk *w, json_t *node, const json_t *v)
{
	json_t *one = json_object_get(node, "const"), *t;
	json_t *list = json_object_get(node, "enum");
	char *want = NULL;
	size_t i;

	if (one && !json_equal(one, v)) {
		want = walk_shown(one);
		walk_fault_value(w, want, v);
		free(want);
		want = NULL;
	}
	json_array_foreach(list, i, t)
	{
		char *text = walk_shown(t), *more;

		if (json_equal(t, v)) {
			free(text);
			free(want);
			return;
		}
		more = xasprintf(
		    "%s%s%s", i ? want : "one of ", i ? ", " : "", text);
		if (i)
			free(want);
		free(text);
		want = more;
	}
	if (list) {
		walk_fault_value(w, want ? want : "nothing", v);
		free(want);
	}
}

/* One limit of a number: want is printf's, for the limit's text. */
static void
check_limit(
    struct walk *w, const char *want, bool good, double limit, const json_t *v)
{
	char number[32], *text;

	if (good)
		return;
	text = xasprintf("a number %s %s", want, jout_format(limit, number));
	walk_fault_value(w, text, v);
	free(text);
}

static void
check_number(struct walk *w, json_t *node, const json_t *v)
{
	json_t *min = json_object_get(node, "minimum");
	json_t *max = json_object_get(node, "maximum");
	json_t *above = json_object_get(node, "exclusiveMinimum");
	double d = json_number_value(v);

	if (!json_is_number(v))
		return;
	if (min)
		check_limit(w, "of at least", d >= json_number_value(min),
		    json_number_value(min), v);
	if (max)
		check_limit(w, "of at most", d <= json_number_value(max),
		    json_number_value(max), v);
	if (above)
		check_limit(w, "above", d > json_number_value(above),
		    json_number_value(above), v);
}

/* n things against the words min and max of node. */
static void
check_count(struct walk *w, json_t *node, const char *min, const char *max,
    size_t n, const char *things)
{
	json_t *least = json_object_get(node, min);
	json_t *most = json_object_get(node, max);
	char want[64], got[32];

	snprintf(got, sizeof(got), "%zu", n);
	if (least && (json_int_t)n < json_integer_value(least)) {
		snprintf(want, sizeof(want), "at least %lld %s",
		    (long long)json_integer_value(least), things);
		walk_fault(w, want, got);
	}
	if (most && (json_int_t)n > json_integer_value(most)) {
		snprintf(want, sizeof(want), "at most %lld %s",
		    (long long)json_integer_value(most), things);
		walk_fault(w, want, got);
	}
}

static size_t
characters(const json_t *v)
{
	const char *p = json_string_value(v);
	const char *end = p + json_string_length(v);
	size_t n = 0, step;
	uint32_t c;

	for (; (step = utf8_decode(p, end, &c)) > 0; p += step)
		n++;
	return n;
}

static void
check_required(struct walk *w, json_t *node, const json_t *v)
{
	json_t *properties = json_object_get(node, "properties"), *name;
	size_t i, back;
	char *want;

	json_array_foreach(json_object_get(node, "required"), i, name)
	{
		const char *key = json_string_value(name);

		if (json_object_get(v, key))
			continue;
		back = walk_down(w, key);
		want = walk_wanted(w->s, json_object_get(properties, key));
		walk_fault(w, want, "nothing");
		free(want);
		walk_back(w, back);
	}
}

static void
check_members(struct walk *w, json_t *node, json_t *v)
{
	json_t *properties = json_object_get(node, "properties");
	json_t *others = json_object_get(node, "additionalProperties");
	const char *key;
	json_t *member;

	check_required(w, node, v);
	json_object_foreach(v, key, member)
	{
		json_t *its = json_object_get(properties, key);
		size_t back;

		if (!its)
			its = others;
		if (!its)
			continue;
		back = walk_down(w, key);
		if (json_is_false(its))
			walk_fault(w, "no such member", field_kind(member));
		else
			check(w, its, member);
		walk_back(w, back);
	}
}

static void
check_element(struct walk *w, json_t *node, size_t i, const json_t *v)
{
	json_t *prefix = json_object_get(node, "prefixItems");
	json_t *its = json_array_get(prefix, i);
	size_t back;

	if (!its)
		its = json_object_get(node, "items");
	if (!its)
		return;
	back = walk_down_to(w, i);
	check(w, its, v);
	walk_back(w, back);
}

/* An array of the tree, or the one that was lifted out of it. */
static void
check_elements(struct walk *w, json_t *node, const json_t *v)
{
	bool lifted = w->doc && w->doc->elem && strcmp(w->at, w->doc->big) == 0;
	size_t i, n = lifted ? w->doc->nelem : json_array_size(v);

	check_count(w, node, "minItems", "maxItems", n, "elements");
	for (i = 0; i < n; i++) {
		json_t *elem;

		if (!lifted) {
			check_element(w, node, i, json_array_get(v, i));
			continue;
		}
		elem = jio_elem(w->doc, i);
		check_element(w, node, i, elem);
		json_decref(elem);
	}
}

/* How many faults v has as node, none of them reported. */
static size_t
count_faults(struct walk *w, json_t *node, const json_t *v)
{
	schema_fault *fn = w->fn;
	size_t before = w->faults, n;

	w->fn = NULL;
	check(w, node, v);
	n = w->faults - before;
	w->faults = before;
	w->fn = fn;
	return n;
}

/* Of several forms one (oneOf: exactly one) must fit. */
static void
check_forms(struct walk *w, json_t *forms, bool just_one, const json_t *v)
{
	json_t *form, *near = NULL;
	size_t i, fits = 0;

	json_array_foreach(forms, i, form)
	{
		json_t *ref = json_object_get(form, "$ref");
		json_t *its =
		    ref ? schema_follow(w->s, json_string_value(ref)) : form;

		if (count_faults(w, form, v) == 0)
			fits++;
		else if (type_fits(its, v))
			near = form;
	}
	if (fits == 1 || (fits > 1 && !just_one))
		return;
	if (fits == 0 && near)
		check(w, near, v);
	else
		walk_fault_value(w,
		    fits ? "exactly one of the allowed forms"
			 : "one of the allowed forms",
		    v);
}

static void
check_inner(struct walk *w, json_t *node, const json_t *v)
{
	json_t *part;
	size_t i;

	if (json_is_string(v))
		check_count(w, node, "minLength", "maxLength", characters(v),
		    "characters");
	else if (json_is_array(v))
		check_elements(w, node, v);
	else if (json_is_object(v))
		check_members(w, node, (json_t *)(uintptr_t)v);
	else
		check_number(w, node, v);
	json_array_foreach(json_object_get(node, "allOf"), i, part)
	    check(w, part, v);
	part = json_object_get(node, "anyOf");
	if (part)
		check_forms(w, part, false, v);
	part = json_object_get(node, "oneOf");
	if (part)
		check_forms(w, part, true, v);
}

/* Hold v against node; a value of the wrong type has that one fault only. */
static void
check(struct walk *w, json_t *node, const json_t *v)
{
	json_t *ref = json_object_get(node, "$ref");

	if (json_is_false(node))
		walk_fault(w, "nothing", field_kind(v));
	if (!json_is_object(node))
		return;
	if (ref)
		check(w, schema_follow(w->s, json_string_value(ref)), v);
	if (!type_fits(node, v)) {
		char *want = walk_wanted(w->s, node);

		walk_fault(w, want, field_kind(v));
		free(want);
		return;
	}
	check_choice(w, node, v);
	check_inner(w, node, v);
}

void
walk_check(struct walk *w, const json_t *v)
{
	w->at = xstrdup("");
	w->room = 1;
	check(w, w->s->root, v);
}
