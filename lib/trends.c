/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trends - one series: see trends.h; trend_set.c gathers them */
#include "trends.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"

#define DAY 86400.0
#define SLOPE_RUNS 8 /* fewer tell no slope */
#define SLOPE_DAYS 1.0

/* The middle 95 % of single runs around the level, from the MAD. */
static void
spread(struct trend *t, const double *v, size_t n)
{
	double half = STATS_NORMAL_975 * 1.4826 * stats_mad(v, n);

	t->low = t->level - half;
	t->high = t->level + half;
}

static double
days_to(double from, double floor, double slope, bool smaller)
{
	bool toward = smaller ? slope > 0 : slope < 0;

	return toward ? (floor - from) / slope : INFINITY;
}

static void
reach_floor(struct trend *t, const struct trend_input *in, double now)
{
	bool there = in->smaller ? now >= in->floor : now <= in->floor;
	double worse = in->smaller ? t->slope_high : t->slope_low;
	double better = in->smaller ? t->slope_low : t->slope_high;

	if (there) {
		t->floor_days = t->floor_soonest = t->floor_latest = 0;
		return;
	}
	if (isnan(t->slope))
		return;
	t->floor_days = days_to(now, in->floor, t->slope, in->smaller);
	t->floor_soonest = days_to(now, in->floor, worse, in->smaller);
	t->floor_latest = days_to(now, in->floor, better, in->smaller);
}

/* The slope of the last segment, days counted from its last run. */
static void
incline(struct trend *t, const struct trend_input *in, double min_effect)
{
	size_t i, n = in->n - t->since;
	const double *v = in->value + t->since, *when = in->time + t->since;
	double *day = xmalloc(n * sizeof(*day)), first = 0, now = t->level;
	struct stats_slope s;

	for (i = 0; i < n; i++) {
		day[i] = (when[i] - in->time[in->n - 1]) / DAY;
		first = day[i] < first ? day[i] : first;
	}
	if (n >= SLOPE_RUNS && first <= -SLOPE_DAYS) {
		stats_theil_sen(day, v, n, &s);
		if (isfinite(s.slope)) {
			t->slope = s.slope;
			t->slope_low = s.low;
			t->slope_high = s.high;
			t->drifts = (s.low > 0 || s.high < 0) &&
				    fabs(s.slope * first) >=
					min_effect * fabs(t->level);
			if (t->drifts)
				now = s.intercept;
		}
	}
	if (!isnan(in->floor))
		reach_floor(t, in, now);
	free(day);
}

void
trend_of(const struct trend_input *in, double min_effect, struct trend *t)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	t->n = in->n;
	t->level = t->low = t->high = NAN;
	t->slope = t->slope_low = t->slope_high = NAN;
	t->floor_days = t->floor_soonest = t->floor_latest = NAN;
	if (in->n == 0)
		return;
	for (i = 1; i < in->n; i++) {
		double v = in->value[i], best = in->value[t->best];

		if (in->smaller ? v < best : v > best)
			t->best = i;
		if (in->smaller ? v > in->value[t->worst]
				: v < in->value[t->worst])
			t->worst = i;
	}
	t->nstep =
	    stats_changepoints(in->value, in->n, 1, min_effect, &t->step);
	t->since = t->nstep ? t->step[t->nstep - 1].index : 0;
	t->level = stats_huber(in->value + t->since, in->n - t->since, 0, 2.5);
	spread(t, in->value + t->since, in->n - t->since);
	incline(t, in, min_effect);
}

void
trend_free(struct trend *t)
{
	free(t->step);
	t->step = NULL;
	t->nstep = 0;
}

void
trend_values(const struct trend_group *g, const struct trend_series *s,
    double *time, double *value, size_t *run)
{
	size_t i, n = 0;

	for (i = 0; i < s->len; i++) {
		if (isnan(s->value[i]))
			continue;
		time[n] = g->run[s->first + i].time;
		value[n] = s->value[i];
		if (run)
			run[n] = s->first + i;
		n++;
	}
}
