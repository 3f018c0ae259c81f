/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stats: any doubles at all give an answer that holds together. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

#define MOST 400 /* values: more only takes longer */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
hold(bool true_of_it)
{
	if (!true_of_it)
		abort();
}

/* Doubles from the input: its bits as they are, or small and coarse. */
static size_t
decode(const uint8_t *data, size_t n, double *v)
{
	size_t k = 0;
	bool raw = n > 0 && data[0] & 1;

	for (size_t i = 1; k < MOST && i + (raw ? 8 : 1) <= n; k++) {
		if (raw)
			memcpy(&v[k], data + i, 8);
		else
			v[k] = data[i];
		i += raw ? 8 : 1;
	}
	return k;
}

static void
check_points(const double *v, size_t n)
{
	struct stats_step *s;
	size_t k = stats_changepoints(v, n, 1, 0, &s), last = 0;

	for (size_t i = 0; i < k; i++) {
		hold(s[i].index > last && s[i].index < n);
		hold(s[i].p >= 0 && s[i].p <= 1 && s[i].strength >= 1);
		hold(isnan(s[i].change) ||
		     (s[i].low <= s[i].change && s[i].change <= s[i].high));
		last = s[i].index;
	}
	free(s);
}

static void
check_gate(const double *v, size_t n, bool smaller)
{
	struct stats_gate g;
	struct stats_drift d;

	stats_gate(v, n - 1, v[n - 1], 0, smaller, 0.05, &g);
	hold(g.runs == 0 || (g.runs <= n - 1 - g.segment && g.dof >= 1));
	hold(g.runs > 0 || g.verdict == GATE_INCONCLUSIVE);
	hold(g.runs == 0 || (g.low <= g.change && g.change <= g.high));
	stats_drift(v, n - 1, v[n - 1], smaller, 0.05, &d);
	hold(!d.found || (d.since < n && d.low <= d.high));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static double v[MOST], x[MOST];
	struct stats_slope line;
	size_t k = decode(data, n, v);

	check_points(v, k);
	if (k < 2)
		return 0;
	check_gate(v, k, data[0] & 2);
	for (size_t i = 0; i < k; i++)
		x[i] = (double)(i / 2);
	for (size_t i = 0; i < k; i++)
		if (!isfinite(v[i]))
			return 0;
	stats_theil_sen(x, v, k, &line);
	return 0;
}
