/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markers, stamps, sections, and which of two times is before the other. */
#include "../../bin/pr-comment/envelope.h"

#include <stdlib.h>

#include "diag.h"
#include "tap.h"

static char marker[] = "<!-- benchline: s -->";

static struct letter
letter(const char *section, char *time, char *text)
{
	struct letter l = {marker, section, text, NULL, time, "12.1", false};

	return l;
}

static void
names(void)
{
	static const char *const good[] = {
	    "a", "a b", "ubuntu-latest, stable", "\xc3\xa9", "a-b", NULL};
	static const char *const bad[] = {"", "-a", "a-", " a", "a ", "a--b",
	    "a>b", "a<b", "a\tb", "a\x7f", "\xff", NULL};
	size_t i;

	for (i = 0; good[i] != NULL; i++)
		ok(envelope_name_ok(good[i]), "name '%s'", good[i]);
	for (i = 0; bad[i] != NULL; i++)
		ok(!envelope_name_ok(bad[i]), "no name, %zu", i);
}

static void
times(void)
{
	ok(envelope_before("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
	    "a second");
	ok(!envelope_before("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
	    "equal");
	ok(envelope_before("2026-01-01T00:00:00.25Z", "2026-01-01T00:00:00.5Z"),
	    "fractions");
	ok(envelope_before("2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z"),
	    "offsets");
	ok(!envelope_before(NULL, "2026-01-01T00:00:00Z"), "none");
	ok(!envelope_before("x", "2026-01-01T00:00:00Z"), "no time");
	ok(!envelope_before("2026-01-01T00:00:00Z", "x"), "nor that");
}

static void
sections(void)
{
	char jan[] = "2026-01-01T00:00:00Z", feb[] = "2026-02-01T00:00:00Z";
	char one[] = "one\nverdict\n", two[] = "two\n";
	struct letter a = letter("a", jan, one), b = letter("b", feb, two);
	struct letter late = letter("a", feb, two), old = letter("b", jan, one);
	char *x = envelope_body(&a, NULL, 0), *y, *z, *t;
	char *both[2];

	ok(envelope_holds(&a, x), "a section stands in its body");
	ok(!envelope_holds(&b, x), "another does not");
	t = envelope_time(&a, x);
	is_str(t, jan, "its time");
	free(t);
	is_str(envelope_time(&b, x), NULL, "no time of another");
	y = envelope_body(&b, &x, 1);
	ok(envelope_holds(&a, y) && envelope_holds(&b, y), "both");
	z = envelope_body(&late, &y, 1);
	ok(envelope_holds(&late, z) && envelope_holds(&b, z), "a newer one");
	ok(!envelope_holds(&b, x), "the old body is as it was");
	free(x);
	x = envelope_body(&old, &z, 1);
	is_str(x, z, "an older one changes nothing");
	both[0] = y;
	both[1] = z;
	free(x);
	x = envelope_body(&b, both, 2);
	is_str(x, z, "of two of a name the newer stays");
	free(x);
	free(y);
	free(z);
}

static void
whole(void)
{
	char jan[] = "2026-01-01T00:00:00Z", text[] = "text\n";
	char odd[] = "2026-01-01T00:00:00Z -->";
	struct letter l = letter(NULL, jan, text),
		      evil = letter(NULL, odd, text);
	char *body = envelope_body(&l, NULL, 0), *t;

	is_str(body,
	    "<!-- benchline: s -->\n"
	    "<!-- benchline-run: run=12.1 time=2026-01-01T00:00:00Z "
	    "-->\ntext",
	    "a body");
	t = envelope_time(&l, body);
	is_str(t, jan, "its time");
	free(t);
	free(body);
	body = envelope_body(&evil, NULL, 0);
	is_str(body,
	    "<!-- benchline: s -->\n<!-- benchline-run: run=12.1 -->\ntext",
	    "no odd time in a stamp");
	free(body);
	ok(envelope_is("<!-- benchline: s -->\r\nx", marker), "CR LF");
	ok(envelope_is("<!-- benchline: s -->", marker), "alone");
	ok(!envelope_is("<!-- benchline: s --> ", marker), "more in the line");
	ok(!envelope_is("x\n<!-- benchline: s -->", marker), "second line");
	ok(!envelope_is("<!-- benchline: st -->", marker), "another suite");
}

int
main(void)
{
	diag_start("envelope");
	names();
	times();
	sections();
	whole();
	return done();
}
