/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* compare - see compare.h */
#include "compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "field.h"
#include "perf.h"
#include "store.h"

void
compare_free(struct compared *cmp)
{
	jio_free(&cmp->baseline);
	json_decref(cmp->own);
	free(cmp->why);
}

static bool
load(struct compared *cmp, const char *dir, const char *key,
    const struct conf *c, struct err *e)
{
	char *path = store_baseline(dir, key);
	bool good = true;

	if (access(path, F_OK) == 0)
		good = perf_load(&cmp->baseline, path, c, e);
	else if (errno != ENOENT && errno != ENOTDIR)
		good = err_sys(e, "can't open '%s'", path);
	free(path);
	return good;
}

bool
compare(struct compared *cmp, const struct jio_doc *d, const char *dir,
    const char *key, const struct conf *c, struct err *e)
{
	const json_t *section = field_at(d->root, "/_metadata/regression");

	if (!load(cmp, dir, key, c, e))
		return false;
	if (json_is_true(json_object_get(section, "compared"))) {
		cmp->with.section = section;
	} else if (!cmp->baseline.root) {
		cmp->with.first = true;
	} else {
		cmp->why = xstrdup("slo-check did not compare it");
		cmp->with.why_not = cmp->why;
	}
	return true;
}
