/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cargo: command lines as cargo reads them; versions; folders. */
#include <stdlib.h>

#include "../../bin/bench-exec/cargo.h"
#include "../../bin/bench-exec/child.h"
#include "../../bin/bench-exec/options.h"
#include "../../bin/bench-exec/place.h"
#include "diag.h"
#include "tap.h"

/* Split at blanks. */
static char **
split(const char *line)
{
	char **argv = xcalloc(32, sizeof(*argv));
	size_t n = 0;

	while (*line) {
		size_t k = strcspn(line, " ");

		argv[n++] = xstrndup(line, k);
		line += k + strspn(line + k, " ");
	}
	return argv;
}

static char *
join(char *const *argv)
{
	char *out = xstrdup("");

	for (; *argv; argv++) {
		char *more = xasprintf("%s%s%s", out, *out ? " " : "", *argv);

		free(out);
		out = more;
	}
	return out;
}

/* How line is read: "bench package=x profile=y targets end=3" and so on. */
static void
reads(const char *line, const char *want)
{
	char **argv = split(line), *got;
	struct cargo c;

	cargo_parse(&c, argv);
	got = xasprintf("%s%s%s%s%s%s%s%s%s", c.is_cargo ? "cargo" : "other",
	    c.is_bench ? " bench" : "", c.runs ? " runs" : "",
	    c.toolchain ? " " : "", c.toolchain ? c.toolchain : "",
	    c.package ? " p=" : "", c.package ? c.package : "",
	    c.targets ? " targets" : "",
	    c.profile && strcmp(c.profile, "release") != 0 ? c.profile : "");
	is_str(got, want, line);
	free(got);
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
}

static void
makes(const char *line, const char *build, const char *baseline)
{
	char **argv = split(line), **out, *got;
	struct cargo c;

	cargo_parse(&c, argv);
	out = cargo_build(&c, argv);
	got = join(out);
	is_str(got, build, "built first");
	free(got);
	free(out);
	out = cargo_baseline(&c, argv, "ID");
	got = join(out);
	is_str(got, baseline, "with a baseline");
	free(got);
	free(out);
	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
}

static void
relative(const char *from, const char *to, const char *home, const char *want)
{
	char *got = place_relative(from, to, home);

	is_str(got, want, to);
	free(got);
}

static void
absolute(const char *base, const char *path, const char *want)
{
	char *got = place_absolute(base, path);

	is_str(got, want, path);
	free(got);
}

int
main(void)
{
	char name[16];
	size_t n;

	reads("cargo bench", "cargo bench runs");
	reads("/usr/bin/cargo bench -p x", "cargo bench runs p=x");
	reads("cargo +nightly --offline -Z a bench --package=x@1",
	    "cargo bench runs +nightly p=x@1");
	reads("cargo --config a.b=1 --color never bench -px --bench slo",
	    "cargo bench runs p=x targets");
	reads("cargo bench --bench=slo --profile fat",
	    "cargo bench runs targetsfat");
	reads("cargo bench --benches", "cargo bench runs targets");
	reads("cargo bench --bench", "cargo bench runs targets");
	reads("cargo bench -- --bench x -p y", "cargo bench runs");
	reads("cargo bench --no-run", "cargo bench");
	reads("cargo bench -- --list", "cargo bench");
	reads("cargo bench -p", "cargo bench runs");
	reads("cargo test bench", "cargo");
	reads("cargo", "cargo");
	reads("cargo --color", "cargo");
	reads("cargo-bench bench", "other");
	reads("./bench", "other");
	makes("cargo bench", "cargo bench --no-run",
	    "cargo bench --bench * -- --save-baseline ID");
	makes("cargo bench f -- --noplot g", "cargo bench f --no-run",
	    "cargo bench f --bench * -- --noplot g --save-baseline ID");
	makes("cargo bench --lib --", "cargo bench --lib --no-run",
	    "cargo bench --lib -- --save-baseline ID");

	ok(version_is_older("rustc 1.9.0 (x)", "1.90"), "1.9.0 < 1.90");
	ok(!version_is_older("rustc 1.95.0 (x)", "1.90"), "1.95 >= 1.90");
	ok(!version_is_older("1.90", "1.90.0"), "1.90 = 1.90.0");
	ok(version_is_older("1.90", "1.90.1"), "1.90 < 1.90.1");
	ok(version_is_older("2.9", "2.30"), "2.9 < 2.30");
	ok(!version_is_older(NULL, "2.30"), "not known is not older");

	relative("/a/b", "/a/b/target/criterion", NULL, "target/criterion");
	relative("/a/b", "/a/b", NULL, ".");
	relative("/a/b", "/a/c/d", NULL, "../c/d");
	relative("/a/b/c", "/a", NULL, "../..");
	relative("/a/b", "/a/bc", NULL, "../bc");
	relative("/a/b", "/x/y", "/home/me", "../../x/y");
	relative("/a/b", "/home/me/t", "/home/me", NULL);
	relative("/home/me/b", "/home/me/t", "/home/me", "../t");
	relative("/", "/x", NULL, "x");
	absolute("/no/such", "a/../b/./c//d", "/no/such/b/c/d");
	absolute("/no/such", "../../../x", "/x");
	absolute("/no/such", "/no//such/y/", "/no/such/y");
	absolute("/no/such", "../..", "/");

	ok(options_size("8M", &n) && n == 8u << 20, "8M");
	ok(options_size("500k", &n) && n == 500u << 10, "500k");
	ok(options_size("4096", &n) && n == 4096, "4096");
	ok(!options_size("4095", &n), "too small");
	ok(!options_size("2G", &n), "too large");
	ok(!options_size("8MB", &n) && !options_size("", &n) &&
		!options_size("-1", &n) && !options_size("nan", &n),
	    "no sizes");
	is_str(child_signal_name(15, name), "SIGTERM", "SIGTERM");
	is_str(child_signal_name(40, name), "signal 40", "signal 40");
	return done();
}
