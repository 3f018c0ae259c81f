/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* promote - see promote.h */
#include "promote.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "baselines.h"
#include "compare.h"
#include "field.h"
#include "fsio.h"
#include "incidents.h"
#include "ledger.h"
#include "perf.h"
#include "record.h"
#include "section.h"
#include "store.h"

/* Everything about one attempt. */
struct attempt {
	const char *dir, *key;
	const struct opts *o;
	const struct conf *c;
	const struct evidence *ev;
	struct jio_doc *d;
	struct perf_set set;
	struct recent recent;
	struct compared cmp;
	struct decision decision;
	struct incidents incidents;
	struct ledger_writer *w; /* NULL in a dry run */
	size_t room;             /* held for the document's text */
};

static void
attempt_free(struct attempt *a)
{
	perf_set_free(&a->set);
	recent_free(&a->recent);
	compare_free(&a->cmp);
	decision_free(&a->decision);
	incidents_free(&a->incidents);
	jio_drop(a->room);
	ledger_unlock(a->w);
}

/* Lock the store, and finish what a crash has left. */
static bool
lock(struct attempt *a, struct err *e)
{
	if (a->o->dry_run)
		return true;
	if (!fsio_mkdirs(a->dir, e))
		return false;
	a->w = ledger_lock(a->dir, a->c->mode, e);
	return a->w && store_complete(a->dir, a->w, a->c->mode, e);
}

/* Of the record to come; 0: none will. */
static unsigned long long
next_seq(const struct attempt *a)
{
	return a->w ? ledger_last(a->w) + 1 + (ledger_torn(a->w) > 0) : 0;
}

static bool
judge(struct attempt *a, struct err *e)
{
	const char *fp = perf_fingerprint(a->d->root);

	if (!recent_read(&a->recent, a->dir, fp ? fp : "", e) ||
	    !compare(&a->cmp, a->d, a->dir, a->key, a->c, e))
		return false;
	decide(&a->decision, a->o, a->c, a->d->root, a->ev, &a->recent,
	    &a->cmp.with);
	incidents_of(&a->incidents, &a->recent, a->cmp.with.section,
	    next_seq(a), a->ev->commit, a->decision.outcome == OUTCOME_OVERRIDE,
	    a->c->regression_threshold);
	return true;
}

static bool
replaces(const struct attempt *a)
{
	return a->decision.outcome == OUTCOME_PROMOTE ||
	       a->decision.outcome == OUTCOME_OVERRIDE;
}

/* _metadata.baseline, as yet without the record's hash. */
static void
fill(struct attempt *a)
{
	struct section s = {.conf = a->c,
	    .decision = &a->decision,
	    .ev = a->ev,
	    .recent = &a->recent,
	    .cmp = &a->cmp,
	    .set = &a->set,
	    .dry_run = a->o->dry_run,
	    .seq = next_seq(a)};

	section_fill(a->d->root, &s);
}

static bool
install(struct attempt *a, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = xmemstream(&text, &n);
	bool good;

	jout_doc(f, a->d);
	fclose(f);
	good = store_promote(a->dir, a->w, a->key, text, n, a->c->mode, e);
	free(text);
	return good;
}

/* The document's hash; it must be one that can be read again. */
static bool
digest(struct attempt *a, char out[SHA256_HEX], struct err *e)
{
	size_t n = baselines_digest(a->d, out) + SHA256_HEX + 1;

	if (n > JIO_TEXT_MAX)
		return err_set(e, ST_INPUT,
		    "CBKB003: document too large: as a baseline over %u MiB",
		    JIO_TEXT_MAX >> 20);
	if (!jio_hold(n, e))
		return err_in(e, JIO_STDIN);
	a->room = n;
	return true;
}

static bool
record(struct attempt *a, struct err *e)
{
	struct record r = {.conf = a->c,
	    .root = a->d->root,
	    .set = &a->set,
	    .ev = a->ev,
	    .decision = &a->decision,
	    .incidents = &a->incidents,
	    .section = a->cmp.with.section,
	    .previous = &a->recent.promoted,
	    .reason = a->o->reason};
	struct ledger_entry entry = {.type = outcome_type(a->decision.outcome),
	    .time = fsio_now(),
	    .actor = a->ev->actor,
	    .commit = a->ev->commit,
	    .branch = a->ev->branch,
	    .pr = a->ev->pr,
	    .data = record_write,
	    .user = &r};
	char hash[SHA256_HEX], document[SHA256_HEX];
	unsigned long long seq;

	fill(a);
	if (replaces(a)) {
		if (!digest(a, document, e))
			return false;
		r.document = document;
	}
	if (!ledger_prepare(a->w, &entry, hash, &seq, e))
		return false;
	section_head(a->d->root, hash);
	return replaces(a) ? install(a, e) : ledger_commit(a->w, e);
}

bool
promote_run(struct jio_doc *d, const char *dir, const struct opts *o,
    const struct conf *c, const struct evidence *ev, enum outcome *outcome,
    struct err *e)
{
	struct attempt a = {.dir = dir, .o = o, .c = c, .ev = ev, .d = d};
	bool good;

	a.key = store_key(perf_fingerprint(d->root));
	if (!a.key)
		return err_set(e, ST_INPUT,
		    "CBKB003: expected hex digits at "
		    "'/_metadata/environment/fingerprint'");
	/* A run that is not the main branch's does not touch the store. */
	if (!ev->merged && !ev->on_main && !o->override) {
		decide(&a.decision, o, c, d->root, ev, &a.recent, &a.cmp.with);
		fill(&a);
		*outcome = a.decision.outcome;
		attempt_free(&a);
		return true;
	}
	good = perf_benchmarks(d, &a.set, e) && lock(&a, e) && judge(&a, e) &&
	       (!replaces(&a) || section_fits(&a.set, e));
	if (good && o->dry_run)
		fill(&a);
	else if (good)
		good = record(&a, e);
	*outcome = a.decision.outcome;
	attempt_free(&a);
	return good;
}

bool
promote_validate(struct jio_doc *d, const char *dir, const struct opts *o,
    const struct conf *c, const struct evidence *ev, struct err *e)
{
	struct perf_set set = {0};
	struct record r = {.conf = c, .root = d->root, .set = &set, .ev = ev};
	struct ledger_entry entry = {.type = LEDGER_VALIDATE,
	    .time = fsio_now(),
	    .actor = ev->actor,
	    .commit = ev->commit,
	    .branch = ev->branch,
	    .data = record_write,
	    .user = &r};
	struct ledger_writer *w = NULL;
	char hash[SHA256_HEX];
	unsigned long long seq = 0;
	bool good = perf_benchmarks(d, &set, e);

	if (good && !o->dry_run) {
		good = fsio_mkdirs(dir, e) &&
		       (w = ledger_lock(dir, c->mode, e)) != NULL &&
		       store_complete(dir, w, c->mode, e) &&
		       ledger_prepare(w, &entry, hash, &seq, e) &&
		       ledger_commit(w, e);
	}
	if (good)
		section_recorded(
		    d->root, "validated", "validate", seq, seq ? hash : NULL);
	ledger_unlock(w);
	perf_set_free(&set);
	return good;
}

void
promote_failed(struct jio_doc *d, const char *why)
{
	section_failed(d->root, why);
}
