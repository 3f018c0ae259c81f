/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pr-comment - keep one comment on a pull request that tells the verdict
 */
#include <getopt.h>
#include <stdio.h>

#include "conf.h"
#include "diag.h"
#include "opts.h"
#include "work.h"

#define USAGE                                                                  \
	"usage: pr-comment [-hnqVv] [-c config] [--repo owner/name] "          \
	"[--pr number]\n"                                                      \
	"                  [--suite name] [--section name] "                   \
	"[--author login]\n"                                                   \
	"                  [--token-file file] [--cacert file] "               \
	"[--timeout seconds]\n"                                                \
	"                  [--tries n] [--max-wait seconds] "                  \
	"[--require-comment]\n"                                                \
	"                  [--no-summary] [--no-output] "                      \
	"[--no-annotations]\n"                                                 \
	"                  [--no-sandbox] [--exit-zero] "                      \
	"[--render dir | --post dir]\n"                                        \
	"       pr-comment --check-auth [--repo owner/name] "                  \
	"[--token-file file]\n"

static const char help[] = USAGE
    "      --author LOGIN     whose comments are ours (github-actions[bot]); "
    "@me:\n"
    "                         the token's own login\n"
    "      --cacert FILE      certificates to trust\n"
    "      --check-auth       print repository, permissions, login; no "
    "comment\n"
    "  -c, --config PATH      thresholds.ini, or the directory that holds it\n"
    "  -n, --dry-run          print {body, method, url}; no request is made\n"
    "      --exit-zero        exit 0 also when the verdict is no\n"
    "      --max-wait SECONDS of waiting in all (120)\n"
    "      --no-annotations   no ::error and ::warning lines\n"
    "      --no-output        leave $GITHUB_OUTPUT alone\n"
    "      --no-sandbox       give up no rights before reading\n"
    "      --no-summary       leave $GITHUB_STEP_SUMMARY alone\n"
    "      --post DIR         post what --render wrote, distrusting it\n"
    "      --pr NUMBER        the pull request; else the event tells\n"
    "  -q, --quiet            no notices\n"
    "      --render DIR       write the comment into DIR; no token, no "
    "network\n"
    "      --repo OWNER/NAME  else $GITHUB_REPOSITORY\n"
    "      --require-comment  exit 5 where no comment could be made\n"
    "      --section NAME     several jobs share the comment; this one's part\n"
    "      --show-config      print the configuration in force\n"
    "      --suite NAME       one comment a suite (default)\n"
    "      --timeout SECONDS  a request (30)\n"
    "      --token-file FILE  else $GITHUB_TOKEN\n"
    "      --tries N          of a request (3)\n"
    "  -v, --verbose          say which configuration was taken\n"
    "  -h, --help             this text\n"
    "  -V, --version          the version\n";

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct conf c = {0};
	int status = ST_DONE;

	if (o->check_auth)
		return work_check_auth(o);
	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show_config)
		conf_show(&c);
	else
		status = work(o, &c);
	conf_free(&c);
	return status;
}

int
main(int argc, char **argv)
{
	struct opts o;
	struct err e = {ST_DONE, ""};
	int ch, at = 0;

	diag_start("pr-comment");
	opts_init(&o);
	while (
	    (ch = getopt_long(argc, argv, "c:hnqVv", opts_long, &at)) != -1) {
		if (ch == 'h') {
			fputs(help, stdout);
			return diag_end(ST_DONE);
		}
		if (ch == 'V')
			return diag_version();
		if (!opts_take(&o, ch, opts_long[at].name, &e)) {
			if (e.status != ST_DONE)
				diag_fail(&e);
			return diag_usage(USAGE);
		}
	}
	if (optind < argc) {
		diag_say("unexpected operand '%s'", argv[optind]);
		return diag_usage(USAGE);
	}
	return diag_end(run(&o));
}
