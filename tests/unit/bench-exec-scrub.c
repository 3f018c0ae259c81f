/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* scrub: what is replaced does not depend on how the text is cut in pieces. */
#include <stdlib.h>

#include "../../bin/bench-exec/scrub.h"
#include "diag.h"
#include "tap.h"

struct out {
	char p[4096];
	size_t n;
};

static void
sink(void *user, const char *p, size_t n)
{
	struct out *o = user;

	if (o->n + n < sizeof(o->p)) {
		memcpy(o->p + o->n, p, n);
		o->n += n;
		o->p[o->n] = '\0';
	}
}

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

/* Feed p[n] in pieces of at most step bytes, as capture does. */
static void
feed(const struct scrub *s, const char *p, size_t n, size_t step, struct out *o,
    struct scrub_state *st)
{
	char buf[4096];
	size_t held = 0;

	memset(st, 0, sizeof(*st));
	o->n = 0;
	o->p[0] = '\0';
	while (n > 0) {
		size_t k = n < step ? n : step, used;

		memcpy(buf + held, p, k);
		held += k;
		p += k;
		n -= k;
		used = scrub_run(s, st, buf, held, n == 0, sink, o);
		memmove(buf, buf + used, held - used);
		held -= used;
	}
}

static char v1[] = "MY_TOKEN=abcabcabd", v2[] = "api_key=k\nlonger-key-1\n",
	    v3[] = "NOT_IT=harmless-value", v4[] = "PASSWORD=1234567";
static char *const env[] = {v1, v2, v3, v4, NULL};

static const struct {
	const char *in, *want;
} cases[] = {
    {"plain text\n", "plain text\n"},
    {"", ""},
    {"abcabcabd", "***"},
    {"xabcabcabcabdx", "xabc***x"},
    {"abcabcab", "abcabcab"},
    {"longer-key-1 k harmless-value 1234567", "*** k harmless-value 1234567"},
    {"ghp_abcd", "***"},
    {"ghp_abc", "ghp_abc"},
    {"xghp_abcdef", "xghp_abcdef"},
    {"(ghp_abcdef-_Z9)", "(***)"},
    {"github_pat_11AAAA_zz xoxb-12-34 xoxz-1234 glpat-zzzz",
	"*** *** xoxz-1234 ***"},
    {"AKIAIOSFODNN7EXAMPLE AKIAxyz", "*** AKIAxyz"},
    {"/home/me/work", "."},
    {"/home/me/work/a.rs:1", "./a.rs:1"},
    {"/home/me/workshop", "~/workshop"},
    {"/home/me/work.old /home/me/work.", "~/work.old .."},
    {"/home/me", "~"},
    {"/home/me/", "~/"},
    {"/home/meme", "/home/meme"},
    {"/mnt/home/me/x ./home/me ../home/me",
	"/mnt/home/me/x ./home/me ../home/me"},
    {"-L/home/me/x --L/home/me/x =/home/me", "-L~/x --L/home/me/x =~"},
    {"file:///home/me/x `/home/me/x`", "file://~/x `~/x`"},
    {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
	"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"a\xff\xc3(\xed\xa0\x80",
	"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"/home/m\xc3\xa9/x", "/home/m\xc3\xa9/x"},
    {"ggghp_abcd gghp_abcd g", "ggghp_abcd gghp_abcd g"},
};

int
main(void)
{
	struct scrub s;
	struct scrub_state st;
	struct out o;
	char *text;
	size_t big = 0;

	scrub_open(&s);
	scrub_env(&s, env);
	scrub_dir(&s, "/home/me", "~");
	scrub_dir(&s, "/home/me/work/", ".");
	scrub_dir(&s, "/root", "~");
	scrub_dir(&s, "/", "~");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n = strlen(cases[i].in), bad = 0;

		for (size_t step = 1; step <= n + 1; step++) {
			feed(&s, cases[i].in, n, step, &o, &st);
			bad += strcmp(o.p, cases[i].want) != 0;
		}
		feed(&s, cases[i].in, n, n + 1, &o, &st);
		is_str(o.p, cases[i].want, cases[i].want);
		is_num((long long)bad, 0, "in pieces of every size");
	}
	feed(&s, "a\0b", 3, 1, &o, &st);
	is_str(o.p,
	    "a\xef\xbf\xbd"
	    "b",
	    "NUL");
	is_num((long long)st.bad, 1, "and it is counted");
	feed(&s, "ghp_abcd abcabcabd /home/me", 27, 5, &o, &st);
	is_num((long long)st.hits, 2, "secrets are counted, directories not");
	text = scrub_text(&s, "x /root /home/me/work/y");
	is_str(text, "x /root ./y", "scrub_text; one component is no path");
	free(text);
	scrub_close(&s);

	memset(&st, 0, sizeof(st));
	o.n = 0;
	scrub_run(NULL, &st, "ghp_abcd \xff", 10, true, sink, &o);
	is_str(o.p, "ghp_abcd \xef\xbf\xbd", "no rules: only UTF-8");

	/* Random text over the rules' own letters, in two ways of cutting it.
	 */
	scrub_open(&s);
	scrub_env(&s, env);
	scrub_dir(&s, "/home/me", "~");
	scrub_dir(&s, "/home/me/work", ".");
	for (int round = 0; round < 20000; round++) {
		static const char *const bits[] = {"abc", "abd", "ghp_",
		    "/home", "/me", "/work", "xox", "b-1", ".", "-L", " ",
		    "\xc3", "\xa9", "\xff", "a", "g", "/"};
		char in[256] = "";
		size_t n = 0;
		struct out whole;

		for (unsigned k = draw(14); k > 0; k--)
			n += (size_t)snprintf(in + n, sizeof(in) - n, "%s",
			    bits[draw(sizeof(bits) / sizeof(bits[0]))]);
		feed(&s, in, n, 4000, &whole, &st);
		feed(&s, in, n, 1 + draw(7), &o, &st);
		big += strcmp(o.p, whole.p) != 0;
	}
	is_num(
	    (long long)big, 0, "20000 random texts: the pieces don't matter");
	scrub_close(&s);
	return done();
}
