/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* metrics - see metrics.h */
#include "metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "units.h"
#include "verdict.h"

#define FOUND 3 /* names that a message gives */

void
metrics_say(json_t *list, const char *fmt, ...)
{
	va_list ap;
	char *text, *coded;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	coded = xasprintf("CBKB002: %s", text);
	verdict_add(list, coded);
	free(coded);
	free(text);
}

/* Selecting. */

static void
say_misfit(json_t *errors, const struct conf_metric *m, const struct bench *b,
    const char *why)
{
	char *id = verdict_name(b->id);

	metrics_say(errors, "%s: benchmark '%s' has %s", m->label, id, why);
	free(id);
}

static char *
patterns(const struct conf_metric *m)
{
	char *text = xstrdup(""), *more, **p;

	for (p = m->pattern; *p; p++) {
		more = xasprintf("%s%s%s", text, *text ? ", " : "", *p);
		free(text);
		text = more;
	}
	return text;
}

/* "; there are 'a', 'b', 'c' and 9 more", for who has to mend the pattern. */
static char *
found(const struct bench *bench, size_t n)
{
	char *text = xstrdup(""), *id, *more;
	size_t i;

	for (i = 0; i < n && i < FOUND; i++) {
		id = verdict_name(bench[i].id);
		more = xasprintf("%s%s'%s'", text,
		    i       ? ", "
		    : n > 1 ? "; there are "
			    : "; there is ",
		    id);
		free(id);
		free(text);
		text = more;
	}
	if (n > FOUND) {
		more = xasprintf("%s and %zu more", text, n - FOUND);
		free(text);
		text = more;
	}
	return text;
}

static void
say_missing(json_t *errors, const struct conf_metric *m,
    const struct bench *bench, size_t n)
{
	char *text = patterns(m), *others = found(bench, n);

	metrics_say(
	    errors, "%s: no benchmark matches '%s'%s", m->label, text, others);
	free(text);
	free(others);
}

/* Would Criterion print this rate in u?  It changes unit at 1024. */
static bool
printed_in(const struct unit *u, double base)
{
	if (base < u->base)
		return false;
	return base < u->base * 1024 || u == unit_by_suffix("gibs");
}

/* --raw-fallback: the fastest figure that no metric took. */
static bool
fall_back(const struct conf_metric *m, const struct bench *bench,
    const struct conf_metric *const *owner, size_t n, struct figures *f,
    json_t *warnings)
{
	struct figure best = {.value = -1}, one;
	size_t i;
	char *id;

	for (i = 0; i < n; i++) {
		if (owner[i] || figure_of(m, &bench[i], &one) ||
		    !printed_in(m->unit, unit_to_base(m->unit, one.value)))
			continue;
		if (one.value > best.value)
			best = one;
	}
	if (!best.b)
		return false;
	id = verdict_name(best.b->id);
	metrics_say(warnings,
	    "%s: taken from benchmark '%s', the fastest %s figure, as no "
	    "benchmark matches (--raw-fallback)",
	    m->label, id, m->unit->symbol);
	free(id);
	f->v[f->n++] = best;
	return true;
}

static void
add_metric(const struct figures *f, struct metrics *out)
{
	const struct conf_metric *m = f->m;
	double value = f->n ? figures_reduced(f) : 0;

	if (f->n)
		json_object_set_new(
		    out->metrics, m->name, figures_json(f, value));
	if (m->headline && (f->n || !m->optional))
		json_object_set_new(out->top, m->name,
		    json_real(unit_round(value, m->decimals)));
}

/* Collect the figures of m; *matched: benchmarks that its patterns took. */
static void
collect(struct figures *f, const struct bench *bench,
    const struct conf_metric *const *owner, size_t n, size_t *matched,
    json_t *errors)
{
	size_t i;

	for (*matched = 0, i = 0; i < n; i++) {
		const char *why;

		if (owner[i] != f->m)
			continue;
		++*matched;
		why = figure_of(f->m, &bench[i], &f->v[f->n]);
		if (why)
			say_misfit(errors, f->m, &bench[i], why);
		else
			f->n++;
	}
}

void
metrics_select(const struct conf *c, const struct bench *bench, size_t n,
    bool raw_fallback, json_t *errors, json_t *warnings, struct metrics *out)
{
	const struct conf_metric **owner =
	    xcalloc(n + 1, sizeof(const struct conf_metric *));
	struct figures f = {.v = xcalloc(n + 1, sizeof(*f.v))};
	size_t i, matched;

	out->top = json_object();
	out->metrics = json_object();
	for (i = 0; i < n; i++)
		owner[i] = conf_metric_of(c, bench[i].id);
	for (i = 0; i < c->nmetric; i++) {
		f.m = &c->metric[i];
		f.n = 0;
		collect(&f, bench, owner, n, &matched, errors);
		if (!matched && raw_fallback && f.m->unit->dim == DIM_BYTES &&
		    fall_back(f.m, bench, owner, n, &f, warnings))
			matched = 1;
		if (!matched && !f.m->optional)
			say_missing(errors, f.m, bench, n);
		add_metric(&f, out);
	}
	free(owner);
	free(f.v);
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

void
metrics_duplicates(const struct bench *bench, size_t n, json_t *errors)
{
	const char **id = xcalloc(n + 1, sizeof(const char *));
	size_t i;

	for (i = 0; i < n; i++)
		id[i] = bench[i].id;
	qsort(id, n, sizeof(const char *), by_text);
	for (i = 1; i < n; i++) {
		char *name;

		if (strcmp(id[i - 1], id[i]) != 0 ||
		    (i > 1 && strcmp(id[i - 2], id[i]) == 0))
			continue;
		name = verdict_name(id[i]);
		metrics_say(errors, "%s: two benchmarks have this id", name);
		free(name);
	}
	free(id);
}
