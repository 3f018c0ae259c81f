/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * options - the command line of baseline-promote
 */
#ifndef BP_OPTIONS_H
#define BP_OPTIONS_H

#include <stdbool.h>

#include "diag.h"
#include "github.h"

enum mode {
	MODE_PROMOTE,
	MODE_VALIDATE,
	MODE_LOG,
	MODE_VERIFY,
	MODE_CHECKPOINT,
	MODE_PRUNE,
	MODE_TRENDS,
	MODE_IMPORT,
	MODE_HELP,
	MODE_VERSION,
	MODE_SHOW_CONFIG
};

struct opts {
	enum mode mode;
	const char *store, *git, *config;
	bool dry_run, quiet, verbose, exit_zero, no_sandbox;
	/* evidence */
	long long pr;
	const char *repo, *branch, *actor, *job;
	bool checks_passed, ask_checks;
	/* decisions of a person */
	bool override, accept_improvement;
	const char *reason;
	/* the ledger */
	int retention_months; /* of audit.ini, for --prune */
	const char *expect_head, *origin, *fingerprint;
	struct gh_settings gh;
	char **file; /* operands: what --import reads; NULL-ended */
};

extern const char usage_text[], help_text[];

/* ST_USAGE when the command line is none. */
bool options_read(struct opts *o, int argc, char **argv, struct err *e);

#endif
