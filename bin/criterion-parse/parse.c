/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* parse - see parse.h */
#include "parse.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "announce.h"
#include "input.h"
#include "jseq.h"
#include "merge.h"

#define LINE_LIMIT ((size_t)16 << 20) /* one message */

/* Console text, message lines, and any mixture, as it comes. */
static bool
stream(struct text *t, struct input *in, struct err *e)
{
	while (!in->end && !t->out->full) {
		in->from = text_feed(t, in->buf, in->from, in->n, false);
		if (!input_more(in, TEXT_CONTEXT, LINE_LIMIT, e))
			return false;
	}
	if (!t->out->full)
		in->from = text_feed(t, in->buf, in->from, in->n, true);
	return true;
}

static bool
read_all(struct input *in, struct err *e)
{
	while (!in->end) {
		if (!input_more(in, in->from, JIO_TEXT_MAX, e))
			return false;
	}
	return true;
}

/* Messages that are spread over lines, one value after the other; then text. */
static void
values(struct text *t, struct input *in)
{
	const char *p = in->buf + in->from, *end = in->buf + in->n, *after;
	struct span v;

	while ((after = jseq_value(p, end, &v)) != NULL && *v.p == '{') {
		t->messages += message_line(t, v.p, v.p + v.n);
		p = after;
	}
	in->from = (size_t)(p - in->buf);
}

/* The run's streams: what was started first, wherever it is told. */
static void
captured(struct parsed *p, struct text *t)
{
	struct run *run = &p->run;
	struct text other;

	p->results.held = (run->out != NULL ? strlen(run->out) : 0) +
			  (run->err != NULL ? strlen(run->err) : 0);
	text_start(&other, &p->results);
	other.listen = true;
	if (run->err != NULL)
		text_feed(&other, run->err, 0, strlen(run->err), true);
	t->trust = other.cut || run->cut;
	if (run->out != NULL)
		text_feed(t, run->out, 0, strlen(run->out), true);
	if (p->results.n == 0 && run->err != NULL) {
		/* A report sent to stderr, as cargo-criterion's text is. */
		results_forget(&p->results);
		text_feed(t, run->err, 0, strlen(run->err), true);
	}
	memcpy(t->panic, other.panic, sizeof(t->panic));
	memcpy(t->failure, other.failure, sizeof(t->failure));
	t->profiled += other.profiled;
	t->cut |= other.cut;
	free(other.pending);
}

static bool
run_document(struct parsed *p, struct text *t, struct input *in, struct span v,
    struct err *e)
{
	p->format = "a run document";
	t->raw = false;
	if (jseq_skip(v.p + v.n, in->buf + in->n) != in->buf + in->n)
		return err_set(e, ST_INPUT,
		    "CBKB003: there is something after the run document");
	if (!run_read(&p->run, v.p, v.n, e))
		return false;
	free(in->buf);
	in->buf = NULL;
	captured(p, t);
	return true;
}

/* The first byte that counts is a '{'. */
static bool
json(struct parsed *p, struct text *t, struct input *in, struct err *e)
{
	struct span v, member;
	const char *nl;
	bool whole;

	p->format = "messages";
	t->raw = true;
	while (
	    (nl = memchr(in->buf + in->from, '\n', in->n - in->from)) == NULL &&
	    !in->end) {
		if (!input_more(in, in->from, JIO_TEXT_MAX, e))
			return false;
	}
	whole = jseq_value(in->buf + in->from, in->buf + in->n, &v) != NULL;
	if (whole && !jseq_member(v, "schema", &member) &&
	    jseq_member(v, "reason", &member) &&
	    (nl == NULL || v.p + v.n <= nl))
		return stream(t, in, e);
	if (!read_all(in, e))
		return false;
	if (jseq_value(in->buf + in->from, in->buf + in->n, &v) == NULL) {
		json_decref(jio_parse(
		    in->buf + in->from, in->n - in->from, in->name, e));
		return false;
	}
	if (jseq_member(v, "schema", &member))
		return run_document(p, t, in, v, e);
	if (!jseq_member(v, "reason", &member))
		return err_set(e, ST_INPUT,
		    "CBKB003: expected a run document (with 'schema') or "
		    "messages (with 'reason')");
	values(t, in);
	text_feed(t, in->buf, in->from, in->n, true);
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What the input is; false in *any when there is not a byte. */
static bool
read_input(struct parsed *p, struct text *t, struct input *in, bool *any,
    struct err *e)
{
	size_t i = 0;

	if (!input_more(in, 0, JIO_TEXT_MAX, e))
		return false;
	*any = in->n > 0;
	if (in->n >= 3 && memcmp(in->buf, "\xef\xbb\xbf", 3) == 0)
		in->from = i = 3;
	while (i < in->n && blank(in->buf[i]))
		i++;
	if (i < in->n && in->buf[i] == '{') {
		in->from = i;
		return json(p, t, in, e);
	}
	p->format = "console text";
	t->raw = true;
	return stream(t, in, e);
}

/* cargo-criterion prints both messages and text: the messages are exact. */
static void
drop_doubles(struct results *r)
{
	bool *keep = xmalloc((r->n + 1) * sizeof(*keep)), any = false;
	struct results ids;
	size_t i;

	results_init(&ids);
	ids.held = r->pool.total;
	for (i = 0; i < r->n; i++) {
		const struct bench *b = results_at(r, i);

		if (b->source == SOURCE_CARGO) {
			results_start(&ids, b->id, strlen(b->id));
			any = true;
		}
	}
	for (i = 0; i < r->n; i++) {
		const struct bench *b = results_at(r, i);

		keep[i] = b->source != SOURCE_TEXT ||
			  results_started(&ids, b->id, strlen(b->id)) == NULL;
	}
	if (any)
		results_keep(r, keep);
	r->full |= ids.full;
	results_free(&ids);
	free(keep);
}

/* Read the tree, where there is one to be read. */
static bool
use_tree(struct parsed *p, const char *home, bool alone, struct err *e)
{
	bool asked = home != NULL;
	struct tree tree;

	if (!asked)
		home = p->run.criterion_home;
	if (home == NULL || p->run.measured_nothing ||
	    (!asked && access(home, F_OK) != 0))
		return true;
	if (!tree_read(&tree, home, &p->results, e)) {
		tree_free(&tree);
		return false;
	}
	p->home = home;
	if (alone)
		merge_alone(&p->results, &tree);
	else
		merge_run(&p->results, &tree, p->run.started, p->run.part);
	tree_free(&tree);
	return true;
}

/* With the tree nothing is missing but what was never finished. */
static void
cut(struct parsed *p, const struct text *t)
{
	struct results *r = &p->results;

	if (t->cut || p->run.cut)
		note(p->home ? &r->warnings : &r->errors,
		    "CBKB002: the middle of the captured output was cut: "
		    "results may be missing");
}

static void
none(struct parsed *p, const struct text *t)
{
	const char *why =
	    t->tested     ? ": benchmarks were only tested (--test)"
	    : t->profiled ? ": benchmarks were only profiled (--profile-time)"
	    : t->listed   ? ": benchmarks were only listed (--list)"
			  : "";

	if (p->results.n == 0 && !p->run.measured_nothing)
		note(&p->results.errors,
		    "CBKB002: no benchmark result in the input%s", why);
}

bool
parse(struct parsed *p, FILE *f, const char *name, const char *home,
    struct err *e)
{
	struct input in;
	struct text t;
	bool any = true, many, good;

	memset(p, 0, sizeof(*p));
	p->run.started = -1;
	results_init(&p->results);
	text_start(&t, &p->results);
	input_open(&in, f, name);
	good = read_input(p, &t, &in, &any, e);
	input_close(&in);
	if (good && !any && home == NULL)
		good = err_set(e, ST_INPUT,
		    "CBKB003: %s is empty (did the program before this one "
		    "fail?)",
		    name);
	if (!any)
		p->format = "nothing";
	if (p->run.measured_nothing)
		p->results.n = 0;
	text_end(&t);
	many = p->results.n == RESULTS_MAX && p->results.full;
	drop_doubles(&p->results);
	if (good && many)
		good = err_set(e, ST_INPUT,
		    "CBKB003: document too large: over %d results",
		    RESULTS_MAX);
	else if (good && p->results.full)
		good = err_set(e, ST_INPUT,
		    "CBKB003: document too large: over %zu MiB in memory",
		    RESULTS_MEMORY >> 20);
	if (!good) {
		if (strstr(e->text, name) == NULL)
			err_in(e, name);
		return false;
	}
	if (!p->run.measured_nothing)
		announce_end(&p->results);
	if (!use_tree(p, home, !any, e))
		return false;
	cut(p, &t);
	none(p, &t);
	if (p->run.doc != NULL)
		run_judge(&p->run, &p->results, &t);
	return true;
}

void
parse_free(struct parsed *p)
{
	results_free(&p->results);
	run_free(&p->run);
}

void
parse_write(const struct parsed *p, FILE *f)
{
	struct jout o;
	size_t i;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	jout_key(&o, "benchmarks");
	jout_array(&o);
	for (i = 0; i < p->results.n; i++)
		bench_write(&o, results_at(&p->results, i), false);
	jout_end(&o);
	jout_key(&o, "errors");
	notes_write(&o, &p->results.errors);
	jout_kjson(&o, "run", p->run.doc);
	jout_kstr(&o, "schema", "benchline/benchmarks/1");
	jout_key(&o, "warnings");
	notes_write(&o, &p->results.warnings);
	jout_end(&o);
	jout_finish(&o);
}
