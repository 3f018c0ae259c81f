/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * forms - the forms in which a report is written
 *
 * Each writes the whole of r to f; write errors stay in f.
 */
#ifndef AUDIT_RENDER_FORMS_H
#define AUDIT_RENDER_FORMS_H

#include <stdio.h>

#include "report.h"

void json_write(const struct report *r, FILE *f);
void markdown_write(const struct report *r, FILE *f);
/* Of a performance report: a test case an objective; gauges. */
void junit_write(const struct report *r, FILE *f);
void openmetrics_write(const struct report *r, FILE *f);
/*
 * template: its text, name: for messages; style: the style sheet.  ST_USAGE
 * when the template has an unknown or unclosed slot.
 */
struct page {
	const char *text, *name, *style;
	size_t len;
};
bool html_write(
    const struct report *r, const struct page *p, FILE *f, struct err *e);

/* A4 or Letter; ST_USAGE "built without PDF support" where it was. */
enum paper { PAPER_A4, PAPER_LETTER };
bool pdf_write(
    const struct report *r, enum paper paper, FILE *f, struct err *e);

#endif
