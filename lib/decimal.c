/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decimal - see decimal.h
 *
 * 19 digits fit 64 bits, as does 10^19.  Their quotient to 64 bits, with the
 * last bit set when a remainder is left, lies on the same side of every
 * boundary between doubles as the true value: rounding it to the 53 bits of a
 * double is the only rounding there is.
 */
#include "decimal.h"

#include <math.h>
#include <stdint.h>

#define DIGITS 19

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

static int
leading_zeros(uint64_t v)
{
	return __builtin_clzll(v);
}

/* n / 10^decimals, n > 0. */
static double
divide(uint64_t n, size_t decimals)
{
	uint64_t d = 1, q;
	int shift;
	wide top, quotient;

	for (; decimals > 0; decimals--)
		d *= 10;
	shift = leading_zeros(d) - leading_zeros(n);
	n <<= leading_zeros(n);
	d <<= leading_zeros(d);
	/* Of 64 bits exactly. */
	top = (wide)n << (n < d ? 64 : 63);
	shift -= n < d ? 64 : 63;
	quotient = top / d;
	q = (uint64_t)quotient;
	if (quotient * d != top)
		q |= 1;
	return ldexp((double)q, shift);
}

bool
decimal_quick(const char *text, size_t n, double *v)
{
	const char *p = text, *end = text + n, *point = NULL;
	bool minus = n > 0 && *p == '-';
	size_t digits = 0;
	uint64_t m = 0;

	for (p += minus; p < end; p++) {
		if (*p == '.' && !point) {
			point = p;
			continue;
		}
		if (*p < '0' || *p > '9' || ++digits > DIGITS)
			return false;
		m = m * 10 + (uint64_t)(*p - '0');
	}
	if (digits == 0)
		return false;
	*v = m ? divide(m, point ? (size_t)(end - point) - 1 : 0) : 0;
	if (minus)
		*v = -*v;
	return true;
}
#else
bool
decimal_quick(const char *text, size_t n, double *v)
{
	(void)text, (void)n, (void)v;
	return false;
}
#endif
