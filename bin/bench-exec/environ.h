/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * environ - a copy of the environment to change and hand to the child
 */
#ifndef BL_ENVIRON_H
#define BL_ENVIRON_H

#include <stdbool.h>

/* A new copy of the process's own, NULL-ended. */
char **environ_copy(void);
void environ_free(char **env);

/* Set name to value, or take it out (value NULL). */
void environ_set(char ***env, const char *name, const char *value);
/* The same from "NAME=VALUE". */
void environ_put(char ***env, const char *setting);
/* The value, borrowed; NULL when it is absent or empty. */
const char *environ_get(char *const *env, const char *name);
/* Not empty and without '='. */
bool environ_is_name(const char *name);

#endif
