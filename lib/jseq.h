/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jseq - cut JSON text into values, elements, members and lines, as byte ranges
 *
 * A validating scanner (RFC 8259, UTF-8 included) that builds nothing: large
 * inputs stream past it, and only the pieces that matter go to jansson.  It
 * accepts exactly the texts that jansson accepts with JSON_REJECT_DUPLICATES
 * off, but for numbers too large for a double; a test holds the two against
 * each other.  Spans point into the caller's bytes.
 */
#ifndef BL_JSEQ_H
#define BL_JSEQ_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "jio.h"

/*
 * Scan one value at [p, end), blanks before it skipped.  Returns the byte
 * after it and sets *v to the value itself, or returns NULL when the text is
 * no JSON (then v->p is where it went wrong).  Nesting is limited to
 * JIO_DEPTH.
 */
const char *jseq_value(const char *p, const char *end, struct span *v);

/* The first byte at or after p that is no JSON blank, or end. */
const char *jseq_skip(const char *p, const char *end);

/* A walk over one array or object. */
struct jseq {
	const char *p, *end;
	char close; /* ']' or '}'; NUL when the walk is over */
	bool first, bad;
	bool trusted; /* opened by jseq_open_trusted */
};

/*
 * Start a walk over v, which begins with '[' or '{' (false otherwise).
 * jseq_next sets key (with its quotes; empty for an array) and val and
 * returns true, or returns false at the end or at an error: s->bad tells.
 */
bool jseq_open(struct jseq *s, struct span v);
bool jseq_next(struct jseq *s, struct span *key, struct span *val);

/*
 * The same over a value that jseq_value has already accepted: it only
 * matches quotes and brackets, several times faster.
 */
bool jseq_open_trusted(struct jseq *s, struct span v);

/*
 * The member of object v whose key is name, escapes in the key not
 * considered.  v must have been accepted by jseq_value.
 * False when v is no object or has none.
 */
bool jseq_member(struct span v, const char *name, struct span *val);

/*
 * Several members in one walk: val[i] is that of name[i], its n 0 where there
 * is none.  The same conditions.
 */
void jseq_members(
    struct span v, const char *const *name, struct span *val, size_t n);

/* jseq_member along a pointer such as "/data/metrics"; no ~ escapes. */
bool jseq_at(struct span v, const char *pointer, struct span *val);

/*
 * Decode a string span (with quotes) to UTF-8: *out is new, ended by a NUL.
 * A number or string of an accepted text only; false for other kinds.
 */
bool jseq_string(struct span v, char **out);
bool jseq_number(struct span v, double *out);

/* v is the string s (no escapes considered in v).  Here, so that the length of
 * a constant costs nothing. */
static inline bool
jseq_is(struct span v, const char *s)
{
	size_t n = strlen(s);

	return v.n == n + 2 && *v.p == '"' && memcmp(v.p + 1, s, n) == 0;
}

/*
 * Cut the next line off *rest: line without its LF.  False at the end.
 * *torn is set where the last line had no LF.
 */
bool jseq_line(struct span *rest, struct span *line, bool *torn);

#endif
