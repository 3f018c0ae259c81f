/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema_impl - inside schema only: one walk over a document, and its faults
 */
#ifndef BL_SCHEMA_IMPL_H
#define BL_SCHEMA_IMPL_H

#include "schema.h"

struct schema {
	json_t *root;
};

/* One walk over a document. */
struct walk {
	const struct schema *s;
	const struct jio_doc *doc; /* whose big array is lifted out, or NULL */
	schema_fault *fn;          /* NULL: only count */
	void *user;
	size_t faults;
	char *at; /* JSON pointer, NUL-ended */
	size_t len, room;
};

/* Where a "$ref" leads, or NULL. */
json_t *schema_follow(const struct schema *s, const char *ref);

/*
 * The pointer of the value at hand is one growing string: lengthened on the
 * way down, which returns the length to cut it back to.
 */
size_t walk_down(struct walk *w, const char *name);
size_t walk_down_to(struct walk *w, size_t index);
void walk_back(struct walk *w, size_t len);

/* "expected WANT at 'POINTER', got GOT". */
void walk_fault(struct walk *w, const char *want, const char *got);
void walk_fault_value(struct walk *w, const char *want, const json_t *v);
/* A value as a fault shows it: itself where it is short, else its kind; new. */
char *walk_shown(const json_t *v);
/* "a number or null", new, for what node allows. */
char *walk_wanted(const struct schema *s, json_t *node);

/* Check v against the root. */
void walk_check(struct walk *w, const json_t *v);

#endif
