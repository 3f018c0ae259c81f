/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* job - see job.h */
#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "checkpoint.h"
#include "field.h"
#include "gitstore.h"
#include "import.h"
#include "ledgers.h"
#include "outlook.h"
#include "promote.h"
#include "sandbox.h"

void
job_confine(const struct opts *o)
{
	const char *const write[] = {o->store, NULL};
	const char *event = getenv("GITHUB_EVENT_PATH");
	const char *const ask[] = {event && *event ? event : o->store,
	    o->gh.cacert ? o->gh.cacert : o->store,
	    o->gh.token_file ? o->gh.token_file : o->store, NULL};

	if (o->git) {
		sandbox_no_core(); /* the remote's URL may hold a token */
		sandbox_enter(NULL, NULL, SANDBOX_ALL_FILES);
	} else if (o->mode == MODE_PROMOTE) {
		sandbox_enter(ask, write, SANDBOX_NO_EXEC | SANDBOX_RESOLVE);
	} else {
		sandbox_enter(
		    (const char *const *)o->file, write, SANDBOX_FILTER);
	}
}

/* The mode's work on the files in dir; what it prints goes to out. */
static bool
work(struct job *j, const char *dir, FILE *out, struct err *e)
{
	switch (j->o->mode) {
	case MODE_LOG:
		return ledgers_log(dir, out, e);
	case MODE_VERIFY:
		return ledgers_verify(dir, j->o, out, &j->whole, e);
	case MODE_TRENDS:
		return outlook(dir, j->c, out, &j->whole, e);
	case MODE_CHECKPOINT:
		return checkpoint_make(dir, j->o, j->c, out, e);
	case MODE_PRUNE:
		return checkpoint_prune(dir, j->o, j->c, out, e);
	case MODE_IMPORT:
		return import_files(dir, j->o, j->c, out, e);
	case MODE_VALIDATE:
		return promote_validate(j->doc, dir, j->o, j->c, j->ev, e);
	default:
		return promote_run(
		    j->doc, dir, j->o, j->c, j->ev, &j->outcome, e);
	}
}

/*
 * The same with what is printed kept in j->text until all is done, and perhaps
 * done again; what only reads prints at once, for a ledger is long.
 */
static bool
work_on(struct job *j, const char *dir, struct err *e)
{
	FILE *f;
	bool good;

	if (j->o->mode == MODE_LOG || j->o->mode == MODE_VERIFY ||
	    j->o->mode == MODE_TRENDS)
		return work(j, dir, stdout, e);

	free(j->text);
	j->text = NULL;
	j->whole = true;
	f = xmemstream(&j->text, &j->n);
	good = work(j, dir, f, e);
	fclose(f);
	return good;
}

/* What the commit of a change is to say; NULL when nothing changes. */
static char *
message(const struct job *j)
{
	static const char *const name[] = {[MODE_CHECKPOINT] = "checkpoint",
	    [MODE_PRUNE] = "prune",
	    [MODE_IMPORT] = "import",
	    [MODE_VALIDATE] = "validate"};
	const char *what;

	if (j->o->dry_run || j->o->mode == MODE_LOG ||
	    j->o->mode == MODE_VERIFY || j->o->mode == MODE_TRENDS)
		return NULL;
	if (j->o->mode != MODE_PROMOTE)
		return xstrdup(name[j->o->mode]);
	if (j->outcome == OUTCOME_SKIP)
		return NULL;
	what = ledger_type_name(outcome_type(j->outcome));
	return xasprintf("%s: %.12s", what,
	    j->ev->commit ? j->ev->commit : "a run without a commit");
}

static bool
git_work(void *user, const char *dir, char **text, struct err *e)
{
	struct job *j = user;
	bool good = work_on(j, dir, e);

	*text = good ? message(j) : NULL;
	return good;
}

bool
job_run(struct job *j, struct err *e)
{
	j->whole = true;
	if (j->o->git)
		return gitstore_with(j->o->git, git_work, j, j->o->verbose, e);
	return work_on(j, j->o->store, e);
}
