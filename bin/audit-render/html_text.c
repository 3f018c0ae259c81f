/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html_text - words as a page has them; see html.h */
#include <string.h>

#include "html.h"
#include "slots.h"
#include "utf8.h"

#define JOINER "\xe2\x80\x8d"
#define NON_JOINER "\xe2\x80\x8c"

void
html_bytes(FILE *f, const char *s, size_t n)
{
	size_t from = 0, i;

	for (i = 0; i + 3 <= n; i++) {
		if (memcmp(s + i, JOINER, 3) != 0 &&
		    memcmp(s + i, NON_JOINER, 3) != 0)
			continue;
		slots_html(f, s + from, i - from);
		fputs(s[i + 2] == JOINER[2] ? "&zwj;" : "&zwnj;", f);
		from = i + 3;
	}
	slots_html(f, s + from, n - from);
}

void
html_escape(FILE *f, const char *s)
{
	if (s)
		html_bytes(f, s, strlen(s));
}

static bool
separates(uint32_t c)
{
	return c == '/' || c == '_' || c == ':' || c == '.' || c == '-';
}

/* Is it a letter of a script that is written from right to left? */
static bool
to_left(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
	       (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
	       (c >= 0x1e800 && c < 0x1f000);
}

/* Does what was written from right to left go on behind blanks and marks? */
static bool
goes_on(const char *p, const char *end)
{
	size_t n;
	uint32_t c;

	for (; p < end; p += n) {
		n = utf8_decode(p, end, &c);
		n = n ? n : 1;
		if (to_left(c))
			return true;
		if ((c >= '0' && c <= '9') || (c | 32) - 'a' < 26 || c > 0xbf)
			return false;
	}
	return false;
}

/* Does what follows belong to the character before it? */
static bool
joins(const char *p, const char *end)
{
	uint32_t c = 0;

	return p < end && utf8_decode(p, end, &c) &&
	       ((c >= 0x300 && c < 0x370) || c == 0x200c || c == 0x200d ||
		   (c >= 0xfe00 && c < 0xfe10));
}

/*
 * Words as they stand in a page.  A long one may break after what separates
 * the parts of a name, and anywhere each LONG characters.  Behind words from
 * right to left, a mark keeps a following figure on its side.
 */
#define LONG 22
static void
breakable(FILE *f, const char *s, size_t n)
{
	const char *end = s + n, *from = s;
	size_t word = 0, len;
	uint32_t c;

	for (; s < end; s += len) {
		bool right;

		len = utf8_decode(s, end, &c);
		len = len ? len : 1;
		right = to_left(c) && !goes_on(s + len, end);
		word = c == ' ' ? 0 : word + 1;
		if (!right &&
		    (s + len == end || word < LONG / 2 || joins(s + len, end) ||
			(word < LONG && !separates(c))))
			continue;
		html_bytes(f, from, (size_t)(s + len - from));
		from = s + len;
		if (right) {
			fputs("&lrm;", f);
		} else {
			fputs("<wbr>", f);
			word = 0;
		}
	}
	html_bytes(f, from, (size_t)(end - from));
}

/* A text with its marks as markup. */
void
html_rich(FILE *f, const char *s)
{
	struct text_run run;

	while (s && report_run(&s, &run)) {
		if (run.style == MARK_LINK[0])
			fprintf(f, "<a href=\"#%.*s\">", (int)run.link.n,
			    run.link.p);
		else if (run.style)
			fputs(run.style == MARK_BOLD[0] ? "<b>" : "<code>", f);
		breakable(f, run.words.p, run.words.n);
		if (run.style)
			fputs(run.style == MARK_LINK[0]   ? "</a>"
			      : run.style == MARK_BOLD[0] ? "</b>"
							  : "</code>",
			    f);
	}
}

const char *
html_tone(enum tone t)
{
	static const char *const class[] = {"", "ok", "warn", "bad", "mut"};

	return class[t];
}
