/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quantity - see quantity.h */
#include "quantity.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 19

static const double ten[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
    1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
    1e22};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

const char *
quantity_skip(const char *p, const char *end)
{
	while (p < end) {
		if (*p == ' ') {
			p++;
		} else if (*p == '\033' && end - p > 1 && p[1] == '[') {
			p += 2;
			while (p < end && (digit(*p) || *p == ';'))
				p++;
			if (p < end)
				p++;
		} else {
			break;
		}
	}
	return p;
}

static const char *
sign(const char *p, const char *end, bool *negative)
{
	*negative = false;
	if (p < end && *p == '+')
		return p + 1;
	if (p < end && *p == '-') {
		*negative = true;
		return p + 1;
	}
	if (end - p >= 3 && memcmp(p, "\xe2\x88\x92", 3) == 0) {
		*negative = true;
		return p + 3;
	}
	return p;
}

/* One more digit; false when there is no room for it. */
static bool
take(struct quantity *q, char c, unsigned *n)
{
	if (*n == DIGITS_MAX)
		return false;
	q->digits = q->digits * 10 + (uint64_t)(c - '0');
	*n += q->digits > 0;
	return true;
}

const char *
quantity_number(const char *p, const char *end, struct quantity *q)
{
	const char *start;
	unsigned n = 0;

	p = sign(p, end, &q->negative);
	q->finite = true;
	q->digits = 0;
	q->decimals = 0;
	if (end - p >= 3 &&
	    (memcmp(p, "NaN", 3) == 0 || memcmp(p, "inf", 3) == 0)) {
		q->finite = false;
		return p + 3;
	}
	start = p;
	for (; p < end && (digit(*p) || (*p == ',' && p > start)); p++) {
		if (*p != ',' && !take(q, *p, &n))
			q->decimals--;
	}
	if (p == start)
		return NULL;
	if (end - p < 2 || *p != '.' || !digit(p[1]))
		return p;
	for (p++; p < end && digit(*p); p++)
		q->decimals += take(q, *p, &n);
	return p;
}

/* The unit at p: up to a blank, a colour, a ']' or the end. */
static const char *
unit(const char *p, const char *end, struct span *u)
{
	u->p = p;
	while (p < end && *p != ' ' && *p != ']' && *p != '\033')
		p++;
	u->n = (size_t)(p - u->p);
	return p;
}

const char *
quantity_list(const char *p, const char *end, struct quantity *q, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		p = quantity_number(quantity_skip(p, end), end, &q[i]);
		if (p == NULL)
			return NULL;
		p = unit(quantity_skip(p, end), end, &q[i].unit);
		if (q[i].unit.n == 0)
			return NULL;
	}
	p = quantity_skip(p, end);
	return p < end && *p == ']' ? p + 1 : NULL;
}

/* digits * 10^power, rounded once. */
static double
scaled(const struct quantity *q, int power)
{
	double v = (double)q->digits;
	char text[48];

	if (!q->finite)
		return NAN;
	power -= q->decimals;
	if (q->digits >> 53 == 0 && power >= -22 && power <= 22) {
		v = power < 0 ? v / ten[-power] : v * ten[power];
	} else {
		snprintf(
		    text, sizeof(text), "%" PRIu64 "e%d", q->digits, power);
		v = strtod(text, NULL);
	}
	return q->negative && v != 0 ? -v : v;
}

double
quantity_value(const struct quantity *q)
{
	return scaled(q, 0);
}

static bool
is(const struct quantity *q, const char *name)
{
	return q->unit.n == strlen(name) &&
	       memcmp(q->unit.p, name, q->unit.n) == 0;
}

bool
quantity_time(const struct quantity *q, double *ns)
{
	static const struct {
		const char *name;
		int power;
	} units[] = {{"ns", 0}, {"\xc2\xb5s", 3}, {"ms", 6}, {"s", 9},
	    {"ps", -3}, {"us", 3}, {"\xce\xbcs", 3}};
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (is(q, units[i].name)) {
			*ns = scaled(q, units[i].power);
			return true;
		}
	}
	return false;
}

bool
quantity_rate(
    const struct quantity *q, double *per_second, enum bench_kind *kind)
{
	static const char prefixes[] = "KMG";
	struct quantity base = *q;
	const char *at = q->unit.n ? memchr(prefixes, *q->unit.p, 3) : NULL;
	int prefix = at ? (int)(at - prefixes) + 1 : 0;

	if (prefix > 0) {
		base.unit.p++;
		base.unit.n--;
	}
	*per_second = scaled(q, 3 * prefix);
	if (is(&base, "elem/s")) {
		*kind = KIND_ELEMENTS;
	} else if (is(&base, "b/s")) {
		*kind = KIND_BITS;
	} else if (is(&base, "B/s")) {
		if (prefix > 0)
			*kind = KIND_BYTES_DECIMAL;
	} else if (prefix > 0 && is(&base, "iB/s")) {
		*kind = KIND_BYTES;
		*per_second = ldexp(scaled(q, 0), 10 * prefix);
	} else {
		return false;
	}
	return true;
}

bool
quantity_ratio(const struct quantity *q, double *ratio)
{
	if (!is(q, "%"))
		return false;
	*ratio = scaled(q, -2);
	return true;
}

/*
 * Criterion prints v < 10 with 4 decimals, < 100 with 3, < 1000 with 2,
 * < 10000 with 1, else none.
 */
static double
rounding(double v)
{
	double place = 1e-4;

	while (place < 1 && v >= 10) {
		v /= 10;
		place *= 10;
	}
	return place / 2;
}

double
quantity_time_rounding(double ns)
{
	static const double units[] = {1e9, 1e6, 1e3, 1};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (ns >= units[i])
			return rounding(ns / units[i]) * units[i];
	}
	return rounding(ns * 1e3) / 1e3;
}

double
quantity_rate_rounding(enum bench_kind kind, double per_second)
{
	double step = kind == KIND_BYTES ? 1024 : 1000, unit = 1;
	int i;

	for (i = 0; i < 3 && per_second >= unit * step; i++)
		unit *= step;
	return rounding(per_second / unit) * unit;
}

double
quantity_ratio_rounding(double ratio)
{
	return rounding(fabs(ratio) * 100) / 100;
}
