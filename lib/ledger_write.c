/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger - writing: see ledger.h
 *
 * Under the lock: verify the newest segment, then one write() with O_APPEND
 * and fdatasync.  Whatever instruction the process dies at, the file is a
 * whole ledger with, at the worst, a torn last line, which is no record yet;
 * the next writer cuts it back and says so in a recover record.
 */
#define _GNU_SOURCE /* F_OFD_SETLKW */
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jseq.h"
#include "ledger_end.h"

struct ledger_writer {
	char *dir, *newest; /* DIR/history.jsonl */
	char *older;        /* the last segment before it, or NULL */
	mode_t mode;
	int lock;
	off_t size;  /* of newest, less its torn last line */
	size_t torn; /* bytes of that */
	char torn_hash[SHA256_HEX];
	char month[8]; /* of the last record in newest, "2026-03" */
	char head[SHA256_HEX];
	unsigned long long last;
	char *text; /* prepared lines */
	size_t n;
	char next_head[SHA256_HEX]; /* once they are committed */
	unsigned long long next_last;
	/* before the last commit, for ledger_undo */
	off_t undo_size;
	char undo_head[SHA256_HEX];
	unsigned long long undo_last;
};

const char *
ledger_head(const struct ledger_writer *w)
{
	return w->head;
}

unsigned long long
ledger_last(const struct ledger_writer *w)
{
	return w->last;
}

size_t
ledger_torn(const struct ledger_writer *w)
{
	return w->torn;
}

/* The month of a record's time, which becomes part of a file's name. */
static void
note_month(struct ledger_writer *w, struct span time)
{
	if (time.n > sizeof(w->month) &&
	    strspn(time.p + 1, "0123456789-") >= sizeof(w->month) - 1)
		memcpy(w->month, time.p + 1, sizeof(w->month) - 1);
}

static void
forget(struct ledger_writer *w)
{
	free(w->text);
	w->text = NULL;
	w->n = 0;
	w->next_last = w->last;
	memcpy(w->next_head, w->head, SHA256_HEX);
}

void
ledger_unlock(struct ledger_writer *w)
{
	if (!w)
		return;
	ledger_own_lock(-1);
	if (w->lock >= 0)
		close(w->lock);
	free(w->dir);
	free(w->newest);
	free(w->older);
	free(w->text);
	free(w);
}

static bool
take_lock(struct ledger_writer *w, struct err *e)
{
	char *path = fsio_join(w->dir, ".lock");

	w->lock =
	    open(path, O_RDWR | O_CREAT | O_CLOEXEC, w->mode ? w->mode : 0666);
	if (w->lock < 0) {
		err_sys(e, "CBKB006: can't open '%s'", path);
		free(path);
		return false;
	}
	if (!fsio_lock(w->lock, F_WRLCK, path)) {
		err_sys(e, "CBKB006: can't lock '%s'", path);
		free(path);
		return false;
	}
	free(path);
	ledger_own_lock(w->lock);
	return true;
}

static bool
broken(struct ledger_writer *w, const char *path, unsigned long long seq,
    struct err *e)
{
	memset(e, 0, sizeof(*e));
	return err_set(e, ST_NO,
	    "CBKB006: the ledger does not verify: record %llu does not "
	    "continue the one before it (%s); nothing is appended to it: "
	    "look with 'baseline-promote -s %s --verify', then put a good "
	    "copy in its place or begin a new store",
	    seq, path, w->dir);
}

/*
 * Verify one segment.  *records: how many it has; prev: what its first record
 * continues.
 */
static bool
verify_segment(struct ledger_writer *w, char *path, bool newest,
    unsigned long long *records, char prev[SHA256_HEX], struct err *e)
{
	struct ledger_reader *r = ledger_from_files(&path, 1);
	const struct ledger_result *res = ledger_result(r);
	struct ledger_record rec;
	int got;

	while ((got = ledger_next(r, &rec, e)) == 1)
		note_month(w, rec.time);
	if (got == 0 && res->torn && !newest)
		got = -1;
	if (res->breaks || (got < 0 && e->status != ST_SYSTEM))
		broken(w, path,
		    res->breaks ? res->first_break : res->last_seq + 1, e);
	*records = res->records;
	if (res->records) {
		w->last = res->last_seq;
		memcpy(w->head, res->head, SHA256_HEX);
		memcpy(prev, res->first_prev, SHA256_HEX);
	}
	ledger_close(r);
	return e->status == ST_DONE;
}

/* Size of the newest segment, and what of it is torn. */
static bool
measure(struct ledger_writer *w, struct err *e)
{
	struct ledger_end end;

	if (!ledger_end_of(w->newest, &end, e))
		return false;
	w->size = end.size;
	w->torn = end.torn;
	memcpy(w->torn_hash, end.torn_hash, SHA256_HEX);
	return end.torn <= LEDGER_LINE_MAX || broken(w, w->newest, w->last, e);
}

static bool
verify_end(struct ledger_writer *w, struct err *e)
{
	unsigned long long records = 0;
	char prev[SHA256_HEX];
	struct ledger_end before;
	size_t n, i;
	char **path = ledger_segments(w->dir, &n, e);
	bool newest, good = path != NULL;

	newest = good && n > 0 && strcmp(path[n - 1], w->newest) == 0;
	if (good && n > newest)
		w->older = xstrdup(path[n - newest - 1]);
	i = n;
	while (good && i > 0 && records == 0) {
		i--;
		good = verify_segment(
		    w, path[i], newest && i == n - 1, &records, prev, e);
	}
	if (good && i > 0 && records) {
		good = ledger_end_of(path[i - 1], &before, e);
		if (good && (before.torn || strcmp(before.hash, prev) != 0))
			good = broken(w, path[i], w->last - records + 1, e);
	}
	ledger_segments_free(path);
	return good;
}

struct ledger_writer *
ledger_lock(const char *dir, mode_t mode, struct err *e)
{
	struct ledger_writer *w = xcalloc(1, sizeof(*w));

	w->dir = xstrdup(dir);
	w->newest = fsio_join(dir, "history.jsonl");
	w->mode = mode;
	w->lock = -1;
	memset(w->head, '0', SHA256_HEX - 1);
	if (!take_lock(w, e) || !verify_end(w, e) || !measure(w, e)) {
		ledger_unlock(w);
		return NULL;
	}
	forget(w);
	return w;
}

/* Append the line of r to what is prepared. */
static bool
add_line(struct ledger_writer *w, const struct ledger_entry *r, struct err *e)
{
	char *line = NULL, when[32];
	size_t n = 0;
	struct jout o;
	FILE *f;

	if (w->next_last >= LEDGER_SEQ_MAX)
		return err_set(e, ST_NO,
		    "CBKB006: no record can follow number %llu of '%s'",
		    w->next_last, w->newest);
	f = xmemstream(&line, &n);
	jout_start(&o, f, JOUT_LINE);
	jout_object(&o);
	jout_kstr(&o, "actor", r->actor);
	jout_key(&o, "data");
	r->data(&o, r->user);
	jout_kstr(&o, "prev", w->next_head);
	jout_kint(&o, "seq", (int64_t)w->next_last + 1);
	jout_key(&o, "subject");
	jout_object(&o);
	jout_kstr(&o, "branch", r->branch);
	jout_kstr(&o, "commit", r->commit);
	jout_key(&o, "pr");
	if (r->pr)
		jout_int(&o, r->pr);
	else
		jout_null(&o);
	jout_end(&o);
	jout_kstr(&o, "time", fsio_utc(r->time, when));
	jout_kstr(&o, "type", ledger_type_name(r->type));
	jout_kint(&o, "v", 1);
	jout_end(&o);
	fclose(f);
	if (n > LEDGER_LINE_MAX) {
		free(line);
		return err_set(e, ST_INPUT,
		    "CBKB006: the run is too large for one ledger record");
	}
	fsio_sha256(line, n, w->next_head);
	w->next_last++;
	w->text = xrealloc(w->text, w->n + n + 1);
	memcpy(w->text + w->n, line, n);
	w->n += n;
	w->text[w->n++] = '\n';
	free(line);
	return true;
}

static void
recover_data(struct jout *o, void *user)
{
	struct ledger_writer *w = user;

	jout_object(o);
	jout_kint(o, "bytes", (int64_t)w->torn);
	jout_kstr(o, "sha256", w->torn_hash);
	jout_end(o);
}

bool
ledger_prepare(struct ledger_writer *w, const struct ledger_entry *r,
    char hash[SHA256_HEX], unsigned long long *seq, struct err *e)
{
	if (w->torn && w->n == 0) {
		struct ledger_entry rec = {.type = LEDGER_RECOVER,
		    .time = r->time,
		    .actor = r->actor,
		    .data = recover_data,
		    .user = w};

		if (!add_line(w, &rec, e))
			return false;
	}
	if (!add_line(w, r, e))
		return false;
	memcpy(hash, w->next_head, SHA256_HEX);
	*seq = w->next_last;
	return true;
}

static bool
sync_dir(const struct ledger_writer *w, struct err *e)
{
	int fd = open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (!good)
		err_sys(e, "CBKB006: can't sync '%s'", w->dir);
	if (fd >= 0)
		close(fd);
	return good;
}

/*
 * The name that the newest segment gets when it is full: history-YYYY-MM.jsonl
 * by its last record, and history-YYYY-MMp002.jsonl and so on where that is
 * taken, or where the clock went back; always after all other segments, in the
 * order of bytes and in that of locales which leave out punctuation.
 */
static char *
segment_name(const struct ledger_writer *w)
{
	char *name = xasprintf(
	    "%s/history-%s.jsonl", w->dir, w->month[0] ? w->month : "0000-00");
	size_t n;
	unsigned part = 1;

	if (!w->older || strcmp(name, w->older) > 0)
		return name;
	free(name);
	n = strlen(w->older) - strlen(".jsonl");
	if (n > 4 && w->older[n - 4] == 'p' &&
	    sscanf(w->older + n - 3, "%3u", &part) == 1)
		n -= 4;
	return xasprintf("%.*sp%03u.jsonl", (int)n, w->older, part + 1);
}

/* The last of the lines p[n], without its LF. */
static struct span
last_of(const char *p, size_t n)
{
	const char *lf = n > 1 ? memrchr(p, '\n', n - 1) : NULL;
	struct span line = {lf ? lf + 1 : p, 0};

	line.n = (size_t)(p + n - 1 - line.p);
	return line;
}

struct span
ledger_prepared(const struct ledger_writer *w)
{
	return last_of(w->text, w->n);
}

static bool
rotate(struct ledger_writer *w, struct err *e)
{
	char *name = segment_name(w);

	if (w->older && strcmp(name, w->older) <= 0) {
		err_set(e, ST_SYSTEM,
		    "CBKB006: too many segments in a month in '%s'", w->dir);
	} else if (rename(w->newest, name) != 0) {
		err_sys(e, "CBKB006: can't rename '%s'", w->newest);
	} else if (sync_dir(w, e)) {
		free(w->older);
		w->older = name;
		w->size = 0;
		return true;
	}
	free(name);
	return false;
}

/* Write all of p at the end of fd, on the disk. */
static bool
write_whole(struct ledger_writer *w, int fd, bool fresh, const char *p,
    size_t n, struct err *e)
{
	ssize_t done;

	if ((fresh && w->mode && fchmod(fd, w->mode) != 0) ||
	    (w->torn && ftruncate(fd, w->size) != 0))
		return err_sys(e, "CBKB006: can't write '%s'", w->newest);
	done = write(fd, p, n);
	if (done >= 0 && done != (ssize_t)n)
		errno = ENOSPC;
	if (done != (ssize_t)n || fdatasync(fd) != 0)
		return err_sys(e, "CBKB006: can't append to '%s'", w->newest);
	return !fresh || sync_dir(w, e);
}

/* Write all of p or nothing. */
static bool
append(struct ledger_writer *w, const char *p, size_t n, struct err *e)
{
	bool good, fresh = access(w->newest, F_OK) != 0;
	struct span when;
	int fd = open(w->newest, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
	    w->mode ? w->mode : 0666);

	if (fd < 0)
		return err_sys(e, "CBKB006: can't open '%s'", w->newest);
	good = write_whole(w, fd, fresh, p, n, e);
	if (good) {
		w->undo_size = w->size;
		w->size += (off_t)n;
		w->torn = 0;
		if (jseq_member(last_of(p, n), "time", &when))
			note_month(w, when);
	} else if (fresh) {
		unlink(w->newest);
	} else if (ftruncate(fd, w->size) == 0) {
		w->torn = 0;
	} /* else the next writer finds a torn line */
	close(fd);
	return good;
}

bool
ledger_commit(struct ledger_writer *w, struct err *e)
{
	const char *p = w->text, *end = w->text + w->n;
	bool good = true;

	while (good && p < end) {
		const char *q = p, *lf;

		/* As many lines as fit the segment, one at least. */
		while (q < end) {
			lf = memchr(q, '\n', (size_t)(end - q));
			if (w->size + (lf + 1 - p) > LEDGER_SEGMENT &&
			    (q > p || w->size > 0))
				break;
			q = lf + 1;
		}
		good = q > p ? append(w, p, (size_t)(q - p), e) : rotate(w, e);
		p = q;
	}
	if (good) {
		memcpy(w->undo_head, w->head, SHA256_HEX);
		w->undo_last = w->last;
		w->last = w->next_last;
		memcpy(w->head, w->next_head, SHA256_HEX);
	}
	forget(w);
	return good;
}

bool
ledger_undo(struct ledger_writer *w, struct err *e)
{
	int fd = -1;
	bool good;

	if (w->undo_size == 0) {
		good = unlink(w->newest) == 0;
	} else {
		fd = open(w->newest, O_WRONLY | O_CLOEXEC);
		good = fd >= 0 && ftruncate(fd, w->undo_size) == 0 &&
		       fdatasync(fd) == 0;
	}
	if (fd >= 0)
		close(fd);
	if (!good)
		return err_sys(e, "CBKB006: can't cut back '%s'", w->newest);
	w->size = w->undo_size;
	w->last = w->undo_last;
	memcpy(w->head, w->undo_head, SHA256_HEX);
	forget(w);
	return true;
}
