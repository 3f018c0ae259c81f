/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* jseq held against jansson: the same texts accepted, the same values seen. */
/* serves: AC2, AC10 */
#include "jseq.h"

#include <stdint.h>
#include <stdlib.h>

#include "tap.h"

static uint32_t seed = 12345;

static uint32_t
rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static struct span
span(const char *s)
{
	return (struct span){s, strlen(s)};
}

/* Does jseq accept the n bytes at p as one value and nothing else? */
static bool
accepts(const char *p, size_t n)
{
	struct span v;
	const char *after = jseq_value(p, p + n, &v);

	return after && jseq_skip(after, p + n) == p + n;
}

static bool
jansson_accepts(const char *p, size_t n)
{
	json_error_t je;
	json_t *v = json_loadb(p, n, JSON_DECODE_ANY, &je);
	bool good = v != NULL;

	/* numbers beyond a double or 63 bits are the known difference */
	if (!v && json_error_code(&je) == json_error_numeric_overflow)
		good = accepts(p, n);
	json_decref(v);
	return good;
}

static const char *const samples[] = {
    ("{\"a\": [1, 2.5, -3e4, true, false, null, \"x\\u00e9\\n\\\"\\\\\"], "
     "\"b\": {\"c\": {}, \"d\": []}, \"\": \"\xc3\xa9\xf0\x9f\x8e\xaf\"}"),
    "[[[[{\"deep\": [0, -0, 0.0, 1E+2, 1e-2]}]]], \"\\ud83c\\udfaf\"]",
    "  {\"id\":\"slo/display\" ,\n\t\"time_ns\":{\"estimate\":2319000.5}}\r\n",
    "\"lone\"",
    "17",
    "null",
    "[]",
};

static const char *const bad[] = {
    "",
    " ",
    "{",
    "}",
    "[1,]",
    "[,1]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{a:1}",
    "{'a':1}",
    "01",
    "1.",
    ".5",
    "+1",
    "-",
    "1e",
    "1e+",
    "nul",
    "truE",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\ud800\"",
    "\"\\udc00\"",
    "\"\\ud800\\u0041\"",
    "\"\\u0000\"",
    "\"\xff\"",
    "\"\xc0\x80\"",
    "\"\xed\xa0\x80\"",
    "\"\xf4\x90\x80\x80\"",
    "\"a\nb\"",
    "\"",
    "1 2",
    "[1]x",
    "NaN",
    "Infinity",
    "// c\n1",
    "[1 2]",
    "{\"a\" 1}",
    "{1:2}",
    "\xef\xbb\xbf{}",
};

static void
table(void)
{
	size_t i;

	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		ok(accepts(samples[i], strlen(samples[i])), "sample %zu", i);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!accepts(bad[i], strlen(bad[i])) &&
			!jansson_accepts(bad[i], strlen(bad[i])),
		    "refused: bad %zu", i);
}

/* Mutate the samples: both must agree on every one. */
static void
mutations(void)
{
	static const char alphabet[] =
	    "{}[]\",:\\0123456789.-+eEtfn u\x80\xc3\xff\n";
	int i, differ = 0, accepted = 0;

	for (i = 0; i < 60000; i++) {
		const char *s =
		    samples[rnd(sizeof(samples) / sizeof(*samples))];
		size_t n = strlen(s), k;
		char *m = malloc(n + 8);
		uint32_t edits = 1 + rnd(3);

		memcpy(m, s, n);
		while (edits-- > 0 && n > 0) {
			k = rnd((uint32_t)n);
			if (rnd(3) == 0) {
				memmove(m + k, m + k + 1, n - k - 1);
				n--;
			} else if (rnd(2) == 0 && n < strlen(s) + 8) {
				memmove(m + k + 1, m + k, n - k);
				m[k] = alphabet[rnd(sizeof(alphabet) - 1)];
				n++;
			} else {
				m[k] = alphabet[rnd(sizeof(alphabet) - 1)];
			}
		}
		accepted += accepts(m, n);
		if (accepts(m, n) != jansson_accepts(m, n) && differ++ < 3)
			printf("# differ: %.*s\n", (int)n, m);
		free(m);
	}
	ok(differ == 0, "60000 mutated texts: jseq and jansson agree");
	ok(accepted > 3000, "some of them are JSON still (%d)", accepted);
}

static void
walks(void)
{
	struct span v = span(samples[0]), key, val, at;
	struct jseq s;
	static const char *const name[] = {"b", "x", "a"};
	struct span member[3];
	char *str;
	double d;
	int n = 0;

	ok(jseq_open(&s, v), "open an object");
	while (jseq_next(&s, &key, &val))
		n++;
	ok(n == 3 && !s.bad, "three members");
	ok(!jseq_next(&s, &key, &val) && !s.bad, "the end stays the end");
	ok(jseq_at(v, "/a", &at) && jseq_open_trusted(&s, at), "open an array");
	for (n = 0; jseq_next(&s, &key, &val); n++) {
		if (n == 2)
			ok(jseq_number(val, &d) && d == -3e4, "its third");
		if (n == 6)
			ok(jseq_string(val, &str) &&
				is_str(str, "x\xc3\xa9\n\"\\", "a string"),
			    "its seventh");
	}
	free(str);
	ok(n == 7 && !s.bad, "seven elements");
	ok(jseq_at(v, "/b/c", &at) && at.n == 2, "a pointer");
	ok(!jseq_at(v, "/b/x", &at) && !jseq_at(v, "/a/c", &at), "not there");
	jseq_members(v, name, member, 3);
	ok(*member[0].p == '{' && member[1].n == 0 && *member[2].p == '[' &&
		!jseq_string(member[1], &str),
	    "several members in one walk, one of them not there");
	jseq_members(span("17"), name, member, 3);
	ok(member[0].n + member[1].n + member[2].n == 0,
	    "a number has no members");
	ok(!jseq_open(&s, span("17")), "a number is no container");
	ok(jseq_open(&s, span("[1")) && jseq_next(&s, &key, &val) &&
		!jseq_next(&s, &key, &val) && s.bad,
	    "an array that ends too early");
	ok(jseq_open(&s, span("[1 2]")) && jseq_next(&s, &key, &val) &&
		!jseq_next(&s, &key, &val) && s.bad,
	    "no comma");
	ok(jseq_open(&s, span("[]")) && !jseq_next(&s, &key, &val) && !s.bad &&
		!jseq_next(&s, &key, &val) && !s.bad,
	    "an empty array");
	ok(jseq_string(span("\"\\ud83c\\udfaf\""), &str) &&
		is_str(str, "\xf0\x9f\x8e\xaf", "surrogates"),
	    "a pair");
	free(str);
	ok(!jseq_number(span("\"1\""), &d) && !jseq_number(span("1e999"), &d),
	    "no number, no finite number");
}

/* What a trusted walk sees is what a strict one sees. */
static void
trusted(void)
{
	static const char text[] = "{\"q\\\\\":\"\\\\\\\"}]\", "
				   "\"x\":[{\"}\":\"]\"},1],\"n\" : -1.5e3 }";
	struct jseq a, b;
	struct span ka, va, kb, vb, v = {text, sizeof(text) - 1};
	int n = 0;

	jseq_open(&a, v);
	jseq_open_trusted(&b, v);
	while (jseq_next(&a, &ka, &va) && jseq_next(&b, &kb, &vb))
		n += ka.p == kb.p && ka.n == kb.n && va.p == vb.p &&
		     va.n == vb.n;
	ok(n == 3, "strict and trusted walks agree");
}

static void
lines(void)
{
	struct span rest = span("a\n\nb"), line;
	bool torn;

	ok(jseq_line(&rest, &line, &torn) && line.n == 1 && !torn, "a line");
	ok(jseq_line(&rest, &line, &torn) && line.n == 0 && !torn,
	    "an empty one");
	ok(jseq_line(&rest, &line, &torn) && line.n == 1 && torn, "a torn one");
	ok(!jseq_line(&rest, &line, &torn), "the end");
}

static void
depth(void)
{
	char text[2 * JIO_DEPTH + 3];

	memset(text, '[', JIO_DEPTH + 1);
	memset(text + JIO_DEPTH + 1, ']', JIO_DEPTH + 1);
	ok(!accepts(text, 2 * JIO_DEPTH + 2), "one too deep");
	ok(accepts(text + 1, 2 * JIO_DEPTH), "as deep as it may be");
}

int
main(void)
{
	table();
	mutations();
	walks();
	trusted();
	lines();
	depth();
	return done();
}
