/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perf-json - make perf.json of a benchmarks document, or check one
 */
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "conf.h"
#include "diag.h"
#include "jio.h"
#include "jout.h"
#include "options.h"
#include "output.h"
#include "perf.h"
#include "schema.h"

/* Print one fault of a checked document; all of them are said. */
static void
say_fault(void *user, const char *text)
{
	(void)user;
	diag_say("CBKB003: %s (%s)", text, JIO_STDIN);
}

/* What is to be written: a document that was checked, or one that was made. */
struct product {
	struct jio_doc checked;
	struct perf_doc made;
};

static bool
check(struct product *p, const struct conf *c, struct err *e)
{
	struct schema *s = perf_schema(c, true);

	if (jio_read(&p->checked, stdin, JIO_STDIN, PERF_BIG, e) &&
	    schema_check_doc(s, &p->checked, say_fault, NULL) > 0)
		e->status = ST_INPUT;
	schema_free(s);
	return e->status == ST_DONE;
}

static bool
make(struct product *p, const struct conf *c, bool raw, struct err *e)
{
	struct jio_doc in;
	bool good;

	if (!jio_read(&in, stdin, JIO_STDIN, BENCHMARKS_BIG, e))
		return false;
	good = build_perf(&in, c, raw, &p->made, e) || err_in(e, JIO_STDIN);
	jio_free(&in);
	return good;
}

static void
emit(FILE *f, const struct product *p)
{
	if (p->made.root)
		build_write(f, &p->made);
	else
		jout_doc(f, &p->checked);
}

/* Before stdout: a document there means that the file is written, too. */
static bool
write_file(const char *path, const struct product *p, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = xmemstream(&text, &n);
	bool good;

	emit(f, p);
	fclose(f);
	good = output_replace(path, text, n, e);
	free(text);
	return good;
}

static bool
work(const struct opts *o, const struct conf *c, struct err *e)
{
	struct product p = {0};
	bool good;

	if (!o->no_sandbox)
		output_confine(o->output);
	good = o->check ? check(&p, c, e) : make(&p, c, o->raw_fallback, e);
	if (good && o->output)
		good = write_file(o->output, &p, e);
	if (good)
		emit(stdout, &p);
	if (good && o->verbose && p.made.root)
		output_explain(p.made.root);
	jio_free(&p.checked);
	build_free(&p.made);
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
