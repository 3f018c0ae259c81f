/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC1, AC6 */
#include "conf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static struct err e;
static char file[] = "/tmp/benchline-conf.XXXXXX";

static bool
load(struct conf *c, const char *text)
{
	FILE *f = fopen(file, "w");

	fputs(text, f);
	fclose(f);
	memset(&e, 0, sizeof(e));
	return conf_load(c, file, &e);
}

/* text is refused with this message (before ", FILE:LINE"), at this line. */
static void
refused(const char *text, const char *message, int line)
{
	struct conf c;
	char want[700];

	snprintf(want, sizeof(want), "%s, %s:%d", message, file, line);
	ok(!load(&c, text) && e.status == ST_USAGE, "refused: %s", message);
	is_str(e.text, want, "with file and line");
}

#define M "[metrics]\na_gibs = *a*\nb_ms = *b*\n"

static void
refusals(void)
{
	char longline[400];

	refused("[metrics]\na_gibs = *\na_gibs = *\n",
	    "key 'a_gibs' twice in section 'metrics'", 3);
	refused(M "[metrics]\nc_gibs = *\n", "section 'metrics' twice", 4);
	refused("[metric]\na_gibs = *\n", "unknown section 'metric'", 2);
	refused("a = 1\n", "key 'a' before any section", 1);
	refused("[automation]\nmain_brunch = x\n",
	    "unknown key 'main_brunch' in section 'automation'", 2);
	refused("[metrics]\ndisplay = *\n",
	    "metric 'display': its name must end in its unit (_gibs, _mibs, "
	    "_mbs, _elems, _ns, _us, _ms, _s)",
	    2);
	refused("[metrics]\na_gibs.label = A\na_gibs = *\n",
	    "'a_gibs.label' stands before its metric", 2);
	refused(M "a_gibs.reduce = most\n",
	    "wrong value 'most' for 'a_gibs.reduce': expected "
	    "max|min|median|mean|geomean",
	    4);
	refused("[performance_floors]\nregression_threshold = 5\n",
	    "wrong value '5' for 'regression_threshold': expected a fraction "
	    "between 0 and 1 (0.05 is 5 %)",
	    2);
	refused("[performance_floors]\nwarning_factor = nan\n",
	    "wrong value 'nan' for 'warning_factor': expected a number above 0",
	    2);
	refused("[access]\nmode = 0999\n",
	    "wrong value '0999' for 'mode': expected an octal mode (0640)", 2);
	refused("[access]\nmode\n", "expected 'key = value' or '[section]'", 2);
	memset(longline, 'x', sizeof(longline));
	memcpy(longline, "[access]\npromoters = ", 21);
	longline[300] = '\0';
	refused(longline,
	    "line longer than 198 bytes (go on in a line that begins with a "
	    "blank)",
	    2);
	refused("[benchmark:0123456789012345678901234567890123456789012345]\n"
		"gate = fail\n",
	    "section name longer than 49 bytes", 1);
}

static void
late_refused(const char *text, const char *message)
{
	struct conf c;
	char want[700];

	snprintf(want, sizeof(want), "%s (%s)", message, file);
	ok(!load(&c, text) && e.status == ST_USAGE, "refused: %s", message);
	is_str(e.text, want, "with the file");
}

static void
limits(void)
{
	struct conf c;

	late_refused(M "[performance_floors]\nc_min_gibs = 1\n",
	    "no metric for 'c_min_gibs' in [metrics]");
	late_refused(M "[performance_floors]\na_max_gibs = 1\n",
	    "'a_max_gibs': a throughput's floor is STEM_min_UNIT");
	late_refused(M "[performance_floors]\nb_min_ms = 1\n",
	    "'b_min_ms': a time's limit is STEM_max_UNIT");
	late_refused(M "[performance_floors]\na_min_gibs = 5 ms\n",
	    "wrong value '5 ms' for 'a_min_gibs': expected a number above 0, "
	    "with a unit of its kind or none");
	ok(load(&c, "[performance_floors]\na_min_mibs = 80\nb_max_ms = 2\n"
		    "[enterprise_targets]\na_target_mibs = 3\n" M),
	    "limits may stand before the metrics");
	is_real(c.metric[0].floor, 80e6, 0, "a bare _min_mibs is MB/s");
	is_real(c.metric[0].target, 3 * 1048576.0, 0, "a bare target is MiB/s");
	is_real(c.metric[1].floor, 2e6, 0, "2 ms");
	conf_free(&c);
	ok(load(&c, M "[performance_floors]\na_min_mibs = 80 MiB/s\n"
		      "b_max_ms = 1.5 s\n"),
	    "a value may carry its unit");
	is_real(c.metric[0].floor, 80 * 1048576.0, 0, "which counts");
	is_real(c.metric[1].floor, 1.5e9, 0, "for times too");
	conf_free(&c);
}

/* The original flat TOML file. */
static void
toml(void)
{
	struct conf c;

	ok(load(&c,
	       "# Performance configuration\n[performance_floors]\n"
	       "display_min_mibs = 80.0  # MB/s\ncomp3_min_mibs = 40.0\t# "
	       "MB/s\n"
	       "regression_threshold = 0.05 # 5%\n\n[enterprise_targets]\n"
	       "display_target_gibs = 4.0\ncomp3_target_mibs = 500\n"
	       "safety_margin_multiplier = 10.0\n[automation]\n"
	       "benchmark_timeout_minutes = 30\npr_comment_enabled = true\n"
	       "baseline_promotion_enabled = true\n"
	       "audit_generation_enabled = true # yes\n"
	       "main_branch = \"main\"\n"),
	    "the flat TOML form loads");
	is_str(e.text, "", "without a word");
	is_str(c.metric[0].name, "display_gibs", "with the shipped metrics");
	is_real(c.metric[0].floor, 80e6, 0, "80 MB/s");
	is_real(c.metric[1].target, 500 * 1048576.0, 0, "500 MiB/s");
	is_str(c.main_branch, "main", "quotes are not part of a value");
	conf_free(&c);
}

static void
metrics(void)
{
	struct conf c;
	const struct conf_metric *m;

	ok(load(&c, "[metrics]\nfast_mbs = *fast*, !*slow*\n"
		    "rest_mbs = *\nrest_mbs.optional = yes\n"
		    "[benchmark:*flaky*]\ngate = warn\nallow_missing = true\n"
		    "regression_threshold = 0.2\n"
		    "[access]\npromoters = alice, bob\n   , carol\n"),
	    "metrics and benchmark sections");
	m = conf_metric_of(&c, "Very/FAST");
	is_str(m ? m->name : NULL, "fast_mbs", "case does not matter");
	m = conf_metric_of(&c, "fast/slow");
	is_str(
	    m ? m->name : NULL, "rest_mbs", "! excludes, the next may take it");
	ok(c.metric[1].optional, "optional");
	ok(!conf_bench_of(&c, "x") &&
		conf_bench_of(&c, "a/flaky/b")->allow_missing,
	    "a benchmark's own section");
	is_real(conf_bench_of(&c, "flaky")->regression_threshold, 0.2, 0,
	    "its threshold");
	is_str(c.promoters[2], "carol", "a value goes on in an indented line");
	ok(c.promoters[3] == NULL, "three in the list");
	conf_free(&c);
}

/* What conf_show prints. */
static const char *
shown(const struct conf *c)
{
	static char text[1 << 16];
	FILE *f = tmpfile();
	int real = dup(1);

	ok(f && real >= 0, "a file in place of standard output");
	fflush(stdout);
	dup2(fileno(f), 1);
	conf_show(c);
	fflush(stdout);
	dup2(real, 1);
	close(real);
	rewind(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

/* What --show-config prints loads again, to the same. */
static void
show(void)
{
	struct conf c, d;

	ok(load(&c, M "[performance_floors]\na_min_gibs = 0.3\n"
		      "[benchmark:*x*]\ngate = fail\n"),
	    "load");
	ok(load(&d, shown(&c)), "what is shown loads again");
	printf("# %s\n", e.text);
	is_real(d.metric[0].floor, c.metric[0].floor, 1e-15, "the same floor");
	is_num(d.bench[0].gate, GATE_FAIL, "the same gate");
	conf_free(&c);
	conf_free(&d);
}

static void
lookup(void)
{
	char dir[] = "/tmp/benchline-confd.XXXXXX", path[64], *text, *source;
	size_t n;
	FILE *f;

	ok(mkdtemp(dir) && chdir(dir) == 0, "a directory of our own");
	unsetenv("BENCHLINE_CONFIG");
	memset(&e, 0, sizeof(e));
	ok(conf_file("thresholds.ini", NULL, &text, &n, &source, &e), "found");
	is_str(source, "built in: thresholds.ini", "the built-in copy at last");
	free(text);
	free(source);
	mkdir("config", 0777);
	f = fopen("config/thresholds.ini", "w");
	fclose(f);
	ok(conf_file("thresholds.ini", NULL, &text, &n, &source, &e), "found");
	is_str(source, "config/thresholds.ini", "./config before it");
	free(text);
	free(source);
	snprintf(path, sizeof(path), "%s/x", dir);
	mkdir(path, 0777);
	setenv("BENCHLINE_CONFIG", path, 1);
	ok(conf_file("thresholds.ini", NULL, &text, &n, &source, &e), "found");
	is_str(source, "config/thresholds.ini",
	    "$BENCHLINE_CONFIG without the file: the next");
	free(text);
	free(source);
	ok(!conf_file("thresholds.ini", "nowhere", &text, &n, &source, &e) &&
		e.status == ST_USAGE,
	    "-c of nothing is an error");
	unlink("config/thresholds.ini");
	rmdir("config");
	rmdir(path);
	ok(chdir("/") == 0 && rmdir(dir) == 0, "and gone");
}

int
main(void)
{
	diag_start("conf");
	close(mkstemp(file));
	refusals();
	limits();
	toml();
	metrics();
	show();
	lookup();
	unlink(file);
	return done();
}
