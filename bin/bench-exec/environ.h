/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * environ - lists of strings for a child: its arguments, and an environment
 * to change
 */
#ifndef BL_ENVIRON_H
#define BL_ENVIRON_H

#include <stdbool.h>

/* A new copy of a NULL-ended list, or of none. */
char **strings_copy(const char *const *list);
void strings_free(char **list);

/* Set name to value, or take it out (value NULL). */
void environ_set(char ***env, const char *name, const char *value);
/* The same from "NAME=VALUE". */
void environ_put(char ***env, const char *setting);
/* The value, borrowed; NULL when it is absent or empty. */
const char *environ_get(char *const *env, const char *name);
/* Not empty and without '='. */
bool environ_is_name(const char *name);

#endif
