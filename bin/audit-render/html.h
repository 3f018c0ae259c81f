/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * html - the parts that a page is made of, each as markup
 */
#ifndef AUDIT_RENDER_HTML_H
#define AUDIT_RENDER_HTML_H

#include <stdio.h>

#include "report.h"

/* Text, escaped; joiners of scripts and emoji, which report_name let in, stay.
 */
void html_escape(FILE *f, const char *s);
void html_bytes(FILE *f, const char *s, size_t n);
/* A text with its marks as markup, and places where long words may break. */
void html_rich(FILE *f, const char *s);
/* "ok", "warn", "bad", "mut" or "" */
const char *html_tone(enum tone t);

/* charts: how many have ids so far. */
void html_section(FILE *f, const struct section *s, unsigned *charts);
void html_facts(FILE *f, const struct report *r);
void html_foot(FILE *f, const struct report *r);

#endif
