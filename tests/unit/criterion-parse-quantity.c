/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC2, AC3 */
/* Numbers and units as Criterion prints them. */
#include "../../bin/criterion-parse/quantity.h"

#include <stdlib.h>

#include "tap.h"

static const char *
number(const char *s, struct quantity *q)
{
	return quantity_number(s, s + strlen(s), q);
}

static void
numbers(void)
{
	static const struct {
		const char *text;
		double value;
		const char *rest;
	} good[] = {
	    {"0.0000 ps", 0, " ps"},
	    {"3.2370", 3.2370, ""},
	    {"+1.5%", 1.5, "%"},
	    {"-0.25", -0.25, ""},
	    {"\xe2\x88\x92"
	     "73.688%",
		-73.688, "%"},
	    {"1,234,567 ns", 1234567, " ns"},
	    {"3600,000,000,000 ns", 3.6e12, " ns"},
	    {"5.", 5, "."},
	    {"12345678901234567890", 12345678901234567890.0, ""},
	    {"123456789012345678901234567890", 1.2345678901234567e29, ""},
	    {"0.00000000000000000000001", 1e-23, ""},
	    {"9007199254740993", 9007199254740992.0, ""},
	};
	static const char *const bad[] = {
	    "", " 1", ",1", ".5", "x", "+", "--1"};
	struct quantity q;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const char *end = number(good[i].text, &q);

		is_str(end, good[i].rest, good[i].text);
		ok(quantity_value(&q) == good[i].value, "%s is %.17g",
		    good[i].text, good[i].value);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(number(bad[i], &q) == NULL, "'%s' is none", bad[i]);
	ok(number("NaN ns", &q) != NULL && !q.finite, "NaN is not finite");
	ok(number("inf", &q) != NULL && isnan(quantity_value(&q)), "nor inf");
}

/* The nearest double, for every figure that can be printed in a unit. */
static void
nearest(void)
{
	static const struct {
		const char *unit;
		int power;
	} units[] = {{"ps", -3}, {"ns", 0}, {"us", 3}, {"\xc2\xb5s", 3},
	    {"\xce\xbcs", 3}, {"ms", 6}, {"s", 9}};
	size_t i;
	unsigned v, wrong = 0;

	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		for (v = 10000; v < 100000; v += 7) {
			char text[64], exact[64];
			struct quantity q[1];
			double ns = 0;

			snprintf(text, sizeof(text), "%u.%04u %s]", v / 10000,
			    v % 10000, units[i].unit);
			snprintf(exact, sizeof(exact), "%ue%d", v,
			    units[i].power - 4);
			if (quantity_list(text, text + strlen(text), q, 1) ==
				NULL ||
			    !quantity_time(q, &ns) || ns != strtod(exact, NULL))
				wrong++;
		}
	}
	is_num(wrong, 0, "every printed time is the nearest double");
}

static void
lists(void)
{
	static const char coloured[] =
	    "\033[2m1.3598 \xc2\xb5s\033[22m \033[1m1.5719 \xc2\xb5s\033[22m "
	    "\033[2m1.7933 ms\033[22m] tail";
	static const char *const bad[] = {"1 ns 2 ns]", "1 ns 2 ns 3 ns",
	    "1 ns 2 ns 3]", "a ns 2 ns 3 ns]", "1 ns 2 ns 3 ns 4 ns]", ""};
	struct quantity q[3];
	double ns = 0;
	size_t i;

	is_str(quantity_list(coloured, coloured + strlen(coloured), q, 3),
	    " tail", "a list in colour");
	ok(quantity_time(&q[2], &ns) && ns == 1793300, "each has its own unit");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(quantity_list(bad[i], bad[i] + strlen(bad[i]), q, 3) == NULL,
		    "'%s' is no list of three", bad[i]);
}

static void
rates(void)
{
	static const struct {
		const char *text;
		double value;
		int kind; /* -1: the unit does not tell */
	} good[] = {{"1.5   B/s", 1.5, -1}, {"1.5 KiB/s", 1536, KIND_BYTES},
	    {"1.5 MiB/s", 1572864, KIND_BYTES},
	    {"29603 GiB/s", 29603.0 * 1073741824, KIND_BYTES},
	    {"1.5 KB/s", 1500, KIND_BYTES_DECIMAL},
	    {"1.5 GB/s", 1.5e9, KIND_BYTES_DECIMAL},
	    {"1.5   b/s", 1.5, KIND_BITS}, {"1.5 Mb/s", 1.5e6, KIND_BITS},
	    {"1.5  elem/s", 1.5, KIND_ELEMENTS},
	    {"1.5 Gelem/s", 1.5e9, KIND_ELEMENTS}};
	static const char *const bad[] = {"1 iB/s", "1 TiB/s", "1 B", "1 kB/s",
	    "1 KiBs", "1 elems/s", "1 Kib/s"};
	struct quantity q[1];
	enum bench_kind kind;
	char text[64];
	double v = 0;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		snprintf(text, sizeof(text), "%s]", good[i].text);
		quantity_list(text, text + strlen(text), q, 1);
		kind = KIND_ELEMENTS + 1;
		ok(quantity_rate(q, &v, &kind) && v == good[i].value, "%s",
		    good[i].text);
		is_num(kind == KIND_ELEMENTS + 1 ? -1 : (int)kind, good[i].kind,
		    "and its kind");
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text), "%s]", bad[i]);
		quantity_list(text, text + strlen(text), q, 1);
		ok(!quantity_rate(q, &v, &kind), "%s is no rate", bad[i]);
	}
}

static void
roundings(void)
{
	is_real(quantity_time_rounding(3237.0464) / 5e-2, 1, 1e-9,
	    "3.2370 us: 0.05 ns");
	is_real(quantity_time_rounding(0.44025) / 5e-6, 1, 1e-9,
	    "440.25 ps: 0.005 ps");
	is_real(quantity_time_rounding(12.784) / 5e-4, 1, 1e-9, "12.784 ns");
	is_real(quantity_time_rounding(2e12) / 5e7, 1, 1e-9, "2000.0 s");
	is_real(quantity_time_rounding(5e14) / 5e8, 1, 1e-9, "500000 s");
	is_real(quantity_rate_rounding(KIND_BYTES, 524.64 * 1048576) /
		    (0.005 * 1048576),
	    1, 1e-9, "524.64 MiB/s");
	is_real(quantity_rate_rounding(KIND_ELEMENTS, 6.2962e6) / 50, 1, 1e-9,
	    "6.2962 Melem/s");
	is_real(quantity_ratio_rounding(-0.12251) / 5e-6, 1, 1e-9, "-12.251 %");
}

int
main(void)
{
	numbers();
	nearest();
	lists();
	rates();
	roundings();
	return done();
}
