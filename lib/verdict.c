/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verdict - see verdict.h */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "perf.h"
#include "utf8.h"

#define NAME_MAX_SHOWN 120 /* characters of an id or label in a message */

int
verdict_exit(const json_t *root, bool exit_zero)
{
	const json_t *passed = field_at(root, "/_metadata/slo/passed");

	return json_is_false(passed) && !exit_zero ? ST_NO : ST_DONE;
}

const char *
verdict_status(const json_t *root, bool *judged)
{
	static const char *const known[] = {"PASS", "WARN", "FAIL"};
	const char *status = field_str_at(root, "/_metadata/slo/status");
	size_t i;

	for (i = 0; status && i < 3; i++) {
		if (strcmp(status, known[i]) == 0) {
			if (judged)
				*judged = true;
			return known[i];
		}
	}
	if (judged)
		*judged = false;
	return json_array_size(json_object_get(root, "errors")) ? "FAIL"
								: "WARN";
}

/* The one-line verdict. */

/* Digits after the point in one line: GiB/s two, MiB/s none. */
static int
line_decimals(const struct conf_metric *m, double v)
{
	if (m->decimals != m->unit->decimals)
		return m->decimals;
	if (m->decimals == 1 && m->unit->dim != DIM_TIME)
		return 0;
	return unit_decimals(m->unit, v, m->decimals > 2 ? 2 : m->decimals);
}

/* "DISPLAY: 4.22 GiB/s", new. */
static char *
line_part(const json_t *root, const struct conf_metric *m)
{
	struct perf_metric p;
	double v;

	perf_metric(root, m, &p);
	v = perf_value(&p, m);
	if (!isfinite(v))
		return xasprintf("%s: not measured", m->label);
	return xasprintf(
	    "%s: %.*f %s", m->label, line_decimals(m, v), v, m->unit->symbol);
}

char *
verdict_line(const json_t *root, const struct conf *c)
{
	char *text = xstrdup("Performance Report:"), *part, *more;
	size_t i, n = 0;

	for (i = 0; i < c->nmetric; i++) {
		if (!c->metric[i].headline)
			continue;
		part = line_part(root, &c->metric[i]);
		more = xasprintf("%s%s %s", text, n++ ? "," : "", part);
		free(part);
		free(text);
		text = more;
	}
	more = xasprintf("%s [%s]", text, verdict_status(root, NULL));
	free(text);
	return more;
}

/* Findings. */

const char *
severity_name(enum severity s)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[s];
}

void
findings_init(struct findings *f)
{
	f->errors = json_array();
	f->warnings = json_array();
	f->notes = json_array();
	f->violations = json_array();
}

void
findings_free(struct findings *f)
{
	json_decref(f->errors);
	json_decref(f->warnings);
	json_decref(f->notes);
	json_decref(f->violations);
}

/* Bytes of the first max characters of s. */
static size_t
first_characters(const char *s, size_t max)
{
	const char *p = s, *end = s + strlen(s);
	uint32_t c;
	size_t n;

	while (max-- > 0 && (n = utf8_decode(p, end, &c)) > 0)
		p += n;
	return (size_t)(p - s);
}

json_t *
verdict_text(const char *text)
{
	char *cut;
	json_t *v;

	if (!text[first_characters(text, VERDICT_TEXT_MAX)])
		return json_string(text);
	cut = xasprintf(
	    "%.*s…", (int)first_characters(text, VERDICT_TEXT_MAX - 1), text);
	v = json_string(cut);
	free(cut);
	return v;
}

void
verdict_add(json_t *list, const char *text)
{
	bool shown = json_array_size(list) < VERDICT_LIST_MAX;

	json_array_append_new(list, shown ? verdict_text(text) : json_null());
}

char *
verdict_name(const char *id)
{
	const char *p = id, *end = id + strlen(id);
	char *name = xmalloc(4 * NAME_MAX_SHOWN + 4), *to = name;
	size_t i, n;
	uint32_t c;

	for (i = 0; i < NAME_MAX_SHOWN && p < end; i++, p += n) {
		n = utf8_decode(p, end, &c);
		if (n == 0 || utf8_is_control(c))
			c = 0xfffd;
		if (n == 0)
			n = 1;
		to += utf8_encode(c, to);
	}
	if (p < end)
		to += utf8_encode(0x2026, to);
	*to = '\0';
	return name;
}

void
findings_say(struct findings *f, enum severity s, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	if (s == SEVERITY_NOTE) {
		json_array_append_new(f->notes, verdict_text(text));
	} else {
		char *coded = xasprintf("CBKB005: %s", text);

		verdict_add(
		    s == SEVERITY_ERROR ? f->errors : f->warnings, coded);
		free(coded);
	}
	free(text);
}

static json_t *
real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

void
findings_violation(struct findings *f, enum severity s, const char *metric,
    const char *kind, double value, double limit, double deficit,
    const char *unit)
{
	json_t *v;

	if (json_array_size(f->violations) == VERDICT_VIOLATIONS_MAX)
		return;
	v = json_object();
	json_object_set_new(v, "metric", json_string(metric));
	json_object_set_new(v, "kind", json_string(kind));
	json_object_set_new(v, "value", real_or_null(value));
	json_object_set_new(v, "limit", real_or_null(limit));
	json_object_set_new(v, "deficit", real_or_null(deficit));
	json_object_set_new(v, "unit", unit ? json_string(unit) : json_null());
	json_object_set_new(v, "severity", json_string(severity_name(s)));
	json_array_append_new(f->violations, v);
}

/*
 * The lists.  When more than VERDICT_LIST_MAX belong into one, its last entry
 * is "CODE: … and N more WHAT".  N counts every entry that is not shown,
 * whoever made it; the record says how many of these are ours.
 */

#define MORE ": … and "

/*
 * How many entries the last one stands for, 0 when it is an ordinary one.  Only
 * a full list has such an entry: in any other it is a benchmark's name that
 * looks like one.
 */
static size_t
hidden(const json_t *list)
{
	size_t n = json_array_size(list);
	const char *last = n == VERDICT_LIST_MAX
			       ? json_string_value(json_array_get(list, n - 1))
			       : NULL;
	const char *at = last ? strstr(last, MORE) : NULL;
	char *end;
	unsigned long long count;

	if (!at || at - last != (long)strlen("CBKB005"))
		return 0;
	count = strtoull(at + strlen(MORE), &end, 10);
	return strncmp(end, " more ", 6) == 0 ? (size_t)count : 0;
}

static void
drop_last(json_t *list)
{
	json_array_remove(list, json_array_size(list) - 1);
}

static void
put_more(json_t *list, const char *code, size_t n, const char *what)
{
	char *text = xasprintf("%s" MORE "%zu more %s", code, n, what);

	json_array_append_new(list, json_string(text));
	free(text);
}

json_t *
verdict_put(json_t *list, const json_t *own, const char *code, const char *what)
{
	size_t before = hidden(list), total, room, i;
	json_t *shown = json_array();

	if (before)
		drop_last(list);
	total = json_array_size(list) + before + json_array_size(own);
	room =
	    total > VERDICT_LIST_MAX ? VERDICT_LIST_MAX - 1 : VERDICT_LIST_MAX;
	while (json_array_size(list) > room)
		drop_last(list);
	for (i = 0; i < json_array_size(own); i++) {
		if (json_array_size(list) == room)
			break;
		json_array_append(list, json_array_get(own, i));
		json_array_append(shown, json_array_get(own, i));
	}
	if (total > VERDICT_LIST_MAX)
		put_more(list, code, total - room, what);
	return json_pack("{s:o, s:I}", "shown", shown, "more",
	    (json_int_t)(json_array_size(own) - i));
}

/* Remove the last entry that equals text. */
static void
remove_text(json_t *list, const json_t *text)
{
	size_t i;

	for (i = json_array_size(list); i-- > 0;) {
		if (json_equal(json_array_get(list, i), text)) {
			json_array_remove(list, i);
			return;
		}
	}
}

void
verdict_take(json_t *list, const json_t *record)
{
	json_t *shown = json_object_get(record, "shown");
	json_int_t ours = json_integer_value(json_object_get(record, "more"));
	size_t all = hidden(list), i;
	json_t *text;

	if (all)
		drop_last(list);
	json_array_foreach(shown, i, text) remove_text(list, text);
	if (ours > 0 && (size_t)ours <= all)
		all -= (size_t)ours;
	if (all)
		put_more(list, "CBKB005", all, "entries");
}
