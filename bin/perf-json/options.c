/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - see options.h */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

#include "diag.h"

#define USAGE                                                                  \
	"usage: perf-json [-hVv] [--check] [--no-sandbox] [--raw-fallback]\n"  \
	"                 [--show-config] [-c config] [-o file]"

static const char help[] = USAGE
    "\n"
    "  -c, --config PATH   thresholds.ini, or the directory that holds it\n"
    "      --check         only check a perf.json, and pass it on\n"
    "      --no-sandbox    give up no rights before reading\n"
    "  -o, --output FILE   also write the document to FILE, atomically\n"
    "      --raw-fallback  a metric that nothing matches takes the fastest\n"
    "                      figure in its unit, with a warning\n"
    "      --show-config   print the configuration in force\n"
    "  -v, --verbose       say which configuration was taken\n"
    "  -h, --help          this text\n"
    "  -V, --version       the version\n";

enum { OPT_CHECK = 256, OPT_NO_SANDBOX, OPT_RAW, OPT_SHOW };
static const struct option longs[] = {{"check", no_argument, NULL, OPT_CHECK},
    {"config", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'},
    {"no-sandbox", no_argument, NULL, OPT_NO_SANDBOX},
    {"output", required_argument, NULL, 'o'},
    {"raw-fallback", no_argument, NULL, OPT_RAW},
    {"show-config", no_argument, NULL, OPT_SHOW},
    {"verbose", no_argument, NULL, 'v'}, {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0}};

int
options_read(int argc, char **argv, struct opts *o)
{
	int ch;

	while ((ch = getopt_long(argc, argv, "c:ho:Vv", longs, NULL)) != -1) {
		switch (ch) {
		case 'c':
			o->config = optarg;
			break;
		case 'o':
			o->output = optarg;
			break;
		case 'v':
			o->verbose = true;
			break;
		case OPT_CHECK:
			o->check = true;
			break;
		case OPT_NO_SANDBOX:
			o->no_sandbox = true;
			break;
		case OPT_RAW:
			o->raw_fallback = true;
			break;
		case OPT_SHOW:
			o->show = true;
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
	if (optind == argc)
		return -1;
	diag_say("unexpected operand '%s'", argv[optind]);
	return diag_usage(USAGE);
}
