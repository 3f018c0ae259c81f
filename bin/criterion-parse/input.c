/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* input - see input.h */
#include "input.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM ((size_t)256 << 10)

void
input_open(struct input *in, FILE *f, const char *name)
{
	memset(in, 0, sizeof(*in));
	in->f = f;
	in->name = name;
	in->room = ROOM;
	in->buf = xmalloc(in->room);
}

void
input_close(struct input *in)
{
	free(in->buf);
	in->buf = NULL;
}

static void
slide(struct input *in, size_t context)
{
	size_t drop = in->from > context ? in->from - context : 0;

	if (drop == 0)
		return;
	memmove(in->buf, in->buf + drop, in->n - drop);
	in->from -= drop;
	in->n -= drop;
}

bool
input_more(struct input *in, size_t context, size_t max, struct err *e)
{
	size_t got;

	slide(in, context);
	if (in->n == in->room) {
		if (in->room >= max)
			return err_set(e, ST_INPUT,
			    "CBKB003: document too large: over %zu MiB (%s)",
			    max >> 20, in->name);
		in->room = in->room * 2 < max ? in->room * 2 : max;
		in->buf = xrealloc(in->buf, in->room);
	}
	got = fread(in->buf + in->n, 1, in->room - in->n, in->f);
	if (got == 0) {
		if (ferror(in->f))
			return err_sys(e, "can't read %s", in->name);
		in->end = true;
	}
	in->n += got;
	return true;
}
