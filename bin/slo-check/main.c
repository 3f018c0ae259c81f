/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slo-check - judge a perf.json against floors, baseline and history
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "diag.h"
#include "field.h"
#include "jio.h"
#include "jout.h"
#include "judge.h"
#include "perf.h"
#include "regress.h"
#include "verdict.h"

#define USAGE                                                                  \
	"usage: slo-check [-hqVv] [--exit-zero] [--fail-on warn|fail]\n"       \
	"                 [--require-baseline] [--show-config] [-b "           \
	"baseline]\n"                                                          \
	"                 [-c config] [-H history]"

static const char help[] = USAGE
    "\n"
    "  -b, --baseline PATH      a perf.json, or a store with the baseline of\n"
    "                           this environment\n"
    "  -c, --config PATH        thresholds.ini, or its directory\n"
    "      --exit-zero          exit 0 whatever the verdict\n"
    "      --fail-on warn|fail  the status that does not pass (fail)\n"
    "  -H, --history PATH       a ledger, or a store (the one beside -b)\n"
    "      --require-baseline   nothing to compare with is an error\n"
    "      --show-config        print the configuration in force\n"
    "  -q, --quiet              no verdict on stderr\n"
    "  -v, --verbose            say what was compared with what\n"
    "  -h, --help               this text\n"
    "  -V, --version            the version\n";

struct opts {
	const char *baseline, *config, *history;
	struct judge_opts judge;
	bool exit_zero, quiet, show, verbose;
};

enum { OPT_EXIT_ZERO = 256, OPT_FAIL_ON, OPT_REQUIRE, OPT_SHOW };
static const struct option longs[] = {
    {"baseline", required_argument, NULL, 'b'},
    {"config", required_argument, NULL, 'c'},
    {"exit-zero", no_argument, NULL, OPT_EXIT_ZERO},
    {"fail-on", required_argument, NULL, OPT_FAIL_ON},
    {"help", no_argument, NULL, 'h'}, {"history", required_argument, NULL, 'H'},
    {"quiet", no_argument, NULL, 'q'},
    {"require-baseline", no_argument, NULL, OPT_REQUIRE},
    {"show-config", no_argument, NULL, OPT_SHOW},
    {"verbose", no_argument, NULL, 'v'}, {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0}};

static bool
fail_on(struct opts *o, const char *arg)
{
	o->judge.fail_on_warn = strcmp(arg, "warn") == 0;
	if (o->judge.fail_on_warn || strcmp(arg, "fail") == 0)
		return true;
	diag_say("--fail-on takes 'warn' or 'fail', not '%s'", arg);
	return false;
}

/* Options into o; a status to exit with, or -1. */
static int
options(int argc, char **argv, struct opts *o)
{
	int ch;

	while (
	    (ch = getopt_long(argc, argv, "b:c:H:hqVv", longs, NULL)) != -1) {
		switch (ch) {
		case 'b':
			o->baseline = optarg;
			break;
		case 'c':
			o->config = optarg;
			break;
		case 'H':
			o->history = optarg;
			break;
		case 'q':
			o->quiet = true;
			break;
		case 'v':
			o->verbose = true;
			break;
		case OPT_EXIT_ZERO:
			o->exit_zero = true;
			break;
		case OPT_REQUIRE:
			o->judge.require_baseline = true;
			break;
		case OPT_SHOW:
			o->show = true;
			break;
		case OPT_FAIL_ON:
			if (fail_on(o, optarg))
				break;
			return diag_usage(USAGE);
		case 'h':
			fputs(help, stdout);
			return diag_end(ST_DONE);
		case 'V':
			return diag_version();
		default:
			return diag_usage(USAGE);
		}
	}
	if (optind == argc)
		return -1;
	diag_say("unexpected operand '%s'", argv[optind]);
	return diag_usage(USAGE);
}

/* Judge stdin. */
static bool
check(struct jio_doc *d, const struct conf *c, const struct opts *o,
    struct err *e)
{
	struct regress r = {0};
	bool good;

	good = perf_read(d, stdin, JIO_STDIN, c, e) &&
	       regress_open(&r, d, c, o->baseline, o->history, e);
	if (good)
		judge(d, c, &r, &o->judge);
	regress_close(&r);
	return good;
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d = {0};
	struct conf c = {0};
	int st;

	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show) {
		conf_show(&c);
		conf_free(&c);
		return ST_DONE;
	}
	if (check(&d, &c, o, &e)) {
		char *line = verdict_line(d.root, &c);

		if (o->verbose)
			diag_say("compared: %s",
			    field_str_at(
				d.root, "/_metadata/regression/reason"));
		if (!o->quiet)
			fprintf(stderr, "%s\n", line);
		free(line);
		jout_doc(stdout, &d);
		st = verdict_exit(d.root, o->exit_zero);
	} else {
		st = diag_fail(&e);
	}
	jio_free(&d);
	conf_free(&c);
	return st;
}

int
main(int argc, char **argv)
{
	struct opts o = {0};
	int st;

	diag_start("slo-check");
	st = options(argc, argv, &o);
	if (st >= 0)
		return st;
	return diag_end(run(&o));
}
