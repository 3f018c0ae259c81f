/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* slots, utf8, diag's messages, field */
/* serves: AC10 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "diag.h"
#include "field.h"
#include "slots.h"
#include "tap.h"
#include "utf8.h"

static struct err e;

static void
fill_name(void *user, FILE *out)
{
	slots_html(out, user, strlen(user));
}

static void
fill_fixed(void *user, FILE *out)
{
	(void)user;
	fputs("{{name}}", out);
}

static char *
filled(const char *template, char *user)
{
	static const struct slot slots[] = {
	    {"name", fill_name}, {"fixed", fill_fixed}};
	char *out = NULL;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	memset(&e, 0, sizeof(e));
	slots_fill(template, strlen(template), "t.html", slots, 2, user, f, &e);
	fclose(f);
	return out;
}

static void
slots(void)
{
	char hostile[] = "<b a=\"'&\">\x1b[31m\xff";
	char *s = filled("<p>{{name}}</p>{{fixed}} } {", hostile);

	is_str(s,
	    "<p>&lt;b "
	    "a=&quot;&#39;&amp;&quot;&gt;\xef\xbf\xbd[31m\xef\xbf\xbd</p>"
	    "{{name}} } {",
	    "filled once, escaped");
	free(s);
	free(filled("a\nb {{nope}}", hostile));
	is_str(e.text, "unknown slot 'nope', t.html:2", "an unknown slot");
	is_num(e.status, ST_USAGE, "is a configuration error");
	s = filled("x\n\n{{name", hostile);
	is_str(e.text, "slot not closed by '}}', t.html:3", "an open slot");
	is_str(s, "", "nothing was written");
	free(s);
	free(filled("{{na\nme}}", hostile));
	is_str(e.text, "slot not closed by '}}', t.html:1", "on one line");
}

static void
unicode(void)
{
	uint32_t c;
	char buf[4];
	int bad = 0;

	for (c = 0; c < 0x110000; c++) {
		size_t n = utf8_encode(c, buf);
		uint32_t back = 0xffffffff;

		if (c >= 0xd800 && c < 0xe000)
			bad += utf8_decode(buf, buf + n, &back) != 0;
		else
			bad +=
			    utf8_decode(buf, buf + n, &back) != n || back != c;
	}
	ok(bad == 0, "every code point there and back, no surrogate");
	ok(!utf8_valid("\xc3", 1) && !utf8_valid("\xe2\x82", 2) &&
		!utf8_valid("\xf5\x80\x80\x80", 4) && !utf8_valid("\x80", 1),
	    "cut off or out of range");
	is_num((long long)utf8_cut("ab\xc3\xa9", 4, 3), 2, "cut at a boundary");
	ok(utf8_is_control(0x202e) && utf8_is_control(0x200b) &&
		utf8_is_control(0x9b) && !utf8_is_control(0xe9),
	    "bidi, zero width and C1 are controls");
}

static void
messages(void)
{
	char text[2000], got[2000];
	int pipes[2], saved = dup(2);
	ssize_t n;

	ok(pipe(pipes) == 0, "a pipe for stderr");
	dup2(pipes[1], 2);
	diag_say("a\n::error::b\x1b[2J\xe2\x80\xae\xff\xc3\xa9");
	dup2(saved, 2);
	n = read(pipes[0], got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	is_str(got, "text: a?::error::b?[2J??\xc3\xa9\n", "one line, harmless");
	memset(text, 'x', sizeof(text));
	memcpy(text + ERR_TEXT - 2, "\xc3\xa9\xc3\xa9", 4);
	text[1999] = '\0';
	memset(&e, 0, sizeof(e));
	err_set(&e, ST_INPUT, "%s", text);
	ok(strlen(e.text) < ERR_TEXT && utf8_valid(e.text, strlen(e.text)),
	    "a long message is cut at a boundary");
	err_set(&e, ST_REMOTE, "second");
	is_num(e.status, ST_INPUT, "the first failure stands");
	close(pipes[0]);
	close(pipes[1]);
	close(saved);
}

static void
fields(void)
{
	json_t *v = json_pack("{s:s, s:f, s:n, s:{s:{s:i}}, s:i}", "s", "x",
	    "d", 1.5, "nil", "a", "b", "c", 7, "neg", -1);
	const char *s;
	double d;
	json_t *o;

	memset(&e, 0, sizeof(e));
	ok(field_str(v, "", "s", &s, &e) && strcmp(s, "x") == 0, "a string");
	ok(field_num_opt(v, "", "nil", &d, &e) && isnan(d), "null: not known");
	ok(field_num_opt(v, "", "no", &d, &e) && isnan(d), "absent: not known");
	ok(!field_num(v, "/x", "s", &d, &e), "no number");
	is_str(e.text, "CBKB003: expected a number at '/x/s', got a string",
	    "with its pointer");
	memset(&e, 0, sizeof(e));
	ok(!field_num(v, "", "neg", &d, &e), "nothing negative");
	is_str(e.text,
	    "CBKB003: expected a number at '/neg', got a negative number",
	    "said so");
	is_real(field_num_at(v, "/a/b/c"), 7, 0, "by pointer");
	ok(isnan(field_num_at(v, "/a/x/c")) && !field_str_at(v, "/d"),
	    "or not");
	o = field_make(v, "/a/new/deep");
	ok(json_is_object(o) && field_at(v, "/a/new/deep") == o, "made");
	ok(!field_make(v, "/s/x"), "not through a string");
	json_decref(v);
}

int
main(void)
{
	diag_start("text");
	slots();
	unicode();
	messages();
	fields();
	return done();
}
