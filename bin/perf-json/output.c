/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* output - see output.h */
#include "output.h"

#include <stdlib.h>
#include <string.h>

#include "fsio.h"
#include "sandbox.h"

/* The directory of path, "." when it has none; new. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

void
output_confine(const char *output)
{
	char *dir = output ? directory_of(output) : NULL;
	const char *const write[] = {dir, NULL};

	sandbox_enter(NULL, write, SANDBOX_FILTER);
	free(dir);
}

bool
output_replace(const char *path, const char *text, size_t n, struct err *e)
{
	char *dir = directory_of(path);
	bool good = fsio_mkdirs(dir, e) && fsio_replace(path, text, n, 0, e);

	free(dir);
	return good;
}
