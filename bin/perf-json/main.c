/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perf-json - make perf.json of a benchmarks document, or check one
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "conf.h"
#include "diag.h"
#include "fsio.h"
#include "jio.h"
#include "jout.h"
#include "perf.h"
#include "schema.h"

#define USAGE                                                                  \
	"usage: perf-json [-hVv] [--check] [--raw-fallback] [--show-config]\n" \
	"                 [-c config] [-o file]"

static const char help[] = USAGE
    "\n"
    "  -c, --config PATH   thresholds.ini, or the directory that holds it\n"
    "      --check         only check a perf.json, and pass it on\n"
    "  -o, --output FILE   also write the document to FILE, atomically\n"
    "      --raw-fallback  a metric that nothing matches takes the fastest\n"
    "                      figure in its unit, with a warning\n"
    "      --show-config   print the configuration in force\n"
    "  -v, --verbose       say which configuration was taken\n"
    "  -h, --help          this text\n"
    "  -V, --version       the version\n";

struct opts {
	const char *config, *output;
	bool check, raw_fallback, show, verbose;
};

enum { OPT_CHECK = 256, OPT_RAW, OPT_SHOW };
static const struct option longs[] = {{"check", no_argument, NULL, OPT_CHECK},
    {"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'},
    {"output", required_argument, NULL, 'o'},
    {"raw-fallback", no_argument, NULL, OPT_RAW},
    {"show-config", no_argument, NULL, OPT_SHOW},
    {"verbose", no_argument, NULL, 'v'}, {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0}};

/* Print one fault of a checked document; all of them are said. */
static void
say_fault(void *user, const char *text)
{
	(void)user;
	diag_say("CBKB003: %s (%s)", text, JIO_STDIN);
}

/* --check: the document itself, or every fault. */
static bool
check(struct jio_doc *d, const struct conf *c, struct err *e)
{
	struct schema *s;
	size_t faults;

	if (!jio_read(d, stdin, JIO_STDIN, PERF_BIG, e))
		return false;
	s = perf_schema(c, true);
	faults = schema_check_doc(s, d, say_fault, NULL);
	schema_free(s);
	e->status = faults ? ST_INPUT : ST_DONE;
	return faults == 0;
}

static bool
make(struct jio_doc *d, const struct conf *c, bool raw, struct err *e)
{
	struct jio_doc in;
	bool good;

	if (!jio_read(&in, stdin, JIO_STDIN, BENCHMARKS_BIG, e))
		return false;
	good = build_perf(&in, c, raw, d, e) || err_in(e, JIO_STDIN);
	jio_free(&in);
	return good;
}

/* Make the directory of path. */
static bool
make_directory(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	bool good = !*dir || fsio_mkdirs(dir, e);

	free(dir);
	return good;
}

/* The file first, so that a document on stdout means that it is written. */
static bool
write_doc(const struct jio_doc *d, const char *path, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f;
	bool good;

	if (!path) {
		jout_doc(stdout, d);
		return true;
	}
	f = open_memstream(&text, &n);
	if (!f)
		xdie();
	jout_doc(f, d);
	if (fclose(f) != 0)
		xdie();
	good = make_directory(path, e) && fsio_replace(path, text, n, 0, e);
	if (good)
		fwrite(text, 1, n, stdout);
	free(text);
	return good;
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d = {0};
	struct conf c = {0};
	bool good;

	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show) {
		conf_show(&c);
		conf_free(&c);
		return ST_DONE;
	}
	good = o->check ? check(&d, &c, &e) : make(&d, &c, o->raw_fallback, &e);
	good = good && write_doc(&d, o->output, &e);
	jio_free(&d);
	conf_free(&c);
	if (good)
		return ST_DONE;
	return *e.text ? diag_fail(&e) : (int)e.status;
}

int
main(int argc, char **argv)
{
	struct opts o = {0};
	int ch;

	diag_start("perf-json");
	while ((ch = getopt_long(argc, argv, "c:ho:Vv", longs, NULL)) != -1) {
		switch (ch) {
		case 'c':
			o.config = optarg;
			break;
		case 'o':
			o.output = optarg;
			break;
		case 'v':
			o.verbose = true;
			break;
		case OPT_CHECK:
			o.check = true;
			break;
		case OPT_RAW:
			o.raw_fallback = true;
			break;
		case OPT_SHOW:
			o.show = true;
			break;
		case 'h':
			fputs(help, stdout);
			return diag_end(ST_DONE);
		case 'V':
			return diag_version();
		default:
			return diag_usage(USAGE);
		}
	}
	if (optind < argc) {
		diag_say("unexpected operand '%s'", argv[optind]);
		return diag_usage(USAGE);
	}
	return diag_end(run(&o));
}
