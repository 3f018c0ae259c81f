/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * figures - a performance report for machines: JUnit XML and OpenMetrics text
 *
 * Both read the tables of the model: a test case an objective and a change, a
 * gauge a figure.
 */
#include <math.h>
#include <string.h>

#include "forms.h"
#include "jout.h"
#include "utf8.h"

static const struct table *
table_of(const struct report *r, const char *section, const char *key)
{
	const struct section *s = report_find(r, section);
	size_t i;

	for (i = 0; s && i < s->nblock; i++) {
		if (s->block[i].table && strcmp(s->block[i].key, key) == 0)
			return s->block[i].table;
	}
	return NULL;
}

/* The cell of a row in the column called key, or NULL. */
static const struct cell *
cell_of(const struct table *t, size_t row, const char *key)
{
	size_t i;

	for (i = 0; i < t->ncolumn; i++) {
		if (strcmp(t->column[i].key, key) == 0)
			return &t->cell[row * t->ncolumn + i];
	}
	return NULL;
}

/* ---- JUnit ---- */

/* Text of XML 1.0: what it can't hold becomes U+FFFD. */
static void
xml(FILE *f, const char *s)
{
	const char *end = s + strlen(s);

	while (s < end) {
		uint32_t c;
		size_t n = utf8_decode(s, end, &c);

		if (n == 0 || utf8_is_control(c))
			fputs("\xef\xbf\xbd", f);
		else if (strchr("&<>\"'", (int)(c < 128 ? c : 128)) && c < 128)
			fprintf(f, "&#%d;", (int)c);
		else
			fwrite(s, 1, n, f);
		s += n ? n : 1;
	}
}

/* The state column's cell: the last one. */
static const struct cell *
state_of(const struct table *t, size_t row)
{
	return &t->cell[(row + 1) * t->ncolumn - 1];
}

static void
count(const struct table *t, size_t *tests, size_t *failures, size_t *skipped)
{
	size_t i;

	for (i = 0; t && i < t->nrow; i++) {
		++*tests;
		*failures += state_of(t, i)->tone == TONE_BAD;
		*skipped += state_of(t, i)->tone == TONE_MUTE &&
			    strcmp(t->key, "objectives") == 0;
	}
}

/* "Floor ≥ 80 MB/s, Measured 53.7 MB/s" */
static void
row_text(FILE *f, const struct table *t, size_t row)
{
	const char *before = "";
	size_t i;

	for (i = 1; i < t->ncolumn; i++) {
		const struct cell *c = &t->cell[row * t->ncolumn + i];

		if (!c->text)
			continue;
		fprintf(f, "%s%s ", before, t->column[i].label);
		xml(f, c->text);
		if (c->note) {
			putc(' ', f);
			xml(f, c->note);
		}
		before = ", ";
	}
}

static void
cases(FILE *f, const struct table *t, const char *class)
{
	size_t i;

	for (i = 0; t && i < t->nrow; i++) {
		const struct cell *name = &t->cell[i * t->ncolumn];
		const struct cell *state = state_of(t, i);

		fprintf(f, "    <testcase classname=\"%s\" name=\"", class);
		xml(f, name->text ? name->text : "");
		if (state->tone == TONE_BAD) {
			fputs("\">\n      <failure type=\"", f);
			xml(f, state->text);
			fputs("\" message=\"", f);
			row_text(f, t, i);
			fputs("\"/>\n    </testcase>\n", f);
		} else if (state->tone == TONE_MUTE &&
			   strcmp(t->key, "objectives") == 0) {
			fputs("\">\n      <skipped message=\"", f);
			xml(f, state->text);
			fputs("\"/>\n    </testcase>\n", f);
		} else {
			fputs("\">\n      <system-out>", f);
			row_text(f, t, i);
			fputs("</system-out>\n    </testcase>\n", f);
		}
	}
}

/* What was found: an error fails the run, whatever the objectives say. */
static size_t
errors(const struct report *r)
{
	const struct section *s = report_find(r, "attention");
	size_t i, n = 0;

	for (i = 0; s && s->nblock && i < s->block[0].n; i++)
		n += s->block[0].item[i].tone == TONE_BAD;
	return n;
}

static void
messages(const struct report *r, FILE *f)
{
	const struct section *s = report_find(r, "attention");
	size_t i;

	for (i = 0; s && s->nblock && i < s->block[0].n; i++) {
		const struct item *it = &s->block[0].item[i];

		if (it->tone != TONE_BAD)
			continue;
		fputs("    <testcase classname=\"benchline.run\" "
		      "name=\"message ",
		    f);
		fprintf(
		    f, "%zu\">\n      <error type=\"error\" message=\"", i + 1);
		xml(f, it->text);
		fputs("\"/>\n    </testcase>\n", f);
	}
}

void
junit_write(const struct report *r, FILE *f)
{
	const struct table *slo = table_of(r, "slo", "objectives");
	const struct table *changes = table_of(r, "changes", "changes");
	size_t tests = 0, failures = 0, skipped = 0, bad = errors(r);
	char when[32];

	count(slo, &tests, &failures, &skipped);
	count(changes, &tests, &failures, &skipped);
	tests += bad;
	fprintf(f,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
	    "name=\"benchline\" tests=\"%zu\" failures=\"%zu\" "
	    "errors=\"%zu\" skipped=\"%zu\">\n  <testsuite "
	    "name=\"performance\" tests=\"%zu\" failures=\"%zu\" "
	    "errors=\"%zu\" skipped=\"%zu\"",
	    tests, failures, bad, skipped, tests, failures, bad, skipped);
	if (isfinite(r->made))
		fprintf(f, " timestamp=\"%.19s\"",
		    fsio_utc((long long)r->made, when));
	fputs(">\n", f);
	cases(f, slo, "benchline.objective");
	cases(f, changes, "benchline.change");
	messages(r, f);
	fputs("  </testsuite>\n</testsuites>\n", f);
}

/* ---- OpenMetrics ---- */

static void
label(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' || *s == '"')
			putc('\\', f);
		putc(*s == '\n' ? ' ' : *s, f);
	}
}

static void
family(FILE *f, const char *name, const char *unit, const char *help)
{
	fprintf(f, "# TYPE %s gauge\n", name);
	if (unit)
		fprintf(f, "# UNIT %s %s\n", name, unit);
	fprintf(f, "# HELP %s %s\n", name, help);
}

static void
sample(FILE *f, const char *name, const char *key, const char *value, double v)
{
	char buf[32];

	fprintf(f, "%s{%s=\"", name, key);
	label(f, value ? value : "");
	fprintf(f, "\"} %s\n", jout_format(v, buf));
}

/* A gauge of a column, one sample a row that has a value. */
static void
gauge(FILE *f, const struct table *t, const char *column, const char *name,
    const char *unit, const char *key, const char *help, double per)
{
	bool any = false;
	size_t i;

	for (i = 0; t && i < t->nrow; i++) {
		const struct cell *first = &t->cell[i * t->ncolumn];
		const struct cell *c = cell_of(t, i, column);
		/* A metric by its name, not by its label. */
		const char *who = strcmp(key, "metric") == 0 && first->note
				      ? first->note
				      : first->text;

		if (!c || !isfinite(c->value))
			continue;
		if (!any)
			family(f, name, unit, help);
		any = true;
		sample(f, name, key, who, c->value / per);
	}
}

static void
ledger(const struct report *r, FILE *f)
{
	if (r->integrity == CHAIN_NONE)
		return;
	family(f, "benchline_ledger_records", NULL, "Records of the ledger.");
	fprintf(f, "benchline_ledger_records %llu\n", r->chain.records);
	family(f, "benchline_ledger_verified", NULL,
	    "1 when every link of the ledger holds.");
	fprintf(f, "benchline_ledger_verified %d\n", r->chain.breaks == 0);
}

void
openmetrics_write(const struct report *r, FILE *f)
{
	const struct table *slo = table_of(r, "slo", "objectives");
	const struct table *bench = table_of(r, "benchmarks", "benchmarks");
	const struct table *changes = table_of(r, "changes", "changes");

	gauge(f, slo, "measured", "benchline_metric", NULL, "metric",
	    "The metric, in the unit that its name ends in.", 1);
	gauge(f, slo, "objective", "benchline_floor", NULL, "metric",
	    "Its floor (for times its ceiling), in the same unit.", 1);
	gauge(f, slo, "factor", "benchline_safety_factor_ratio", "ratio",
	    "metric", "The metric over its floor.", 1);
	gauge(f, changes, "change", "benchline_change_ratio", "ratio", "name",
	    "Change against the baseline, 0.05 is 5 % more.", 1);
	gauge(f, bench, "time", "benchline_benchmark_seconds", "seconds",
	    "benchmark", "Time of one iteration.", 1e9);
	family(f, "benchline_failed", NULL, "1 when the run failed.");
	fprintf(f, "benchline_failed %d\n", r->tone == TONE_BAD);
	ledger(r, f);
	fputs("# EOF\n", f);
}
