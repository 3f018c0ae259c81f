/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* checkpoint - see checkpoint.h */
#include "checkpoint.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "field.h"
#include "fsio.h"
#include "jout.h"
#include "jseq.h"
#include "merkle.h"
#include "store.h"

#define MARKER ".prune.json"

const char *
acting(const struct opts *o, const struct conf *c)
{
	const char *s =
	    getenv(c->actor_is_id ? "GITHUB_ACTOR_ID" : "GITHUB_ACTOR");

	return s && *s ? s : o->actor;
}

long long
months_before(long long t, int n)
{
	char buf[32];
	int y, m, d, left;
	long long out;

	fsio_utc(t, buf);
	sscanf(buf, "%4d-%2d-%2d", &y, &m, &d);
	left = y * 12 + m - 1 - n;
	for (; d > 0; d--) {
		char when[64];

		snprintf(when, sizeof(when), "%04d-%02d-%02d%s", left / 12,
		    left % 12 + 1, d, buf + 10);
		if (fsio_parse_utc(when, &out))
			return out;
	}
	return t;
}

/* What lies before one record: the tree over it, and its bounds. */
struct stretch {
	unsigned long long first_seq, size;
	char first_time[32], last_time[32];
	long long newest; /* s; of all: a clock may have gone back */
	char root[SHA256_HEX], base64[45];
	char head[SHA256_HEX];
	unsigned long long checkpoint; /* the last one seen, 0: none */
};

static void
copy_time(char out[32], struct span s)
{
	size_t n = s.n >= 2 && s.n < 34 ? s.n - 2 : 0;

	if (n)
		memcpy(out, s.p + 1, n);
	out[n] = '\0';
}

/* The newest time of all that was seen; one that can't be read is not old. */
static void
note_time(struct stretch *s)
{
	long long t;

	if (!fsio_parse_utc(s->last_time, &t))
		t = LLONG_MAX;
	if (s->size == 0 || t > s->newest)
		s->newest = t;
}

/*
 * Read and verify the whole ledger.  all: everything in it.  cut: what lies
 * before the newest checkpoint that has only records older than limit before
 * it; cut->checkpoint is that one's seq, 0 when there is none.
 */
static bool
survey(const char *dir, long long limit, struct stretch *all,
    struct stretch *cut, struct err *e)
{
	size_t n;
	char **path = ledger_segments(dir, &n, e);
	struct ledger_reader *r;
	struct ledger_record rec;
	struct merkle *tree = merkle_new();
	int got;

	memset(all, 0, sizeof(*all));
	memset(cut, 0, sizeof(*cut));
	if (!path) {
		merkle_free(tree);
		return false;
	}
	/* Not ledger_from_store, which would wait for our own lock. */
	r = ledger_from_files(path, n);
	while ((got = ledger_next(r, &rec, e)) == 1) {
		if (all->size == 0) {
			all->first_seq = rec.seq;
			copy_time(all->first_time, rec.time);
		}
		if (rec.type == LEDGER_CHECKPOINT) {
			if (all->size && all->newest < limit) {
				*cut = *all;
				cut->checkpoint = rec.seq;
				merkle_root(tree, cut->root);
			}
			all->checkpoint = rec.seq;
		}
		copy_time(all->last_time, rec.time);
		note_time(all);
		memcpy(all->head, rec.hash, SHA256_HEX);
		merkle_add_line(tree, rec.line);
		all->size++;
	}
	merkle_root(tree, all->root);
	merkle_root_base64(tree, all->base64);
	if (got < 0 && e->status == ST_INPUT)
		e->status = ST_NO;
	else if (got == 0 && ledger_result(r)->breaks)
		err_set(e, ST_NO,
		    "CBKB006: record %llu does not match what stands before "
		    "it: look with --verify",
		    ledger_result(r)->first_break);
	ledger_close(r);
	merkle_free(tree);
	ledger_segments_free(path);
	return e->status == ST_DONE;
}

/* Lock the store and finish what a crash has left. */
static struct ledger_writer *
begin(const char *dir, const struct conf *c, struct err *e)
{
	struct ledger_writer *w = ledger_lock(dir, c->mode, e);

	if (w && !store_complete(dir, w, c->mode, e)) {
		ledger_unlock(w);
		w = NULL;
	}
	return w;
}

struct checkpoint {
	const struct stretch *all;
	const char *origin;
};

static void
checkpoint_data(struct jout *o, void *user)
{
	const struct checkpoint *c = user;

	jout_object(o);
	jout_kint(o, "first_seq", (int64_t)c->all->first_seq);
	jout_kstr(o, "first_time", c->all->first_time);
	jout_kstr(o, "head", c->all->head);
	jout_kstr(o, "last_time", c->all->last_time);
	jout_kstr(o, "origin", c->origin);
	jout_key(o, "prev_checkpoint");
	if (c->all->checkpoint)
		jout_int(o, (int64_t)c->all->checkpoint);
	else
		jout_null(o);
	jout_kstr(o, "root", c->all->root);
	jout_kint(o, "size", (int64_t)c->all->size);
	jout_end(o);
}

bool
checkpoint_make(const char *dir, const struct opts *o, const struct conf *c,
    FILE *out, struct err *e)
{
	const char *repo = getenv("GITHUB_REPOSITORY");
	struct ledger_writer *w = begin(dir, c, e);
	struct stretch all, cut;
	struct checkpoint data = {&all, o->origin       ? o->origin
					: repo && *repo ? repo
							: "baseline-ledger"};
	struct ledger_entry entry = {.type = LEDGER_CHECKPOINT,
	    .time = fsio_now(),
	    .actor = acting(o, c),
	    .data = checkpoint_data,
	    .user = &data};
	char hash[SHA256_HEX];
	unsigned long long seq;
	bool good;

	good = w && survey(dir, 0, &all, &cut, e);
	if (good && all.size == 0)
		good = err_set(
		    e, ST_INPUT, "CBKB006: the ledger is empty (%s)", dir);
	good =
	    good && (o->dry_run || (ledger_prepare(w, &entry, hash, &seq, e) &&
				       ledger_commit(w, e)));
	if (good)
		fprintf(
		    out, "%s\n%llu\n%s\n", data.origin, all.size, all.base64);
	ledger_unlock(w);
	return good;
}

/* [reporting] retention_months of audit.ini. */
static bool
take_retention(void *user, const char *section, const char *key,
    const char *value, struct err *e)
{
	int *months = user;
	double v;

	if (strcmp(section, "reporting") != 0 ||
	    strcmp(key, "retention_months") != 0)
		return true;
	if (!conf_number(value, &v) || v < 1 || v > 1200 || v != (int)v)
		return err_set(e, ST_USAGE,
		    "expected 1 to 1200 months for 'retention_months', got "
		    "'%s'",
		    value);
	*months = (int)v;
	return true;
}

bool
checkpoint_retention(const struct opts *o, int *months, struct err *e)
{
	char *text, *source;
	size_t n;
	bool good;

	*months = 36;
	if (!conf_file("audit.ini", o->config, &text, &n, &source, e))
		return false;
	good = conf_ini(text, n, source, take_retention, months, e);
	free(text);
	free(source);
	return good;
}

struct prune {
	const struct stretch *cut;
	int months;
};

static void
prune_data(struct jout *o, void *user)
{
	const struct prune *p = user;
	char policy[64];

	snprintf(policy, sizeof(policy), "retention_months = %d", p->months);
	jout_object(o);
	jout_kint(o, "checkpoint_seq", (int64_t)p->cut->checkpoint);
	jout_kint(o, "count", (int64_t)p->cut->size);
	jout_kstr(o, "first_time", p->cut->first_time);
	jout_kstr(o, "last_time", p->cut->last_time);
	jout_kstr(o, "policy", policy);
	jout_kstr(o, "root", p->cut->root);
	jout_end(o);
}

/*
 * Drop what path holds before record keep: the file where that is all, else
 * its first lines.  *done: the record is in it.
 */
static bool
drop_before(const char *path, unsigned long long keep, mode_t mode, bool *done,
    struct err *e)
{
	char *text;
	size_t n;
	struct span rest, line;
	struct ledger_record rec;
	bool torn = false, good = true;

	if (!fsio_slurp(path, 4 * LEDGER_LINE_MAX, &text, &n, e))
		return false;
	rest = (struct span){text, n};
	*done = false;
	while (!*done && jseq_line(&rest, &line, &torn) && !torn)
		*done = ledger_cut(line, &rec) && rec.seq >= keep;
	if (!*done)
		good = unlink(path) == 0 ||
		       err_sys(e, "CBKB006: can't remove '%s'", path);
	else if (line.p > text)
		good = fsio_replace(
		    path, line.p, n - (size_t)(line.p - text), mode, e);
	free(text);
	return good;
}

static bool
drop_all_before(
    const char *dir, unsigned long long keep, mode_t mode, struct err *e)
{
	size_t n, i;
	char **path = ledger_segments(dir, &n, e);
	bool done = false, good = path != NULL;

	/* The oldest first: what is left is a suffix at every moment. */
	for (i = 0; good && !done && i < n; i++)
		good = drop_before(path[i], keep, mode, &done, e);
	ledger_segments_free(path);
	return good;
}

bool
checkpoint_complete(
    const char *dir, const struct ledger_writer *w, mode_t mode, struct err *e)
{
	char *path = fsio_join(dir, MARKER);
	struct jio_doc d = {0};
	struct err unread = {0};
	const char *head;
	double keep;
	bool good = true;

	if (access(path, F_OK) != 0) {
		free(path);
		return true;
	}
	if (jio_load(&d, path, "", &unread)) {
		head = field_str_at(d.root, "/head");
		keep = field_num_at(d.root, "/keep");
		if (head && keep > 0 && strcmp(head, ledger_head(w)) == 0)
			good = drop_all_before(
			    dir, (unsigned long long)keep, mode, e);
	} else if (unread.status == ST_SYSTEM) {
		good = err_set(e, ST_SYSTEM, "%s", unread.text);
	}
	jio_free(&d);
	if (good)
		unlink(path);
	free(path);
	return good;
}

static bool
drop_stretch(const char *dir, struct ledger_writer *w,
    const struct ledger_entry *entry, unsigned long long keep, mode_t mode,
    struct err *e)
{
	char hash[SHA256_HEX], *path = fsio_join(dir, MARKER), *text;
	unsigned long long seq;
	bool good = ledger_prepare(w, entry, hash, &seq, e);

	text = xasprintf(
	    "{\"head\": \"%s\", \"keep\": %llu}\n", good ? hash : "", keep);
	good = good && fsio_replace(path, text, strlen(text), mode, e);
	if (good && !ledger_commit(w, e)) {
		unlink(path);
		good = false;
	}
	good = good && checkpoint_complete(dir, w, mode, e);
	free(text);
	free(path);
	return good;
}

static void
report(FILE *f, const struct stretch *all, const struct prune *p, bool done)
{
	const struct stretch *cut = p->cut;
	struct jout o;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	jout_key(&o, "checkpoint_seq");
	if (cut->checkpoint)
		jout_int(&o, (int64_t)cut->checkpoint);
	else
		jout_null(&o);
	jout_kstr(&o, "first_time", cut->size ? cut->first_time : NULL);
	jout_kint(&o, "kept", (int64_t)(all->size - cut->size) + done);
	jout_kstr(&o, "last_time", cut->size ? cut->last_time : NULL);
	jout_kbool(&o, "pruned", done);
	jout_kint(&o, "records", (int64_t)cut->size);
	jout_kint(&o, "retention_months", p->months);
	jout_kstr(&o, "root", cut->size ? cut->root : NULL);
	jout_end(&o);
	jout_finish(&o);
}

bool
checkpoint_prune(const char *dir, const struct opts *o, const struct conf *c,
    FILE *out, struct err *e)
{
	struct stretch all, cut;
	struct prune p = {&cut, o->retention_months};
	struct ledger_entry entry = {.type = LEDGER_PRUNE,
	    .time = fsio_now(),
	    .actor = acting(o, c),
	    .data = prune_data,
	    .user = &p};
	struct ledger_writer *w;
	bool good;

	w = begin(dir, c, e);
	good = w &&
	       survey(dir, months_before(fsio_now(), p.months), &all, &cut, e);
	if (good && cut.checkpoint && !o->dry_run)
		good = drop_stretch(dir, w, &entry, cut.checkpoint, c->mode, e);
	if (good)
		report(out, &all, &p, cut.checkpoint && !o->dry_run);
	if (good && !cut.checkpoint && !o->quiet)
		diag_say("nothing to prune: no checkpoint has only records "
			 "of more than %d months before it",
		    p.months);
	ledger_unlock(w);
	return good;
}
