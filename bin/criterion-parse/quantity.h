/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quantity - numbers and units as Criterion prints them
 *
 * A printed number is kept as its decimal digits, so that it is converted to
 * ns, bytes/s and so on with one rounding: what comes out is the double
 * nearest to what was printed.
 */
#ifndef CP_QUANTITY_H
#define CP_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "bench.h"
#include "jio.h"

struct quantity {
	bool finite; /* false: NaN or inf */
	bool negative;
	uint64_t digits; /* value = digits / 10^decimals */
	int decimals;
	struct span unit;
};

/*
 * A number at p: sign (also U+2212), digits, groups divided by commas,
 * decimals; past the 19th digit they count as 0.  Returns the byte after it,
 * or NULL when there is none.
 */
const char *quantity_number(const char *p, const char *end, struct quantity *q);

/*
 * "[1.0 ns 2.0 ns 3.0 ns]", p after the '['; colours in between are skipped.
 * Returns the byte after the ']', or NULL when it is no list of n.
 */
const char *quantity_list(
    const char *p, const char *end, struct quantity *q, unsigned n);

/* digits / 10^decimals */
double quantity_value(const struct quantity *q);
/* A time in ns; false when the unit is no unit of time. */
bool quantity_time(const struct quantity *q, double *ns);
/*
 * A rate per second of the kind's own unit; false when the unit is not known.
 * *kind is only set where the unit tells it: "B/s" may be either kind.
 */
bool quantity_rate(
    const struct quantity *q, double *per_second, enum bench_kind *kind);
/* A percentage as a ratio. */
bool quantity_ratio(const struct quantity *q, double *ratio);

/* Half of the last place in which Criterion prints this time or rate. */
double quantity_time_rounding(double ns);
double quantity_rate_rounding(enum bench_kind kind, double per_second);
double quantity_ratio_rounding(double ratio);

/* s without the blanks and colours in front. */
const char *quantity_skip(const char *p, const char *end);

#endif
