/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words - figures, dates and counts as people read them
 *
 * All of it English and independent of any locale; texts live in the report.
 */
#ifndef AUDIT_RENDER_WORDS_H
#define AUDIT_RENDER_WORDS_H

#include "report.h"

#define DAY 86400.0

/* "4,218" */
const char *words_count(struct report *r, unsigned long long n);
/* "36 of 1,038" */
const char *words_part(
    struct report *r, unsigned long long n, unsigned long long of);
/* "one record", "38 records", "no records"; capital: "One record". */
const char *words_of(
    struct report *r, unsigned long long n, const char *one, const char *many);
/* "1 record", "38 records": in tables, always in figures. */
const char *words_units(
    struct report *r, unsigned long long n, const char *one, const char *many);
const char *words_capital(struct report *r, const char *s);
/* "three" up to twelve, then figures; 0 is "no" or, standing alone, "none". */
const char *words_number(struct report *r, unsigned long long n);
const char *words_some(struct report *r, unsigned long long n);
/* "+14.2%", "−0.4%": a relative change with its sign; 0.1424 is +14.2%. */
const char *words_change(struct report *r, double change);
/* "+11.8 to +16.7" (per cent, without the sign of per cent) */
const char *words_interval(struct report *r, double low, double high);
const char *words_percent(struct report *r, double share); /* "71%" */
const char *words_share(struct report *r, double share);   /* "7.9%" */
/* v with three significant digits or more, "4.22", "402", "1,250" */
const char *words_figure(struct report *r, double v);
/* v as it was set, without zeros at its end: "80", "4.5". */
const char *words_exact(struct report *r, double v);
/* "4.22 GiB/s"; the unit's symbol may be NULL. ns become µs, ms or s. */
const char *words_value(struct report *r, double v, const char *unit);
/* "402.3–408.1 µs", both in the unit that v would have. */
const char *words_between(
    struct report *r, double low, double high, const char *unit);

const char *words_date(struct report *r, double t); /* "2026-03-24" */
const char *words_time(struct report *r, double t); /* "2026-03-24 02:17" */
const char *words_day(struct report *r, double t);  /* "24 March 2026" */
/* "1 January to 31 March 2026", "April 2023 to March 2026"; until excluded. */
const char *words_period(struct report *r, double from, double until);
/* "7 hours", "24 days", "3 weeks", "11 months" */
const char *words_span(struct report *r, double seconds);
/* "12, 15 and 18", at most max of them, then "and 7 more". */
const char *words_list(
    struct report *r, const unsigned long long *v, size_t n, size_t max);
/* The first 7 characters of a commit of hex digits, else at most 16. */
const char *words_commit(struct report *r, const char *commit);
/* 10 hex digits and an ellipsis. */
const char *words_hash(struct report *r, const unsigned char hash[32]);

struct calendar {
	int year, month, day; /* month 1..12 */
};
struct calendar words_calendar(double t);
double words_midnight(struct calendar c); /* months over 12 carry over */
extern const char *const words_months[12];

#endif
