/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC2, AC10 */
#include "jio.h"

#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

static struct err e;

static FILE *
text(const char *s, size_t n)
{
	FILE *f = tmpfile();

	fwrite(s, 1, n, f);
	rewind(f);
	return f;
}

static bool
read_text(struct jio_doc *d, const char *s, const char *big)
{
	FILE *f = text(s, strlen(s));
	bool good;

	memset(&e, 0, sizeof(e));
	good = jio_read(d, f, JIO_STDIN, big, &e);
	fclose(f);
	return good;
}

static void
refused(const char *s, const char *message)
{
	struct jio_doc d;

	ok(!read_text(&d, s, "/benchmarks") && e.status == ST_INPUT,
	    "refused, status 3");
	is_str(e.text, message, message);
}

static void
refusals(void)
{
	refused("", "CBKB003: standard input is empty (did the program before "
		    "this one fail?)");
	refused(" \n", "CBKB003: standard input is empty (did the program "
		       "before this one fail?)");
	refused("{\"a\":", "CBKB003: JSON ends too early, line 1 column 6 "
			   "(standard input)");
	refused("{\n \"a\": x}",
	    "CBKB003: no JSON: 'x' at line 2 column 7 (standard input)");
	refused("{} {}",
	    "CBKB003: no JSON: '{' at line 1 column 4 (standard input)");
	refused("{\"a\":\"\x01\"}", "CBKB003: no JSON: byte 0x01 at line 1 "
				    "column 7 (standard input)");
	refused("[]", "CBKB003: expected an object at '' (standard input)");
	refused("{\"a\":1,\"a\":2}",
	    "CBKB003: duplicate object key near '\"a\"', "
	    "line 1 column 10 (standard input)");
	refused("{\"benchmarks\":[{\"a\":1,\"a\":2}]}",
	    "CBKB003: duplicate object key near '\"a\"', line 1 column 25 "
	    "(standard input)");
	refused("{\"benchmarks\":[1],\"benchmarks\":[2]}",
	    "CBKB003: duplicate object key near '\"benchmarks\"', line 1 "
	    "column "
	    "30 (standard input)");
	refused("{\"a\":1e999}", "CBKB003: real number overflow near '1e999', "
				 "line 1 column 10 (standard input)");
}

static void
lifting(void)
{
	struct jio_doc d;
	json_t *v;

	ok(read_text(&d,
	       "{\"z\":1,\"benchmarks\":[{\"id\":\"a\"}, {\"id\":\"b\"}]}",
	       "/benchmarks"),
	    "a document with a big array");
	is_num((long long)d.nelem, 2, "two elements");
	v = jio_elem(&d, 1);
	is_str(json_string_value(json_object_get(v, "id")), "b", "the second");
	json_decref(v);
	ok(json_array_size(json_object_get(d.root, "benchmarks")) == 0,
	    "an empty array in the tree");
	jio_free(&d);
	ok(read_text(&d, "{\"_metadata\":{\"benchmarks\":[]}}",
	       "/_metadata/benchmarks") &&
		d.nelem == 0 && d.elem,
	    "an empty big array");
	jio_free(&d);
	ok(read_text(&d, "{\"a\":1}", "/benchmarks") && !d.elem, "none at all");
	jio_free(&d);
	ok(read_text(&d, "{\"benchmarks\":7}", "/benchmarks") && !d.elem &&
		json_is_integer(json_object_get(d.root, "benchmarks")),
	    "one that is no array stays in the tree");
	jio_free(&d);
	ok(read_text(&d, "{\"n\":18446744073709551615}", "") &&
		json_real_value(json_object_get(d.root, "n")) ==
		    18446744073709551615.0,
	    "an integer of 64 bits becomes a real");
	jio_free(&d);
	jio_free(&d);
}

static void
bounds(void)
{
	struct jio_doc d;
	size_t n = JIO_TEXT_MAX + 1, i;
	char *big = malloc(n);
	FILE *f;

	memset(big, ' ', n);
	f = text(big, n);
	memset(&e, 0, sizeof(e));
	ok(!jio_read(&d, f, JIO_STDIN, "", &e) && e.status == ST_INPUT,
	    "too many bytes");
	is_str(e.text,
	    "CBKB003: document too large: over 24 MiB (standard input)",
	    "said so");
	fclose(f);
	/* Many small values: few bytes, a large tree. */
	big[0] = '{';
	memcpy(big + 1, "\"a\":[", 5);
	for (i = 6; i < n / 16; i += 3)
		memcpy(big + i, "{},", 3);
	memcpy(big + i, "1]}", 3);
	f = text(big, i + 3);
	memset(&e, 0, sizeof(e));
	ok(!jio_read(&d, f, JIO_STDIN, "", &e) && e.status == ST_INPUT,
	    "too large a tree");
	is_str(e.text,
	    "CBKB003: document too large: over 24 MiB in memory (standard "
	    "input)",
	    "said so");
	rewind(f);
	memset(&e, 0, sizeof(e));
	ok(jio_read(&d, f, JIO_STDIN, "/a", &e) && d.nelem > 500000,
	    "the same array, lifted, fits");
	ok(!jio_hold(JIO_HELD_MAX - d.len - d.nelem * sizeof(*d.elem), &e) &&
		e.status == ST_INPUT,
	    "what is held besides counts too");
	is_str(e.text, "CBKB003: document too large: over 56 MiB in memory",
	    "said so");
	jio_free(&d);
	memset(&e, 0, sizeof(e));
	ok(jio_hold(JIO_HELD_MAX - 1000, &e), "it is given back");
	rewind(f);
	ok(!jio_read(&d, f, JIO_STDIN, "/a", &e) && e.status == ST_INPUT,
	    "no room for a text");
	is_str(e.text,
	    "CBKB003: document too large: over 56 MiB in memory (standard "
	    "input)",
	    "said so");
	jio_drop(JIO_HELD_MAX - 1000);
	fclose(f);
	free(big);
}

int
main(void)
{
	diag_start("jio");
	refusals();
	lifting();
	bounds();
	memset(&e, 0, sizeof(e));
	ok(!jio_load(&(struct jio_doc){0}, "/nonexistent/x", "", &e) &&
		e.status == ST_SYSTEM,
	    "a file that is not there");
	is_str(e.text, "can't open '/nonexistent/x': No such file or directory",
	    "said so");
	return done();
}
