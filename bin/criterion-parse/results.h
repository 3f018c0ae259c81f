/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * results - what was found: results in the order in which they finished,
 * warnings, errors, and the ids of the benchmarks that were started
 *
 * Results stand in blocks that never move, so a pointer to one stays good.
 * Strings live in a pool until results_free: the strings of a struct bench in
 * here are the pool's, and bench_free is never called on one.
 */
#ifndef CP_RESULTS_H
#define CP_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench.h"
#include "diag.h"
#include "jio.h"

#define RESULTS_MAX 120000                /* so many fit into 64 MiB */
#define RESULTS_MEMORY ((size_t)48 << 20) /* with ids and what was started */
#define NOTES_MAX 50
#define NOTE_MAX 500

/* Lines for people: each at most 500 bytes; past the 49th they are counted. */
struct notes {
	char *text[NOTES_MAX];
	size_t n; /* added, also those not kept */
};

struct pool {
	struct pool_block *last;
	size_t used, size;
	size_t total; /* bytes of all blocks */
};

/* A benchmark that Criterion said it was starting. */
struct started {
	char *id;
	size_t n;
	uint32_t hash;
	uint32_t times, results;
};

struct block {
	struct bench *at;
};

struct results {
	struct block *block;
	size_t n, nblocks;
	struct started *started;
	size_t nstarted, started_room;
	uint32_t *slot; /* hash table over started: index + 1 */
	size_t nslots;
	struct pool pool;
	size_t held; /* bytes held elsewhere, counted as ours */
	bool full;   /* something was left out for want of memory */
	struct notes warnings, errors;
};

void results_init(struct results *r);
void results_free(struct results *r);

/* A new, empty result at the end; NULL, and full, where there is no room. */
struct bench *results_add(struct results *r);
struct bench *results_at(const struct results *r, size_t i);
/* Take the last one back. */
void results_drop(struct results *r);
/* Keep those for which keep[i] holds. */
void results_keep(struct results *r, const bool *keep);

/* n bytes at p as a NUL-ended string; invalid UTF-8 and NUL become U+FFFD. */
char *results_str(struct results *r, const char *p, size_t n);

/* The entry of an id, blanks at its end not considered, or NULL. */
struct started *results_started(
    const struct results *r, const char *p, size_t n);
/* Count one start of the benchmark; NULL, and full, without room for it. */
struct started *results_start(struct results *r, const char *p, size_t n);

/* Nothing was started. */
void results_forget(struct results *r);

void note(struct notes *to, const char *fmt, ...) BL_PRINTF(2, 3);
/* Move all of from to the end of to. */
void notes_append(struct notes *to, struct notes *from);
void notes_free(struct notes *to);
/* Write as a JSON array; the last says how many more there were. */
void notes_write(struct jout *o, const struct notes *from);

/* n bytes at p for use with %.*s in a note: at most 120, cut between
 * characters. */
int shown(const char *p, size_t n);

#endif
