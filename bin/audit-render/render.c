/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* render - see render.h */
#include "render.h"

#include <stdlib.h>
#include <string.h>

#include "annotate.h"
#include "explain.h"
#include "outcome.h"
#include "peek.h"
#include "perf.h"
#include "reports.h"

/* The template and style sheet of a page, read before the input is. */
struct sheets {
	char *text, *name, *style;
	struct page page;
};

static const char *const templates[] = {"templates/performance_report.html",
    "templates/audit_report.html", "templates/trend_analysis.html",
    "templates/compliance_summary.html"};

static bool
wants(const struct render *o, const struct audit_conf *a, enum form f)
{
	size_t i;

	if (o->form != FORM_ALL)
		return o->form == f;
	for (i = 0; a->format[i] != FORM_NONE; i++) {
		if (a->format[i] == f)
			return true;
	}
	return false;
}

static bool
sheets_read(struct sheets *s, const struct render *o, struct err *e)
{
	char *source;
	size_t n;

	if (!conf_file(templates[o->type], o->config, &s->text, &s->page.len,
		&s->name, e) ||
	    !conf_file(
		"templates/report.css", o->config, &s->style, &n, &source, e))
		return false;
	if (o->verbose) {
		diag_say("template: %s", s->name);
		diag_say("style sheet: %s", source);
	}
	free(source);
	s->page.text = s->text;
	s->page.name = s->name;
	s->page.style = s->style;
	return true;
}

static void
sheets_free(struct sheets *s)
{
	free(s->text);
	free(s->name);
	free(s->style);
}

static bool
write_form(enum form form, const struct report *r, const struct render *o,
    const struct sheets *s, FILE *f, struct err *e)
{
	switch (form) {
	case FORM_HTML:
		return html_write(r, &s->page, f, e);
	case FORM_PDF:
		return pdf_write(r, o->paper, f, e);
	case FORM_MARKDOWN:
		markdown_write(r, f);
		return true;
	case FORM_JUNIT:
		junit_write(r, f);
		return true;
	case FORM_OPENMETRICS:
		openmetrics_write(r, f);
		return true;
	default:
		json_write(r, f);
		return true;
	}
}

/* A form made whole in memory, before the first byte is written anywhere. */
struct made {
	char *path, *text; /* path NULL: stdout */
	size_t n;
};

static bool
make_form(enum form form, const struct report *r, const struct render *o,
    const struct sheets *s, struct made *m, struct err *e)
{
	FILE *f = xmemstream(&m->text, &m->n);
	bool good;

	good = write_form(form, r, o, s, f, e);
	fclose(f);
	return good;
}

/* The file of form f in the directory of -f all, new. */
static char *
path_of(const struct report *r, const struct render *o, enum form f)
{
	static const char *const ending[] = {
	    "html", "pdf", "json", "md", "junit.xml", "openmetrics.txt"};
	char *name = xasprintf("%s.%s", r->name, ending[f]);
	char *path = fsio_join(o->out, name);

	free(name);
	return path;
}

/* To stdout, piece by piece, so that the reason of a failure is not lost. */
static void
print(const struct made *m)
{
	static char buffer[65536];
	size_t i, piece = sizeof(buffer) / 2;

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	for (i = 0; i < m->n; i += piece) {
		fwrite(m->text + i, 1, m->n - i < piece ? m->n - i : piece,
		    stdout);
		if (!diag_flush())
			return;
	}
}

static bool
put(const struct made *m, const struct render *o, mode_t mode, struct err *e)
{
	if (!m->path) {
		print(m);
		return true;
	}
	if (!fsio_replace(m->path, m->text, m->n, mode, e))
		return false;
	if (o->form == FORM_ALL)
		printf("%s\n", m->path);
	return true;
}

static bool
write_report(const struct report *r, const struct render *o,
    const struct conf *c, const struct audit_conf *a, const struct sheets *s,
    struct err *e)
{
	const enum form one[] = {o->form, FORM_NONE};
	const enum form *form = o->form == FORM_ALL ? a->format : one;
	struct made made[FORM_ALL] = {{NULL, NULL, 0}};
	size_t n = 0, i;
	bool good = true;

	for (i = 0; form[i] != FORM_NONE && n < FORM_ALL && good; i++) {
		bool figures =
		    form[i] == FORM_JUNIT || form[i] == FORM_OPENMETRICS;

		if (figures && r->type != REPORT_PERFORMANCE)
			continue;
		if (o->form == FORM_ALL)
			made[n].path = path_of(r, o, form[i]);
		else if (o->out)
			made[n].path = xstrdup(o->out);
		good = make_form(form[i], r, o, s, &made[n++], e);
	}
	if (good && o->form == FORM_ALL)
		good = fsio_mkdirs(o->out, e);
	for (i = 0; i < n && good; i++)
		good = put(&made[i], o, c->mode, e);
	for (i = 0; i < n; i++) {
		free(made[i].path);
		free(made[i].text);
	}
	return good;
}

/* What a report is made of; the strings in it live as long as these. */
struct input {
	struct account account;
	struct jio_doc perf;
	json_t *record;
};

static void
input_free(struct input *in)
{
	account_free(&in->account);
	jio_free(&in->perf);
	json_decref(in->record);
}

static bool
of_perf(struct report *r, struct input *in, FILE *f, const struct conf *c,
    struct err *e)
{
	struct outcome o;

	if (!perf_read(&in->perf, f, JIO_STDIN, c, e) ||
	    !outcome_of_perf(&o, r, &in->perf, c, e))
		return false;
	performance_report(r, &o, NULL);
	return true;
}

/* The newest run of the ledger. */
static bool
of_newest(
    struct report *r, struct input *in, const struct conf *c, struct err *e)
{
	const struct account *a = &in->account;
	struct outcome o;

	if (!a->newest)
		return err_set(e, ST_INPUT,
		    "CBKB007: no run in the ledger to report on (%s)",
		    JIO_STDIN);
	in->record = jio_parse(a->newest, strlen(a->newest), JIO_STDIN, e);
	if (!in->record)
		return false;
	outcome_of_record(&o, r, json_object_get(in->record, "data"),
	    &a->record[a->newest_record]);
	outcome_order(&o, c);
	performance_report(r, &o, a);
	return true;
}

static bool
make(struct report *r, struct input *in, const struct render *o,
    const struct conf *c, struct audit_conf *audit, struct err *e)
{
	struct account *a = &in->account;
	bool ledger = true, good;
	FILE *f = stdin;

	if (o->type == REPORT_PERFORMANCE && !(f = peek(stdin, &ledger, e)))
		return false;
	if (o->verbose && !ledger)
		diag_say("input: a perf.json, for it does not begin as a "
			 "record does");
	good = ledger ? account_read(a, audit, r, f, JIO_STDIN, e)
		      : of_perf(r, in, f, c, e);
	if (f != stdin)
		fclose(f);
	if (!good || !ledger)
		return good;
	account_order(a, c, o->metric);
	account_period(a, &o->time, o->type == REPORT_TREND);
	if (o->verbose)
		explain(a, o);
	if (o->type == REPORT_PERFORMANCE)
		return of_newest(r, in, c, e);
	if (o->type == REPORT_TREND)
		trend_report(r, a);
	else if (o->type == REPORT_COMPLIANCE)
		compliance_report(r, a);
	else
		audit_report(r, a);
	return true;
}

int
render(const struct render *o, const struct conf *c, struct audit_conf *audit,
    void (*confine)(const struct render *), struct err *e)
{
	struct report r;
	struct input in = {.record = NULL};
	struct sheets s = {0};
	int st = -1;

	report_start(&r, o->type);
	if (!wants(o, audit, FORM_HTML) || sheets_read(&s, o, e)) {
		confine(o);
		if (make(&r, &in, o, c, audit, e) &&
		    write_report(&r, o, c, audit, &s, e)) {
			if (o->type == REPORT_AUDIT && audit->alerts &&
			    !o->quiet && annotate_wanted())
				annotate(&r, stderr);
			st = r.refused && !o->exit_zero ? ST_NO : ST_DONE;
		}
	}
	sheets_free(&s);
	input_free(&in);
	report_free(&r);
	return st;
}
