/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* output - see output.h */
#include "output.h"

#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "fsio.h"
#include "sandbox.h"

#define EXPLAINED 10 /* benchmarks of a metric */

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

void
output_explain(const json_t *root)
{
	const char *name;
	json_t *m, *c;
	size_t i;

	json_object_foreach(field_at(root, "/_metadata/metrics"), name, m)
	{
		const json_t *fed = json_object_get(m, "candidates");
		const char *unit = field_str_at(m, "/unit");
		const char *source = field_str_at(m, "/source");

		diag_say("%s: %.6g %s, from '%s', of %zu", name,
		    field_num_at(m, "/value"), unit,
		    source ? source : "no benchmark", json_array_size(fed));
		json_array_foreach(fed, i, c)
		{
			if (i == EXPLAINED)
				break;
			diag_say("%s: fed by '%s', %.6g %s", name,
			    field_str_at(c, "/id"), field_num_at(c, "/value"),
			    unit);
		}
		if (i < json_array_size(fed))
			diag_say("%s: and by %zu more", name,
			    json_array_size(fed) - i);
	}
}
