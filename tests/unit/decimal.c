/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every double that decimal_quick gives is strtod's, bit for bit. */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "tap.h"

static uint64_t state = 0x9e3779b97f4a7c15u;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static bool
same(const char *text)
{
	double v = NAN, w = strtod(text, NULL);

	if (!decimal_quick(text, strlen(text), &v))
		return false;
	return memcmp(&v, &w, sizeof(v)) == 0;
}

/* The exact middle of two doubles and its two neighbours in the last digit:
 * where rounding is decided. */
static bool
halfway(uint64_t odd, int decimals)
{
	char text[64], digits[32];
	uint64_t d;
	int i;

	/* odd * 2^-decimals in decimal, decimals <= 2: exact in 19 digits. */
	for (d = 1, i = 0; i < decimals; i++)
		d *= 5;
	for (i = -1; i <= 1; i++) {
		int n = snprintf(
		    digits, sizeof(digits), "%" PRIu64, odd * d + (uint64_t)i);

		if (n > 19 || n <= decimals)
			return true;
		snprintf(text, sizeof(text), "%.*s.%s", n - decimals, digits,
		    digits + n - decimals);
		if (!same(text)) {
			printf("# %s\n", text);
			return false;
		}
	}
	return true;
}

int
main(void)
{
	static const char *const some[] = {"0", "-0", "0.0", "1", "-1.5", "0.1",
	    "9007199254740993", "9007199254740992.5", "18446744073709551",
	    "9999999999999999999", "0.000000000000000001", "123456.789",
	    "1.0000000000000002", "4503599627370497.5", "38948.21703346069"};
	static const char *const not [] = {"", "-", ".", "1e5", "1E-5", "1.2.3",
	    "12345678901234567890", "0.00000000000000000001", "nan", "0x10"};
	double v;
	char text[64];
	size_t i, bad = 0;

	for (i = 0; i < sizeof(some) / sizeof(*some); i++)
		ok(same(some[i]), "%s", some[i]);
	for (i = 0; i < sizeof(not ) / sizeof(*not ); i++)
		ok(!decimal_quick(not [i], strlen(not [i]), &v),
		    "'%s' is left to strtod", not [i]);
	for (i = 0; i < 300000; i++) {
		uint64_t m = next() >> (1 + next() % 60);
		unsigned decimals = (unsigned)(next() % 19);
		uint64_t d = 1;

		for (unsigned k = 0; k < decimals; k++)
			d *= 10;
		snprintf(text, sizeof(text), "%" PRIu64 ".%0*" PRIu64, m / d,
		    (int)decimals, m % d);
		if (decimals == 0)
			text[strcspn(text, ".")] = '\0';
		if (strlen(text) <= 19 && !same(text) && bad++ < 5)
			printf("# %s\n", text);
	}
	ok(bad == 0, "random decimals");
	/* 54 bits, the last one set: between two doubles. */
	for (bad = 0, i = 0; i < 100000; i++)
		bad += !halfway(
		    (1ull << 53 | next() >> 11) | 1, (int)(next() % 3));
	ok(bad == 0, "half-way between two doubles, and next to it");
	for (bad = 0, i = 0; i < 100000; i++) {
		snprintf(text, sizeof(text), "%.17g",
		    (double)(next() >> 11) / (double)(1ull << (next() % 53)));
		bad += !strchr(text, 'e') && strlen(text) <= 19 && !same(text);
	}
	ok(bad == 0, "what is printed with 17 digits");
	done();
}
