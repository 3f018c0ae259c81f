/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* units - see units.h */
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

static const struct unit units[] = {
    {"gibs", "GiB/s", DIM_BYTES, 1073741824.0, 2},
    {"mibs", "MiB/s", DIM_BYTES, 1048576.0, 1},
    {"kibs", "KiB/s", DIM_BYTES, 1024.0, 1},
    {"gbs", "GB/s", DIM_BYTES, 1e9, 2},
    {"mbs", "MB/s", DIM_BYTES, 1e6, 1},
    {"kbs", "KB/s", DIM_BYTES, 1e3, 1},
    {"bs", "B/s", DIM_BYTES, 1.0, 0},
    {"elems", "elem/s", DIM_ELEMENTS, 1.0, 0},
    {"kelems", "Kelem/s", DIM_ELEMENTS, 1e3, 1},
    {"melems", "Melem/s", DIM_ELEMENTS, 1e6, 2},
    {"ns", "ns", DIM_TIME, 1.0, 1},
    {"us", "µs", DIM_TIME, 1e3, 2},
    {"ms", "ms", DIM_TIME, 1e6, 3},
    {"s", "s", DIM_TIME, 1e9, 3},
};
#define NUNITS (sizeof(units) / sizeof(units[0]))

const struct unit *
unit_by_suffix(const char *suffix)
{
	size_t i;

	for (i = 0; i < NUNITS; i++) {
		if (strcmp(units[i].suffix, suffix) == 0)
			return &units[i];
	}
	return NULL;
}

const struct unit *
unit_by_symbol(const char *symbol)
{
	size_t i;

	if (strcmp(symbol, "us") == 0 || strcmp(symbol, "\xce\xbcs") == 0)
		return unit_by_suffix("us");
	for (i = 0; i < NUNITS; i++) {
		if (strcmp(units[i].symbol, symbol) == 0)
			return &units[i];
	}
	return NULL;
}

const struct unit *
unit_of_metric(const char *name)
{
	const char *bar = strrchr(name, '_');

	return bar && bar != name ? unit_by_suffix(bar + 1) : NULL;
}

size_t
unit_stem(const char *metric)
{
	const char *bar = strrchr(metric, '_');

	return bar ? (size_t)(bar - metric) : strlen(metric);
}

bool
unit_smaller_is_better(const struct unit *u)
{
	return u->dim == DIM_TIME;
}

double
unit_to_base(const struct unit *u, double v)
{
	return v * u->base;
}

double
unit_from_base(const struct unit *u, double base)
{
	return base / u->base;
}

bool
unit_parse(const char *s, double *v, const struct unit **u)
{
	char *end;

	*u = NULL;
	s += strspn(s, " \t");
	/* strtod also takes "inf", "nan" and hexadecimal: none of ours. */
	if (strspn(s, "+-.0123456789") == 0 || strpbrk(s, "xX"))
		return false;
	*v = strtod(s, &end);
	if (end == s || !isfinite(*v))
		return false;
	end += strspn(end, " \t");
	if (*end == '\0')
		return true;
	*u = unit_by_symbol(end);
	return *u != NULL;
}

double
unit_round(double v, int decimals)
{
	char buf[400];

	snprintf(buf, sizeof(buf), "%.*f", decimals, v);
	return strtod(buf, NULL);
}

int
unit_decimals(const struct unit *u, double v, int least)
{
	int n = least;

	if (u->dim != DIM_TIME || !(fabs(v) > 0 && isfinite(v)))
		return least;
	for (v = fabs(v) * pow(10, n); v < 99.5 && n < 12; v *= 10)
		n++;
	return n;
}

const struct unit *
unit_for_messages(enum dimension dim)
{
	return unit_by_suffix(dim == DIM_BYTES      ? "mbs"
			      : dim == DIM_ELEMENTS ? "elems"
						    : "ns");
}

const struct unit *
unit_told_in(const struct unit *u)
{
	const struct unit *to = unit_for_messages(u->dim);

	return u->dim == DIM_TIME || !to ? u : to;
}

char *
unit_tell(const struct unit *u, double v)
{
	const struct unit *to = unit_told_in(u);

	if (to != u)
		v = unit_from_base(to, unit_to_base(u, v));
	return xasprintf("%.*f %s", unit_decimals(to, v, 2), v, to->symbol);
}
