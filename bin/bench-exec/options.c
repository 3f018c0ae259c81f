/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - see options.h */
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "environ.h"

#define OUTPUT_MIN (4u << 10)
#define OUTPUT_MAX (1u << 30)

enum { BASELINE = 256, CHECK, GRACE, NO_ENTERPRISE, NO_PERF, SHOW };

static const char SHORT[] = "+C:c:e:hm:qt:Vv";
static const struct option LONG[] = {
    {"baseline-id", required_argument, NULL, BASELINE},
    {"check", no_argument, NULL, CHECK},
    {"config", required_argument, NULL, 'c'},
    {"directory", required_argument, NULL, 'C'},
    {"env", required_argument, NULL, 'e'},
    {"grace", required_argument, NULL, GRACE},
    {"help", no_argument, NULL, 'h'},
    {"max-output", required_argument, NULL, 'm'},
    {"no-enterprise", no_argument, NULL, NO_ENTERPRISE},
    {"no-perf", no_argument, NULL, NO_PERF},
    {"quiet", no_argument, NULL, 'q'},
    {"show-config", no_argument, NULL, SHOW},
    {"timeout", required_argument, NULL, 't'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

const char options_help[] =
    "\n"
    "      --baseline-id ID   have Criterion save the results as ID\n"
    "  -C, --directory DIR    run the command in DIR\n"
    "  -c, --config PATH      thresholds.ini, or the directory that holds it\n"
    "      --check            check what is needed, and run nothing\n"
    "  -e, --env NAME=VALUE   set a variable for the command\n"
    "      --grace SECONDS    between TERM and KILL (5)\n"
    "  -h, --help             print this\n"
    "  -m, --max-output SIZE  keep so much of each stream (8M)\n"
    "      --no-enterprise    do not set GENERATE_JSON_REPORT=1\n"
    "      --no-perf          do not set PERF=1\n"
    "  -q, --quiet            do not show the command's output\n"
    "      --show-config      print the configuration in force\n"
    "  -t, --timeout SECONDS  stop everything then (30 minutes)\n"
    "  -V, --version          print the version\n"
    "  -v, --verbose          say what is decided\n";

bool
options_size(const char *s, size_t *bytes)
{
	static const char units[] = "KMG";
	const char *u;
	char *end;
	double v;

	if (!isdigit((unsigned char)s[0]))
		return false;
	v = strtod(s, &end);
	if (*end && (u = strchr(units, toupper((unsigned char)*end)))) {
		v *= pow(1024, (double)(u - units + 1));
		end++;
	}
	if (*end || !(v >= OUTPUT_MIN && v <= OUTPUT_MAX))
		return false;
	*bytes = (size_t)v;
	return true;
}

static bool
read_seconds(double *out, const char *what, bool zero, struct err *e)
{
	if (conf_number(optarg, out) && (zero ? *out >= 0 : *out > 0) &&
	    *out <= JOB_SECONDS_MAX)
		return true;
	return err_set(e, ST_USAGE, "%s: expected %s to %.0f seconds, got '%s'",
	    what, zero ? "0" : "more than 0, up", JOB_SECONDS_MAX, optarg);
}

static bool
read_variable(struct options *o, struct err *e)
{
	char *eq = strchr(optarg, '=');

	/* What it is set to may be a secret: not in the message. */
	if (!eq || eq == optarg)
		return err_set(e, ST_USAGE, "--env: expected NAME=VALUE");
	o->var = xrealloc(o->var, (o->nvar + 1) * sizeof(*o->var));
	o->var[o->nvar++] = optarg;
	return true;
}

static bool
read_option(struct options *o, int c, struct err *e)
{
	switch (c) {
	case BASELINE:
		o->run.baseline_id = optarg;
		return *optarg ||
		       err_set(e, ST_USAGE, "--baseline-id: expected a name");
	case CHECK:
		o->check = true;
		return true;
	case 'C':
		o->dir = optarg;
		return true;
	case 'c':
		o->config = optarg;
		return true;
	case 'e':
		return read_variable(o, e);
	case GRACE:
		return read_seconds(&o->run.grace, "--grace", true, e);
	case 'm':
		return options_size(optarg, &o->run.max_output) ||
		       err_set(e, ST_USAGE,
			   "--max-output: expected a size from 4K to 1G, got "
			   "'%s'",
			   optarg);
	case NO_ENTERPRISE:
		o->run.enterprise = false;
		return true;
	case NO_PERF:
		o->run.perf = false;
		return true;
	case 'q':
		o->run.quiet = true;
		return true;
	case SHOW:
		o->show_config = true;
		return true;
	case 't':
		return read_seconds(&o->timeout, "--timeout", false, e);
	case 'v':
		o->run.verbose = true;
		return true;
	default:
		return err_set(e, ST_USAGE, "%s", "");
	}
}

bool
options_read(struct options *o, int argc, char **argv, struct err *e)
{
	int c;

	memset(o, 0, sizeof(*o));
	o->run.perf = o->run.enterprise = true;
	o->run.grace = 5;
	o->run.max_output = 8u << 20;
	o->timeout = NAN;
	while ((c = getopt_long(argc, argv, SHORT, LONG, NULL)) != -1) {
		if (c == 'h' || c == 'V') {
			o->help = c == 'h';
			o->version = c == 'V';
			return true;
		}
		if (!read_option(o, c, e))
			return false;
	}
	return true;
}
