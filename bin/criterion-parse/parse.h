/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * parse - tell the formats apart, read one, and bring all that is known
 * together
 */
#ifndef CP_PARSE_H
#define CP_PARSE_H

#include <stdio.h>

#include "results.h"
#include "run.h"
#include "text.h"

struct parsed {
	struct results results;
	struct run run; /* its doc is NULL where there was no run document */
	const char *format; /* what the input was, for -v */
	const char *home;   /* the Criterion tree that was read, or NULL */
};

/*
 * Read f, called name in messages, to its end.  home: the Criterion tree to
 * read, or NULL (then a run document may name one).  False with e filled
 * where the input is not what it should be.
 */
bool parse(struct parsed *p, FILE *f, const char *name, const char *home,
    struct err *e);
void parse_free(struct parsed *p);

/* Write the benchmarks document. */
void parse_write(const struct parsed *p, FILE *f);

#endif
