/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* render - see render.h */
#include "render.h"

#include <stdlib.h>
#include <string.h>

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

/* One form into memory, then into its file, all or nothing. */
static bool
write_file(enum form form, const struct report *r, const struct render *o,
    const struct sheets *s, const char *path, mode_t mode, struct err *e)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	bool good;

	if (!f)
		xdie();
	good = write_form(form, r, o, s, f, e);
	if (fclose(f) != 0)
		xdie();
	good = good && fsio_replace(path, text, n, mode, e);
	free(text);
	return good;
}

static bool
write_all(const struct report *r, const struct render *o,
    const struct audit_conf *a, const struct sheets *s, mode_t mode,
    struct err *e)
{
	size_t i;

	if (!fsio_mkdirs(o->out, e))
		return false;
	for (i = 0; a->format[i] != FORM_NONE; i++) {
		static const char *const ending[] = {"html", "pdf", "json",
		    "md", "junit.xml", "openmetrics.txt"};
		enum form f = a->format[i];
		char *name, *path;
		bool good;

		if ((f == FORM_JUNIT || f == FORM_OPENMETRICS) &&
		    r->type != REPORT_PERFORMANCE)
			continue;
		name = xasprintf("%s.%s", r->name, ending[f]);
		path = fsio_join(o->out, name);
		good = write_file(f, r, o, s, path, mode, e);
		if (good)
			printf("%s\n", path);
		free(name);
		free(path);
		if (!good)
			return false;
	}
	return true;
}

static bool
write_report(const struct report *r, const struct render *o,
    const struct conf *c, const struct audit_conf *a, const struct sheets *s,
    struct err *e)
{
	if (o->form == FORM_ALL)
		return write_all(r, o, a, s, c->mode, e);
	if (o->out)
		return write_file(o->form, r, o, s, o->out, c->mode, e);
	return write_form(o->form, r, o, s, stdout, e);
}

static bool
make(struct report *r, struct account *a, const struct render *o,
    const struct conf *c, struct audit_conf *audit, struct err *e)
{
	if (!account_read(a, audit, r, stdin, JIO_STDIN, e))
		return false;
	account_order(a, c, o->metric);
	account_period(a, &o->time, o->type == REPORT_TREND);
	switch (o->type) {
	case REPORT_TREND:
		trend_report(r, a);
		break;
	case REPORT_COMPLIANCE:
		compliance_report(r, a);
		break;
	default:
		audit_report(r, a);
		break;
	}
	return true;
}

int
render(const struct render *o, const struct conf *c, struct audit_conf *audit,
    void (*confine)(const struct render *), struct err *e)
{
	struct report r;
	struct account a = {0};
	struct sheets s = {0};
	int st = -1;

	report_start(&r, o->type);
	if (!wants(o, audit, FORM_HTML) || sheets_read(&s, o, e)) {
		confine(o);
		if (make(&r, &a, o, c, audit, e) &&
		    write_report(&r, o, c, audit, &s, e))
			st = r.refused && !o->exit_zero ? ST_NO : ST_DONE;
	}
	sheets_free(&s);
	account_free(&a);
	report_free(&r);
	return st;
}
