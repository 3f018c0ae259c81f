/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run_change - what got slower, and every change with its interval */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "words.h"

#define FOREST 40
#define ROWS 300

bool
run_says(const struct change *c, const char *verdict)
{
	return c->verdict && strcmp(c->verdict, verdict) == 0;
}

bool
run_slower(const struct change *c)
{
	return run_says(c, "regression");
}

bool
run_faster(const struct change *c)
{
	return run_says(c, "improvement");
}

enum tone
run_tone(const struct change *c)
{
	return run_slower(c)                 ? TONE_BAD
	       : run_says(c, "inconclusive") ? TONE_WARN
	       : run_says(c, "drop")         ? TONE_WARN
	       : run_faster(c)               ? TONE_OK
					     : TONE_MUTE;
}

static const char *
change_word(const struct change *c)
{
	return run_slower(c)                 ? "Slower"
	       : run_says(c, "inconclusive") ? "Unclear, run again"
	       : run_says(c, "drop")         ? "Slower, no history"
	       : run_faster(c)               ? "Faster"
					     : "No clear change";
}

static const char *
change_name(struct report *r, const struct change *c)
{
	return report_name(r, c->label && *c->label ? c->label : c->id, 0);
}

static const struct column change_columns[] = {
    {"name", "Name", COLUMN_TEXT},
    {"baseline", "Baseline", COLUMN_NUMBER},
    {"current", "Now", COLUMN_NUMBER},
    {"change", "Change", COLUMN_NUMBER},
    {"runs", "Runs", COLUMN_NUMBER},
    {"reading", "Reading", COLUMN_STATE},
};

static void
change_row(struct run *x, struct table *t, const struct change *c)
{
	struct report *r = x->r;
	struct cell *to = report_row(r, t);
	const char *unit = c->unit ? c->unit : c->metric ? NULL : "ns";

	to[0].text = change_name(r, c);
	if (c->why)
		to[0].note = report_name(r, c->why, 200);
	cell_value(r, &to[1], c->baseline, unit);
	cell_value(r, &to[2], c->current, unit);
	cell_change(r, &to[3], c->change, c->low, c->high);
	if (c->runs >= 0)
		to[4].text = words_count(r, (unsigned long long)c->runs);
	to[4].value = c->runs;
	to[5].text = change_word(c);
	to[5].tone = run_tone(c);
}

void
section_slower(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec =
	    report_section(r, "slower", "What got slower", NULL);
	struct table *t = NULL;
	size_t i;

	sec->brief = "Slower";
	for (i = 0; i < o->nchange; i++) {
		const struct change *c = &o->change[i];

		if (!run_slower(c) && !run_says(c, "inconclusive") &&
		    !run_says(c, "drop"))
			continue;
		if (!t)
			t = TABLE(r, sec, "slower", "What got slower",
			    change_columns);
		if (t->nrow < ROWS)
			change_row(x, t, c);
		t->total++;
	}
	sec->empty = t == NULL;
	if (!o->compared)
		sec->sub =
		    report_printf(r, "Not compared%s%s.", o->reason ? ": " : "",
			o->reason ? report_name(r, o->reason, 200) : "");
	else if (!t)
		sec->sub = report_printf(r, "Nothing: %s compared.",
		    words_of(r, o->nchange, "figure was", "figures were"));
	else
		sec->sub = report_printf(r,
		    "Between commit %s and this run. A change counts when it "
		    "is over the threshold and clear of the noise; what is "
		    "over it and not clear wants another run.",
		    words_commit(r, o->baseline_commit)
			? words_commit(r, o->baseline_commit)
			: "(unknown)");
}

static int
worst_first(const void *a, const void *b)
{
	const struct change *p = *(const struct change *const *)a;
	const struct change *q = *(const struct change *const *)b;
	/* A time that grows is worse, a throughput that falls is. */
	double x = p->metric ? -p->change : p->change;
	double y = q->metric ? -q->change : q->change;

	return x != y ? (x < y) - (x > y) : strcmp(p->id, q->id);
}

static void
forest(struct run *x, struct section *sec, bool metric)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	const char *what = metric ? "metrics" : "benchmarks";
	const struct change **list = xcalloc(o->nchange + 1, sizeof(*list));
	size_t n = 0, i;
	struct chart *c;

	for (i = 0; i < o->nchange; i++) {
		if (o->change[i].metric == metric &&
		    isfinite(o->change[i].change))
			list[n++] = &o->change[i];
	}
	qsort(list, n, sizeof(*list), worst_first);
	if (n > 0) {
		c = report_chart(r, sec, CHART_FOREST, what,
		    report_printf(r,
			"Change of %zu %s against the baseline, with "
			"intervals",
			n, what));
		c->below = report_printf(r, "← %s", metric ? "less" : "faster");
		c->above = report_printf(r, "%s →", metric ? "more" : "slower");
		c->desc = "One row each, the worst first; the same figures "
			  "stand in the table.";
		if (n > FOREST)
			c->caption = report_printf(r,
			    "The %d that changed most either way, of %zu; the "
			    "table has all.",
			    FOREST, n);
	}
	for (i = 0; i < n; i++) {
		struct effect *e;

		if (n > FOREST && i >= FOREST / 2 && i < n - FOREST / 2)
			continue;
		e = chart_effect(r, c, change_name(r, list[i]), list[i]->change,
		    list[i]->low, list[i]->high);
		e->tone = run_tone(list[i]);
		e->text = words_change(r, list[i]->change);
		e->note = words_interval(r, list[i]->low, list[i]->high);
	}
	free(list);
}

void
section_changes(struct run *x)
{
	struct report *r = x->r;
	const struct outcome *o = x->o;
	struct section *sec = report_section(r, "changes", "All changes", NULL);
	struct table *t;
	size_t i;

	sec->empty = o->nchange == 0;
	if (sec->empty) {
		sec->sub = o->compared ? "Nothing was there to compare."
				       : "Not compared.";
		return;
	}
	sec->sub =
	    "Against the level of the accepted history, with the interval "
	    "of the change. A filled dot: a change that counts.";
	forest(x, sec, true);
	forest(x, sec, false);
	t = TABLE(r, sec, "changes", "All changes", change_columns);
	t->folded = "All changes as a table";
	t->total = o->nchange;
	for (i = 0; i < o->nchange && t->nrow < ROWS; i++)
		change_row(x, t, &o->change[i]);
}
