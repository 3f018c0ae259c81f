/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* compare - see compare.h */
#include "compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "field.h"
#include "fsio.h"
#include "perf.h"
#include "regress.h"
#include "store.h"

void
compare_free(struct compared *cmp)
{
	jio_free(&cmp->baseline);
	json_decref(cmp->own);
	free(cmp->why);
	free(cmp->fault);
}

static bool
load(struct compared *cmp, const char *dir, const char *key,
    const struct conf *c, struct err *e)
{
	char *path = store_baseline(dir, key);
	bool good = true;

	if (access(path, F_OK) == 0)
		good = fsio_plain(path, e) &&
		       perf_load(&cmp->baseline, path, c, e);
	else if (errno != ENOENT && errno != ENOTDIR)
		good = err_sys(e, "can't open '%s'", path);
	jio_shed(&cmp->baseline);
	free(path);
	return good;
}

/* Whether the comparison names what has dropped, or something else failed. */
static void
judge(struct compared *cmp, const struct findings *f)
{
	const char *why = field_str_at(cmp->own, "/reason");
	const json_t *first = json_array_get(f->errors, 0);

	if (!json_is_true(json_object_get(cmp->own, "compared"))) {
		cmp->why = xstrdup(why ? why : "no reason is known");
		cmp->with.why_not = cmp->why;
		return;
	}
	cmp->with.section = cmp->own;
	/* Benchmarks that are missing, say; drops stand in the section. */
	if (first) {
		cmp->fault = xstrdup(json_string_value(first));
		cmp->with.fault = cmp->fault;
	}
}

static bool
compare_here(struct compared *cmp, const struct jio_doc *d, const char *dir,
    const struct conf *c, struct err *e)
{
	struct regress r;
	struct findings f;
	bool good = regress_open(&r, d, c, dir, NULL, e);

	if (good) {
		findings_init(&f);
		cmp->own = regress_compare(&r, d, c, false, &f);
		judge(cmp, &f);
		findings_free(&f);
	}
	regress_close(&r);
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
		return true;
	}
	if (cmp->baseline.root)
		return compare_here(cmp, d, dir, c, e);
	cmp->with.first = true;
	return true;
}
