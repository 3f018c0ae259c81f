/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * criterion-parse - turn what Criterion printed and wrote into a benchmarks
 * document
 *
 * Input is told apart by content: a run document of bench-exec, console text,
 * bencher text, cargo-criterion's messages.  See criterion-parse(1).
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "parse.h"
#include "sandbox.h"

#define USAGE                                                                  \
	"usage: criterion-parse [-hVv] [--criterion-home DIR] "                \
	"[--no-sandbox] [FILE]\n"

struct opts {
	const char *home, *file;
	bool no_sandbox, verbose;
};

static int
help(void)
{
	fputs(USAGE
	    "Turn what Criterion printed and wrote into a benchmarks "
	    "document.\n"
	    "FILE, or standard input: a run document, console text, bencher "
	    "text,\n"
	    "or cargo-criterion's messages.\n"
	    "      --criterion-home DIR  the tree that Criterion wrote "
	    "(target/criterion);\n"
	    "                            with empty input, read it alone\n"
	    "      --no-sandbox          give up no rights before reading\n"
	    "  -v, --verbose             say on stderr what was read\n"
	    "  -h, --help                print this\n"
	    "  -V, --version             print the version\n",
	    stdout);
	return diag_end(ST_DONE);
}

static const char *
or_here(const char *path)
{
	return path && *path ? path : ".";
}

/*
 * From here on only places where a tree can be are read: a run document that
 * names another, "../../etc", is not followed there.
 */
static void
confine(const struct opts *o)
{
	const char *const read[] = {".", "target", "../target", "../../target",
	    "../../../target", or_here(o->home),
	    or_here(getenv("CRITERION_HOME")),
	    or_here(getenv("CARGO_TARGET_DIR")), NULL};

	sandbox_enter(read, NULL, SANDBOX_FILTER);
}

static int
run(const struct opts *o)
{
	const char *name = o->file ? o->file : JIO_STDIN;
	struct err e = {ST_DONE, ""};
	FILE *f = stdin;
	struct parsed p;
	bool good;

	if (o->file != NULL && (f = fopen(o->file, "re")) == NULL) {
		err_sys(&e, "can't open '%s'", o->file);
		return diag_fail(&e);
	}
	if (!o->no_sandbox)
		confine(o);
	good = parse(&p, f, name, o->home, &e);
	if (o->file != NULL)
		fclose(f);
	if (good) {
		setvbuf(stdout, NULL, _IOFBF, (size_t)1 << 16);
		if (o->verbose)
			diag_say("%s: %s, %zu result%s%s%s", name, p.format,
			    p.results.n, p.results.n == 1 ? "" : "s",
			    p.home ? ", tree " : "", p.home ? p.home : "");
		parse_write(&p, stdout);
	}
	parse_free(&p);
	return good ? diag_end(ST_DONE) : diag_fail(&e);
}

int
main(int argc, char **argv)
{
	enum { HOME = 256, NO_SANDBOX };
	static const struct option longs[] = {
	    {"criterion-home", required_argument, NULL, HOME},
	    {"help", no_argument, NULL, 'h'},
	    {"no-sandbox", no_argument, NULL, NO_SANDBOX},
	    {"verbose", no_argument, NULL, 'v'},
	    {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	struct opts o = {NULL, NULL, false, false};
	int c;

	diag_start("criterion-parse");
	while ((c = getopt_long(argc, argv, "hVv", longs, NULL)) != -1) {
		switch (c) {
		case HOME:
			o.home = optarg;
			break;
		case NO_SANDBOX:
			o.no_sandbox = true;
			break;
		case 'h':
			return help();
		case 'V':
			return diag_version();
		case 'v':
			o.verbose = true;
			break;
		default:
			return diag_usage(USAGE);
		}
	}
	if (argc - optind > 1) {
		diag_say("unexpected argument '%s'", argv[optind + 1]);
		return diag_usage(USAGE);
	}
	if (optind < argc && strcmp(argv[optind], "-") != 0)
		o.file = argv[optind];
	return run(&o);
}
