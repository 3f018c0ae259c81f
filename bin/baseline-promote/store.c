/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store - see store.h */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint.h"
#include "fsio.h"
#include "jseq.h"

#define STAGED ".next.json"     /* will be baselines/KEY.json */
#define STAGED_TOP ".top.json"  /* will be baseline.json */
#define FORMER ".prev.json"     /* baselines/KEY.json as it was */
#define FORMER_TOP ".was.json"  /* baseline.json as it was */
#define TEMPORARY ".benchline." /* what fsio_replace names its files */

const char *
store_key(const char *fingerprint)
{
	if (!fingerprint || !*fingerprint)
		return "unknown";
	if (strlen(fingerprint) > 64 ||
	    fingerprint[strspn(fingerprint, "0123456789abcdef")])
		return NULL;
	return fingerprint;
}

char *
store_baseline(const char *dir, const char *key)
{
	return xasprintf("%s/baselines/%s.json", dir, key);
}

static bool
sync_dir(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (!good)
		err_sys(e, "CBKB006: can't sync '%s'", dir);
	if (fd >= 0)
		close(fd);
	return good;
}

static void
drop(const char *dir, const char *name)
{
	char *path = fsio_join(dir, name);

	unlink(path);
	free(path);
}

/* Temporary files of a writer that was killed; nobody else holds the lock. */
static void
sweep(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *ent;

	while (d && (ent = readdir(d)) != NULL) {
		if (strncmp(ent->d_name, TEMPORARY, strlen(TEMPORARY)) == 0)
			drop(dir, ent->d_name);
	}
	if (d)
		closedir(d);
}

/* Put a staged document in both places. */
static bool
finish(const char *dir, const char *key, const char *text, size_t n,
    mode_t mode, struct err *e)
{
	char *top = fsio_join(dir, "baseline.json");
	char *baseline = store_baseline(dir, key);
	bool good = fsio_replace(baseline, text, n, mode, e) &&
		    fsio_replace(top, text, n, mode, e);

	free(top);
	free(baseline);
	return good;
}

/* A member's text out of a document's bytes; "": none, or none that fits. */
static void
told(struct span doc, const char *pointer, char out[SHA256_HEX])
{
	struct span v;
	size_t n = 0;

	if (jseq_at(doc, pointer, &v) && *v.p == '"' && v.n - 2 < SHA256_HEX) {
		n = v.n - 2;
		memcpy(out, v.p + 1, n);
	}
	out[n] = '\0';
}

/* What one staging file says about the promotion that it is of. */
static bool
settle(const char *dir, const char *name, const struct ledger_writer *w,
    mode_t mode, struct err *e)
{
	char *path = fsio_join(dir, name), *text;
	char head[SHA256_HEX], fingerprint[SHA256_HEX];
	const char *key;
	struct span doc;
	size_t n;
	bool good = true;

	if (access(path, F_OK) != 0) {
		; /* the usual case */
	} else if ((good = fsio_text(path, &text, &n, e))) {
		/* One that a crash cut short is no document. */
		if (jseq_value(text, text + n, &doc)) {
			told(doc, "/_metadata/baseline/head", head);
			told(doc, "/_metadata/environment/fingerprint",
			    fingerprint);
			key = store_key(fingerprint);
			if (key && strcmp(head, ledger_head(w)) == 0)
				good = finish(dir, key, text, n, mode, e);
		}
		jio_drop_text(text, n);
	}
	free(path);
	return good;
}

bool
store_complete(
    const char *dir, const struct ledger_writer *w, mode_t mode, struct err *e)
{
	char *sub = fsio_join(dir, "baselines");
	bool good = settle(dir, STAGED, w, mode, e) &&
		    settle(dir, STAGED_TOP, w, mode, e);

	if (good) {
		drop(dir, STAGED);
		drop(dir, STAGED_TOP);
		drop(dir, FORMER);
		drop(dir, FORMER_TOP);
		sweep(dir);
		sweep(sub);
	}
	free(sub);
	return good && checkpoint_complete(dir, w, mode, e);
}

/* The paths of a promotion. */
struct paths {
	char *staged, *staged_top, *former, *former_top, *baseline, *top, *sub;
};

static void
paths_make(struct paths *p, const char *dir, const char *key)
{
	p->staged = fsio_join(dir, STAGED);
	p->staged_top = fsio_join(dir, STAGED_TOP);
	p->former = fsio_join(dir, FORMER);
	p->former_top = fsio_join(dir, FORMER_TOP);
	p->baseline = store_baseline(dir, key);
	p->top = fsio_join(dir, "baseline.json");
	p->sub = fsio_join(dir, "baselines");
}

static void
paths_free(struct paths *p)
{
	free(p->staged);
	free(p->staged_top);
	free(p->former);
	free(p->former_top);
	free(p->baseline);
	free(p->top);
	free(p->sub);
}

/* Keep what path is now as former; what no link can keep is copied. */
static bool
keep(const char *path, const char *former, mode_t mode, struct err *e)
{
	char *text;
	size_t n;
	bool good;

	if (link(path, former) == 0 || errno == ENOENT)
		return true;
	if (!fsio_text(path, &text, &n, e))
		return false;
	good = fsio_replace(former, text, n, mode, e);
	jio_drop_text(text, n);
	return good;
}

/* path is again what it was: former, or not there. */
static bool
restore(const char *former, const char *path)
{
	if (rename(former, path) == 0)
		return true;
	/* What can't be renamed may yet be linked. */
	return unlink(path) == 0 && link(former, path) == 0;
}

/* The two renames, on the disk. */
static bool
show(const struct paths *p, const char *dir, struct err *e)
{
	if (rename(p->staged, p->baseline) != 0)
		return err_sys(e, "CBKB006: can't write '%s'", p->baseline);
	if (rename(p->staged_top, p->top) != 0)
		return err_sys(e, "CBKB006: can't write '%s'", p->top);
	return sync_dir(p->sub, e) && sync_dir(dir, e);
}

/* The record too is taken back. */
static void
take_back(const struct paths *p, struct ledger_writer *w)
{
	struct err undo = {0};

	/* Where there was no former, there is none to come back. */
	(void)restore(p->former, p->baseline);
	(void)restore(p->former_top, p->top);
	if (!ledger_undo(w, &undo))
		diag_fail(&undo);
}

bool
store_promote(const char *dir, struct ledger_writer *w, const char *key,
    const char *p, size_t n, mode_t mode, struct err *e)
{
	struct paths path;
	bool good;

	paths_make(&path, dir, key);
	good = fsio_mkdirs(path.sub, e) &&
	       keep(path.baseline, path.former, mode, e) &&
	       keep(path.top, path.former_top, mode, e) &&
	       fsio_replace(path.staged, p, n, mode, e) &&
	       fsio_replace(path.staged_top, p, n, mode, e) &&
	       ledger_commit(w, e);
	if (good && !show(&path, dir, e)) {
		good = false;
		take_back(&path, w);
	}
	if (!good) {
		unlink(path.staged);
		unlink(path.staged_top);
	}
	unlink(path.former);
	unlink(path.former_top);
	paths_free(&path);
	return good;
}
