/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * slots - fill a page that has named slots, {{slot}}
 *
 * No logic in a template.  An unknown slot, or a "{{" without "}}", is a
 * configuration error with file and line, found before anything is written.
 * The filler writes each slot already escaped for where it stands.
 */
#ifndef BL_SLOTS_H
#define BL_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "diag.h"

struct slot {
	const char *name;
	void (*fill)(void *user, FILE *out); /* text or markup, escaped by it */
};

/*
 * Fill template text (name: its file, for messages) from slots[n] into out;
 * out NULL: only look for faults.
 */
bool slots_fill(const char *text, size_t len, const char *name,
    const struct slot *slots, size_t n, void *user, FILE *out, struct err *e);

/* Write n bytes of text with & < > " ' escaped; controls become U+FFFD. */
void slots_html(FILE *out, const char *s, size_t n);

#endif
