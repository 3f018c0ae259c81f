/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables - see tables.h */
#include "tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "field.h"
#include "markdown.h"

#define DASH "\xe2\x80\x93"
#define NBSP "\xc2\xa0"

/* In percent, without a sign before 0.0. */
static double
rounded(double ratio)
{
	return fabs(ratio) < 0.0005 ? 0 : ratio * 100;
}

void
table_percent(FILE *out, double ratio)
{
	if (isfinite(ratio))
		fprintf(out, "%+.1f %%", rounded(ratio));
	else
		fputs("n/a", out);
}

/* ---- metrics ---- */

/* The value alone: "4.22 GiB/s". */
static void
put_plain(FILE *out, const struct view_metric *m, double v)
{
	view_quantity(out, v, "", m->decimals);
	if (*m->symbol != '\0') {
		putc(' ', out);
		md_text(out, m->symbol, 20);
	}
}

/* The value, then between open and close in MB/s as well. */
static void
put_value(
    FILE *out, const struct view_metric *m, const char *open, const char *close)
{
	const struct unit *mb = unit_for_messages(DIM_BYTES);
	double v;

	if (isnan(m->value)) {
		fputs("not measured", out);
		return;
	}
	put_plain(out, m, m->value);
	if (m->unit == NULL || m->unit->dim != DIM_BYTES || m->unit == mb)
		return;
	v = unit_from_base(mb, unit_to_base(m->unit, m->value));
	fputs(open, out);
	view_quantity(out, v, mb->symbol, v < 100 ? 2 : 0);
	fputs(close, out);
}

/* "56.6x (4451 MB/s above floor)" */
static void
put_margin(FILE *out, const struct view_metric *m)
{
	const struct unit *u;
	double d;

	if (isnan(m->factor) || isnan(m->value) || m->unit == NULL ||
	    m->limit_unit == NULL) {
		fputs(DASH, out);
		return;
	}
	u = m->limit_unit;
	d = unit_from_base(u, unit_to_base(m->unit, m->value)) - m->limit;
	fprintf(out, "%.1fx (", m->factor);
	view_quantity(out, fabs(d), u->symbol, fabs(d) < 100 ? 2 : 0);
	fprintf(out, " %s %s)", d < 0 ? "below" : "above",
	    unit_smaller_is_better(u) ? "ceiling" : "floor");
}

static void
put_change(FILE *out, double change, double low, double high)
{
	if (isnan(change)) {
		fputs(DASH, out);
		return;
	}
	table_percent(out, change);
	if (!isfinite(low) || !isfinite(high))
		return;
	fprintf(out, "<br><sub>%+.1f" NBSP "to" NBSP "%+.1f" NBSP "%%</sub>",
	    rounded(low), rounded(high));
}

/* What a violation is called, as an error and as a warning. */
static const struct breach {
	const char *kind;
	bool time;
	const char *error, *warning;
} breaches[] = {
    {"floor", false, "below floor", "near floor"},
    {"floor", true, "above ceiling", "near ceiling"},
    {"target", false, "below target", "below target"},
    {"target", true, "above target", "above target"},
    {"missing", false, "missing", "missing"},
    {"variance", false, "noisy", "noisy"},
    {"memory", false, "memory", "memory"},
    {"regression", false, "regression", "drop"},
};

static const char *
breach_word(const struct view_metric *m)
{
	const char *word = m->breach;
	bool time = m->unit != NULL && unit_smaller_is_better(m->unit);
	size_t i;

	for (i = 0; i < sizeof(breaches) / sizeof(*breaches); i++)
		if (strcmp(breaches[i].kind, m->breach) == 0 &&
		    (time || !breaches[i].time))
			word = m->breach_is_error ? breaches[i].error
						  : breaches[i].warning;
	return word;
}

static void
put_verdict(const struct view *v, FILE *out, const struct view_metric *m)
{
	const char *word = m->verdict;
	bool bad = false, good = false;

	if (m->breach != NULL) {
		word = breach_word(m);
		bad = m->breach_is_error;
	} else if (isnan(m->value)) {
		word = "not measured";
		bad = v->judged;
	} else if (word == NULL || strcmp(word, "ok") == 0) {
		good = v->judged;
		word = v->judged ? "OK" : "not checked";
	} else if (strcmp(word, "improvement") == 0)
		good = true;
	else
		bad = strcmp(word, "regression") == 0;
	fprintf(out, "%s ", good ? YES : bad ? NO : CARE);
	md_text(out, word, 40);
}

struct row {
	const struct view *v;
	FILE *out;
	size_t n;
	bool times; /* one of the metrics is a time: its limit is no floor */
};

static void
look_for_times(const struct view_metric *m, void *user)
{
	struct row *r = user;

	if (m->unit != NULL && unit_smaller_is_better(m->unit))
		r->times = true;
}

static void
metric_row(const struct view_metric *m, void *user)
{
	struct row *r = user;
	FILE *out = r->out;

	if (r->n++ == 0)
		fprintf(out,
		    "| Metric | Value | %s | Margin |%s Verdict |\n"
		    "|:--|--:|--:|--:|%s:--|\n",
		    r->times ? "Limit" : "Floor",
		    r->v->compared ? " Change |" : "",
		    r->v->compared ? "--:|" : "");
	fputs("| **", out);
	md_text(out, m->label, MD_NAME_MAX);
	fputs("** | ", out);
	put_value(out, m, "<br><sub>", "</sub>");
	fputs(" | ", out);
	if (isnan(m->limit))
		fputs(DASH, out);
	else
		view_quantity(out, m->limit,
		    m->limit_unit != NULL ? m->limit_unit->symbol : "", -1);
	fputs(" | ", out);
	put_margin(out, m);
	fputs(" | ", out);
	if (r->v->compared) {
		put_change(out, m->change, m->low, m->high);
		fputs(" | ", out);
	}
	put_verdict(r->v, out, m);
	fputs(" |\n", out);
}

void
table_metrics(const struct view *v, FILE *out)
{
	struct row r = {v, out, 0, false};

	view_metrics(v, look_for_times, &r);
	view_metrics(v, metric_row, &r);
	if (r.n == 0)
		fputs("No metric was measured.\n", out);
}

static void
figure_line(const struct view_metric *m, void *user)
{
	struct row *r = user;

	fputs("- **", r->out);
	md_text(r->out, m->label, MD_NAME_MAX);
	fputs("**: ", r->out);
	put_value(r->out, m, " (", ")");
	putc('\n', r->out);
}

void
table_figures(const struct view *v, FILE *out)
{
	struct row r = {v, out, 0, false};

	view_metrics(v, figure_line, &r);
}

/* ---- a new baseline ---- */

/* The metric's former value: from the changes, else from the last baseline. */
static double
former(const struct view *v, const char *name)
{
	const char *kind, *id;
	char *pointer;
	json_t *one;
	double was;
	size_t i;

	json_array_foreach(
	    field_at(v->root, "/_metadata/baseline/changes"), i, one)
	{
		kind = field_str_at(one, "/kind");
		id = field_str_at(one, "/id");
		if (kind != NULL && id != NULL && strcmp(id, name) == 0 &&
		    strcmp(kind, "metric") == 0)
			return field_num_at(one, "/baseline");
	}
	pointer = xasprintf("/_metadata/baseline/previous/metrics/%s", name);
	was = field_num_at(v->root, pointer);
	if (isnan(was)) {
		free(pointer);
		pointer = xasprintf(
		    "/_metadata/baseline/previous/metrics/%s/value", name);
		was = field_num_at(v->root, pointer);
	}
	free(pointer);
	return was;
}

static void
promoted_line(const struct view_metric *m, void *user)
{
	struct row *r = user;
	double was = former(r->v, m->name);

	if (isnan(was))
		was = m->baseline;
	fputs("- **", r->out);
	md_text(r->out, m->label, MD_NAME_MAX);
	fputs("**: ", r->out);
	put_value(r->out, m, " (", ")");
	if (!isnan(was)) {
		fputs(", formerly ", r->out);
		put_plain(r->out, m, was);
		if (was > 0 && !isnan(m->value)) {
			fputs(" (", r->out);
			table_percent(r->out, m->value / was - 1);
			putc(')', r->out);
		}
	}
	putc('\n', r->out);
}

void
table_promoted(const struct view *v, FILE *out)
{
	struct row r = {v, out, 0, false};

	view_metrics(v, promoted_line, &r);
}

/* ---- benchmarks ---- */

struct change {
	const json_t *entry;
	double change;
};

/* Slowest first; entries are times, so larger is slower. */
static int
by_change(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return (x->change < y->change) - (x->change > y->change);
}

static void
put_reading(FILE *out, const json_t *entry, const char *pointer)
{
	const char *unit = field_str_at(entry, "/unit");
	double v = field_num_at(entry, pointer);

	if (isnan(v))
		fputs(DASH, out);
	else if (unit == NULL || strcmp(unit, "ns") == 0)
		view_time(out, v);
	else {
		view_quantity(out, v, "", -1);
		putc(' ', out);
		md_text(out, unit, 20);
	}
}

static void
change_row(FILE *out, const struct change *c)
{
	const char *verdict = field_str_at(c->entry, "/verdict");

	fputs("| ", out);
	md_code(out, field_str_at(c->entry, "/id"), MD_NAME_MAX);
	fputs(" | ", out);
	put_reading(out, c->entry, "/baseline");
	fputs(" | ", out);
	put_reading(out, c->entry, "/current");
	fputs(" | ", out);
	put_change(out, c->change, field_num_at(c->entry, "/low"),
	    field_num_at(c->entry, "/high"));
	fputs(" | ", out);
	md_text(out, verdict, 40);
	fputs(" |\n", out);
}

static size_t
gather(const struct view *v, struct change **list)
{
	const json_t *changes = json_object_get(v->regression, "changes");
	const char *kind;
	size_t i, n = 0;
	json_t *one;

	*list = xcalloc(json_array_size(changes) + 1, sizeof(**list));
	json_array_foreach(changes, i, one)
	{
		kind = field_str_at(one, "/kind");
		if (kind == NULL || strcmp(kind, "benchmark") != 0 ||
		    isnan(field_num_at(one, "/change")))
			continue;
		(*list)[n].entry = one;
		(*list)[n++].change = field_num_at(one, "/change");
	}
	qsort(*list, n, sizeof(**list), by_change);
	return n;
}

void
table_benchmarks(const struct view *v, FILE *out)
{
	struct change *list;
	size_t i, n = gather(v, &list), slower, faster, top, bottom;

	for (slower = 0; slower < n && list[slower].change > 0; slower++)
		;
	for (faster = 0; faster < n && list[n - 1 - faster].change < 0;
	     faster++)
		;
	top = slower < LISTED ? slower : LISTED;
	bottom = faster < LISTED ? faster : LISTED;
	if (n > 0)
		fprintf(out,
		    "<details><summary>Benchmarks: %zu compared, %zu slower, "
		    "%zu faster</summary>\n\n",
		    n, slower, faster);
	if (top + bottom > 0)
		fputs("| Benchmark | Before | Now | Change in time | Verdict "
		      "|\n|:--|--:|--:|--:|:--|\n",
		    out);
	for (i = 0; i < top; i++)
		change_row(out, &list[i]);
	for (i = 0; i < bottom; i++)
		change_row(out, &list[n - bottom + i]);
	if (top + bottom > 0 && (slower > top || faster > bottom))
		fprintf(out, "\nThe %zu slowest and %zu fastest of them.\n",
		    top, bottom);
	if (n > 0)
		fputs("\n</details>\n", out);
	free(list);
}

/* ---- messages ---- */

void
table_messages(const json_t *list, const char *title, FILE *out)
{
	size_t i, n = json_array_size(list);

	if (n == 0)
		return;
	fprintf(out, "**%s (%zu)**\n\n", title, n);
	for (i = 0; i < n && i < LISTED; i++) {
		fputs("- ", out);
		md_text(out, json_string_value(json_array_get(list, i)),
		    MD_TEXT_MAX);
		putc('\n', out);
	}
	if (n > LISTED)
		fprintf(out, "- \xe2\x80\xa6 and %zu more\n", n - LISTED);
}
