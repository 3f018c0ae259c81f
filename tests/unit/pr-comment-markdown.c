/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Escaping and cutting, case by case. */
#include "../../bin/pr-comment/markdown.h"

#include <stdlib.h>

#include "diag.h"
#include "tap.h"

#define Z "\xe2\x80\x8b"
#define TEN_ODD "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define TWO_SHOWN "\xef\xbf\xbd\xef\xbf\xbd"
#define TEN_SHOWN TWO_SHOWN TWO_SHOWN TWO_SHOWN TWO_SHOWN TWO_SHOWN

static void
text_of(const char *s, size_t max, const char *want)
{
	char *out;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	md_text(f, s, max);
	fclose(f);
	is_str(out, want, want);
	free(out);
}

static void
text(const char *s, const char *want)
{
	text_of(s, 40, want);
}

static void
cut(const char *s, size_t max, const char *begins)
{
	char *out = md_cut(s, max);

	ok(strncmp(out, begins, strlen(begins)) == 0, "cut to %zu begins right",
	    max);
	ok(md_length(out) <= max, "cut to at most %zu", max);
	free(out);
}

int
main(void)
{
	char lines[] = "\n\na\n\n\n\nb\n\n\n";

	diag_start("markdown");
	text("slo_validation/display_heavy_slo_80mbps",
	    "slo_validation/display_heavy_slo_80mbps");
	text("CBKB005: DISPLAY 53.69 MB/s (deficit: 26.31 MB/s)",
	    "CBKB005: DISPLAY 53.69 MB/s (deficit: 26\xe2\x80\xa6");
	text("_a_ b_", "&#95;a&#95; b&#95;");
	text("<b>&|`*[x](y)~\\$",
	    "&#60;b&#62;&#38;&#124;&#96;&#42;&#91;x&#93;(y)&#126;&#92;&#36;");
	text("@me #1 GH-1 o/r#2", "@" Z "me #" Z "1 GH-" Z "1 o/r#" Z "2");
	text("https://e www.e :tada: a::b",
	    "https:" Z "//e www" Z ".e :" Z "tada: a::b");
	text("a\nb\rc\x1b[0m\x7f", "a\xef\xbf\xbd"
				   "b\xef\xbf\xbd"
				   "c\xef\xbf\xbd&#91;0m\xef\xbf\xbd");
	text("\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd");
	text("\xe2\x80\xae", "\xef\xbf\xbd");
	text("caf\xc3\xa9", "caf\xc3\xa9");
	text(NULL, "");
	text("# h", "&#35; h");
	text("- l", "&#45; l");
	text("+ l", "&#43; l");
	text("1. l", "&#49;. l");
	text("12) l", "&#49;2) l");
	text("4.22 GiB/s", "4.22 GiB/s");
	text("    code", "&#32;   code");
	text("\tcode", "&#32;code");
	text("at 4f2a9c1b.", "at 4f2a9c<wbr>1b.");
	text("4f2a9c1be8d07f336512 f2a9c1",
	    "4f2a9c<wbr>1be8d0<wbr>7f3365<wbr>12 f2a9c1");
	text("an_id_of_forty_bytes_without_a_blank_it_",
	    "an_id_of_forty_bytes_without_a_blank_it&#95;");
	text("an_id_of_more_bytes_and_without_a_blank_x",
	    "an_id_of_more_bytes_and_without_a_blank_<wbr>\xe2\x80\xa6");
	text_of("a " TEN_ODD TEN_ODD TEN_ODD TEN_ODD "\xff", 80,
	    "a " TEN_SHOWN TEN_SHOWN TEN_SHOWN TEN_SHOWN "<wbr>\xef\xbf\xbd");
	text("1234567 ns, x4f2a9c1b", "1234567 ns, x4f2a9c1b");
	is_num((long long)md_length("caf\xc3\xa9"), 4, "code points");
	md_squeeze(lines);
	is_str(lines, "a\n\nb\n", "empty lines");
	cut("short\n", 100, "short\n");
	cut("one\ntwo\nthree three three three three three three three three "
	    "three three three three three three three three three\n",
	    112, "one\ntwo\n\n\n>");
	cut("<details><summary>x</summary>\n<pre>\naaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n</pre>"
	    "</details>\n",
	    160, "<details><summary>x</summary>\n<pre>\n</pre></details>");
	return done();
}
