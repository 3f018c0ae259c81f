/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ghvalue - an answer's body as one JSON value, mended where it is no text;
 * its integers
 */
#include <stdint.h>
#include <string.h>

#include "ghcall.h"
#include "jseq.h"
#include "utf8.h"

/* Length of the \u escape at p, its low surrogate included; 0: it is no text.
 */
static size_t
escape_length(const char *p, const char *end)
{
	char text[16];
	struct span v;
	size_t n;

	for (n = 6; n <= 12 && n <= (size_t)(end - p); n += 6) {
		text[0] = '"';
		memcpy(text + 1, p, n);
		text[n + 1] = '"';
		if (jseq_value(text, text + n + 2, &v) == text + n + 2)
			return n;
	}
	return 0;
}

/* Bytes and escapes that are no text become DEL, in place, inside strings. */
static void
mend(char *p, char *end)
{
	bool in = false;
	uint32_t c;
	size_t n;

	for (; p < end; p += n) {
		n = utf8_decode(p, end, &c);
		if (n == 0 || (in && c < 0x20)) {
			*p = 0x7f;
			n = 1;
		} else if (c == '"') {
			in = !in;
		} else if (in && c == '\\' && end - p >= 6 && p[1] == 'u') {
			if ((n = escape_length(p, end)) == 0) {
				memcpy(p + 2, "007f", 4);
				n = 6;
			}
		} else if (in && c == '\\' && end - p >= 2) {
			n = 2;
		}
	}
}

void
gh_value(char *body, size_t n, struct span *v)
{
	const char *end = body + n, *p;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		p = jseq_value(body, end, v);
		if (p != NULL && jseq_skip(p, end) == end)
			return;
		mend(body, body + n);
	}
	*v = (struct span){body, 0};
}

long long
gh_integer(struct span v)
{
	char digits[20];
	long long n;

	if (v.n >= sizeof(digits))
		return 0;
	memcpy(digits, v.p, v.n);
	digits[v.n] = '\0';
	return gh_pr_ok(digits, &n) ? n : 0;
}
