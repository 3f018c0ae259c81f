/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kernel - read the small text files of /proc and /sys
 *
 * root is put before every path: "" but in tests.  What is not there is
 * NULL.  Returned text is new.
 */
#ifndef BL_KERNEL_H
#define BL_KERNEL_H

/* All of it, at most 1 MiB. */
char *kernel_file(const char *root, const char *path);
/* Its first line, blanks at the end cut; NULL when that is empty. */
char *kernel_word(const char *root, const char *path);
/* A file of this process's cgroup (v2). */
char *kernel_cgroup(const char *root, const char *file);
/* The path of the same, new, or NULL. */
char *kernel_cgroup_path(const char *root, const char *file);
/*
 * In text of lines "KEY<blanks>SEP VALUE": where KEY's value begins, borrowed,
 * or NULL.  SEP ' ' stands for blanks alone.
 */
const char *kernel_line(const char *text, const char *key, char sep);
/* Read up to n numbers, blanks between, from v (or NULL): how many there were.
 */
int kernel_numbers(const char *v, double *out, int n);

#endif
