/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* slots - see slots.h */
#include "slots.h"

#include <string.h>

#include "utf8.h"

static size_t
line_of(const char *text, const char *at)
{
	size_t line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static const char *
find(const char *p, const char *end, const char *two)
{
	for (; end - p >= 2; p++) {
		p = memchr(p, two[0], (size_t)(end - p));
		if (!p || end - p < 2)
			return NULL;
		if (p[1] == two[1])
			return p;
	}
	return NULL;
}

static const struct slot *
named(const struct slot *slots, size_t n, const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strlen(slots[i].name) == len &&
		    memcmp(slots[i].name, p, len) == 0)
			return &slots[i];
	}
	return NULL;
}

/* One walk over the template; out NULL: only look for faults. */
static bool
walk(const char *text, size_t len, const char *name, const struct slot *slots,
    size_t n, void *user, FILE *out, struct err *e)
{
	const char *p = text, *end = text + len;

	for (;;) {
		const char *open = find(p, end, "{{"), *close;
		const struct slot *s;

		if (!open)
			break;
		close = find(open + 2, end, "}}");
		if (!close || memchr(open, '\n', (size_t)(close - open)))
			return err_set(e, ST_USAGE,
			    "slot not closed by '}}', %s:%zu", name,
			    line_of(text, open));
		s = named(slots, n, open + 2, (size_t)(close - open - 2));
		if (!s)
			return err_set(e, ST_USAGE,
			    "unknown slot '%.*s', %s:%zu",
			    (int)(close - open - 2 < 60 ? close - open - 2
							: 60),
			    open + 2, name, line_of(text, open));
		if (out) {
			fwrite(p, 1, (size_t)(open - p), out);
			s->fill(user, out);
		}
		p = close + 2;
	}
	if (out)
		fwrite(p, 1, (size_t)(end - p), out);
	return true;
}

bool
slots_fill(const char *text, size_t len, const char *name,
    const struct slot *slots, size_t n, void *user, FILE *out, struct err *e)
{
	return walk(text, len, name, slots, n, user, NULL, e) &&
	       (!out || walk(text, len, name, slots, n, user, out, e));
}

void
slots_html(FILE *out, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		uint32_t c;
		size_t len = utf8_decode(s, end, &c);

		if (len == 0 || (utf8_is_control(c) && c != '\n' && c != '\t'))
			fputs("\xef\xbf\xbd", out);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\'')
			fputs("&#39;", out);
		else
			fwrite(s, 1, len, out);
		s += len ? len : 1;
	}
}
