/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scrub - what must not leave with captured text: secrets, the home and the
 * working directory; and invalid UTF-8, which no JSON document can hold
 *
 * Text streams through: scrub_run consumes what is decided and leaves the
 * rest (a token that may go on, half a character) for the next call.
 * Replaced: the values, 8 bytes or more, of environment variables named
 * *TOKEN*, *SECRET*, *KEY*, *PASSWORD*, line by line, and words that begin
 * like a known token, by "***"; directories of two or more components, at a
 * path boundary, longest first, by "~" and "."; a byte that is no UTF-8, and
 * NUL, by U+FFFD.
 */
#ifndef BL_SCRUB_H
#define BL_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

struct scrub_rule;

struct scrub {
	struct scrub_rule *rule;
	size_t n;
	size_t longest; /* bytes of the longest rule */
	bool first[256];
	bool pair[256][256]; /* a rule begins with these two bytes */
};

/* One text on its way. */
struct scrub_state {
	char before[4];          /* the last bytes consumed, newest last */
	bool swallow;            /* inside a token that has been replaced */
	unsigned long long bad;  /* bytes that were no UTF-8 */
	unsigned long long hits; /* secrets replaced */
};

typedef void scrub_sink(void *user, const char *p, size_t n);

/* Known tokens only; add values and directories after it. */
void scrub_open(struct scrub *s);
/* The values of env's variables that are named like secrets. */
void scrub_env(struct scrub *s, char *const *env);
void scrub_dir(struct scrub *s, const char *path, const char *with);
void scrub_close(struct scrub *s);

/*
 * Send what is decided of p[n] to sink and return how many bytes that was;
 * end: nothing follows, all is decided.  A caller whose buffer holds
 * scrub_need(s) bytes always gets on.  s NULL: only UTF-8 is looked after.
 */
size_t scrub_run(const struct scrub *s, struct scrub_state *st, const char *p,
    size_t n, bool end, scrub_sink *sink, void *user);
size_t scrub_need(const struct scrub *s);

/* A whole string, scrubbed, new. */
char *scrub_text(const struct scrub *s, const char *text);

#endif
