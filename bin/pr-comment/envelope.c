/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* strchrnul, memmem */
#include "envelope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "fsio.h"
#include "github.h"
#include "markdown.h"
#include "utf8.h"

#define STAMP "<!-- benchline-run:"
#define BEGIN "<!-- benchline-section:"
#define END "<!-- benchline-section-end -->"
#define NAME_MAX_BYTES 100
#define SECTIONS_MAX 200

void
letter_free(struct letter *l)
{
	free(l->marker);
	free(l->text);
	free(l->commit);
	free(l->time);
	memset(l, 0, sizeof(*l));
}

bool
envelope_name_ok(const char *name)
{
	const char *p, *end = name + strlen(name);
	size_t n;
	uint32_t c;

	if (end == name || end - name > NAME_MAX_BYTES || *name == ' ' ||
	    *name == '-' || end[-1] == ' ' || end[-1] == '-' ||
	    strstr(name, "--") != NULL)
		return false;
	for (p = name; p < end; p += n) {
		n = utf8_decode(p, end, &c);
		if (n == 0 || utf8_is_control(c) || c == '<' || c == '>')
			return false;
	}
	return true;
}

char *
envelope_marker(const char *suite, bool promoted)
{
	return xasprintf(
	    "<!-- benchline%s: %s -->", promoted ? "-baseline" : "", suite);
}

bool
envelope_is(const char *body, const char *marker)
{
	size_t n = strlen(marker);

	return strncmp(body, marker, n) == 0 &&
	       (body[n] == '\0' || body[n] == '\n' ||
		   (body[n] == '\r' && body[n + 1] == '\n'));
}

/* ---- stamps ---- */

static bool
plain(const char *s)
{
	return s != NULL && *s != '\0' && strlen(s) <= 64 &&
	       strstr(s, "--") == NULL &&
	       strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ:.+-") == strlen(s);
}

static void
put_stamp(FILE *f, const struct letter *l)
{
	long long t;

	if (plain(l->commit))
		fprintf(f, " commit=%s", l->commit);
	if (plain(l->run))
		fprintf(f, " run=%s", l->run);
	if (plain(l->time) && fsio_parse_utc(l->time, &t))
		fprintf(f, " time=%s", l->time);
}

/* The value of " key=" in the line at [p, end), new, or NULL. */
static char *
stamp_value(const char *p, const char *end, const char *key)
{
	char *want = xasprintf(" %s=", key);
	const char *v = memmem(p, (size_t)(end - p), want, strlen(want));
	const char *w;

	if (v != NULL)
		v += strlen(want);
	free(want);
	if (v == NULL)
		return NULL;
	for (w = v; w < end && *w != ' '; w++)
		;
	return xstrndup(v, (size_t)(w - v));
}

bool
envelope_before(const char *a, const char *b)
{
	long long x, y;
	const char *fa, *fb;

	if (a == NULL || b == NULL || !fsio_parse_utc(a, &x) ||
	    !fsio_parse_utc(b, &y))
		return false;
	if (x != y)
		return x < y;
	fa = strchr(a, '.');
	fb = strchr(b, '.');
	return (fa != NULL ? strtod(fa, NULL) : 0) <
	       (fb != NULL ? strtod(fb, NULL) : 0);
}

/* ---- sections ---- */

/* One section of a body: its lines from BEGIN to END, and what they say. */
struct section {
	char *lines, *name, *time;
};

struct sections {
	struct section *v;
	size_t n;
};

static void
section_free(struct section *s)
{
	free(s->lines);
	free(s->name);
	free(s->time);
}

static const char *
line_end(const char *p)
{
	const char *end = strchrnul(p, '\n');

	return end > p && end[-1] == '\r' ? end - 1 : end;
}

static const char *
next_line(const char *p)
{
	p = strchrnul(p, '\n');
	return *p == '\0' ? NULL : p + 1;
}

/* The name is last in the line, so that it may hold blanks. */
static char *
section_name(const char *p, const char *end)
{
	const char *v = memmem(p, (size_t)(end - p), " name=", 6);

	if (v == NULL || end - v < 10 || memcmp(end - 4, " -->", 4) != 0)
		return NULL;
	return xstrndup(v + 6, (size_t)(end - 4 - v - 6));
}

/* The section that begins at line p; *after is the line after it. */
static bool
read_section(const char *p, struct section *s, const char **after)
{
	const char *end = line_end(p), *q;

	if (strncmp(p, BEGIN, strlen(BEGIN)) != 0 ||
	    (s->name = section_name(p, end)) == NULL)
		return false;
	for (q = next_line(p); q != NULL; q = next_line(q)) {
		if (strncmp(q, END, strlen(END)) == 0) {
			*after = next_line(q);
			s->time = stamp_value(p, end, "time");
			s->lines =
			    xasprintf("%.*s\n", (int)(line_end(q) - p), p);
			return true;
		}
		if (strncmp(q, BEGIN, strlen(BEGIN)) == 0)
			break;
	}
	free(s->name);
	return false;
}

static struct section *
find_section(struct sections *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->v[i].name, name) == 0)
			return &all->v[i];
	return NULL;
}

/* Add s; of two of one name the later stays, unless it is older. s is taken. */
static void
add_section(struct sections *all, struct section *s)
{
	struct section *old = find_section(all, s->name), drop = *s;

	if (old != NULL && !envelope_before(s->time, old->time)) {
		drop = *old;
		*old = *s;
	} else if (old == NULL) {
		all->v = xrealloc(all->v, (all->n + 1) * sizeof(*all->v));
		all->v[all->n++] = *s;
		return;
	}
	section_free(&drop);
}

static void
read_sections(struct sections *all, const char *body)
{
	const char *p = body, *after;
	struct section s;

	while (p != NULL && all->n < SECTIONS_MAX) {
		memset(&s, 0, sizeof(s));
		if (read_section(p, &s, &after)) {
			add_section(all, &s);
			p = after;
		} else
			p = next_line(p);
	}
}

static void
sections_free(struct sections *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		section_free(&all->v[i]);
	free(all->v);
}

static int
by_name(const void *a, const void *b)
{
	const struct section *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* l's own section, cut to at most max code points of text. */
static void
own_section(const struct letter *l, size_t max, struct section *s)
{
	long long t;
	char *text = md_cut(l->text, max);
	size_t size;
	FILE *f = xmemstream(&s->lines, &size);

	fputs(BEGIN, f);
	put_stamp(f, l);
	fprintf(f, " name=%s -->\n%s%s" END "\n", l->section, text,
	    *text != '\0' && text[strlen(text) - 1] != '\n' ? "\n" : "");
	fclose(f);
	s->name = xstrdup(l->section);
	s->time = l->time != NULL && fsio_parse_utc(l->time, &t)
		      ? xstrdup(l->time)
		      : NULL;
	free(text);
}

/* Cut what is longer than its share of the whole. */
static void
fit_section(struct section *s, size_t share)
{
	char *end = strstr(s->lines, "\n" END), *text;

	if (md_length(s->lines) <= share || end == NULL)
		return;
	end[1] = '\0';
	text = md_cut(s->lines, share - strlen(END) - 2);
	free(s->lines);
	s->lines = xasprintf("%s\n" END "\n", text);
	free(text);
}

static char *
sections_body(const struct letter *l, char *const *bodies, size_t n)
{
	struct sections all = {NULL, 0};
	struct section own;
	size_t i, size, share;
	char *out;
	FILE *f;

	for (i = 0; i < n; i++)
		read_sections(&all, bodies[i]);
	own_section(l, BODY_MAX - 500, &own);
	add_section(&all, &own);
	qsort(all.v, all.n, sizeof(*all.v), by_name);
	for (i = size = 0; i < all.n; i++)
		size += md_length(all.v[i].lines) + 1;
	share = (BODY_MAX - 500) / (all.n > 0 ? all.n : 1);
	f = xmemstream(&out, &i);
	fprintf(f, "%s\n", l->marker);
	for (i = 0; i < all.n; i++) {
		if (size > BODY_MAX - 500)
			fit_section(&all.v[i], share);
		fprintf(f, "%s\n", all.v[i].lines);
	}
	sections_free(&all);
	fclose(f);
	return out;
}

/* ---- whole bodies ---- */

static char *
plain_body(const struct letter *l)
{
	char *out, *cut;
	size_t size;
	FILE *f = xmemstream(&out, &size);

	fprintf(f, "%s\n" STAMP, l->marker);
	put_stamp(f, l);
	fprintf(f, " -->\n%s", l->text);
	fclose(f);
	cut = md_cut(out, BODY_MAX);
	free(out);
	return cut;
}

/* Without newlines at the end, which a server might drop: what it gives back
 * would never be the same text. */
char *
envelope_body(const struct letter *l, char *const *bodies, size_t n)
{
	char *body =
	    l->section != NULL ? sections_body(l, bodies, n) : plain_body(l);
	size_t len = strlen(body);

	while (len > 0 && body[len - 1] == '\n')
		body[--len] = '\0';
	return body;
}

char *
envelope_time(const struct letter *l, const char *body)
{
	struct sections all = {NULL, 0};
	struct section *s;
	const char *p;
	char *t = NULL;

	if (l->section == NULL) {
		p = next_line(body);
		if (p != NULL && strncmp(p, STAMP, strlen(STAMP)) == 0)
			t = stamp_value(p, line_end(p), "time");
		return t;
	}
	read_sections(&all, body);
	if ((s = find_section(&all, l->section)) != NULL && s->time != NULL)
		t = xstrdup(s->time);
	sections_free(&all);
	return t;
}

/* The first two lines of a section: its stamp and its verdict. */
static size_t
head_length(const char *lines)
{
	const char *p = strchrnul(lines, '\n');

	return (size_t)(strchrnul(*p == '\0' ? p : p + 1, '\n') - lines);
}

bool
envelope_holds(const struct letter *l, const char *body)
{
	struct sections all = {NULL, 0};
	struct section own = {NULL, NULL, NULL}, *s;
	size_t n;
	bool holds;
	char *t;

	if (l->section == NULL) {
		t = envelope_time(l, body);
		holds = !envelope_before(t, l->time);
		free(t);
		return holds;
	}
	read_sections(&all, body);
	own_section(l, BODY_MAX - 500, &own);
	n = head_length(own.lines);
	s = find_section(&all, l->section);
	holds = s != NULL && (envelope_before(own.time, s->time) ||
				 (head_length(s->lines) == n &&
				     memcmp(s->lines, own.lines, n) == 0));
	section_free(&own);
	sections_free(&all);
	return holds;
}
