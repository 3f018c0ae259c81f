/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* results - see results.h */
#include "results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define BLOCK 512
#define POOL_BLOCK ((size_t)64 << 10)
#define REPLACEMENT "\xef\xbf\xbd"

struct pool_block {
	struct pool_block *before;
	char bytes[];
};

void
results_init(struct results *r)
{
	memset(r, 0, sizeof(*r));
}

void
results_free(struct results *r)
{
	size_t i;

	for (i = 0; i < r->nblocks; i++)
		free(r->block[i].at);
	free(r->block);
	while (r->pool.last) {
		struct pool_block *before = r->pool.last->before;

		free(r->pool.last);
		r->pool.last = before;
	}
	results_forget(r);
	notes_free(&r->warnings);
	notes_free(&r->errors);
}

/* Is there room for more? */
static bool
room(struct results *r)
{
	size_t used = r->held + r->pool.total +
		      r->nblocks * BLOCK * sizeof(struct bench) +
		      r->started_room * sizeof(*r->started) +
		      r->nslots * sizeof(*r->slot);

	if (r->n == RESULTS_MAX || used > RESULTS_MEMORY)
		r->full = true;
	return !r->full;
}

struct bench *
results_add(struct results *r)
{
	struct bench *b;

	if (!room(r))
		return NULL;
	if (r->n == r->nblocks * BLOCK) {
		r->block =
		    xrealloc(r->block, (r->nblocks + 1) * sizeof(*r->block));
		r->block[r->nblocks++].at =
		    xmalloc(BLOCK * sizeof(struct bench));
	}
	b = results_at(r, r->n++);
	bench_init(b);
	return b;
}

struct bench *
results_at(const struct results *r, size_t i)
{
	return &r->block[i / BLOCK].at[i % BLOCK];
}

void
results_keep(struct results *r, const bool *keep)
{
	size_t from, to = 0;

	for (from = 0; from < r->n; from++) {
		if (!keep[from])
			continue;
		if (to != from)
			*results_at(r, to) = *results_at(r, from);
		to++;
	}
	r->n = to;
}

static char *
pool_take(struct pool *p, size_t n)
{
	char *s;

	if (p->last == NULL || p->size - p->used < n) {
		size_t size = n > POOL_BLOCK ? n : POOL_BLOCK;
		struct pool_block *b = xmalloc(sizeof(*b) + size);

		b->before = p->last;
		p->last = b;
		p->size = size;
		p->total += size;
		p->used = 0;
	}
	s = p->last->bytes + p->used;
	p->used += n;
	return s;
}

/* The last n bytes taken are not needed. */
static void
pool_give(struct pool *p, size_t n)
{
	p->used -= n;
}

static size_t
repair(const char *p, size_t n, char *out)
{
	const char *end = p + n;
	size_t len = 0;

	while (p < end) {
		uint32_t c;
		size_t k = *p ? utf8_decode(p, end, &c) : 0;

		memcpy(out + len, k ? p : REPLACEMENT, k ? k : 3);
		len += k ? k : 3;
		p += k ? k : 1;
	}
	return len;
}

char *
results_str(struct results *r, const char *p, size_t n)
{
	char *s;

	if (utf8_valid(p, n) && memchr(p, '\0', n) == NULL) {
		s = pool_take(&r->pool, n + 1);
		memcpy(s, p, n);
	} else {
		size_t most = 3 * n;

		s = pool_take(&r->pool, most + 1);
		n = repair(p, n, s);
		pool_give(&r->pool, most - n);
	}
	s[n] = '\0';
	return s;
}

void
results_drop(struct results *r)
{
	const struct bench *b = results_at(r, --r->n);
	size_t n = b->id != NULL ? strlen(b->id) + 1 : 0;
	struct pool *p = &r->pool;

	/* Look-alikes come by the million: the last string is given back. */
	if (n > 0 && p->used >= n && b->id == p->last->bytes + p->used - n &&
	    results_started(r, b->id, n - 1) == NULL)
		pool_give(p, n);
}

/* The table of started benchmarks. */

static size_t
trimmed(const char *p, size_t n)
{
	while (n > 0 && p[n - 1] == ' ')
		n--;
	return n;
}

static uint32_t
hash_of(const char *p, size_t n)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; n > 0; n--)
		h = (h ^ (unsigned char)*p++) * 16777619u;
	return h;
}

static uint32_t *
slot_of(const struct results *r, const char *p, size_t n, uint32_t h)
{
	size_t i = h & (r->nslots - 1);

	for (; r->slot[i] != 0; i = (i + 1) & (r->nslots - 1)) {
		const struct started *s = &r->started[r->slot[i] - 1];

		if (s->hash == h && trimmed(s->id, s->n) == n &&
		    memcmp(s->id, p, n) == 0)
			break;
	}
	return &r->slot[i];
}

static void
grow_slots(struct results *r)
{
	size_t i;

	free(r->slot);
	r->nslots = r->nslots ? r->nslots * 2 : 256;
	r->slot = xcalloc(r->nslots, sizeof(*r->slot));
	for (i = 0; r->started != NULL && i < r->nstarted; i++) {
		const struct started *s = &r->started[i];

		*slot_of(r, s->id, trimmed(s->id, s->n), s->hash) =
		    (uint32_t)i + 1;
	}
}

struct started *
results_started(const struct results *r, const char *p, size_t n)
{
	uint32_t at;

	if (r->nslots == 0)
		return NULL;
	n = trimmed(p, n);
	at = *slot_of(r, p, n, hash_of(p, n));
	return at ? &r->started[at - 1] : NULL;
}

struct started *
results_start(struct results *r, const char *p, size_t n)
{
	struct started *s = results_started(r, p, n);

	if (s == NULL) {
		if (!room(r))
			return NULL;
		if (r->nstarted * 2 >= r->nslots)
			grow_slots(r);
		if (r->started == NULL || r->nstarted == r->started_room) {
			r->started_room =
			    r->started_room ? r->started_room * 2 : 128;
			r->started = xrealloc(
			    r->started, r->started_room * sizeof(*r->started));
		}
		s = &r->started[r->nstarted];
		memset(s, 0, sizeof(*s));
		s->id = results_str(r, p, n);
		s->n = strlen(s->id);
		n = trimmed(s->id, s->n);
		s->hash = hash_of(s->id, n);
		*slot_of(r, s->id, n, s->hash) = (uint32_t)++r->nstarted;
	}
	s->times++;
	return s;
}

void
results_forget(struct results *r)
{
	free(r->started);
	free(r->slot);
	r->started = NULL;
	r->slot = NULL;
	r->nstarted = r->started_room = r->nslots = 0;
}

/* Notes. */

void
note(struct notes *to, const char *fmt, ...)
{
	char *s, *fixed;
	size_t n;
	va_list ap;

	if (++to->n > NOTES_MAX)
		return;
	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	n = strlen(s);
	fixed = xmalloc(3 * n + 1);
	n = repair(s, n, fixed);
	fixed[utf8_cut(fixed, n, NOTE_MAX)] = '\0';
	free(s);
	to->text[to->n - 1] = fixed;
}

void
notes_append(struct notes *to, struct notes *from)
{
	size_t i;

	for (i = 0; i < from->n && i < NOTES_MAX; i++)
		note(to, "%s", from->text[i]);
	if (from->n > NOTES_MAX)
		to->n += from->n - NOTES_MAX;
	notes_free(from);
}

void
notes_free(struct notes *to)
{
	size_t i;

	for (i = 0; i < to->n && i < NOTES_MAX; i++)
		free(to->text[i]);
	to->n = 0;
}

void
notes_write(struct jout *o, const struct notes *from)
{
	size_t i, kept = from->n > NOTES_MAX ? NOTES_MAX - 1 : from->n;
	char more[64];

	jout_array(o);
	for (i = 0; i < kept; i++)
		jout_str(o, from->text[i]);
	if (kept < from->n) {
		snprintf(more, sizeof(more), "CBKB002: and %zu more",
		    from->n - kept);
		jout_str(o, more);
	}
	jout_end(o);
}

int
shown(const char *p, size_t n)
{
	return (int)utf8_cut(p, n, 120);
}
