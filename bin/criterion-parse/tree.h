/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tree - what Criterion wrote below target/criterion
 *
 * A benchmark is a directory "new" that holds estimates.json; its names come
 * from benchmark.json, never from the path.  Nothing is ever removed there, so
 * who reads it must tell old from new by the time of writing.
 */
#ifndef CP_TREE_H
#define CP_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "results.h"

struct tree_entry {
	struct bench b;     /* its id is the full id */
	const char *title;  /* what the console prints */
	char *dir;          /* below the root, "group/function/new" */
	double written;     /* seconds since 1970, of estimates.json */
	bool change_is_new; /* the comparison is not older than that */
	bool printed;       /* a result of its title was */
	bool used;
	char *broken; /* why it can't be read, or NULL */
};

struct tree {
	struct tree_entry *entry; /* by directory, in byte order */
	size_t n, room;
};

/*
 * Read all of the tree at root.  ST_SYSTEM when root can't be opened,
 * ST_INPUT when it holds more than RESULTS_MAX benchmarks.
 * Strings go to r's pool.
 */
bool tree_read(
    struct tree *t, const char *root, struct results *r, struct err *e);
void tree_free(struct tree *t);

#endif
