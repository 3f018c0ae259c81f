/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * text - Criterion's console report, 0.3.0 to 0.8.2, as it streams past
 *
 * One pass, line by line.  A result is a line that ends in
 * "time:   [LOW MID HIGH]"; its id is found by how Criterion pads it:
 *
 *   - an id of at most 23 bytes is padded to 24: it is what stands in the 24
 *     bytes before "time:" (whatever half line of the program's own comes
 *     before, and line ends included);
 *   - a longer one stands alone on the line before, and these 24 are blanks;
 *   - in colour, it is what stands between Criterion's own colour pair.
 *
 * Where "Benchmarking ID: …" lines are there, only the ids that they name are
 * results: nothing else tells a program's look-alike from a result.  What a
 * terminal overwrote (CR, clear-line) and the time stamps that CI puts in
 * front of lines are skipped.  Bencher lines and cargo's messages in between
 * go to bencher.h and messages.h.
 */
#ifndef CP_TEXT_H
#define CP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "results.h"

#define TEXT_CONTEXT                                                           \
	1024           /* bytes before a line that may be looked at again      \
			*/
#define TEXT_TITLE 256 /* Criterion cuts titles at 100 and adds " #2" */

enum text_stage { STAGE_NONE, STAGE_RESULT, STAGE_CHANGE };

/* What a line was taken for, until the next one shows that it was an id. */
enum text_did { DID_NOTHING, DID_RESULT, DID_NAMELESS, DID_FAILURE };

struct text {
	struct results *out;
	bool listen; /* take note of what is started, leave results alone */
	bool raw;   /* no exit status is known: cargo's complaints are errors */
	bool trust; /* ids that were not announced are results, too */

	/* where we are */
	struct bench *last; /* the result that further lines belong to */
	enum text_stage stage;
	bool slope_line;               /* --verbose printed a slope for it */
	bool last_announced;           /* its id was announced */
	enum text_did did, did_before; /* this line, the one before */
	struct span before; /* the line before this one, as it was shown */
	size_t before_back; /* between calls: how far back it begins */
	bool torn;          /* this line has no end */
	char announced[TEXT_TITLE];
	size_t nannounced;
	bool confirmed;

	/* bencher.h */
	char *pending; /* "test NAME ... " whose result has not come yet */
	bool libtest;  /* between "running 2 tests" and "test result:" */

	/* what else was seen */
	size_t nameless, lookalikes, tested, listed, profiled, messages;
	char lookalike[TEXT_TITLE];
	bool panicked; /* the line before was "thread '…' panicked at" */
	char panic[TEXT_TITLE], failure[TEXT_TITLE];
	bool build_failed;
	bool cut; /* the capture's middle was left out */
};

void text_start(struct text *t, struct results *out);

/*
 * Read the lines in [from, n) of buf; what stands before from was read
 * already and is kept for context (TEXT_CONTEXT bytes are enough).  Returns
 * where the first incomplete line begins; with last set everything is read.
 */
size_t text_feed(
    struct text *t, const char *buf, size_t from, size_t n, bool last);

/* No more lines: say what is odd about what was read. */
void text_end(struct text *t);

/* bencher.c: a line that ends in ")"; false when it is no bencher line. */
bool bencher_line(struct text *t, const char *s, const char *e);
/* bencher.c: a line that begins with "test ". */
void bencher_name(struct text *t, const char *s, const char *e);

/* messages.c: a line that begins with "{"; false when it is no message. */
bool message_line(struct text *t, const char *s, const char *e);

/* Shared with these: add a result, and note that its benchmark is done. */
struct bench *text_result(struct text *t, const char *id, size_t n);
/* A result in a unit that is no time: said, not kept. */
void text_custom(struct text *t, struct span id, struct span unit);

/*
 * [s, e) is a result that was cut or garbled: an error, unless what was
 * started tells whether one is missing.
 */
void text_unread(struct text *t, const char *s, const char *e);

/* [s, e) begins, ends with the word. */
bool text_begins(const char *s, const char *e, const char *word);
bool text_ends(const char *s, const char *e, const char *word);
/* The first place of the word in [s, e), or NULL. */
const char *text_find(const char *s, const char *e, const char *word);

#endif
