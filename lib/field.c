/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field - see field.h */
#include "field.h"

#include <math.h>
#include <string.h>

const char *
field_kind(const json_t *v)
{
	if (!v)
		return "nothing";
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
	case JSON_REAL:
		return json_number_value(v) < 0 ? "a negative number"
						: "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	case JSON_NULL:
		break;
	}
	return "null";
}

bool
field_wrong(const char *what, const char *where, const char *key,
    const json_t *got, struct err *e)
{
	return err_set(e, ST_INPUT, "CBKB003: expected %s at '%s/%s', got %s",
	    what, where, key, field_kind(got));
}

static json_t *
get(const json_t *obj, const char *key)
{
	json_t *v = json_object_get(obj, key);

	return json_is_null(v) ? NULL : v;
}

bool
field_str(const json_t *obj, const char *where, const char *key,
    const char **out, struct err *e)
{
	const json_t *v = json_object_get(obj, key);

	if (!json_is_string(v))
		return field_wrong("a string", where, key, v, e);
	*out = json_string_value(v);
	return true;
}

bool
field_str_opt(const json_t *obj, const char *where, const char *key,
    const char **out, struct err *e)
{
	*out = NULL;
	return !get(obj, key) || field_str(obj, where, key, out, e);
}

bool
field_num(const json_t *obj, const char *where, const char *key, double *out,
    struct err *e)
{
	const json_t *v = json_object_get(obj, key);
	double d = json_number_value(v);

	if (!json_is_number(v) || !isfinite(d) || d < 0)
		return field_wrong("a number", where, key, v, e);
	*out = d;
	return true;
}

bool
field_num_opt(const json_t *obj, const char *where, const char *key,
    double *out, struct err *e)
{
	*out = NAN;
	return !get(obj, key) || field_num(obj, where, key, out, e);
}

bool
field_bool_opt(const json_t *obj, const char *where, const char *key, bool *out,
    struct err *e)
{
	const json_t *v = get(obj, key);

	if (v && !json_is_boolean(v))
		return field_wrong("a boolean", where, key, v, e);
	if (v)
		*out = json_is_true(v);
	return true;
}

bool
field_obj(const json_t *obj, const char *where, const char *key, json_t **out,
    struct err *e)
{
	*out = json_object_get(obj, key);
	return json_is_object(*out) ||
	       field_wrong("an object", where, key, *out, e);
}

bool
field_obj_opt(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e)
{
	*out = NULL;
	return !get(obj, key) || field_obj(obj, where, key, out, e);
}

bool
field_arr(const json_t *obj, const char *where, const char *key, json_t **out,
    struct err *e)
{
	*out = json_object_get(obj, key);
	return json_is_array(*out) ||
	       field_wrong("an array", where, key, *out, e);
}

bool
field_arr_opt(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e)
{
	*out = NULL;
	return !get(obj, key) || field_arr(obj, where, key, out, e);
}

/* The next name of a pointer, "/a/b": into name; the rest, or NULL at the end.
 */
static const char *
next_name(const char *pointer, char *name, size_t room)
{
	size_t n;

	if (*pointer != '/')
		return NULL;
	n = strcspn(pointer + 1, "/");
	if (n >= room)
		n = room - 1;
	memcpy(name, pointer + 1, n);
	name[n] = '\0';
	return pointer + 1 + n;
}

json_t *
field_at(const json_t *root, const char *pointer)
{
	union {
		const json_t *from;
		json_t *to;
	} u = {root};
	json_t *v = u.to;
	char name[128];

	while (v && (pointer = next_name(pointer, name, sizeof(name))))
		v = json_object_get(v, name);
	return v;
}

json_t *
field_make(json_t *root, const char *pointer)
{
	char name[128];

	while ((pointer = next_name(pointer, name, sizeof(name)))) {
		json_t *v = json_object_get(root, name);

		if (!v || json_is_null(v)) {
			v = json_object();
			json_object_set_new(root, name, v);
		}
		if (!json_is_object(v))
			return NULL;
		root = v;
	}
	return root;
}

double
field_num_at(const json_t *root, const char *pointer)
{
	const json_t *v = field_at(root, pointer);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

const char *
field_str_at(const json_t *root, const char *pointer)
{
	return json_string_value(field_at(root, pointer));
}
