/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* scale - see scale.h */
#include "scale.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

double
scale_at(const struct scale *s, double v)
{
	return s->at + (v - s->from) / (s->until - s->from) * (s->to - s->at);
}

/* 1, 2 or 5 times a power of ten, not less than raw. */
static double
round_step(double raw)
{
	double power = pow(10, floor(log10(raw))), m = raw / power;

	return power * (m <= 1.0001      ? 1
			   : m <= 2.0001 ? 2
			   : m <= 5.0001 ? 5
					 : 10);
}

/* A figure with as many decimals as the step has; "−" and commas. */
static void
figure(char *out, size_t size, double v, double step, int percent)
{
	int n = (int)fmax(0, -floor(log10(step) + 1e-9));
	char digits[40], grouped[48], *q = grouped;
	size_t len, i;

	if (fabs(v) < step / 1e6)
		v = 0;
	if (fabs(v) >= 1e12) {
		snprintf(out, size, "%.3g%s", v, percent ? "%" : "");
		return;
	}
	snprintf(digits, sizeof(digits), "%.*f", n > 9 ? 9 : n, fabs(v));
	len = strcspn(digits, ".");
	for (i = 0; digits[i]; i++) {
		*q++ = digits[i];
		if (i + 1 < len && (len - i - 1) % 3 == 0)
			*q++ = ',';
	}
	*q = '\0';
	snprintf(out, size, "%s%s%s",
	    v < 0              ? "−"
	    : percent && v > 0 ? "+"
			       : "",
	    grouped, percent ? "%" : "");
}

size_t
scale_round(double *least, double *most, int n, int percent,
    struct scale_tick tick[SCALE_TICKS])
{
	double unit = percent ? 100 : 1, step, v;
	size_t count = 0;

	if (!(*most > *least)) {
		double wide = fmax(fabs(*most) * .05, 1e-9);

		*least -= wide;
		*most += wide;
	}
	step = round_step((*most - *least) * unit / n);
	*least = floor(*least * unit / step + 1e-9) * step / unit;
	*most = ceil(*most * unit / step - 1e-9) * step / unit;
	for (v = *least * unit;
	     v <= *most * unit + step / 2 && count < SCALE_TICKS; v += step) {
		tick[count].v = v / unit;
		figure(tick[count].label, sizeof(tick[count].label), v, step,
		    percent);
		count++;
	}
	return count;
}

static size_t
by_hours(double from, double until, double step, struct scale_tick *tick)
{
	size_t n = 0;
	double t;

	for (t = ceil(from / step) * step; t < until && n < SCALE_TICKS;
	     t += step) {
		struct calendar c = words_calendar(t);
		double s = t - floor(t / DAY) * DAY;

		tick[n].v = t;
		if (s < 1 || step >= DAY)
			snprintf(tick[n].label, sizeof(tick[n].label),
			    "%d %.3s", c.day, words_months[c.month - 1]);
		else
			snprintf(tick[n].label, sizeof(tick[n].label),
			    "%02d:%02d", (int)(s / 3600), (int)(s / 60) % 60);
		n++;
	}
	return n;
}

static size_t
by_months(double from, double until, int months, struct scale_tick *tick)
{
	struct calendar c = words_calendar(from);
	size_t n = 0;

	if (c.day > 1 || words_midnight(c) < from)
		c.month++;
	c.day = 1;
	/* Quarters begin in January, whatever the first month is. */
	while (months > 1 && (c.year * 12 + c.month - 1) % months != 0)
		c.month++;
	for (; words_midnight(c) < until && n < SCALE_TICKS;
	     c.month += months) {
		struct calendar d = words_calendar(words_midnight(c));

		tick[n].v = words_midnight(c);
		if (months >= 12)
			snprintf(
			    tick[n].label, sizeof(tick[n].label), "%d", d.year);
		else if (d.month == 1 || n == 0)
			snprintf(tick[n].label, sizeof(tick[n].label),
			    "%.3s %d", words_months[d.month - 1], d.year);
		else
			snprintf(tick[n].label, sizeof(tick[n].label), "%.3s",
			    words_months[d.month - 1]);
		n++;
	}
	return n;
}

size_t
scale_times(
    double from, double until, int n, struct scale_tick tick[SCALE_TICKS])
{
	static const double hours[] = {
	    1. / 60, 1. / 12, .25, .5, 1, 2, 3, 6, 12, 24, 48, 24 * 7, 24 * 14};
	static const int months[] = {1, 2, 3, 6, 12, 24, 60, 120, 1200};
	double length = until - from;
	size_t i;

	if (n > SCALE_TICKS - 1)
		n = SCALE_TICKS - 1;
	for (i = 0; i < sizeof(hours) / sizeof(*hours); i++) {
		if (length / (hours[i] * 3600) <= n)
			return by_hours(from, until, hours[i] * 3600, tick);
	}
	for (i = 0; i + 1 < sizeof(months) / sizeof(*months); i++) {
		if (length / (months[i] * 30.4375 * DAY) <= n)
			break;
	}
	return by_months(from, until, months[i], tick);
}
