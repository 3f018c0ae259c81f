/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every limit: exactly at it, one ulp below, one ulp above; every level. */
/* serves: AC6, AC8 */
#include "../../bin/slo-check/floors.h"
#include "../../bin/slo-check/judge.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "field.h"
#include "perf.h"
#include "tap.h"

static const char ini[] = "[metrics]\n"
			  "d_mbs = *d*\nd_mbs.label = D\n"
			  "t_ns = *t*\nt_ns.label = T\nt_ns.optional = true\n"
			  "e_elems = *e*\ne_elems.label = E\n"
			  "e_elems.optional = true\n"
			  "[performance_floors]\n"
			  "d_min_mbs = 80 MB/s\n"
			  "t_max_ns = 100 ns\n"
			  "e_min_elems = 1000\n"
			  "memory_max_mib = 256\n"
			  "[enterprise_targets]\n"
			  "d_target_mbs = 500 MB/s\n"
			  "t_target_ns = 50 ns\n";

static struct conf conf;

static void
load_conf(const char *text)
{
	char name[] = "/tmp/floors.XXXXXX";
	int fd = mkstemp(name);
	struct err e = {ST_DONE, ""};

	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	if (!conf_load(&conf, name, &e)) {
		puts(e.text);
		abort();
	}
	unlink(name);
}

/* A document with these; NAN leaves a part out. */
static struct jio_doc
document(double d, double t, double el, double cv, double mib)
{
	struct jio_doc doc = {.big = PERF_BIG};
	json_t *metrics = json_object(), *m;
	const double value[] = {d, t, el};
	const char *const name[] = {"d_mbs", "t_ns", "e_elems"};
	const char *const unit[] = {"MB/s", "ns", "elem/s"};
	size_t i;

	doc.root = json_pack("{s:[], s:[]}", "errors", "warnings");
	for (i = 0; i < 3; i++) {
		if (isnan(value[i]))
			continue;
		m = json_pack("{s:f, s:s}", "value", value[i], "unit", unit[i]);
		if (!isnan(cv))
			json_object_set_new(m, "cv", json_real(cv));
		json_object_set_new(metrics, name[i], m);
	}
	json_object_set_new(
	    field_make(doc.root, "/_metadata"), "metrics", metrics);
	if (!isnan(mib))
		json_object_set_new(
		    field_make(
			doc.root, "/_metadata/execution_context/resources"),
		    "max_rss_bytes", json_real(mib * 1048576));
	return doc;
}

static const char *
only(const json_t *list)
{
	const char *s = json_string_value(json_array_get(list, 0));

	return json_array_size(list) > 1 ? "more than one" : s ? s : "";
}

/* The one error and the one warning of such a document. */
static void
expect(const char *what, double d, double t, double el, double cv, double mib,
    const char *error, const char *warning)
{
	struct jio_doc doc = document(d, t, el, cv, mib);
	struct findings f;
	struct floors out;
	char name[100];

	findings_init(&f);
	floors_check(&doc, &conf, &f, &out);
	snprintf(name, sizeof(name), "%s: error", what);
	is_str(only(f.errors), error, name);
	snprintf(name, sizeof(name), "%s: warning", what);
	is_str(only(f.warnings), warning, name);
	findings_free(&f);
	json_decref(out.floors);
	json_decref(out.margins);
	jio_free(&doc);
}

static double
up(double v)
{
	return nextafter(v, INFINITY);
}

static double
down(double v)
{
	return nextafter(v, 0);
}

static void
check_floor(void)
{
	static const char zone[] =
	    "CBKB005: D throughput 80.00 MB/s approaching floor threshold of "
	    "80.00 MB/s (margin: 0.00 MB/s)";

	expect("at the floor", 80, NAN, NAN, NAN, NAN, "", zone);
	expect("one ulp above", up(80), NAN, NAN, NAN, NAN, "",
	    "CBKB005: D throughput 80.00000000000001 MB/s approaching floor "
	    "threshold of 80.00000000000000 MB/s (margin: 0.00000000000001 "
	    "MB/s)");
	expect("one ulp below", down(80), NAN, NAN, NAN, NAN,
	    "CBKB005: D throughput 79.99999999999999 MB/s below enterprise "
	    "floor of 80.00000000000000 MB/s (deficit: 0.00000000000001 MB/s)",
	    "");
	expect("digits that tell it from its floor", 79.996, NAN, NAN, NAN, NAN,
	    "CBKB005: D throughput 79.996 MB/s below enterprise floor of "
	    "80.000 MB/s (deficit: 0.004 MB/s)",
	    "");
	expect("two where they do", 79.994, NAN, NAN, NAN, NAN,
	    "CBKB005: D throughput 79.99 MB/s below enterprise floor of 80.00 "
	    "MB/s (deficit: 0.01 MB/s)",
	    "");
	expect("at the end of the zone", 100, NAN, NAN, NAN, NAN, "", "");
	expect("one ulp below it", down(100), NAN, NAN, NAN, NAN, "",
	    "CBKB005: D throughput 100.00 MB/s approaching floor threshold of "
	    "80.00 MB/s (margin: 20.00 MB/s)");
	expect("zero", 0, NAN, NAN, NAN, NAN,
	    "CBKB005: D throughput 0.00 MB/s below enterprise floor of 80.00 "
	    "MB/s (deficit: 80.00 MB/s)",
	    "");
	expect("elements, one ulp below", 800, NAN, down(1000), NAN, NAN,
	    "CBKB005: E throughput 999.9999999999999 elem/s below enterprise "
	    "floor of 1000.0000000000000 elem/s (deficit: 0.0000000000001 "
	    "elem/s)",
	    "");
	expect("not measured at all", NAN, NAN, NAN, NAN, NAN,
	    "CBKB005: D not measured", "");
}

static void
check_ceiling(void)
{
	expect("a time at its ceiling", 800, 100, NAN, NAN, NAN, "",
	    "CBKB005: T time 100.00 ns approaching ceiling threshold of 100.00 "
	    "ns (margin: 0.00 ns)");
	expect("one ulp above", 800, up(100), NAN, NAN, NAN,
	    "CBKB005: T time 100.00000000000001 ns above enterprise ceiling of "
	    "100.00000000000000 ns (excess: 0.00000000000001 ns)",
	    "");
	expect("at the zone", 800, 80, NAN, NAN, NAN, "", "");
	expect("one ulp above the zone", 800, up(80), NAN, NAN, NAN, "",
	    "CBKB005: T time 80.00 ns approaching ceiling threshold of 100.00 "
	    "ns (margin: 20.00 ns)");
}

static void
check_others(void)
{
	expect("variance at the tolerance", 800, NAN, NAN, 0.05, NAN, "", "");
	expect("one ulp above", 800, NAN, NAN, up(0.05), NAN, "",
	    "CBKB005: D coefficient of variation 5.000000000000001 % above "
	    "tolerance of 5.000000000000000 %");
	expect("memory at the ceiling", 800, NAN, NAN, NAN, 256, "", "");
	expect("one byte above", 800, NAN, NAN, NAN, 256 + 1 / 1048576.,
	    "CBKB005: memory peak 256.000001 MiB above ceiling of 256.000000 "
	    "MiB (excess: 0.000001 MiB)",
	    "");
	conf.target_is_warning = true;
	expect("at the target", 500, NAN, NAN, NAN, NAN, "", "");
	expect("one ulp below", down(500), NAN, NAN, NAN, NAN, "",
	    "CBKB005: D throughput 499.9999999999999 MB/s below enterprise "
	    "target of 500.0000000000000 MB/s");
	expect("a time at its target", 800, 50, NAN, NAN, NAN, "", "");
	expect("one ulp above", 800, up(50), NAN, NAN, NAN, "",
	    "CBKB005: T time 50.00000000000001 ns above enterprise target of "
	    "50.00000000000000 ns");
	conf.target_is_warning = false;
	expect("a target is a note", 499, NAN, NAN, NAN, NAN, "", "");
}

/* Status and level of a whole judgement; cv makes a warning, mib an error. */
static void
level(double d, double cv, double mib, const char *status, const char *want)
{
	struct jio_doc doc = document(d, NAN, NAN, cv, mib);
	const struct judge_opts o = {false, false};
	struct regress none = {0};
	char name[80];

	judge(&doc, &conf, &none, &o);
	snprintf(name, sizeof(name), "%.17g MB/s, cv %g, %g MiB", d, cv, mib);
	is_str(field_str_at(doc.root, "/_metadata/slo/compliance_level"), want,
	    name);
	is_str(field_str_at(doc.root, "/_metadata/slo/status"), status,
	    "and its status");
	jio_free(&doc);
}

static void
check_levels(void)
{
	level(800, 0, 1, "PASS", "FullyCompliant");
	level(down(800), 0, 1, "PASS", "ConditionallyCompliant");
	level(800, .06, 1, "WARN", "ConditionallyCompliant");
	level(400, 0, 1, "PASS", "ConditionallyCompliant");
	level(400, .06, 1, "WARN", "ConditionallyCompliant");
	level(down(400), 0, 1, "PASS", "ConditionallyCompliant");
	level(down(400), .06, 1, "WARN", "RequiresAttention");
	level(90, 0, 1, "WARN", "RequiresAttention");
	level(80000, 0, 257, "FAIL", "NonCompliant");
	level(79, 0, 1, "FAIL", "NonCompliant");
	conf.safety_margin_multiplier = 4;
	level(320, 0, 1, "PASS", "FullyCompliant");
	level(160, .06, 1, "WARN", "ConditionallyCompliant");
	level(down(160), .06, 1, "WARN", "RequiresAttention");
	conf.safety_margin_multiplier = 10;
}

static void
check_margins(void)
{
	struct jio_doc doc = document(800, 20, NAN, .25, 512);
	struct findings f;
	struct floors out;

	findings_init(&f);
	floors_check(&doc, &conf, &f, &out);
	is_real(field_num_at(out.margins, "/d_safety_factor"), 10, 0,
	    "a throughput's factor");
	is_real(field_num_at(out.margins, "/t_safety_factor"), 5, 0,
	    "a time's factor");
	is_real(field_num_at(out.margins, "/memory_efficiency_score"), .5, 0,
	    "memory score");
	is_real(field_num_at(out.margins, "/variance_stability_score"), .75, 0,
	    "variance score");
	is_real(out.smallest, 5, 0, "the smallest factor");
	findings_free(&f);
	json_decref(out.floors);
	json_decref(out.margins);
	jio_free(&doc);
}

int
main(void)
{
	load_conf(ini);
	check_floor();
	check_ceiling();
	check_others();
	check_levels();
	check_margins();
	conf_free(&conf);
	return done();
}
