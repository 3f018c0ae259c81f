/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shipped - see shipped.h */
#include "shipped.h"

#include <string.h>

const char *
shipped_file(const char *name, size_t *n)
{
	const struct shipped *s;

	for (s = shipped; s->name; s++) {
		if (strcmp(s->name, name) == 0) {
			*n = s->n;
			return (const char *)s->text;
		}
	}
	return NULL;
}
