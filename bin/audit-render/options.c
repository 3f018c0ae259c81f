/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - see options.h */
#include "options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

#define USAGE                                                                  \
	"usage: audit-render [-hqVv] [--exit-zero] [--no-sandbox] "            \
	"[--show-config]\n"                                                    \
	"                    [-c CONFIG]\n"                                    \
	"                    [-f FORMAT] [--metric NAME] [-o FILE] "           \
	"[--paper SIZE]\n"                                                     \
	"                    [--since TIME] [--until TIME] -t TYPE\n"

static int
help(void)
{
	fputs(USAGE
	    "Make a report of a ledger, or of a perf.json, on standard "
	    "input.\n"
	    "  -t, --type TYPE      performance, audit, trend or compliance\n"
	    "  -f, --format FORMAT  json (default), html, pdf, md; for "
	    "performance also junit\n"
	    "                       and openmetrics; all: what audit.ini "
	    "names, into -o DIR\n"
	    "  -o, --output FILE    write there, all or nothing; for -f all a "
	    "directory\n"
	    "      --since TIME     the period begins: 2026-01-31, 2026-01 or "
	    "a full time\n"
	    "      --until TIME     the period ends with it\n"
	    "      --metric NAME    only this metric or benchmark in charts "
	    "and tables\n"
	    "      --no-sandbox     give up no rights before reading\n"
	    "      --paper SIZE     of the pdf: a4 (default) or letter\n"
	    "      --exit-zero      exit 0 where the answer is no\n"
	    "      --show-config    print the audit.ini that is in force\n"
	    "  -c, --config CONFIG  a directory, audit.ini or thresholds.ini\n"
	    "  -q, --quiet          no annotations\n"
	    "  -v, --verbose        say on stderr what was read and chosen\n"
	    "  -h, --help           print this\n"
	    "  -V, --version        print the version\n",
	    stdout);
	return diag_end(ST_DONE);
}

static bool
type_named(const char *name, enum report_type *t)
{
	int i;

	for (i = REPORT_PERFORMANCE; i <= REPORT_COMPLIANCE; i++) {
		if (strcmp(name, report_type_name((enum report_type)i)) == 0) {
			*t = (enum report_type)i;
			return true;
		}
	}
	return false;
}

/*
 * "2026-01-31", "2026-01" or RFC 3339.  end: of the day, of the month, when a
 * time that is no instant is the end of the period.
 */
static bool
take_time(const char *s, bool end, double *t)
{
	struct calendar c = {0, 1, 1}, back;
	char full[64];
	long long exact;
	int n = 0;

	if (fsio_parse_utc(s, &exact)) {
		*t = (double)exact;
		return true;
	}
	if (strlen(s) == 10) {
		snprintf(full, sizeof(full), "%sT00:00:00Z", s);
		if (!fsio_parse_utc(full, &exact))
			return false;
		*t = (double)exact + (end ? DAY : 0);
		return true;
	}
	if (sscanf(s, "%4d-%2d%n", &c.year, &c.month, &n) != 2 || s[n] ||
	    n != 7)
		return false;
	back = words_calendar(words_midnight(c));
	if (back.month != c.month)
		return false;
	c.month += end;
	*t = words_midnight(c);
	return true;
}

static int
wrong(const char *what, const char *got)
{
	diag_say("unknown %s '%s'", what, got);
	return diag_usage(USAGE);
}

enum { EXIT_ZERO = 256, METRIC, NO_SANDBOX, PAPER, SHOW, SINCE, UNTIL };

/* -1: go on. */
static int
take(int c, const char *arg, struct opts *o)
{
	struct render *r = &o->render;

	switch (c) {
	case 'c':
		r->config = arg;
		return -1;
	case 'f':
		r->form = form_named(arg);
		return r->form == FORM_NONE ? wrong("format", arg) : -1;
	case 'o':
		r->out = arg;
		return -1;
	case 'q':
		r->quiet = true;
		return -1;
	case 't':
		r->typed = type_named(arg, &r->type);
		return r->typed ? -1 : wrong("type", arg);
	case 'v':
		r->verbose = true;
		return -1;
	case EXIT_ZERO:
		r->exit_zero = true;
		return -1;
	case METRIC:
		r->metric = arg;
		return -1;
	case NO_SANDBOX:
		r->no_sandbox = true;
		return -1;
	case PAPER:
		r->paper = strcmp(arg, "letter") == 0 ? PAPER_LETTER : PAPER_A4;
		return strcmp(arg, "letter") == 0 || strcmp(arg, "a4") == 0
			   ? -1
			   : wrong("paper", arg);
	case SHOW:
		o->show = true;
		return -1;
	case SINCE:
		return take_time(arg, false, &r->time.since)
			   ? -1
			   : wrong("time", arg);
	case UNTIL:
		return take_time(arg, true, &r->time.until)
			   ? -1
			   : wrong("time", arg);
	case 'h':
		return help();
	case 'V':
		return diag_version();
	default:
		return diag_usage(USAGE);
	}
}

static int
check(int argc, char **argv, const struct opts *o)
{
	const struct render *r = &o->render;

	if (optind < argc) {
		diag_say("unexpected argument '%s'", argv[optind]);
		return diag_usage(USAGE);
	}
	if (!r->typed && !o->show) {
		diag_say("no type of report given");
		return diag_usage(USAGE);
	}
	if (r->form == FORM_ALL && !r->out) {
		diag_say("-f all needs -o DIR");
		return diag_usage(USAGE);
	}
	if ((r->form == FORM_JUNIT || r->form == FORM_OPENMETRICS) &&
	    r->type != REPORT_PERFORMANCE) {
		diag_say("only the performance report comes as %s",
		    form_name(r->form));
		return diag_usage(USAGE);
	}
	if (r->time.since >= r->time.until) {
		diag_say("the period ends before it begins");
		return diag_usage(USAGE);
	}
	return -1;
}

int
options_read(int argc, char **argv, struct opts *o)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"exit-zero", no_argument, NULL, EXIT_ZERO},
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {"metric", required_argument, NULL, METRIC},
	    {"no-sandbox", no_argument, NULL, NO_SANDBOX},
	    {"output", required_argument, NULL, 'o'},
	    {"paper", required_argument, NULL, PAPER},
	    {"quiet", no_argument, NULL, 'q'},
	    {"show-config", no_argument, NULL, SHOW},
	    {"since", required_argument, NULL, SINCE},
	    {"type", required_argument, NULL, 't'},
	    {"until", required_argument, NULL, UNTIL},
	    {"verbose", no_argument, NULL, 'v'},
	    {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	int c, st;

	memset(o, 0, sizeof(*o));
	o->render.form = FORM_JSON;
	o->render.time.since = o->render.time.until = NAN;
	while (
	    (c = getopt_long(argc, argv, "c:f:ho:qt:Vv", longs, NULL)) != -1) {
		st = take(c, optarg, o);
		if (st >= 0)
			return st;
	}
	return check(argc, argv, o);
}
