/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is captured: the same in one piece and in many, valid UTF-8, and no
 * secret in it.  The first byte says how long the pieces are.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/bench-exec/scrub.h"
#include "diag.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct text {
	char *p;
	size_t n;
};

static void
sink(void *user, const char *p, size_t n)
{
	struct text *t = user;

	t->p = xrealloc(t->p, t->n + n + 1);
	memcpy(t->p + t->n, p, n);
	t->n += n;
}

static struct text
feed(const struct scrub *s, const char *p, size_t n, size_t step)
{
	struct scrub_state st = {0};
	struct text out = {NULL, 0};
	char *buf = xmalloc(n + 1);
	size_t held = 0;

	while (n > 0) {
		size_t k = n < step ? n : step, used;

		memcpy(buf + held, p, k);
		held += k;
		p += k;
		n -= k;
		used = scrub_run(s, &st, buf, held, n == 0, sink, &out);
		memmove(buf, buf + used, held - used);
		held -= used;
		if (held >= scrub_need(s))
			abort();
	}
	free(buf);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char v1[] = "MY_TOKEN=swordfish", v2[] = "KEY=fishfishes";
	static char *const env[] = {v1, v2, NULL};
	static struct scrub s;
	struct text one, many;

	if (!s.rule) {
		scrub_open(&s);
		scrub_env(&s, env);
		scrub_dir(&s, "/home/me", "~");
		scrub_dir(&s, "/home/me/work", ".");
	}
	if (n < 2)
		return 0;
	one = feed(&s, (const char *)data + 1, n - 1, n);
	many = feed(&s, (const char *)data + 1, n - 1, 1 + data[0] % 16);
	if (one.n != many.n || (one.n && memcmp(one.p, many.p, one.n) != 0) ||
	    !utf8_valid(one.p, one.n))
		abort();
	for (size_t i = 0; i + 9 <= one.n; i++)
		if (memcmp(one.p + i, "swordfish", 9) == 0)
			abort();
	free(one.p);
	free(many.p);
	return 0;
}
