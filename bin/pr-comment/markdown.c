/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* markdown - see markdown.h */
#include "markdown.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diag.h"
#include "utf8.h"

#define BREAK "\xe2\x80\x8b" /* zero-width space */
#define ODD "\xef\xbf\xbd"   /* U+FFFD */
#define DEEP 32              /* open tags that a cut can close */
#define RUN 40               /* characters of a word before it may wrap */

/* ---- escaping ---- */

static bool
is_word(int c)
{
	return isalnum((unsigned char)c) || c >= 0x80 || c < 0;
}

/* ":name:" at p, which GitHub turns into a picture. */
static bool
is_emoji(const char *p, const char *end)
{
	const char *q = p + 1;

	while (q < end && (isalnum((unsigned char)*q) || *q == '_' ||
			      *q == '+' || *q == '-'))
		q++;
	return q > p + 1 && q < end && *q == ':';
}

/* A break after the character at p keeps GitHub from seeing more in it. */
static bool
wants_break(const char *s, const char *p, const char *end)
{
	size_t left = (size_t)(end - p);

	switch (*p) {
	case '@':
		return true;
	case '#':
		return left > 1 && isalnum((unsigned char)p[1]);
	case ':':
		return (left > 2 && p[1] == '/' && p[2] == '/') ||
		       is_emoji(p, end);
	case '-':
		return left > 1 && isdigit((unsigned char)p[1]) && p - s >= 2 &&
		       strncasecmp(p - 2, "gh", 2) == 0;
	case 'w':
	case 'W':
		return left > 1 && p[1] == '.' && p - s >= 2 &&
		       strncasecmp(p - 2, "ww", 2) == 0;
	default:
		return false;
	}
}

/* Could the '_' at p open or close emphasis?  Not inside a word. */
static bool
is_bare_underscore(const char *s, const char *p, const char *end)
{
	return p == s || p + 1 == end || !is_word(p[-1]) || !is_word(p[1]);
}

/* Could what begins at s be a heading, a list or code, first in its line? */
static bool
is_block(const char *s, const char *end)
{
	const char *p = s + strspn(s, "0123456789");

	if (strchr("#+-= \t", *s) != NULL)
		return true;
	return p > s && p < end && (*p == '.' || *p == ')') &&
	       (p + 1 == end || p[1] == ' ' || p[1] == '\t');
}

/*
 * Is p every sixth of 7 or more hex digits?  GitHub makes a link to a commit
 * of them.  What breaks them must not be copied along, so it is <wbr>.
 */
static bool
is_commit(const char *s, const char *p, const char *end)
{
	const char *b = p, *q = p;

	while (b > s && isxdigit((unsigned char)b[-1]))
		b--;
	while (q < end && q - b < 40 && isxdigit((unsigned char)*q))
		q++;
	return (p - b) % 6 == 5 && q - b >= 7 && p + 1 < end &&
	       isxdigit((unsigned char)p[1]) &&
	       (ptrdiff_t)strspn(b, "0123456789") < q - b &&
	       (b == s || !is_word(b[-1]));
}

static void
put_ascii(FILE *out, const char *s, const char *p, const char *end, bool code)
{
	int c = *p == '\t' ? ' ' : *p;

	if (strchr("&<>|\\`[]*~$", c) != NULL ||
	    (c == '_' && is_bare_underscore(s, p, end)) ||
	    (p == s && !code && is_block(s, end)))
		fprintf(out, "&#%d;", c);
	else
		putc(c, out);
	if (wants_break(s, p, end))
		fputs(BREAK, out);
	else if (!code && is_commit(s, p, end))
		fputs("<wbr>", out);
}

/* A word longer than RUN would push a table's other columns out of sight. */
static void
put_text(FILE *out, const char *s, size_t max, bool code)
{
	const char *p = s, *end;
	size_t n, count, run = 0;
	uint32_t c;

	if (s == NULL)
		return;
	end = s + strlen(s);
	for (count = 0; p < end; p += n, count++) {
		if (count == max) {
			fputs("\xe2\x80\xa6", out);
			return;
		}
		n = utf8_decode(p, end, &c);
		if (n == 0)
			c = 0xfffe; /* as odd as what is no character */
		if ((c != '\t' && utf8_is_control(c)) ||
		    (c & 0xfffe) == 0xfffe) {
			fputs(ODD, out);
			n = n == 0 ? 1 : n;
		} else if (c == 0xa0)
			putc(' ', out);
		else if (c < 0x80)
			put_ascii(out, s, p, end, code);
		else
			fwrite(p, 1, n, out);
		run = c == ' ' ? 0 : run + 1;
		if (run == RUN && p + n < end) {
			fputs("<wbr>", out);
			run = 0;
		}
	}
}

void
md_text(FILE *out, const char *s, size_t max)
{
	put_text(out, s, max, false);
}

void
md_code(FILE *out, const char *s, size_t max)
{
	fputs("<code>", out);
	put_text(out, s, max, true);
	fputs("</code>", out);
}

/* ---- cutting ---- */

size_t
md_length(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* The tags open at some place, outermost first. */
struct open {
	char tag[DEEP][12];
	size_t n;
};

static bool
is_void(const char *tag)
{
	return strcasecmp(tag, "br") == 0 || strcasecmp(tag, "hr") == 0 ||
	       strcasecmp(tag, "wbr") == 0;
}

/* Read the tags of one line; all that is hostile in it is entities. */
static void
follow_tags(struct open *o, const char *p, const char *end)
{
	char tag[12];
	size_t n;
	bool closes;

	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL;) {
		closes = *++p == '/';
		p += closes;
		for (n = 0; n + 1 < sizeof(tag) && p < end &&
			    isalnum((unsigned char)*p);
		     n++)
			tag[n] = *p++;
		tag[n] = '\0';
		if (n == 0 || is_void(tag))
			continue;
		if (!closes && o->n < DEEP)
			memcpy(o->tag[o->n++], tag, sizeof(tag));
		else if (closes && o->n > 0 &&
			 strcasecmp(o->tag[o->n - 1], tag) == 0)
			o->n--;
	}
}

static size_t
closing_length(const struct open *o)
{
	size_t i, n = 0;

	for (i = 0; i < o->n; i++)
		n += strlen(o->tag[i]) + 3;
	return n + 2;
}

static const char NOTE[] =
    "\n\n> \xe2\x9c\x82\xef\xb8\x8f This report was cut here: it was too long "
    "for a comment. The rest is in the run's log.\n";

char *
md_cut(const char *text, size_t max)
{
	struct open now = {{""}, 0}, kept = {{""}, 0};
	const char *p = text, *line, *cut = text;
	size_t n = 0, size, room = md_length(NOTE);
	char *out;
	FILE *f;

	if (md_length(text) <= max)
		return xstrdup(text);
	while ((line = strchr(p, '\n')) != NULL) {
		for (; p <= line; p++)
			n += ((unsigned char)*p & 0xc0) != 0x80;
		follow_tags(&now, cut, line);
		if (n + room + closing_length(&now) > max)
			break;
		kept = now;
		cut = p;
	}
	f = xmemstream(&out, &size);
	fwrite(text, 1, (size_t)(cut - text), f);
	while (kept.n > 0)
		fprintf(f, "</%s>", kept.tag[--kept.n]);
	fputs(NOTE, f);
	fclose(f);
	return out;
}

void
md_squeeze(char *text)
{
	char *w = text, *p;

	for (p = text; *p != '\0'; p++) {
		if (*p == '\n' &&
		    (w == text ||
			(w - text >= 2 && w[-1] == '\n' && w[-2] == '\n')))
			continue;
		*w++ = *p;
	}
	if (w - text >= 2 && w[-1] == '\n' && w[-2] == '\n')
		w--;
	*w = '\0';
}
