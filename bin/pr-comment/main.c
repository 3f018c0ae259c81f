/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pr-comment - keep one comment on a pull request that tells the verdict
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "diag.h"
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
	"                  [--exit-zero] [--render dir | --post dir]\n"        \
	"       pr-comment --check-auth [--repo owner/name] "                  \
	"[--token-file file]\n"

static const char help[] = USAGE
    "      --author LOGIN     whose comments are ours (github-actions[bot])\n"
    "      --cacert FILE      certificates to trust\n"
    "      --check-auth       print repository, permissions, login; no "
    "comment\n"
    "  -c, --config PATH      thresholds.ini, or the directory that holds it\n"
    "  -n, --dry-run          print {body, method, url}; no request is made\n"
    "      --exit-zero        exit 0 also when the verdict is no\n"
    "      --max-wait SECONDS of waiting in all (120)\n"
    "      --no-annotations   no ::error and ::warning lines\n"
    "      --no-output        leave $GITHUB_OUTPUT alone\n"
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

enum {
	OPT_AUTHOR = 256,
	OPT_AUTH,
	OPT_EXIT_ZERO,
	OPT_HTTP,
	OPT_NO_ANNOTATIONS,
	OPT_NO_OUTPUT,
	OPT_NO_SUMMARY,
	OPT_POST,
	OPT_PR,
	OPT_RENDER,
	OPT_REPO,
	OPT_REQUIRE,
	OPT_SECTION,
	OPT_SHOW,
	OPT_SUITE
};
static const struct option longs[] = {
    {"author", required_argument, NULL, OPT_AUTHOR},
    {"cacert", required_argument, NULL, OPT_HTTP},
    {"check-auth", no_argument, NULL, OPT_AUTH},
    {"config", required_argument, NULL, 'c'},
    {"dry-run", no_argument, NULL, 'n'},
    {"exit-zero", no_argument, NULL, OPT_EXIT_ZERO},
    {"help", no_argument, NULL, 'h'},
    {"max-wait", required_argument, NULL, OPT_HTTP},
    {"no-annotations", no_argument, NULL, OPT_NO_ANNOTATIONS},
    {"no-output", no_argument, NULL, OPT_NO_OUTPUT},
    {"no-summary", no_argument, NULL, OPT_NO_SUMMARY},
    {"post", required_argument, NULL, OPT_POST},
    {"pr", required_argument, NULL, OPT_PR}, {"quiet", no_argument, NULL, 'q'},
    {"render", required_argument, NULL, OPT_RENDER},
    {"repo", required_argument, NULL, OPT_REPO},
    {"require-comment", no_argument, NULL, OPT_REQUIRE},
    {"section", required_argument, NULL, OPT_SECTION},
    {"show-config", no_argument, NULL, OPT_SHOW},
    {"suite", required_argument, NULL, OPT_SUITE},
    {"timeout", required_argument, NULL, OPT_HTTP},
    {"token-file", required_argument, NULL, OPT_HTTP},
    {"tries", required_argument, NULL, OPT_HTTP},
    {"verbose", no_argument, NULL, 'v'}, {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0}};

struct mode {
	bool auth, show;
};

/* One option; false for an unknown one or, with e filled, a bad value. */
static bool
take(int ch, const char *name, struct opts *o, struct mode *m, struct err *e)
{
	const struct {
		int ch;
		const char **to;
	} text[] = {{'c', &o->config}, {OPT_AUTHOR, &o->author},
	    {OPT_POST, &o->post}, {OPT_PR, &o->pr}, {OPT_RENDER, &o->render},
	    {OPT_REPO, &o->repo}, {OPT_SECTION, &o->section},
	    {OPT_SUITE, &o->suite}};
	const struct {
		int ch;
		bool *to;
	} flag[] = {{'n', &o->dry_run}, {'q', &o->quiet}, {'v', &o->verbose},
	    {OPT_AUTH, &m->auth}, {OPT_EXIT_ZERO, &o->exit_zero},
	    {OPT_NO_ANNOTATIONS, &o->no_annotations},
	    {OPT_NO_OUTPUT, &o->no_output}, {OPT_NO_SUMMARY, &o->no_summary},
	    {OPT_REQUIRE, &o->require_comment}, {OPT_SHOW, &m->show}};
	size_t i;

	if (ch == OPT_HTTP)
		return gh_setting(&o->http, name, optarg, e);
	for (i = 0; i < sizeof(text) / sizeof(*text); i++)
		if (text[i].ch == ch)
			return (*text[i].to = optarg) != NULL;
	for (i = 0; i < sizeof(flag) / sizeof(*flag); i++)
		if (flag[i].ch == ch)
			return *flag[i].to = true;
	return false;
}

static int
run(const struct opts *o, const struct mode *m)
{
	struct err e = {ST_DONE, ""};
	struct conf c = {0};
	int status = ST_DONE;

	if (m->auth)
		return work_check_auth(o);
	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (m->show)
		conf_show(&c);
	else
		status = work(o, &c);
	conf_free(&c);
	return status;
}

int
main(int argc, char **argv)
{
	struct opts o = {.suite = "default",
	    .author = "github-actions[bot]",
	    .http = GH_SETTINGS_INIT};
	struct mode m = {false, false};
	struct err e = {ST_DONE, ""};
	int ch, at = 0;

	diag_start("pr-comment");
	while ((ch = getopt_long(argc, argv, "c:hnqVv", longs, &at)) != -1) {
		if (ch == 'h') {
			fputs(help, stdout);
			return diag_end(ST_DONE);
		}
		if (ch == 'V')
			return diag_version();
		if (!take(ch, longs[at].name, &o, &m, &e)) {
			if (e.status != ST_DONE)
				diag_fail(&e);
			return diag_usage(USAGE);
		}
	}
	if (optind < argc) {
		diag_say("unexpected operand '%s'", argv[optind]);
		return diag_usage(USAGE);
	}
	return diag_end(run(&o, &m));
}
