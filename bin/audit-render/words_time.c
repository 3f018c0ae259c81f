/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* words_time - days, periods and spans of time; see words.h */
#include <math.h>

#include "words.h"

const char *const words_months[12] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

/* Days since 1970 and the proleptic Gregorian calendar, both ways. */
struct calendar
words_calendar(double t)
{
	long long z = (long long)floor(t / DAY) + 719468;
	long long era = (z >= 0 ? z : z - 146096) / 146097;
	long long doe = z - era * 146097;
	long long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long long mp = (5 * doy + 2) / 153;
	struct calendar c;

	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	return c;
}

double
words_midnight(struct calendar c)
{
	long long y, era, yoe, doy, doe;
	int m = c.month - 1;

	c.year += m >= 0 ? m / 12 : -((11 - m) / 12);
	m = (m % 12 + 12) % 12 + 1;
	y = c.year - (m <= 2);
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (double)(era * 146097 + doe - 719468) * DAY;
}

const char *
words_date(struct report *r, double t)
{
	struct calendar c;

	if (!isfinite(t))
		return NULL;
	c = words_calendar(t);
	return report_printf(r, "%04d-%02d-%02d", c.year, c.month, c.day);
}

const char *
words_time(struct report *r, double t)
{
	long long s;

	if (!isfinite(t))
		return NULL;
	s = (long long)(t - floor(t / DAY) * DAY);
	return report_printf(
	    r, "%s %02lld:%02lld", words_date(r, t), s / 3600, s / 60 % 60);
}

const char *
words_day(struct report *r, double t)
{
	struct calendar c;

	if (!isfinite(t))
		return NULL;
	c = words_calendar(t);
	return report_printf(
	    r, "%d %s %d", c.day, words_months[c.month - 1], c.year);
}

const char *
words_period(struct report *r, double from, double until)
{
	struct calendar a, b, next;

	if (!isfinite(from) || !isfinite(until))
		return NULL;
	a = words_calendar(from);
	b = words_calendar(until - 1);
	next = words_calendar(until);
	if (a.day == 1 && next.day == 1) {
		if (a.year == b.year && a.month == b.month)
			return report_printf(
			    r, "%s %d", words_months[a.month - 1], a.year);
		if (until - from > 200 * DAY)
			return report_printf(r, "%s %d to %s %d",
			    words_months[a.month - 1], a.year,
			    words_months[b.month - 1], b.year);
	}
	if (a.year == b.year && a.month == b.month && a.day == b.day)
		return words_day(r, from);
	if (a.year == b.year && a.month == b.month)
		return report_printf(
		    r, "%d to %s", a.day, words_day(r, until - 1));
	if (a.year == b.year)
		return report_printf(r, "%d %s to %s", a.day,
		    words_months[a.month - 1], words_day(r, until - 1));
	return report_printf(
	    r, "%s to %s", words_day(r, from), words_day(r, until - 1));
}

const char *
words_span(struct report *r, double seconds)
{
	static const struct {
		double from, unit;
		const char *one;
	} step[] = {{730 * DAY, 365.25 * DAY, "year"},
	    {90 * DAY, 30.4375 * DAY, "month"}, {21 * DAY, 7 * DAY, "week"},
	    {36 * 3600, DAY, "day"}, {5400, 3600, "hour"}, {60, 60, "minute"}};
	size_t i;

	if (!isfinite(seconds))
		return NULL;
	for (i = 0; i < sizeof(step) / sizeof(*step); i++) {
		double n = rint(seconds / step[i].unit);

		if (seconds >= step[i].from)
			return report_printf(
			    r, "%.0f %s%s", n, step[i].one, n == 1 ? "" : "s");
	}
	return "less than a minute";
}
