/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options - see options.h */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "git.h"

const char usage_text[] =
    "usage: baseline-promote -s DIR | --git REMOTE[#BRANCH] [options]\n"
    "       baseline-promote -s DIR | --git REMOTE[#BRANCH] "
    "--log | --verify | --checkpoint |\n"
    "           --prune | --trends | --validate | --import FILE...";

const char help_text[] =
    "Promote a run that was merged, passed and did not regress to the "
    "baseline, and\nrecord it in the hash-chained history.\n\n"
    "  -s, --store DIR          the store\n"
    "      --git REMOTE[#BRANCH] the store is a branch (default "
    "perf-history) of a git remote\n"
    "  -c, --config FILE|DIR    thresholds.ini, or the directory it is in\n"
    "  -n, --dry-run            tell what would happen, change nothing\n"
    "      --pr N               ask GitHub whether pull request N is merged\n"
    "      --repo OWNER/NAME    for requests; default $GITHUB_REPOSITORY\n"
    "      --branch NAME        outside GitHub: the branch that was built\n"
    "      --actor NAME         outside GitHub: who is acting\n"
    "      --checks-passed      the other checks have passed\n"
    "      --ask-checks         ask GitHub for the commit's checks\n"
    "      --job NAME           this job's name among them; default "
    "$GITHUB_JOB\n"
    "      --override           promote although a criterion is not met\n"
    "      --reason TEXT        why; goes into the ledger for good\n"
    "      --accept-improvement do not hold an improvement beyond the noise\n"
    "      --log                print the whole ledger\n"
    "      --verify             check the whole ledger\n"
    "      --expect-head HEX    with --verify: what the head must be, or "
    "must have been\n"
    "      --checkpoint         record the tree hash, print it for signing\n"
    "      --origin NAME        with --checkpoint: whose ledger it is\n"
    "      --prune              drop what is older than retention_months\n"
    "      --trends             levels, steps and slopes as JSON\n"
    "      --validate           record a run measured where the build runs\n"
    "      --import FILE...     seed the ledger with earlier figures\n"
    "      --fingerprint HEX    with --import: the machine of figures that "
    "name none\n"
    "      --exit-zero          exit 0 also when the answer is no\n"
    "      --no-sandbox         give up no rights before reading\n"
    "      --show-config        print the configuration in force\n"
    "      --token-file FILE, --cacert FILE, --timeout S, --tries N, "
    "--max-wait S\n"
    "                           for requests to GitHub\n"
    "  -q, --quiet              no notices\n"
    "  -v, --verbose            say what is decided and why\n"
    "  -h, --help               this text\n"
    "  -V, --version            the version";

enum {
	O_GIT = 256,
	O_PR,
	O_REPO,
	O_BRANCH,
	O_ACTOR,
	O_CHECKS_PASSED,
	O_ASK_CHECKS,
	O_JOB,
	O_OVERRIDE,
	O_REASON,
	O_ACCEPT,
	O_EXPECT_HEAD,
	O_ORIGIN,
	O_FINGERPRINT,
	O_EXIT_ZERO,
	O_NO_SANDBOX,
	O_GITHUB,     /* one of github.h's settings */
	O_MODE = 1024 /* plus the mode */
};

static const struct option options[] = {
    {"accept-improvement", no_argument, NULL, O_ACCEPT},
    {"actor", required_argument, NULL, O_ACTOR},
    {"ask-checks", no_argument, NULL, O_ASK_CHECKS},
    {"branch", required_argument, NULL, O_BRANCH},
    {"cacert", required_argument, NULL, O_GITHUB},
    {"checkpoint", no_argument, NULL, O_MODE + MODE_CHECKPOINT},
    {"checks-passed", no_argument, NULL, O_CHECKS_PASSED},
    {"config", required_argument, NULL, 'c'},
    {"dry-run", no_argument, NULL, 'n'},
    {"exit-zero", no_argument, NULL, O_EXIT_ZERO},
    {"expect-head", required_argument, NULL, O_EXPECT_HEAD},
    {"fingerprint", required_argument, NULL, O_FINGERPRINT},
    {"git", required_argument, NULL, O_GIT},
    {"help", no_argument, NULL, 'h'},
    {"import", no_argument, NULL, O_MODE + MODE_IMPORT},
    {"job", required_argument, NULL, O_JOB},
    {"log", no_argument, NULL, O_MODE + MODE_LOG},
    {"max-wait", required_argument, NULL, O_GITHUB},
    {"no-sandbox", no_argument, NULL, O_NO_SANDBOX},
    {"origin", required_argument, NULL, O_ORIGIN},
    {"override", no_argument, NULL, O_OVERRIDE},
    {"pr", required_argument, NULL, O_PR},
    {"prune", no_argument, NULL, O_MODE + MODE_PRUNE},
    {"quiet", no_argument, NULL, 'q'},
    {"reason", required_argument, NULL, O_REASON},
    {"repo", required_argument, NULL, O_REPO},
    {"show-config", no_argument, NULL, O_MODE + MODE_SHOW_CONFIG},
    {"store", required_argument, NULL, 's'},
    {"timeout", required_argument, NULL, O_GITHUB},
    {"token-file", required_argument, NULL, O_GITHUB},
    {"trends", no_argument, NULL, O_MODE + MODE_TRENDS},
    {"tries", required_argument, NULL, O_GITHUB},
    {"validate", no_argument, NULL, O_MODE + MODE_VALIDATE},
    {"verbose", no_argument, NULL, 'v'},
    {"verify", no_argument, NULL, O_MODE + MODE_VERIFY},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* A copy, kept to the end; what ps(1) shows has no password any more. */
static const char *
unseen(char *url)
{
	static char *kept;
	char *masked = git_masked(url);
	size_t n = strlen(url) + 1;

	free(kept);
	kept = xstrdup(url);
	strncpy(url, masked, n); /* NULs after it, too */
	free(masked);
	return kept;
}

/* n lower-case hex digits, n at most max, min at least. */
static bool
is_hex(const char *s, size_t min, size_t max)
{
	size_t n = strspn(s, "0123456789abcdef");

	return !s[n] && n >= min && n <= max;
}

static bool
set(struct opts *o, int c, const char *name, struct err *e)
{
	switch (c) {
	case 'c':
		o->config = optarg;
		break;
	case 'n':
		o->dry_run = true;
		break;
	case 'q':
		o->quiet = true;
		break;
	case 's':
		o->store = optarg;
		break;
	case 'v':
		o->verbose = true;
		break;
	case O_GIT:
		o->git = unseen(optarg);
		break;
	case O_PR:
		return gh_pr_ok(optarg, &o->pr) ||
		       err_set(e, ST_USAGE,
			   "'%s' is no pull request number (--pr)", optarg);
	case O_REPO:
		o->repo = optarg;
		return gh_repo_ok(optarg) ||
		       err_set(e, ST_USAGE, "'%s' is not OWNER/NAME (--repo)",
			   optarg);
	case O_BRANCH:
		o->branch = optarg;
		break;
	case O_ACTOR:
		o->actor = optarg;
		break;
	case O_CHECKS_PASSED:
		o->checks_passed = true;
		break;
	case O_ASK_CHECKS:
		o->ask_checks = true;
		break;
	case O_JOB:
		o->job = optarg;
		break;
	case O_OVERRIDE:
		o->override = true;
		break;
	case O_REASON:
		o->reason = optarg;
		break;
	case O_ACCEPT:
		o->accept_improvement = true;
		break;
	case O_EXPECT_HEAD:
		o->expect_head = optarg;
		return is_hex(optarg, 64, 64) ||
		       err_set(e, ST_USAGE,
			   "'%s' is not 64 lower-case hex digits "
			   "(--expect-head)",
			   optarg);
	case O_ORIGIN:
		o->origin = optarg;
		break;
	case O_FINGERPRINT:
		o->fingerprint = optarg;
		return is_hex(optarg, 16, 16) ||
		       err_set(e, ST_USAGE,
			   "'%s' is not 16 lower-case hex digits "
			   "(--fingerprint)",
			   optarg);
	case O_EXIT_ZERO:
		o->exit_zero = true;
		break;
	case O_NO_SANDBOX:
		o->no_sandbox = true;
		break;
	case O_GITHUB:
		return gh_setting(&o->gh, name, optarg, e);
	default:
		if (o->mode != MODE_PROMOTE && (int)o->mode != c - O_MODE)
			return err_set(e, ST_USAGE,
			    "only one of --log, --verify, --checkpoint, "
			    "--prune, --trends, --validate and --import");
		o->mode = (enum mode)(c - O_MODE);
	}
	return true;
}

/* What does not go together. */
static bool
agree(const struct opts *o, struct err *e)
{
	if (!o->store == !o->git && o->mode != MODE_SHOW_CONFIG)
		return err_set(e, ST_USAGE,
		    o->store
			? "-s and --git are two stores: give one"
			: "no store: give -s DIR or --git REMOTE[#BRANCH]");
	if ((o->store && !*o->store) || (o->git && !*o->git))
		return err_set(e, ST_USAGE, "the store's name is empty");
	if (o->override && (!o->reason || !*o->reason))
		return err_set(e, ST_USAGE, "--override needs --reason TEXT");
	if (o->reason && !o->override)
		return err_set(e, ST_USAGE, "--reason needs --override");
	if (o->checks_passed && o->ask_checks)
		return err_set(e, ST_USAGE,
		    "--checks-passed and --ask-checks exclude each other");
	if (o->expect_head && o->mode != MODE_VERIFY)
		return err_set(e, ST_USAGE, "--expect-head needs --verify");
	if (o->fingerprint && o->mode != MODE_IMPORT)
		return err_set(e, ST_USAGE, "--fingerprint needs --import");
	if (o->origin && o->mode != MODE_CHECKPOINT)
		return err_set(e, ST_USAGE, "--origin needs --checkpoint");
	if (o->origin && (!*o->origin || strpbrk(o->origin, "\n\r")))
		return err_set(e, ST_USAGE, "--origin must be one line");
	if (o->mode == MODE_IMPORT && !*o->file)
		return err_set(e, ST_USAGE, "--import needs a file");
	if (o->mode != MODE_IMPORT && *o->file)
		return err_set(
		    e, ST_USAGE, "unexpected operand '%s'", *o->file);
	return true;
}

bool
options_read(struct opts *o, int argc, char **argv, struct err *e)
{
	int c, which = 0;

	memset(o, 0, sizeof(*o));
	o->gh = (struct gh_settings)GH_SETTINGS_INIT;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:hnqs:vV", options, &which)) !=
	       -1) {
		if (c == ':')
			return err_set(e, ST_USAGE,
			    "option '%s' needs an argument", argv[optind - 1]);
		if (c == '?')
			return err_set(e, ST_USAGE, "unknown option '%s'",
			    argv[optind - 1]);
		if (c == 'h' || c == 'V') {
			o->mode = c == 'h' ? MODE_HELP : MODE_VERSION;
			return true;
		}
		if (!set(o, c, options[which].name, e))
			return false;
	}
	o->file = argv + optind;
	return agree(o, e);
}
