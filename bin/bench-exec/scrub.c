/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* scrub - see scrub.h */
#include "scrub.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diag.h"
#include "utf8.h"

#define SECRET_MIN 8 /* shorter values would mask ordinary words */
#define MASK "***"
#define REPLACEMENT "\xef\xbf\xbd"

enum kind { SECRET, DIRECTORY, TOKEN };
enum match { MISS, HIT, MORE };

struct scrub_rule {
	enum kind kind;
	char *text;
	size_t n;
	const char *with;
	size_t tail; /* TOKEN: at least so many more bytes of a token */
};

/* How the tokens of GitHub, GitLab, AWS and Slack begin. */
static const struct {
	const char *prefix;
	size_t tail;
} tokens[] = {
    {"ghp_", 4},
    {"gho_", 4},
    {"ghu_", 4},
    {"ghs_", 4},
    {"github_pat_", 4},
    {"glpat-", 4},
    {"AKIA", 12},
    {"xoxa-", 4},
    {"xoxb-", 4},
    {"xoxc-", 4},
    {"xoxd-", 4},
    {"xoxe-", 4},
    {"xoxo-", 4},
    {"xoxp-", 4},
    {"xoxr-", 4},
    {"xoxs-", 4},
};

static bool
is_token(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Part of a file's name, as far as the end of a directory is concerned. */
static bool
is_name(char c)
{
	return is_token(c) || (unsigned char)c >= 0x80;
}

/* Keep the rules longest first. */
static void
add(struct scrub *s, enum kind kind, const char *text, size_t n,
    const char *with, size_t tail)
{
	size_t i = s->n;

	for (size_t k = 0; k < s->n; k++)
		if (s->rule[k].n == n && !memcmp(s->rule[k].text, text, n))
			return;
	s->rule = xrealloc(s->rule, (s->n + 1) * sizeof(*s->rule));
	while (i > 0 && s->rule[i - 1].n < n) {
		s->rule[i] = s->rule[i - 1];
		i--;
	}
	s->rule[i] =
	    (struct scrub_rule){kind, xstrndup(text, n), n, with, tail};
	s->n++;
	s->first[(unsigned char)text[0]] = true;
	s->pair[(unsigned char)text[0]][(unsigned char)text[1]] = true;
	if (n + tail > s->longest)
		s->longest = n + tail;
}

void
scrub_open(struct scrub *s)
{
	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
		add(s, TOKEN, tokens[i].prefix, strlen(tokens[i].prefix), MASK,
		    tokens[i].tail);
}

void
scrub_close(struct scrub *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->rule[i].text);
	free(s->rule);
	memset(s, 0, sizeof(*s));
}

static bool
holds(const char *name, size_t n, const char *word)
{
	size_t w = strlen(word);

	for (size_t i = 0; i + w <= n; i++)
		if (strncasecmp(name + i, word, w) == 0)
			return true;
	return false;
}

void
scrub_env(struct scrub *s, char *const *env)
{
	for (; *env; env++) {
		const char *value = strchr(*env, '=');
		size_t n = value ? (size_t)(value - *env) : 0;

		if (!value ||
		    !(holds(*env, n, "TOKEN") || holds(*env, n, "SECRET") ||
			holds(*env, n, "KEY") || holds(*env, n, "PASSWORD")))
			continue;
		/* A key of several lines may be printed line by line. */
		for (value++; *value; value += *value == '\n') {
			n = strcspn(value, "\n");
			if (n >= SECRET_MIN)
				add(s, SECRET, value, n, MASK, 0);
			value += n;
		}
	}
}

void
scrub_dir(struct scrub *s, const char *path, const char *with)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	/* "/root" or "/" would turn up everywhere. */
	if (path[0] == '/' && memchr(path + 1, '/', n - 1))
		add(s, DIRECTORY, path, n, with, 0);
}

/* The k-th byte before p[i], 0 at the very beginning. */
static char
behind(const struct scrub_state *st, const char *p, size_t i, size_t k)
{
	return k <= i ? p[i - k] : st->before[4 - (k - i)];
}

/* May a directory begin at p[i]?  Not as a part of a longer path. */
static bool
dir_begins(const struct scrub_state *st, const char *p, size_t i)
{
	char a = behind(st, p, i, 1), b = behind(st, p, i, 2);

	if (!is_name(a) && a != '.' && a != '~')
		return true;
	/* "-L/home/me/lib": an option with its value. */
	return isalpha((unsigned char)a) && b == '-' &&
	       !is_name(behind(st, p, i, 3)) && behind(st, p, i, 3) != '/';
}

/* Does the directory end before p[0], of n bytes known? */
static enum match
dir_ends(const char *p, size_t n, bool end)
{
	if (n == 0)
		return end ? HIT : MORE;
	if (is_name(p[0]))
		return MISS;
	if (p[0] != '.')
		return HIT;
	if (n == 1)
		return end ? HIT : MORE;
	return is_name(p[1]) ? MISS : HIT;
}

/* Are p[0] to p[tail - 1] a token's? */
static enum match
token_goes_on(const char *p, size_t n, size_t tail, bool end)
{
	for (size_t i = 0; i < tail; i++) {
		if (i == n)
			return end ? MISS : MORE;
		if (!is_token(p[i]))
			return MISS;
	}
	return HIT;
}

static enum match
try_rule(const struct scrub_rule *r, const struct scrub_state *st,
    const char *p, size_t n, size_t i, bool end)
{
	size_t left = n - i;

	if (memcmp(p + i, r->text, left < r->n ? left : r->n) != 0)
		return MISS;
	if (r->kind == DIRECTORY && !dir_begins(st, p, i))
		return MISS;
	if (r->kind == TOKEN && isalnum((unsigned char)behind(st, p, i, 1)))
		return MISS;
	if (left < r->n)
		return end ? MISS : MORE;
	if (r->kind == DIRECTORY)
		return dir_ends(p + i + r->n, left - r->n, end);
	if (r->kind == TOKEN)
		return token_goes_on(p + i + r->n, left - r->n, r->tail, end);
	return HIT;
}

/* The first rule, longest first, that holds at p[i], or that may yet. */
static enum match
look(const struct scrub *s, const struct scrub_state *st, const char *p,
    size_t n, size_t i, bool end, const struct scrub_rule **rule)
{
	if (i + 1 < n ? !s->pair[(unsigned char)p[i]][(unsigned char)p[i + 1]]
		      : !s->first[(unsigned char)p[i]])
		return MISS;
	for (size_t k = 0; k < s->n; k++) {
		enum match m;

		if (s->rule[k].text[0] != p[i])
			continue;
		m = try_rule(&s->rule[k], st, p, n, i, end);
		if (m != MISS) {
			*rule = &s->rule[k];
			return m;
		}
	}
	return MISS;
}

/* Could p[n], invalid as it stands, be the beginning of a character? */
static bool
half_a_character(const char *p, size_t n)
{
	unsigned char c = (unsigned char)p[0];
	size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

	if (c < 0xc2 || c > 0xf4 || n >= want)
		return false;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return false;
	return true;
}

static void
remember(struct scrub_state *st, const char *p, size_t used)
{
	char old[4];

	memcpy(old, st->before, sizeof(old));
	for (size_t k = 1; k <= 4; k++)
		st->before[4 - k] =
		    k <= used ? p[used - k] : old[4 - (k - used)];
}

/* The first byte of p[i] to p[n] that is not plain text, or n. */
static size_t
skip(const struct scrub *s, const char *p, size_t i, size_t n)
{
	while (i < n && (unsigned char)(p[i] - 1) < 0x7f &&
	       !(s && s->first[(unsigned char)p[i]]))
		i++;
	return i;
}

size_t
scrub_run(const struct scrub *s, struct scrub_state *st, const char *p,
    size_t n, bool end, scrub_sink *sink, void *user)
{
	size_t i = 0, plain = 0; /* p[plain] to p[i] goes out as it is */

	while (i < n) {
		const struct scrub_rule *rule = NULL;
		enum match m = MISS;
		uint32_t c;
		size_t len;

		if (st->swallow && is_token(p[i])) {
			plain = ++i;
			continue;
		}
		st->swallow = false;
		i = skip(s, p, i, n);
		if (i == n)
			break;
		if (s)
			m = look(s, st, p, n, i, end, &rule);
		if (m == MORE)
			break;
		if (m == MISS && (unsigned char)(p[i] - 1) < 0x7f)
			len = 1;
		else
			len = m == MISS && p[i] ? utf8_decode(p + i, p + n, &c)
						: 0;
		if (len > 0) {
			i += len;
			continue;
		}
		if (m == MISS && !end && half_a_character(p + i, n - i))
			break;
		if (i > plain)
			sink(user, p + plain, i - plain);
		if (m == HIT) {
			sink(user, rule->with, strlen(rule->with));
			st->hits += rule->kind != DIRECTORY;
			st->swallow = rule->kind == TOKEN;
			i += rule->n + rule->tail;
		} else {
			sink(user, REPLACEMENT, sizeof(REPLACEMENT) - 1);
			st->bad++;
			i++;
		}
		plain = i;
	}
	if (i > plain)
		sink(user, p + plain, i - plain);
	remember(st, p, i);
	return i;
}

size_t
scrub_need(const struct scrub *s)
{
	return (s ? s->longest : 0) + 4;
}

struct text {
	char *p;
	size_t n;
};

static void
append(void *user, const char *p, size_t n)
{
	struct text *t = user;

	t->p = xrealloc(t->p, t->n + n + 1);
	memcpy(t->p + t->n, p, n);
	t->n += n;
	t->p[t->n] = '\0';
}

char *
scrub_text(const struct scrub *s, const char *text)
{
	struct scrub_state st = {0};
	struct text out = {xstrdup(""), 0};

	scrub_run(s, &st, text, strlen(text), true, append, &out);
	return out.p;
}
