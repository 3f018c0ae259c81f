/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A drop at the threshold, one ulp below and above it; Holm; short histories.
 */
/* serves: AC6 */
#include <math.h>
#include <stdlib.h>

#include "../../lib/regress_item.h"
#include "regress.h"
#include "tap.h"

static struct item
thing(double current, bool smaller)
{
	struct item it = {.metric = true, .id = "d_gibs", .label = "D"};

	it.unit = unit_by_suffix(smaller ? "ns" : "gibs");
	it.smaller = smaller;
	it.threshold = 0.05;
	it.gate = GATE_FAIL;
	it.current = current;
	return it;
}

static void
check_threshold(void)
{
	const double at = 100 * (1 - 0.05), slow = 100 * (1 + 0.05);

	ok(!item_dropped(at, 100, 0.05, false), "5.000 %% is no drop");
	ok(item_dropped(nextafter(at, 0), 100, 0.05, false), "one ulp more is");
	ok(!item_dropped(nextafter(at, 200), 100, 0.05, false), "one less not");
	ok(!item_dropped(slow, 100, 0.05, true), "a time: 5.000 %% is none");
	ok(item_dropped(nextafter(slow, 200), 100, 0.05, true), "one ulp is");
	ok(!item_dropped(nextafter(slow, 0), 100, 0.05, true), "less is not");
	ok(!item_dropped(3.8, 4, 0.05, false), "4.00 to 3.80 is 5.000 %%");
	ok(item_dropped(3.79, 4, 0.05, false), "4.00 to 3.79 is a drop");
}

/* The verdict against a baseline alone, and its severity. */
static void
alone(double current, bool smaller, enum item_verdict want, size_t errors,
    size_t warnings, size_t notes)
{
	struct item it = thing(current, smaller);
	struct findings f;
	char name[60];

	snprintf(name, sizeof(name), "%.17g, baseline 100 alone", current);
	findings_init(&f);
	ok(item_compare(&it, NULL, 0, 100) && !it.proven, "%s", name);
	is_num(it.verdict, want, "verdict");
	item_say(&it, &f);
	ok(json_array_size(f.errors) == errors &&
		json_array_size(f.warnings) == warnings &&
		json_array_size(f.notes) == notes,
	    "errors %zu, warnings %zu, notes %zu", errors, warnings, notes);
	findings_free(&f);
}

static void
check_alone(void)
{
	alone(95, false, ITEM_OK, 0, 0, 0);
	alone(nextafter(95, 0), false, ITEM_DROP, 0, 1, 0);
	alone(1, false, ITEM_DROP, 0, 1, 0);
	alone(105, false, ITEM_OK, 0, 0, 0);
	alone(nextafter(105, 200), false, ITEM_IMPROVEMENT, 0, 0, 1);
	alone(105, true, ITEM_OK, 0, 0, 0);
	alone(nextafter(105, 200), true, ITEM_DROP, 0, 1, 0);
	alone(95, true, ITEM_OK, 0, 0, 0);
	alone(nextafter(95, 0), true, ITEM_IMPROVEMENT, 0, 0, 1);
}

static void
check_runs(void)
{
	const double same[] = {100, 100, 100, 100, 100, 100, 100, 100};
	const double noisy[] = {100, 120, 85, 110, 92, 118, 84, 105};
	struct item it = thing(95, false);
	struct findings f;

	item_compare(&it, same, 8, NAN);
	ok(it.proven && it.verdict == ITEM_OK,
	    "8 equal runs: 5.000 %% is none");
	is_real(it.baseline, 100, 0, "their level is exact");
	it = thing(nextafter(95, 0), false);
	item_compare(&it, same, 8, NAN);
	ok(item_dropped(it.current, it.baseline, .05, false),
	    "one ulp more is");
	it = thing(90, false);
	item_compare(&it, same, 8, NAN);
	is_num(it.verdict, ITEM_REGRESSION, "10 %% is beyond the noise");
	findings_init(&f);
	item_say(&it, &f);
	is_num((long long)json_array_size(f.errors), 1, "an error");
	it.gate = GATE_WARN;
	item_say(&it, &f);
	is_num((long long)json_array_size(f.warnings), 1,
	    "gate = warn: a warning");
	it = thing(92, false);
	item_compare(&it, noisy, 8, NAN);
	is_num(it.verdict, ITEM_INCONCLUSIVE, "within the noise");
	item_say(&it, &f);
	ok(strstr(json_string_value(json_array_get(f.warnings, 1)),
	       "inconclusive, run again") != NULL,
	    "says so");
	it = thing(90, false);
	item_compare(&it, same, 2, 100);
	ok(!it.proven && it.verdict == ITEM_DROP, "2 runs: baseline alone");
	it = thing(90, false);
	item_compare(&it, same, 2, NAN);
	ok(!it.proven && it.verdict == ITEM_DROP, "2 runs are a baseline");
	it = thing(90, false);
	ok(!item_compare(&it, NULL, 0, NAN), "nothing to compare with");
	ok(!item_compare(&it, NULL, 0, 0), "a baseline of 0 is none");
	it = thing(0, false);
	ok(!item_compare(&it, same, 8, 100), "nor is a 0 compared");
	findings_free(&f);
}

/* One clear drop among many keeps its proof; a weak one among many loses it. */
static void
check_holm(void)
{
	const double runs[] = {100, 101, 99, 100.5, 99.5};
	struct item many[200];
	size_t i;

	for (i = 0; i < 200; i++) {
		many[i] = thing(i == 7 ? 130 : i == 9 ? 106.5 : 100, true);
		item_compare(&many[i], runs, 5, NAN);
	}
	is_num(many[7].verdict, ITEM_REGRESSION, "30 %% alone is proven");
	is_num(many[9].verdict, ITEM_REGRESSION, "6.5 %% alone is proven");
	item_holm(many, 200);
	is_num(many[7].verdict, ITEM_REGRESSION, "30 %% among 200: still");
	is_num(many[9].verdict, ITEM_INCONCLUSIVE, "6.5 %% among 200: not");
	many[9].verdict = ITEM_REGRESSION;
	item_holm(&many[9], 1);
	is_num(many[9].verdict, ITEM_REGRESSION, "one of one is as before");
}

int
main(void)
{
	check_threshold();
	check_alone();
	check_runs();
	check_holm();
	return done();
}
