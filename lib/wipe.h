/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wipe - malloc and its kind, for memory that may hold a secret: what is given
 * back is wiped first
 *
 * For libraries that take an allocator (libcurl).  NULL when there is no
 * memory.
 */
#ifndef BL_WIPE_H
#define BL_WIPE_H

#include <stddef.h>

void *wipe_malloc(size_t n);
void *wipe_calloc(size_t n, size_t size);
void *wipe_realloc(void *p, size_t n);
char *wipe_strdup(const char *s);
void wipe_free(void *p);

#endif
