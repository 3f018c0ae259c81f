/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* announce - see announce.h */
#include "announce.h"

#include <stdio.h>
#include <string.h>

#define WORD "Benchmarking "
#define NWORD (sizeof(WORD) - 1)
#define MISSING_MAX 20

/* What may follow "Benchmarking ID: ". */
static bool
phase(struct span s, bool *profiled)
{
	static const char *const words[] = {"Warming up for ", "Collecting ",
	    "Analyzing", "Profiling for ", "Complete (Analysis Disabled)"};
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		n = strlen(words[i]);
		if (s.n >= n && memcmp(s.p, words[i], n) == 0) {
			*profiled = i == 4;
			return true;
		}
	}
	return false;
}

static void
confirm(struct text *t, bool profiled)
{
	struct started *s;

	if (!t->confirmed)
		s = results_start(t->out, t->announced, t->nannounced);
	else
		s = results_started(t->out, t->announced, t->nannounced);
	t->confirmed = true;
	if (profiled && s != NULL) {
		s->results++;
		t->profiled++;
	}
}

/* The last line of --profile-time goes to stdout, the others to stderr. */
static bool
profiled_only(struct text *t, const char *s, size_t n)
{
	static const char word[] = ": Complete (Analysis Disabled)";
	size_t len = sizeof(word) - 1;
	struct started *st;

	if (n <= len || memcmp(s + n - len, word, len) != 0)
		return false;
	st = results_started(t->out, s, n - len);
	if (st == NULL)
		st = results_start(t->out, s, n - len);
	if (st != NULL)
		st->results++;
	t->profiled++;
	return true;
}

void
announce(struct text *t, const char *s, const char *e)
{
	struct span rest;
	bool profiled;
	size_t n = t->nannounced;

	if ((size_t)(e - s) < NWORD || memcmp(s, WORD, NWORD) != 0)
		return;
	s += NWORD;
	if (n > 0 && (size_t)(e - s) > n + 2 &&
	    memcmp(s, t->announced, n) == 0 && memcmp(s + n, ": ", 2) == 0) {
		rest.p = s + n + 2;
		rest.n = (size_t)(e - rest.p);
		if (phase(rest, &profiled)) {
			confirm(t, profiled);
			return;
		}
	}
	n = (size_t)(e - s);
	if (profiled_only(t, s, n))
		return;
	t->nannounced = n < TEXT_TITLE ? n : 0;
	t->confirmed = false;
	memcpy(t->announced, s, t->nannounced);
}

/*
 * "Benchmarking A\nB" was printed, and now "Benchmarking A\nB: Warming up for":
 * t->announced holds "A".  What stands between the last "Benchmarking " and the
 * phase is the id, when it stands before it once more.
 */
void
announce_spread(struct text *t, const char *base, const char *s, const char *e)
{
	static const char *const phases[] = {
	    ": Warming up for ", ": Analyzing"};
	const char *colon = NULL, *p;
	size_t i, n;

	if (t->nannounced == 0 || t->confirmed)
		return;
	for (i = 0; i < 2 && colon == NULL; i++)
		colon = text_find(s, e, phases[i]);
	if (colon == NULL || (size_t)(s - base) < NWORD)
		return;
	for (p = s - 1; p > base && s - p < TEXT_TITLE; p--) {
		if (*p != 'B' || p[-1] != '\n' || memcmp(p, WORD, NWORD) != 0)
			continue;
		n = (size_t)(colon - p);
		if ((size_t)(p - base) < n + 1 || n - NWORD >= TEXT_TITLE ||
		    memcmp(p - n - 1, p, n) != 0)
			return;
		t->nannounced = n - NWORD;
		memcpy(t->announced, p + NWORD, t->nannounced);
		confirm(t, false);
		return;
	}
}

struct span
announce_match(
    struct text *t, struct span id, const char *base, const char *line)
{
	const char *end = id.p + id.n, *p;
	struct span at = {NULL, 0};

	if (results_started(t->out, id.p, id.n))
		return id;
	/* On a line of its own it may begin earlier, and later, than there. */
	p = end - base < TEXT_TITLE ? base : end - TEXT_TITLE + 1;
	for (; end < line && p < end; p++) {
		if (results_started(t->out, p, (size_t)(end - p))) {
			at.p = p;
			at.n = (size_t)(end - p);
			return at;
		}
	}
	if (t->lookalikes++ == 0)
		snprintf(t->lookalike, sizeof(t->lookalike), "%.*s",
		    shown(id.p, id.n), id.p);
	return at;
}

void
announce_end(struct results *r)
{
	size_t i, missing = 0;

	for (i = 0; i < r->nstarted; i++) {
		const struct started *s = &r->started[i];

		if (s->results >= s->times || ++missing > MISSING_MAX)
			continue;
		note(&r->errors,
		    "CBKB002: benchmark '%.*s' was started and gave no result",
		    shown(s->id, s->n), s->id);
	}
	if (missing > MISSING_MAX)
		note(&r->errors,
		    "CBKB002: %zu more benchmarks were started and gave no "
		    "result",
		    missing - MISSING_MAX);
}
