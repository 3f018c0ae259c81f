/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* input - a stream in a buffer that slides, and grows where it has to */
#ifndef CP_INPUT_H
#define CP_INPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "diag.h"

struct input {
	FILE *f;
	const char *name;
	char *buf;
	size_t from, n, room; /* [from, n) is still to be read */
	bool end;
};

void input_open(struct input *in, FILE *f, const char *name);
void input_close(struct input *in);

/*
 * Read on.  Up to context bytes before from are kept, all before them is
 * given up.  At the end, end is set.  ST_INPUT when more than max bytes would
 * have to be held.
 */
bool input_more(struct input *in, size_t context, size_t max, struct err *e);

#endif
