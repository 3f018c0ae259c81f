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
	char **text;
	size_t *n, room;
};

static ssize_t
add(void *cookie, const char *p, size_t n)
{
	struct memstream *m = cookie;

	if (m->room - *m->n <= n) {
		m->room = (m->room + n) * 2;
		*m->text = xrealloc(*m->text, m->room);
	}
	memcpy(*m->text + *m->n, p, n);
	*m->n += n;
	(*m->text)[*m->n] = '\0';
	return (ssize_t)n;
}

static int
end(void *cookie)
{
	free(cookie);
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
	*m = (struct memstream){text, n, 64};
	*text = xcalloc(m->room, 1);
	*n = 0;
	return f;
}
