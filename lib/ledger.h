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

#include "diag.h"
#include "fsio.h"
#include "jio.h"

#define LEDGER_SEGMENT (4u << 20)
#define LEDGER_LINE_MAX (16u << 20)

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

/* One record, as spans of its line; data is the JSON object, scanned by jseq.
 */
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
 * Next record: 1, 0 at the end, -1 with e filled when a line is no record at
 * all (ST_INPUT).  A broken link is not an error here: it is counted, see
 * ledger_result.  The spans are valid until the next call.
 */
int ledger_next(
    struct ledger_reader *r, struct ledger_record *rec, struct err *e);

struct ledger_result {
	unsigned long long records;
	unsigned long long first_seq, last_seq;
	unsigned long long breaks; /* links that do not hold */
	unsigned long long
	    first_break; /* seq of the first record that does not match */
	bool suffix;     /* the first record's prev is not 64 zeros */
	bool torn;       /* the last line has no LF */
	char first_prev[SHA256_HEX];
	char head[SHA256_HEX];
};
/* What was seen so far; final after ledger_next returned 0. */
const struct ledger_result *ledger_result(const struct ledger_reader *r);
void ledger_close(struct ledger_reader *r);

#endif
