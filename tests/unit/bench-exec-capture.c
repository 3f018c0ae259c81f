/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* capture: head and tail, held against the whole text kept in memory. */
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/bench-exec/capture.h"
#include "diag.h"
#include "tap.h"

#define MAX 4096

/* xorshift: the same in every run. */
static unsigned
draw(unsigned below)
{
	static unsigned x = 2463534242u;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x % below;
}

/* Pass p[n] through a pipe into c. */
static void
pass(struct capture *c, const char *p, size_t n)
{
	int fd[2];

	if (pipe(fd) != 0)
		return;
	while (n > 0) {
		size_t k = n < 1000 ? n : 1000;

		if (write(fd[1], p, k) != (ssize_t)k)
			break;
		capture_read(c, fd[0]);
		p += k;
		n -= k;
	}
	close(fd[0]);
	close(fd[1]);
	capture_end(c);
}

/* Lines "NUMBER xxxx\n" of random lengths, n bytes or a little more. */
static char *
lines(size_t n, size_t *len)
{
	char *text = xmalloc(n + 4096);
	size_t at = 0;

	for (int i = 0; at < n; i++) {
		at += (size_t)sprintf(text + at, "%d ", i);
		for (unsigned k = draw(60); k > 0; k--)
			text[at++] = 'x';
		text[at++] = '\n';
	}
	*len = at;
	return text;
}

/* text is a head of whole, the mark, a tail of whole, at whole lines. */
static bool
is_head_and_tail(const struct capture *c, const char *whole, size_t n)
{
	const char *mark = strstr(c->text, "[bench-exec: ");
	unsigned long long cut;
	size_t head, tail;
	const char *rest;

	if (!mark)
		return false;
	cut = strtoull(mark + strlen("[bench-exec: "), NULL, 10);
	head = (size_t)(mark - c->text);
	rest = strchr(mark, '\n') + 1;
	tail = c->n - (size_t)(rest - c->text);
	return memcmp(c->text, whole, head) == 0 && head > 0 &&
	       whole[head - 1] == '\n' &&
	       memcmp(rest, whole + n - tail, tail) == 0 && tail > 0 &&
	       whole[n - tail - 1] == '\n' && cut == c->cut &&
	       head + cut + tail == n;
}

int
main(void)
{
	struct capture c;
	int good = 0, whole = 0;

	for (int round = 0; round < 300; round++) {
		size_t n;
		char *text = lines(draw(4 * MAX), &n);

		capture_open(&c, MAX, NULL);
		pass(&c, text, n);
		if (c.cut == 0) {
			whole++;
			good += c.n == n && memcmp(c.text, text, n) == 0;
		} else {
			good += is_head_and_tail(&c, text, n) && c.n < MAX + 64;
		}
		capture_free(&c);
		free(text);
	}
	is_num(good, 300, "300 texts, whole or head and tail");
	ok(whole > 20 && whole < 280, "%d of them whole", whole);

	/* One endless line: cut between characters. */
	{
		char text[3 * MAX];

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = i % 2 ? '\xa9' : '\xc3';
		capture_open(&c, MAX, NULL);
		pass(&c, text, sizeof(text));
		ok(c.text[0] == '\xc3' && c.text[c.n - 1] == '\xa9' &&
			strstr(c.text, "\xa9\n[bench-exec: ") &&
			strstr(c.text, " bytes cut]\n\xc3"),
		    "no newline: cut between characters");
		is_num((long long)(c.cut % 2), 0, "whole ones are cut");
		capture_free(&c);
	}
	/* Controls are six bytes in JSON. */
	{
		char text[MAX];

		memset(text, 1, sizeof(text));
		capture_open(&c, MAX, NULL);
		pass(&c, text, sizeof(text));
		ok(c.n < MAX / 6 + 64, "%zu bytes kept of controls", c.n);
		ok(c.cut > 0, "and it is a cut");
		capture_free(&c);
	}
	capture_open(&c, MAX, NULL);
	capture_end(&c);
	is_num((long long)c.n, 0, "nothing");
	is_str(c.text, "", "is an empty text");
	capture_free(&c);
	return done();
}
