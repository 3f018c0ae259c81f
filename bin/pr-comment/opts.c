/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* opts - see opts.h */
#include "opts.h"

#include <stddef.h>

#include "envelope.h"

enum {
	OPT_AUTHOR = 256,
	OPT_AUTH,
	OPT_EXIT_ZERO,
	OPT_HTTP,
	OPT_NO_ANNOTATIONS,
	OPT_NO_OUTPUT,
	OPT_NO_SANDBOX,
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
const struct option opts_long[] = {
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
    {"no-sandbox", no_argument, NULL, OPT_NO_SANDBOX},
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

void
opts_init(struct opts *o)
{
	*o = (struct opts){.suite = "default",
	    .author = OPTS_AUTHOR,
	    .http = GH_SETTINGS_INIT};
}

bool
opts_take(struct opts *o, int ch, const char *name, struct err *e)
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
	    {OPT_AUTH, &o->check_auth}, {OPT_EXIT_ZERO, &o->exit_zero},
	    {OPT_NO_ANNOTATIONS, &o->no_annotations},
	    {OPT_NO_OUTPUT, &o->no_output}, {OPT_NO_SANDBOX, &o->no_sandbox},
	    {OPT_NO_SUMMARY, &o->no_summary},
	    {OPT_REQUIRE, &o->require_comment}, {OPT_SHOW, &o->show_config}};
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

static bool
name_ok(const char *option, const char *name, struct err *e)
{
	if (name == NULL || envelope_name_ok(name))
		return true;
	return err_set(e, ST_USAGE,
	    "%s must be 1 to 100 bytes of text without '<', '>' and '--', not "
	    "'%.100s'",
	    option, name);
}

bool
opts_check(const struct opts *o, struct err *e)
{
	if (!name_ok("--suite", o->suite, e) ||
	    !name_ok("--section", o->section, e))
		return false;
	if (o->render != NULL && (o->post != NULL || o->dry_run))
		return err_set(e, ST_USAGE,
		    "--render goes with neither --post nor --dry-run");
	return true;
}
