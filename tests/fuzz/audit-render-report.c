/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a ledger or perf.json, in every report and form but PDF: a
 * report or words, never both; JSON is JSON, and HTML holds no script that
 * the template does not have.  The first byte chooses the report, the second
 * the form.
 */
#define _GNU_SOURCE /* memfd_create */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../bin/audit-render/render.h"
#include "jio.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
no_sandbox(const struct render *r)
{
	(void)r;
}

/* What was written to fd, new. */
static char *
contents(int fd, size_t *len)
{
	struct stat st;
	char *text;

	if (fstat(fd, &st) != 0)
		abort();
	*len = (size_t)st.st_size;
	text = xmalloc(*len + 1);
	if (pread(fd, text, *len, 0) != (ssize_t)*len)
		abort();
	text[*len] = '\0';
	return text;
}

static void
hold(enum form form, const char *out, size_t n)
{
	struct err e = {ST_DONE, ""};
	json_t *v;

	if (!utf8_valid(out, n))
		abort();
	if (form == FORM_JSON) {
		v = jio_parse(out, n, "report", &e);
		if (!v)
			abort();
		json_decref(v);
	} else if (form == FORM_HTML && strstr(out, "<script")) {
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum form form[] = {
	    FORM_JSON, FORM_HTML, FORM_MARKDOWN, FORM_JUNIT, FORM_OPENMETRICS};
	static struct conf c;
	static struct audit_conf audit;
	struct render o = {.typed = true, .config = "config"};
	struct err e = {ST_DONE, ""};
	FILE *in = stdin, *to = stdout;
	char *out;
	size_t len;
	int st, fd;

	jio_start(JIO_TREE_MAX);
	if (!audit.source && (!conf_load(&c, "config", &e) ||
				 !audit_conf_load(&audit, "config", &e)))
		abort();
	if (n < 3)
		return 0;
	o.type = (enum report_type)(REPORT_PERFORMANCE + data[0] % 4);
	o.form = form[data[1] % (o.type == REPORT_PERFORMANCE ? 5 : 3)];
	o.time.since = o.time.until = NAN;
	stdin = fmemopen((void *)(uintptr_t)(data + 2), n - 2, "r");
	fd = memfd_create("report", MFD_CLOEXEC);
	stdout = fdopen(fd, "w");
	st = render(&o, &c, &audit, no_sandbox, &e);
	fclose(stdin);
	fflush(stdout);
	out = contents(fd, &len);
	fclose(stdout);
	stdin = in;
	stdout = to;
	if (st < 0 ? len > 0 || !*e.text : st > ST_NO)
		abort();
	if (st >= 0 && len > 0)
		hold(o.form, out, len);
	free(out);
	return 0;
}
