/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - see options.h */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "diag.h"

#define USAGE                                                                  \
	"usage: slo-check [-hqVv] [--exit-zero] [--fail-on warn|fail]\n"       \
	"                 [--no-sandbox] [--require-baseline] "                \
	"[--show-config]\n"                                                    \
	"                 [-b baseline] [-c config] [-H history]"

static const char help[] = USAGE
    "\n"
    "  -b, --baseline PATH      a perf.json, or a store with the baseline of\n"
    "                           this environment\n"
    "  -c, --config PATH        thresholds.ini, or its directory\n"
    "      --exit-zero          exit 0 whatever the verdict\n"
    "      --fail-on warn|fail  the status that does not pass (fail)\n"
    "  -H, --history PATH       a ledger, or a store (the one beside -b)\n"
    "      --no-sandbox         give up no rights before reading\n"
    "      --require-baseline   nothing to compare with is an error\n"
    "      --show-config        print the configuration in force\n"
    "  -q, --quiet              no verdict on stderr\n"
    "  -v, --verbose            say what was compared with what\n"
    "  -h, --help               this text\n"
    "  -V, --version            the version\n";

enum {
	OPT_EXIT_ZERO = 256,
	OPT_FAIL_ON,
	OPT_NO_SANDBOX,
	OPT_REQUIRE,
	OPT_SHOW
};
static const struct option longs[] = {
    {"baseline", required_argument, NULL, 'b'},
    {"config", required_argument, NULL, 'c'},
    {"exit-zero", no_argument, NULL, OPT_EXIT_ZERO},
    {"fail-on", required_argument, NULL, OPT_FAIL_ON},
    {"help", no_argument, NULL, 'h'}, {"history", required_argument, NULL, 'H'},
    {"no-sandbox", no_argument, NULL, OPT_NO_SANDBOX},
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

int
options_read(int argc, char **argv, struct opts *o)
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
		case OPT_NO_SANDBOX:
			o->no_sandbox = true;
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
	if (optind < argc)
		diag_say("unexpected operand '%s'", argv[optind]);
	else if (o->judge.require_baseline && !o->baseline && !o->history)
		diag_say("--require-baseline needs -b or -H");
	else
		return -1;
	return diag_usage(USAGE);
}
