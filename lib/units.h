/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * units - the units a metric can have, exact conversion, values as people read
 * them
 *
 * A quantity is kept in its base unit: bytes/s, elements/s or ns.  Factors are
 * exact in double: 1 GiB/s = 2^30 B/s, 1 MiB/s = 2^20 B/s, 1 MB/s = 10^6 B/s.
 */
#ifndef BL_UNITS_H
#define BL_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum dimension { DIM_BYTES, DIM_ELEMENTS, DIM_TIME };

struct unit {
	const char *suffix; /* of a metric's name, "gibs" */
	const char *symbol; /* "GiB/s" */
	enum dimension dim;
	double base;  /* one of it in B/s, elem/s or ns */
	int decimals; /* at perf.json's top level unless configured */
};

/* The unit that a metric's name ends in ("display_gibs"), or NULL. */
const struct unit *unit_of_metric(const char *name);
/* By symbol: "GiB/s", "MB/s", "elem/s", "ns", "µs"… (ASCII "us" too), or NULL.
 */
const struct unit *unit_by_symbol(const char *symbol);
/* By suffix: "gibs", "mbs", … or NULL. */
const struct unit *unit_by_suffix(const char *suffix);

/* A metric's name less its unit: length of the stem ("display" of
 * display_gibs). */
size_t unit_stem(const char *metric);

/* True for times: smaller is better. */
bool unit_smaller_is_better(const struct unit *u);

/* v of unit u in the base unit, and back. */
double unit_to_base(const struct unit *u, double v);
double unit_from_base(const struct unit *u, double base);

/*
 * "80 MB/s" or "4.0 GiB/s": value and unit; a bare number leaves *u NULL.
 * False when s is neither, or the number is not finite.
 */
bool unit_parse(const char *s, double *v, const struct unit **u);

/* v as printf("%.*f") rounds its exact binary value. */
double unit_round(double v, int decimals);

/*
 * Digits after the point to print v, of unit u, with: at least so many, and
 * for a time as many as three significant digits take.
 */
int unit_decimals(const struct unit *u, double v, int least);

/* The unit in which messages speak of a dimension: MB/s, elem/s, ns. */
const struct unit *unit_for_messages(enum dimension dim);
/* The same for values of u: times stay in u. */
const struct unit *unit_told_in(const struct unit *u);
/*
 * A value of u as messages tell it, "53.69 MB/s" or "0.0261 ms", new: two
 * digits after the point, or what a short time needs.
 */
char *unit_tell(const struct unit *u, double v);

#endif
