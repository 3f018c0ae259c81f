/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memstream - xmemstream, see diag.h.  glibc's open_memstream drops what does
 * not fit into memory without a word: neither ferror nor fclose tells.
 */
#define _GNU_SOURCE /* fopencookie */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

struct memstream {
	char *buf, **text;
	size_t used, room, *n;
};

static ssize_t
add(void *cookie, const char *p, size_t n)
{
	struct memstream *m = cookie;

	if (m->room - m->used <= n) {
		m->room = (m->room + n) * 2;
		m->buf = xrealloc(m->buf, m->room);
	}
	memcpy(m->buf + m->used, p, n);
	m->used += n;
	return (ssize_t)n;
}

static int
end(void *cookie)
{
	struct memstream *m = cookie;

	m->buf[m->used] = '\0';
	*m->text = m->buf;
	*m->n = m->used;
	free(m);
	return 0;
}

FILE *
xmemstream(char **text, size_t *n)
{
	struct memstream *m = xmalloc(sizeof(*m));
	FILE *f = fopencookie(
	    m, "w", (cookie_io_functions_t){.write = add, .close = end});

	if (!f)
		xdie();
	*m = (struct memstream){xmalloc(64), text, 0, 64, n};
	return f;
}
