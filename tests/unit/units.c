/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC2, AC6 */
#include "units.h"

#include <stdlib.h>

#include "tap.h"

static void
told(const char *suffix, double v, const char *want)
{
	char *text = unit_tell(unit_by_suffix(suffix), v);

	is_str(text, want, want);
	free(text);
}

int
main(void)
{
	const struct unit *u;
	double v;

	is_str(unit_of_metric("display_gibs")->symbol, "GiB/s", "display_gibs");
	is_str(unit_of_metric("parse_time_ms")->symbol, "ms", "parse_time_ms");
	ok(!unit_of_metric("display") && !unit_of_metric("_gibs") &&
		!unit_of_metric("x_foo"),
	    "no unit, no metric");
	is_num((long long)unit_stem("parse_time_ms"), 10, "its stem");
	ok(unit_by_symbol("us") == unit_by_symbol("\xc2\xb5s") &&
		unit_by_symbol("us") == unit_by_symbol("\xce\xbcs"),
	    "three ways to write microseconds");
	ok(unit_parse("4.0 GiB/s", &v, &u), "4.0 GiB/s");
	is_real(unit_to_base(u, v), 4294967296.0, 0, "exact");
	ok(unit_parse("571", &v, &u) && !u && v == 571, "a bare number");
	ok(!unit_parse("4 furlongs", &v, &u) && !unit_parse("", &v, &u) &&
		!unit_parse("inf", &v, &u) && !unit_parse("nan", &v, &u) &&
		!unit_parse("0x10", &v, &u) && !unit_parse("1e999", &v, &u),
	    "no quantities");
	u = unit_by_symbol("GiB/s");
	is_real(unit_to_base(u, 4.22) / 80e6, 56.639881216, 1e-12,
	    "4.22 GiB/s is 56.64 times 80 MB/s");
	is_real(unit_from_base(unit_by_symbol("MB/s"),
		    unit_to_base(unit_by_symbol("MiB/s"), 571)) /
		    40,
	    14.9684224, 1e-12, "571 MiB/s is 14.97 times 40 MB/s");
	is_real(
	    unit_round(4.225, 2), 4.22, 0, "4.225 is a little below in binary");
	is_real(unit_round(0.125, 2), 0.12, 0, "a tie, to even");
	is_real(unit_round(570.96, 1), 571.0, 0, "one decimal");
	told("mbs", 53.687091, "53.69 MB/s");
	told("gibs", 0.05, "53.69 MB/s");
	told("mbs", 0.012, "0.01 MB/s");
	told("ms", 15, "15.00 ms");
	told("ms", 0.026128, "0.0261 ms");
	told("ms", 0.0009999, "0.00100 ms");
	told("s", 9.996, "10.00 s");
	told("ns", 0, "0.00 ns");
	ok(unit_smaller_is_better(unit_by_suffix("ms")) &&
		!unit_smaller_is_better(unit_by_suffix("mbs")),
	    "direction");
	return done();
}
