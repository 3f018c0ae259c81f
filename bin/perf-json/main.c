/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perf-json - make perf.json of a benchmarks document, or check one
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "conf.h"
#include "diag.h"
#include "fsio.h"
#include "jio.h"
#include "jout.h"
#include "options.h"
#include "perf.h"
#include "sandbox.h"
#include "schema.h"

/* Print one fault of a checked document; all of them are said. */
static void
say_fault(void *user, const char *text)
{
	(void)user;
	diag_say("CBKB003: %s (%s)", text, JIO_STDIN);
}

/* --check: the document itself, or every fault. */
static bool
check(struct jio_doc *d, const struct conf *c, struct err *e)
{
	struct schema *s;
	size_t faults;

	if (!jio_read(d, stdin, JIO_STDIN, PERF_BIG, e))
		return false;
	s = perf_schema(c, true);
	faults = schema_check_doc(s, d, say_fault, NULL);
	schema_free(s);
	e->status = faults ? ST_INPUT : ST_DONE;
	return faults == 0;
}

static bool
make(struct jio_doc *d, const struct conf *c, bool raw, struct err *e)
{
	struct jio_doc in;
	bool good;

	if (!jio_read(&in, stdin, JIO_STDIN, BENCHMARKS_BIG, e))
		return false;
	good = build_perf(&in, c, raw, d, e) || err_in(e, JIO_STDIN);
	jio_free(&in);
	return good;
}

/* The directory of path, "." when it has none; new. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* From here on nothing is read but stdin, and nothing written but -o's file. */
static void
confine(const char *output)
{
	const char *write[2] = {NULL, NULL};
	char *dir = output ? directory_of(output) : NULL;

	while (dir && access(dir, F_OK) != 0 && strcmp(dir, ".") != 0) {
		char *above = directory_of(dir);

		free(dir);
		dir = above;
	}
	write[0] = dir;
	sandbox_enter(NULL, write, SANDBOX_FILTER);
	free(dir);
}

/* The file first, so that a document on stdout means that it is written. */
static bool
write_doc(const struct jio_doc *d, const char *path, struct err *e)
{
	char *text = NULL, *dir;
	size_t n = 0;
	FILE *f;
	bool good;

	if (!path) {
		jout_doc(stdout, d);
		return true;
	}
	f = open_memstream(&text, &n);
	if (!f)
		xdie();
	jout_doc(f, d);
	if (fclose(f) != 0)
		xdie();
	dir = directory_of(path);
	good = fsio_mkdirs(dir, e) && fsio_replace(path, text, n, 0, e);
	if (good)
		fwrite(text, 1, n, stdout);
	free(dir);
	free(text);
	return good;
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d = {0};
	struct conf c = {0};
	bool good;

	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show) {
		conf_show(&c);
		conf_free(&c);
		return ST_DONE;
	}
	confine(o->output);
	good = o->check ? check(&d, &c, &e) : make(&d, &c, o->raw_fallback, &e);
	good = good && write_doc(&d, o->output, &e);
	jio_free(&d);
	conf_free(&c);
	if (good)
		return ST_DONE;
	return *e.text ? diag_fail(&e) : (int)e.status;
}

int
main(int argc, char **argv)
{
	struct opts o = {0};
	int st;

	diag_start("perf-json");
	st = options_read(argc, argv, &o);
	if (st >= 0)
		return st;
	return diag_end(run(&o));
}
