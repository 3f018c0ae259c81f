/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * place - folders as a document may name them: relative
 */
#ifndef BL_PLACE_H
#define BL_PLACE_H

/* path seen from base, without "." and ".." and, where it exists, links; new.
 */
char *place_absolute(const char *base, const char *path);

/*
 * The absolute folder to, as a path from the absolute folder from; new.  NULL
 * where only a path through the root and home would get there: that would
 * give home away.  home may be NULL.
 */
char *place_relative(const char *from, const char *to, const char *home);

/*
 * text with each absolute path of two or more components cut to its last one,
 * "…/sh"; new.
 */
char *place_cut(const char *text);

/* The present folder, new; "/" where it can't be told. */
char *place_here(void);

#endif
