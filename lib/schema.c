/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema - load a schema, check with it; see schema.h
 *
 * The schema stays a jansson tree.  Loading checks that every word in it is
 * one that we know and that every $ref leads somewhere, so that checking can
 * take both for granted.
 */
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema_impl.h"
#include "shipped.h"

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

json_t *
schema_follow(const struct schema *s, const char *ref)
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
	return schema_follow(s, json_string_value(v)) ||
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

/* Checking. */

static size_t
run(const struct schema *s, const struct jio_doc *d, const json_t *v,
    schema_fault *fn, void *user)
{
	struct walk w = {.s = s, .doc = d, .fn = fn, .user = user};

	walk_check(&w, v);
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
