/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* objective - see objective.h */
#include "objective.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"
#include "units.h"
#include "words.h"

#define MISSED_SHOWN 8

bool
objective_met(const struct track *t, double v, double floor)
{
	return t->smaller ? v <= floor : v >= floor;
}

const char *
track_label(struct report *r, const struct track *t)
{
	return report_name(r, t->label && *t->label ? t->label : t->name, 0);
}

const char *
metric_label(struct report *r, const struct account *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->ntrack; i++) {
		if (a->track[i].name == name)
			return track_label(r, &a->track[i]);
	}
	return report_name(r, name, 0);
}

const char *
objective_told(struct report *r, const struct track *t, double v)
{
	const struct unit *u = t->unit ? unit_by_symbol(t->unit) : NULL;
	const struct unit *say = u ? unit_for_messages(u->dim) : NULL;

	return say ? words_value(r, unit_from_base(say, unit_to_base(u, v)),
			 say->symbol)
		   : words_value(r, v, t->unit);
}

const char *
objective_limit(struct report *r, const struct track *t, double floor)
{
	const struct unit *u = t->unit ? unit_by_symbol(t->unit) : NULL;
	const struct unit *say = u ? unit_for_messages(u->dim) : NULL;
	double v = floor;

	if (!isfinite(floor))
		return NULL;
	if (say)
		v = unit_from_base(say, unit_to_base(u, floor));
	if (!isfinite(v)) { /* too large for any other unit */
		v = floor;
		say = NULL;
	}
	/* As it was set: in the unit that makes it the rounder figure. */
	if (say && say->dim == DIM_BYTES) {
		const char *own = words_exact(r, floor),
			   *told = words_exact(r, v);
		bool shorter = strlen(own) < strlen(told);

		return report_printf(r, "%s %s %s", t->smaller ? "≤" : "≥",
		    shorter ? own : told, shorter ? t->unit : say->symbol);
	}
	return report_printf(r, "%s %s", t->smaller ? "≤" : "≥",
	    words_value(r, v, say ? say->symbol : t->unit));
}

size_t
track_at(const struct track *t, size_t index)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->v[mid].record < index)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct sample *
track_accepted(const struct account *a, const struct track *t, size_t index)
{
	size_t i;

	for (i = track_at(t, index); i > 0; i--) {
		if (is_promotion(a->record[t->v[i - 1].record].type))
			return &t->v[i - 1];
	}
	return NULL;
}

static void
miss(struct report *r, struct objective *o, unsigned long long seq, double v)
{
	if (o->worst != o->worst ||
	    (o->track->smaller ? v > o->worst : v < o->worst))
		o->worst = v;
	*ADD(r, o->missed, o->nmissed) = seq;
}

static void
measure(struct report *r, const struct account *a, struct objective *o)
{
	const struct track *t = o->track;
	double day = -1;
	bool day_met = true;
	size_t i;

	for (i = track_at(t, a->first); i < t->n; i++) {
		const struct sample *s = &t->v[i];
		const struct record *rec = &a->record[s->record];

		if (s->record >= a->last)
			break;
		if (!is_run(rec->type) || !isfinite(s->floor))
			continue;
		if (floor(rec->time / DAY) != day) {
			o->days_met += day_met && o->days > 0;
			o->days++;
			day = floor(rec->time / DAY);
			day_met = true;
		}
		o->runs++;
		o->newest = s;
		o->floor = s->floor;
		if (objective_met(t, s->value, s->floor)) {
			o->met++;
		} else {
			day_met = false;
			miss(r, o, rec->seq, s->value);
		}
	}
	o->days_met += day_met && o->days > 0;
}

static void
judge(const struct account *a, struct objective *o)
{
	double allowed = (1 - a->conf->slo_days) * (double)o->days;
	double missed = (double)(o->days - o->days_met);

	if (o->days == 0)
		return;
	o->budget = missed == 0 ? 1 : fmax(0, 1 - missed / allowed);
	if (!objective_met(o->track, o->newest->value, o->floor) ||
	    o->budget <= 0)
		o->tone = TONE_BAD;
	else
		o->tone = o->budget < .25 ? TONE_WARN : TONE_OK;
}

size_t
objectives(struct report *r, const struct account *a, struct objective **out)
{
	struct objective *list = report_alloc(r, a->ntrack * sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < a->ntrack; i++) {
		struct objective *o = &list[n];

		*o = (struct objective){.track = &a->track[i],
		    .floor = NAN,
		    .worst = NAN,
		    .budget = NAN};
		measure(r, a, o);
		judge(a, o);
		n += o->runs > 0;
	}
	*out = list;
	return n;
}

struct chart *
spark_start(struct report *r)
{
	struct chart *c = report_alloc(r, sizeof(*c));

	chart_start(c, CHART_SPARK, "history", NULL);
	return c;
}

void
spark_line(struct report *r, struct chart *c, const struct point *v, size_t n,
    size_t step)
{
	double *y = xmalloc((step + 1) * sizeof(*y));
	struct line *l = chart_line(r, c, LINE_PLAIN, n / step + 1);
	size_t i, k, from;

	for (i = n % step ? n % step : step; i <= n; i += step) {
		from = i > step ? i - step : 0;
		for (k = from; k < i; k++)
			y[k - from] = v[k].y;
		stats_sort(y, i - from);
		chart_point(l, v[i - 1].x, y[(i - from) / 2], NAN, NAN);
	}
	free(y);
}

struct chart *
track_spark(struct report *r, const struct account *a, const struct track *t,
    double floor)
{
	struct chart *c = spark_start(r);
	size_t until = track_at(t, a->last), i, n = 0;
	size_t step = until / SPARK_POINTS + 1;
	struct point *v = xmalloc((until + 1) * sizeof(*v));
	unsigned machine = 0;

	for (i = 0; i < until; i++) {
		const struct record *rec = &a->record[t->v[i].record];

		if (rec->type == LEDGER_VALIDATE ||
		    !account_dated(a, t->v[i].record))
			continue;
		if (n > 0 && rec->machine != machine) {
			spark_line(r, c, v, n, step);
			n = 0;
		}
		machine = rec->machine;
		v[n++] = (struct point){rec->time, t->v[i].value, NAN, NAN};
	}
	if (n > 0)
		spark_line(r, c, v, n, step);
	free(v);
	if (isfinite(floor))
		chart_limit(r, c, floor, NULL);
	return c;
}
