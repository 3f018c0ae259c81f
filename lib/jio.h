/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jio - read one JSON document, strictly and within a memory budget
 *
 * A document is read whole.  Its one big array (a perf.json's benchmarks, a
 * benchmarks document's benchmarks) can be lifted out: it stays as bytes and
 * is cut into elements, while the rest becomes a jansson tree.  All documents
 * of a program share one budget with what is kept of them elsewhere, so that
 * 10,000 benchmarks fit into 64 MiB, with baseline and history; what does not
 * fit is refused with ST_INPUT, "document too large".
 *
 * Refused: an empty input, anything after the value, duplicate keys, NUL in a
 * string, invalid UTF-8, nesting over JIO_DEPTH, a number out of a double's
 * range. Integers beyond 63 bits become reals.
 */
#ifndef BL_JIO_H
#define BL_JIO_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "diag.h"

#define JIO_STDIN "standard input"
#define JIO_TEXT_MAX (24u << 20)  /* bytes of one document */
#define JIO_TREE_MAX (24u << 20)  /* bytes that jansson may hold at once */
#define JIO_HELD_MAX (56u << 20)  /* of all texts, trees and what is held */
#define JIO_STRING_MAX (8u << 20) /* bytes of one string in a tree */
#define JIO_DEPTH 100

/* A run of bytes inside somebody else's buffer. */
struct span {
	const char *p;
	size_t n;
};

/* A document; text owns the bytes that elem points into. */
struct jio_doc {
	json_t *root; /* the tree, the big array in it as [] */
	char *text;
	size_t len;
	struct span *elem; /* the big array's elements, NULL if it was absent */
	size_t nelem, room; /* in use, allocated */
	const char *big;    /* the path given to jio_read, "" for none */
};

/*
 * Give jansson its counted budget and seed its hashes, for which it opens a
 * file: before a program gives up its right to.  diag_start calls it.
 */
void jio_start(size_t max);

/*
 * Put aside what it may take to write out what was read, or die: jansson's
 * trees of one element after another, and their members in order.
 */
void jio_reserve(void);

/*
 * Read f to its end: at most max bytes, into a buffer ended by a NUL that is
 * not counted.  The caller frees *text.  ST_INPUT when it is longer ("… is
 * too large"), ST_SYSTEM when the read fails.  An empty input is not an error
 * here.
 */
bool jio_slurp(FILE *f, const char *name, size_t max, char **text, size_t *n,
    struct err *e);

/*
 * As jio_slurp, of a text that counts as held until jio_drop_text: at most
 * JIO_TEXT_MAX bytes, and what the budget leaves.
 */
bool jio_text(FILE *f, const char *name, char **text, size_t *n, struct err *e);
void jio_drop_text(char *text, size_t n);

/*
 * Count n bytes as held, before they are allocated.  ST_INPUT, "document too
 * large", where the budget does not leave them.
 */
bool jio_hold(size_t n, struct err *e);
void jio_drop(size_t n);

/*
 * Parse the n bytes at p as one JSON value.  Returns a new reference, or NULL
 * with e filled: "CBKB003: …, line L column C (name)".
 */
json_t *jio_parse(const char *p, size_t n, const char *name, struct err *e);

/*
 * Read a document from f, called name in messages.  It must be an object.
 * big: "" or the pointer of the array to lift out ("/benchmarks"); when the
 * value there is not an array it stays in the tree.  Every element of it has
 * been parsed once when this returns true.
 */
bool jio_read(struct jio_doc *d, FILE *f, const char *name, const char *big,
    struct err *e);

/* As jio_read, from a file; ST_SYSTEM when it can't be opened. */
bool jio_load(
    struct jio_doc *d, const char *path, const char *big, struct err *e);

/* Element i as a new reference; dies when out of memory. */
json_t *jio_elem(const struct jio_doc *d, size_t i);

/* Keep the tree only: text and elements are given back. */
void jio_shed(struct jio_doc *d);

/* Release what d holds; a zeroed or freed d is fine. */
void jio_free(struct jio_doc *d);

#endif
