/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * merkle - the RFC 9162 tree hash of a list of lines, as they stream past
 *
 * Leaf: SHA-256 of a zero byte and the line without its LF.  Node: SHA-256 of
 * a one byte and both children.  Memory is the logarithm of the list's length.
 */
#ifndef BL_MERKLE_H
#define BL_MERKLE_H

#include "fsio.h"
#include "jio.h"

struct merkle;

struct merkle *merkle_new(void);
void merkle_free(struct merkle *m); /* NULL is fine */
void merkle_add_line(struct merkle *m, struct span line);
unsigned long long merkle_size(const struct merkle *m);

/* The root over all lines so far, as hex; returns out. */
char *merkle_root(const struct merkle *m, char out[SHA256_HEX]);
/* The same as base64, 44 characters. */
char *merkle_root_base64(const struct merkle *m, char out[45]);

#endif
