/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* capture - see capture.h */
#define _GNU_SOURCE
#include "capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "utf8.h"

#define CHUNK (64u << 10)
#define MARK_ROOM 64

void
capture_open(struct capture *c, size_t max, const struct scrub *rules)
{
	memset(c, 0, sizeof(*c));
	c->rules = rules;
	c->max = max;
	c->room = CHUNK + scrub_need(rules);
	c->raw = xmalloc(c->room);
	c->text = xmalloc(max + MARK_ROOM);
}

void
capture_free(struct capture *c)
{
	free(c->raw);
	free(c->text);
	memset(c, 0, sizeof(*c));
}

/* Scrubbed bytes: fill the head, then go round in the second half. */
static void
keep(void *user, const char *p, size_t n)
{
	struct capture *c = user;
	size_t half = c->max / 2, ring = c->max - half;

	if (c->tee)
		c->tee(c->tee_user, p, n);
	while (n > 0) {
		size_t at = c->total < half
				? (size_t)c->total
				: half + (size_t)((c->total - half) % ring);
		size_t k = (at < half ? half : c->max) - at;

		if (k > n)
			k = n;
		memcpy(c->text + at, p, k);
		c->total += k;
		p += k;
		n -= k;
	}
}

static void
decide(struct capture *c, bool end)
{
	size_t used =
	    scrub_run(c->rules, &c->state, c->raw, c->held, end, keep, c);

	memmove(c->raw, c->raw + used, c->held - used);
	c->held -= used;
}

long
capture_read(struct capture *c, int fd)
{
	ssize_t n;

	do
		n = read(fd, c->raw + c->held, c->room - c->held);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		c->held += (size_t)n;
		decide(c, false);
	}
	if (n < 0 && errno != EAGAIN)
		c->error = errno;
	return (long)n;
}

static void
reverse(char *p, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		char t = p[i];

		p[i] = p[n - 1 - i];
		p[n - 1 - i] = t;
	}
}

/* Bytes of c in a JSON string. */
static size_t
json_size(char c)
{
	if (c == '"' || c == '\\' || c == '\n' || c == '\t' || c == '\r' ||
	    c == '\b' || c == '\f')
		return 2;
	return (unsigned char)c < 0x20 ? 6 : 1;
}

/* How much of the beginning of p[n] fits in room, at the end of a line. */
static size_t
head_that_fits(const char *p, size_t n, size_t room)
{
	size_t k = 0;
	const char *nl;

	while (k < n && json_size(p[k]) <= room)
		room -= json_size(p[k++]);
	nl = memrchr(p, '\n', k);
	return nl ? (size_t)(nl + 1 - p) : utf8_cut(p, n, k);
}

/* The same for the end of p[n], at the beginning of a line. */
static size_t
tail_that_fits(const char *p, size_t n, size_t room)
{
	size_t k = n;
	const char *nl;

	while (k > 0 && json_size(p[k - 1]) <= room)
		room -= json_size(p[--k]);
	nl = memchr(p + k, '\n', n - k);
	if (nl && nl + 1 < p + n)
		return n - (size_t)(nl + 1 - p);
	while (k < n && ((unsigned char)p[k] & 0xc0) == 0x80)
		k++;
	return n - k;
}

static size_t
json_length(const char *p, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += json_size(p[i]);
	return sum;
}

/* Cut the middle of text[n] out, and say so there. */
static void
cut_middle(struct capture *c, size_t n)
{
	size_t half = c->max / 2;
	size_t left = n < half ? n : half;
	size_t head = head_that_fits(c->text, left, half);
	size_t tail = tail_that_fits(c->text + head, n - head, c->max - half);
	char mark[MARK_ROOM];
	int k;

	c->cut = c->total - head - tail;
	k = snprintf(mark, sizeof(mark), "%s[bench-exec: %llu bytes cut]\n",
	    head > 0 && c->text[head - 1] != '\n' ? "\n" : "", c->cut);
	memmove(c->text + head + k, c->text + n - tail, tail);
	memcpy(c->text + head, mark, (size_t)k);
	c->n = head + (size_t)k + tail;
}

void
capture_end(struct capture *c)
{
	size_t half = c->max / 2, ring = c->max - half, n;

	decide(c, true);
	if (c->total <= c->max) {
		n = (size_t)c->total;
	} else {
		size_t start = (size_t)((c->total - half) % ring);

		reverse(c->text + half, start);
		reverse(c->text + half + start, ring - start);
		reverse(c->text + half, ring);
		n = c->max;
	}
	if (c->total > c->max || json_length(c->text, n) > c->max)
		cut_middle(c, n);
	else
		c->n = n;
	c->text[c->n] = '\0';
}
