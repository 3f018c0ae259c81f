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

/* --check: the document as it is, or every fault. */
static bool
check(FILE *out, const struct conf *c, struct err *e)
{
	struct schema *s = perf_schema(c, true);
	struct jio_doc d;
	bool good = jio_read(&d, stdin, JIO_STDIN, PERF_BIG, e);

	if (good && schema_check_doc(s, &d, say_fault, NULL) == 0)
		jout_doc(out, &d);
	else if (good)
		e->status = ST_INPUT;
	jio_free(&d);
	schema_free(s);
	return e->status == ST_DONE;
}

static bool
make(FILE *out, const struct conf *c, bool raw, struct err *e)
{
	struct jio_doc in;
	struct perf_doc d;
	bool good = jio_read(&in, stdin, JIO_STDIN, BENCHMARKS_BIG, e);

	if (!good)
		return false;
	good = build_perf(&in, c, raw, &d, e);
	jio_free(&in);
	if (!good)
		return err_in(e, JIO_STDIN);
	build_write(out, &d);
	build_free(&d);
	return true;
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

/* Write text to path; then the document on stdout means that it is there. */
static bool
write_file(const char *path, const char *text, size_t n, struct err *e)
{
	char *dir = directory_of(path);
	bool good = fsio_mkdirs(dir, e) && fsio_replace(path, text, n, 0, e);

	free(dir);
	return good;
}

static bool
work(const struct opts *o, const struct conf *c, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	bool good;

	if (!f)
		xdie();
	confine(o->output);
	good = o->check ? check(f, c, e) : make(f, c, o->raw_fallback, e);
	if (fclose(f) != 0)
		xdie();
	if (good && o->output)
		good = write_file(o->output, text, n, e);
	if (good)
		fwrite(text, 1, n, stdout);
	free(text);
	return good;
}

static int
run(const struct opts *o)
{
	struct err e = {ST_DONE, ""};
	struct conf c = {0};

	if (!conf_load(&c, o->config, &e))
		return diag_fail(&e);
	if (o->verbose)
		diag_say("configuration: %s", c.source);
	if (o->show)
		conf_show(&c);
	else if (!work(o, &c, &e) && *e.text)
		diag_fail(&e);
	conf_free(&c);
	return (int)e.status;
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
