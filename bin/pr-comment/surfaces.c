/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * surfaces - see surfaces.h
 *
 * Everything here happens after the work.  The runner reads these files line
 * by line: what goes into them is ours, a number, or an URL without blanks.
 */
#include "surfaces.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "field.h"
#include "jout.h"
#include "markdown.h"
#include "utf8.h"
#include "view.h"

#define ANNOTATIONS 50

bool
surface_in_actions(void)
{
	const char *v = getenv("GITHUB_ACTIONS");

	return v != NULL && strcmp(v, "true") == 0;
}

/* ---- files that the runner reads ---- */

static bool
write_all(int fd, const char *p, size_t n)
{
	ssize_t put;

	for (; n > 0; p += put, n -= (size_t)put) {
		put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			put = 0;
		else if (put < 0)
			return false;
	}
	return true;
}

static const char *
file_of(const char *variable)
{
	const char *v = getenv(variable);

	return v != NULL && *v != '\0' ? v : NULL;
}

/* Append text to path, which variable named; after an empty line. */
static bool
append(const char *path, const char *variable, const char *text, struct err *e)
{
	int fd = open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
	struct stat st;
	bool ok;

	/* A pipe that nobody reads fails now; one that is read may be slow. */
	if (fd < 0 || fcntl(fd, F_SETFL, O_APPEND) != 0) {
		err_sys(e, "can't write $%s", variable);
		if (fd >= 0)
			close(fd);
		return false;
	}
	ok = (fstat(fd, &st) == 0 && st.st_size == 0) ||
	     write_all(fd, "\n\n", 2);
	ok = ok && write_all(fd, text, strlen(text));
	if (!ok)
		err_sys(e, "can't write $%s", variable);
	if (close(fd) != 0 && ok)
		ok = err_sys(e, "can't write $%s", variable);
	return ok;
}

bool
surface_summary(const char *text, struct err *e)
{
	const char *path = file_of("GITHUB_STEP_SUMMARY");
	size_t room = SUMMARY_MAX - 3;
	struct stat st;
	char *cut;
	bool ok;

	if (path == NULL)
		return true;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		if ((size_t)st.st_size + 2 >= room)
			return true; /* full: GitHub would drop all of it */
		room -= (size_t)st.st_size;
	}
	cut = xasprintf("%s\n", text);
	if (strlen(cut) > room) {
		free(cut);
		cut = md_cut(text, room / 4);
		if (strlen(cut) > room)
			*cut = '\0';
	}
	ok = append(path, "GITHUB_STEP_SUMMARY", cut, e);
	free(cut);
	return ok;
}

bool
surface_output(const char *status, const struct posted *posted, struct err *e)
{
	const char *path = file_of("GITHUB_OUTPUT");
	char *text, id[32] = "";
	bool ok;

	if (path == NULL)
		return true;
	if (posted->id > 0)
		snprintf(id, sizeof(id), "%lld", posted->id);
	text = xasprintf("status=%s\ncomment_id=%s\ncomment_url=%s\n", status,
	    id, posted->url != NULL ? posted->url : "");
	ok = append(path, "GITHUB_OUTPUT", text, e);
	free(text);
	return ok;
}

/* ---- workflow commands ---- */

/* s as a workflow command holds it: one line whatever is in it. */
static void
put_escaped(FILE *out, const char *s, bool property)
{
	const char *end = s + strlen(s);
	size_t n;
	uint32_t c;

	for (; s < end; s += n) {
		n = utf8_decode(s, end, &c);
		if (n == 0 || (utf8_is_control(c) && c != '\n' && c != '\r')) {
			putc('?', out);
			n = n == 0 ? 1 : n;
		} else if (c == '%' || c == '\n' || c == '\r' ||
			   (property && (c == ':' || c == ',')))
			fprintf(out, "%%%02X", (unsigned)c);
		else
			fwrite(s, 1, n, out);
	}
}

static void
command(const char *kind, const char *title, const char *text)
{
	char *line;
	size_t n;
	FILE *f = xmemstream(&line, &n);

	fprintf(f, "::%s title=", kind);
	put_escaped(f, title, true);
	fputs("::", f);
	put_escaped(f, text, false);
	putc('\n', f);
	fclose(f);
	write_all(STDERR_FILENO, line, n);
	free(line);
}

void
surface_notice(const char *text)
{
	if (surface_in_actions())
		command("notice", diag_prog(), text);
	else
		diag_say("%s", text);
}

/* "DISPLAY: floor, 53.69 MB/s, limit 80 MB/s (deficit 26.31 MB/s)" */
static char *
violation_text(const json_t *one, const char *label)
{
	const char *kind = field_str_at(one, "/kind");
	const char *unit = field_str_at(one, "/unit");
	double value = field_num_at(one, "/value");
	double limit = field_num_at(one, "/limit");
	double deficit = field_num_at(one, "/deficit");
	char *text;
	size_t n;
	FILE *f = xmemstream(&text, &n);

	fprintf(f, "CBKB005: %s: %s", label, kind != NULL ? kind : "violation");
	if (unit == NULL)
		unit = "";
	if (!isnan(value)) {
		fputs(", ", f);
		view_quantity(f, value, unit, 2);
	}
	if (!isnan(limit)) {
		fputs(", limit ", f);
		view_quantity(f, limit, unit, 2);
	}
	if (!isnan(deficit)) {
		fputs(" (deficit ", f);
		view_quantity(f, deficit, unit, 2);
		putc(')', f);
	}
	fclose(f);
	return text;
}

static void
annotate_violation(const json_t *one, const struct conf *c)
{
	const char *severity = field_str_at(one, "/severity");
	const char *name = field_str_at(one, "/metric");
	const struct conf_metric *m =
	    name != NULL ? conf_metric_named(c, name) : NULL;
	const char *label = m != NULL ? m->label : name != NULL ? name : "run";
	char *text = violation_text(one, label);

	if (severity != NULL && strcmp(severity, "note") != 0)
		command(strcmp(severity, "error") == 0 ? "error" : "warning",
		    "Performance Report", text);
	free(text);
}

/* all: also those that a violation says already. */
static void
annotate_messages(const json_t *list, const char *kind, bool all)
{
	const char *s;
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		s = json_string_value(one);
		if (s != NULL && i < ANNOTATIONS &&
		    (all || strncmp(s, "CBKB005", 7) != 0))
			command(kind, "Performance Report", s);
	}
}

void
surface_annotations(const json_t *root, const struct conf *c)
{
	const json_t *list = field_at(root, "/_metadata/slo/violations");
	json_t *one;
	size_t i;

	if (!surface_in_actions())
		return;
	json_array_foreach(list, i, one) if (i < ANNOTATIONS)
	    annotate_violation(one, c);
	annotate_messages(json_object_get(root, "errors"), "error", i == 0);
	annotate_messages(json_object_get(root, "warnings"), "warning", i == 0);
}
