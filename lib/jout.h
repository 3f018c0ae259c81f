/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jout - the one JSON writer, for structs and for json_t
 *
 * Two forms: JOUT_PRETTY, two-space indent, a newline at the end (documents),
 * and JOUT_LINE, no blanks at all, no newline (ledger records).  json_t
 * objects are written with their keys sorted by bytes; whoever writes a
 * struct by hand calls in sorted order.  Reals have the fewest of 15, 16, 17
 * digits that read back, always with a '.' or an exponent; a real that is not
 * finite is written as null.  Strings are raw UTF-8; only '"', '\' and
 * controls are escaped.  Errors stay in f (ferror): check once, at the end.
 *
 * Bytes are held back until the outermost value is whole: nothing else may be
 * written to f in between.
 */
#ifndef BL_JOUT_H
#define BL_JOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "jio.h"

#define JOUT_DEPTH 120 /* more than JIO_DEPTH: what is read is passed on */

enum jout_form { JOUT_PRETTY, JOUT_LINE };

struct jout {
	FILE *f;
	enum jout_form form;
	unsigned depth;
	bool first;                 /* nothing written in this container yet */
	bool keyed;                 /* a key was just written */
	bool array[JOUT_DEPTH + 1]; /* is the container at depth d one? */
	size_t n; /* held back in buf, until the outermost value is whole */
	char buf[2048];
};

/* On stdout memory can't run out from here on: jio_reserve. */
void jout_start(struct jout *o, FILE *f, enum jout_form form);
/* After the last value: the final newline of JOUT_PRETTY. */
void jout_finish(struct jout *o);

void jout_object(struct jout *o); /* at most 60 open containers */
void jout_array(struct jout *o);
void jout_end(struct jout *o);
void jout_key(struct jout *o, const char *key);

void jout_str(struct jout *o, const char *s); /* NULL: null */
void jout_strn(struct jout *o, const char *s, size_t n);
void jout_real(struct jout *o, double v);
void jout_int(struct jout *o, int64_t v);
void jout_bool(struct jout *o, bool v);
void jout_null(struct jout *o);
void jout_json(struct jout *o, const json_t *v); /* NULL: null */

/* Key and value in one. */
void jout_kstr(struct jout *o, const char *key, const char *s);
void jout_kreal(struct jout *o, const char *key, double v);
void jout_kint(struct jout *o, const char *key, int64_t v);
void jout_kbool(struct jout *o, const char *key, bool v);
void jout_kjson(struct jout *o, const char *key, const json_t *v);

/*
 * Write d to f in JOUT_PRETTY: its tree, and at d->big its elements.  The
 * root's keys keep the order that they have (perf.json's top level has one of
 * its own); all below are sorted.
 */
void jout_doc(FILE *f, const struct jio_doc *d);

/* v as jout_real writes it, into buf; returns buf. */
char *jout_format(double v, char buf[32]);

#endif
