/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema - see schema.h
 *
 * The schema stays a jansson tree.  Loading checks that every word in it is
 * one that we know and that every $ref leads somewhere, so that checking can
 * take both for granted.  The pointer of the value at hand is one growing
 * string, lengthened on the way down and cut on the way back.
 */
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "jout.h"
#include "shipped.h"
#include "utf8.h"

#define SHOWN_MAX 120 /* bytes of a value or a name in a fault */

struct schema {
	json_t *root;
};

/* One walk over a document. */
struct walk {
	const struct schema *s;
	const struct jio_doc *doc; /* whose big array is lifted out, or NULL */
	schema_fault *fn;          /* NULL: only count */
	void *user;
	size_t faults;
	char *at; /* JSON pointer, NUL-ended */
	size_t len, room;
};

/* Loading. */

static const char *const plain_words[] = {"$schema", "$id", "title",
    "description", "type", "required", "enum", "const", "minimum", "maximum",
    "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", NULL};
static const char *const schema_words[] = {
    "items", "additionalProperties", NULL};
static const char *const list_words[] = {
    "properties", "$defs", "anyOf", "oneOf", "allOf", "prefixItems", NULL};

static bool
is_one_of(const char *word, const char *const *list)
{
	while (*list && strcmp(word, *list) != 0)
		list++;
	return *list != NULL;
}

static json_t *
follow(const struct schema *s, const char *ref)
{
	static const char prefix[] = "#/$defs/";

	if (!ref || strncmp(ref, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	return json_object_get(
	    json_object_get(s->root, "$defs"), ref + sizeof(prefix) - 1);
}

static bool vet(const struct schema *s, json_t *node, struct err *e);

/* Every schema that node holds, an object or an array of them. */
static bool
vet_each(const struct schema *s, json_t *node, struct err *e)
{
	const char *key;
	json_t *v;
	size_t i;

	json_array_foreach(node, i, v)
	{
		if (!vet(s, v, e))
			return false;
	}
	json_object_foreach(node, key, v)
	{
		if (!vet(s, v, e))
			return false;
	}
	return true;
}

static bool
vet_word(const struct schema *s, const char *word, json_t *v, struct err *e)
{
	if (is_one_of(word, plain_words))
		return true;
	if (is_one_of(word, schema_words))
		return vet(s, v, e);
	if (is_one_of(word, list_words))
		return vet_each(s, v, e);
	if (strcmp(word, "$ref") != 0)
		return err_set(e, ST_INPUT,
		    "CBKB003: unknown word '%s' in a schema", word);
	return follow(s, json_string_value(v)) ||
	       err_set(
		   e, ST_INPUT, "CBKB003: '$ref' leads nowhere in a schema");
}

static bool
vet(const struct schema *s, json_t *node, struct err *e)
{
	const char *word;
	json_t *v;

	if (json_is_boolean(node))
		return true;
	if (!json_is_object(node))
		return err_set(
		    e, ST_INPUT, "CBKB003: a schema is no object or boolean");
	json_object_foreach(node, word, v)
	{
		if (!vet_word(s, word, v, e))
			return false;
	}
	return true;
}

struct schema *
schema_load(const char *text, size_t n, const char *name, struct err *e)
{
	struct schema *s = xmalloc(sizeof(*s));

	s->root = jio_parse(text, n, name, e);
	if (s->root && vet(s, s->root, e))
		return s;
	err_in(e, name);
	schema_free(s);
	return NULL;
}

struct schema *
schema_shipped(const char *name)
{
	char *path = xasprintf("schema/%s", name);
	struct err e = {ST_DONE, ""};
	struct schema *s = NULL;
	const char *text;
	size_t n;

	text = shipped_file(path, &n);
	if (text)
		s = schema_load(text, n, path, &e);
	if (!s) {
		diag_say("%s", text ? e.text : path);
		abort();
	}
	free(path);
	return s;
}

void
schema_free(struct schema *s)
{
	if (s)
		json_decref(s->root);
	free(s);
}

json_t *
schema_root(struct schema *s)
{
	return s->root;
}

/* The pointer. */

static void
put(struct walk *w, const char *p, size_t n)
{
	if (w->len + n + 1 > w->room) {
		w->room = (w->len + n + 1) * 2;
		w->at = xrealloc(w->at, w->room);
	}
	memcpy(w->at + w->len, p, n);
	w->len += n;
	w->at[w->len] = '\0';
}

/* Go down to a member; returns the length to go back to. */
static size_t
down(struct walk *w, const char *name)
{
	size_t back = w->len;

	put(w, "/", 1);
	for (; *name; name++) {
		if (*name == '~')
			put(w, "~0", 2);
		else if (*name == '/')
			put(w, "~1", 2);
		else
			put(w, name, 1);
	}
	return back;
}

static size_t
down_to(struct walk *w, size_t index)
{
	char name[24];

	snprintf(name, sizeof(name), "%zu", index);
	return down(w, name);
}

static void
back_to(struct walk *w, size_t len)
{
	w->len = len;
	w->at[len] = '\0';
}

/* Faults. */

static void fault(struct walk *w, const char *want, const char *got)
    __attribute__((nonnull));

static void
fault(struct walk *w, const char *want, const char *got)
{
	char *text;

	w->faults++;
	if (!w->fn)
		return;
	text = xasprintf("expected %s at '%s', got %s", want, w->at, got);
	w->fn(w->user, text);
	free(text);
}

/* A value as a fault shows it, new: its text where it is short, else its kind.
 */
static char *
shown(const json_t *v)
{
	char number[32];
	const char *s;

	if (json_is_number(v))
		return xstrdup(jout_format(json_number_value(v), number));
	s = json_string_value(v);
	if (s && strlen(s) <= SHOWN_MAX)
		return xasprintf("\"%s\"", s);
	return xstrdup(field_kind(v));
}

static void
fault_value(struct walk *w, const char *want, const json_t *v)
{
	char *got = shown(v);

	fault(w, want, got);
	free(got);
}

/* "a number", for a type's name. */
static const char *
a_type(const char *type)
{
	static const char *const names[][2] = {{"number", "a number"},
	    {"string", "a string"}, {"object", "an object"},
	    {"array", "an array"}, {"boolean", "a boolean"},
	    {"integer", "an integer"}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(type, names[i][0]) == 0)
			return names[i][1];
	}
	return type;
}

/* "a number or null", new, for what node allows. */
static char *
wanted(const struct schema *s, json_t *node)
{
	json_t *type, *v;
	char *text = NULL;
	size_t i;

	while (json_object_get(node, "$ref"))
		node =
		    follow(s, json_string_value(json_object_get(node, "$ref")));
	type = json_object_get(node, "type");
	if (json_is_string(type))
		return xstrdup(a_type(json_string_value(type)));
	json_array_foreach(type, i, v)
	{
		char *more = xasprintf("%s%s%s", text ? text : "",
		    text ? " or " : "", a_type(json_string_value(v)));

		free(text);
		text = more;
	}
	return text ? text : xstrdup("a value");
}

/* Checking: one function for each group of words. */

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
		want = shown(one);
		fault_value(w, want, v);
		free(want);
	}
	json_array_foreach(list, i, t)
	{
		char *text = shown(t), *more;

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
		fault_value(w, want ? want : "nothing", v);
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
	fault_value(w, text, v);
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
		fault(w, want, got);
	}
	if (most && (json_int_t)n > json_integer_value(most)) {
		snprintf(want, sizeof(want), "at most %lld %s",
		    (long long)json_integer_value(most), things);
		fault(w, want, got);
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
		back = down(w, key);
		want = wanted(w->s, json_object_get(properties, key));
		fault(w, want, "nothing");
		free(want);
		back_to(w, back);
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
		back = down(w, key);
		if (json_is_false(its))
			fault(w, "no such member", field_kind(member));
		else
			check(w, its, member);
		back_to(w, back);
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
	back = down_to(w, i);
	check(w, its, v);
	back_to(w, back);
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
		json_t *its = ref ? follow(w->s, json_string_value(ref)) : form;

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
		fault_value(w,
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
		fault(w, "nothing", field_kind(v));
	if (!json_is_object(node))
		return;
	if (ref)
		check(w, follow(w->s, json_string_value(ref)), v);
	if (!type_fits(node, v)) {
		char *want = wanted(w->s, node);

		fault(w, want, field_kind(v));
		free(want);
		return;
	}
	check_choice(w, node, v);
	check_inner(w, node, v);
}

static size_t
run(const struct schema *s, const struct jio_doc *d, const json_t *v,
    schema_fault *fn, void *user)
{
	struct walk w = {.s = s, .doc = d, .fn = fn, .user = user};

	put(&w, "", 0);
	check(&w, s->root, v);
	free(w.at);
	return w.faults;
}

size_t
schema_check(
    const struct schema *s, const json_t *v, schema_fault *fn, void *user)
{
	return run(s, NULL, v, fn, user);
}

size_t
schema_check_doc(const struct schema *s, const struct jio_doc *d,
    schema_fault *fn, void *user)
{
	return run(s, d, d->root, fn, user);
}

/* Keeps the first fault only: err_set never overwrites. */
static void
first(void *user, const char *text)
{
	err_set(user, ST_INPUT, "CBKB003: %s", text);
}

bool
schema_ok(const struct schema *s, const struct jio_doc *d, const char *name,
    struct err *e)
{
	return schema_check_doc(s, d, first, e) == 0 || err_in(e, name);
}
