/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger - the hash-chained history: one JSON record a line, append only
 *
 * prev is the SHA-256 of the bytes of the previous line without its LF, 64
 * zeros for the first; the head is the hash of the last line.  Stored bytes
 * are hashed, never a second writing of them.  Segments: history-YYYY-MM.jsonl
 * (older, name order is chain order), history.jsonl (newest, at most
 * LEDGER_SEGMENT bytes).
 */
#ifndef BL_LEDGER_H
#define BL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "diag.h"
#include "fsio.h"
#include "jio.h"
#include "jout.h"

#define LEDGER_SEGMENT (4u << 20)
#define LEDGER_LINE_MAX (16u << 20)
#define LEDGER_SEQ_MAX 999999999999999999u

enum ledger_type {
	LEDGER_RUN,
	LEDGER_PROMOTE,
	LEDGER_REFUSE,
	LEDGER_OVERRIDE,
	LEDGER_VALIDATE,
	LEDGER_IMPORT,
	LEDGER_CHECKPOINT,
	LEDGER_PRUNE,
	LEDGER_RECOVER,
	LEDGER_UNKNOWN
};
const char *ledger_type_name(enum ledger_type t);

/* One record, as spans of its line; the line was validated, so walk them
 * trusted. */
struct ledger_record {
	struct span line; /* without LF */
	unsigned long long seq;
	enum ledger_type type;
	struct span time, actor, subject, data, prev; /* JSON values */
	const char *hash; /* of this line, hex; valid until the next call */
};

/*
 * A reader that streams a ledger and checks the chain as it goes; memory does
 * not grow with its length.
 */
struct ledger_reader;

/* From a stream (stdin), or from a store directory, all segments in order. */
struct ledger_reader *ledger_from_stream(FILE *f, const char *name);
struct ledger_reader *ledger_from_store(const char *dir, struct err *e);
/*
 * The newest segments of a store only: as many as hold so many records in
 * which the text naming stands (a fingerprint).  It is a suffix then.
 */
struct ledger_reader *ledger_from_end(
    const char *dir, const char *naming, size_t records, struct err *e);
/* The same choice out of path[n]: the index of the first; n for none. */
size_t ledger_end_from(char *const *path, size_t n, const char *naming,
    size_t records, struct err *e);
/*
 * Next record: 1, 0 at the end, -1 with e filled when a line is no record at
 * all (ST_INPUT; it is counted as a break, and the next call goes on after it)
 * or when reading fails (ST_SYSTEM).  A broken link is not an error here: it
 * is counted, see ledger_result.  A last line without LF is no record: torn.
 * The spans are valid until the next call.
 */
int ledger_next(
    struct ledger_reader *r, struct ledger_record *rec, struct err *e);

struct ledger_result {
	unsigned long long records;
	unsigned long long first_seq, last_seq;
	unsigned long long breaks; /* links that do not hold */
	unsigned long long
	    first_break; /* seq of the first record that does not match */
	unsigned long long
	    first_line; /* its line, counted over all segments from 1 */
	bool suffix;    /* the first record's prev is not 64 zeros */
	bool torn;      /* the last line has no LF */
	char first_prev[SHA256_HEX];
	char head[SHA256_HEX];
};
/* What was seen so far; final after ledger_next returned 0. */
const struct ledger_result *ledger_result(const struct ledger_reader *r);
void ledger_close(struct ledger_reader *r);

/*
 * The segments of a store in chain order: paths, new, NULL-ended; released
 * with ledger_segments_free.  An empty list when there is no ledger yet.
 */
char **ledger_segments(const char *dir, size_t *n, struct err *e);
void ledger_segments_free(char **path);
/* One line of a ledger as its record, rec->hash NULL.  False: it is none. */
bool ledger_cut(struct span line, struct ledger_record *rec);
/* Segments path[n] as one ledger; the names are copied. */
struct ledger_reader *ledger_from_files(char **path, size_t n);

/*
 * Writing.  A writer holds the store's lock (an OFD lock on DIR/.lock) from
 * ledger_lock to ledger_unlock; whoever replaces other files of the store
 * does it in between.  ledger_lock verifies the newest segment and its link
 * to the one before; a ledger that does not verify is never appended to:
 * ST_NO.  A torn last line is noted, cut back by the next ledger_commit and
 * recorded in the same write.
 */
struct ledger_writer;
/* The lock that this process holds, -1 for none: its own readers pass it. */
void ledger_own_lock(int fd);

struct ledger_entry {
	enum ledger_type type;
	long long time;    /* seconds since 1970 */
	const char *actor; /* the next four may be NULL, pr 0 */
	const char *commit, *branch;
	long long pr;
	void (*data)(struct jout *o, void *user); /* writes one object */
	void *user;
};

/* The directory must exist.  mode: of new files, 0: 0666 less the umask. */
struct ledger_writer *ledger_lock(const char *dir, mode_t mode, struct err *e);
void ledger_unlock(struct ledger_writer *w); /* NULL is fine */

/* The hash of the last record (64 zeros when there is none) and its seq (0). */
const char *ledger_head(const struct ledger_writer *w);
unsigned long long ledger_last(const struct ledger_writer *w);
/* Bytes of a torn last line, 0 when there is none. */
size_t ledger_torn(const struct ledger_writer *w);

/*
 * Make the line of the next record and keep it; hash (hex) and seq are what
 * the ledger's head will be once it is committed.  ledger_prepare may be
 * called several times: the lines are committed together, in one write where
 * they fit one segment, else segment by segment.
 */
bool ledger_prepare(struct ledger_writer *w, const struct ledger_entry *r,
    char hash[SHA256_HEX], unsigned long long *seq, struct err *e);
/* The line that the last ledger_prepare made, without LF. */
struct span ledger_prepared(const struct ledger_writer *w);
/*
 * Append what was prepared: one write, fdatasync; a new segment first where
 * the newest would grow over LEDGER_SEGMENT.  After a failure the segment is
 * cut back to what it was, and what was prepared is forgotten.
 */
bool ledger_commit(struct ledger_writer *w, struct err *e);

/*
 * Take the last ledger_commit back, whole, while the lock is still held: for
 * when what belongs to the record can't be written.
 */
bool ledger_undo(struct ledger_writer *w, struct err *e);

#endif
