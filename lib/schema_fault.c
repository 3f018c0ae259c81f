/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema_fault - where a walk is, and what it says; see schema_impl.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "jout.h"
#include "schema_impl.h"

#define SHOWN_MAX 120 /* bytes of a value in a fault */

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
size_t
walk_down(struct walk *w, const char *name)
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

size_t
walk_down_to(struct walk *w, size_t index)
{
	char name[24];

	snprintf(name, sizeof(name), "%zu", index);
	return walk_down(w, name);
}

void
walk_back(struct walk *w, size_t len)
{
	w->len = len;
	w->at[len] = '\0';
}

/* Faults. */

void
walk_fault(struct walk *w, const char *want, const char *got)
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
char *
walk_shown(const json_t *v)
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

void
walk_fault_value(struct walk *w, const char *want, const json_t *v)
{
	char *got = walk_shown(v);

	walk_fault(w, want, got);
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
char *
walk_wanted(const struct schema *s, json_t *node)
{
	json_t *type, *v;
	char *text = NULL;
	size_t i;

	while (json_object_get(node, "$ref"))
		node = schema_follow(
		    s, json_string_value(json_object_get(node, "$ref")));
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
