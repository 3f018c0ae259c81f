/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each word of the schema language: what it says, and that it is not silent. */
/* serves: AC2, AC10 */
#include "schema.h"

#include <stdlib.h>

#include "tap.h"

static char said[2000];

static void
note(void *user, const char *text)
{
	(void)user;
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%s",
	    *said ? "; " : "", text);
}

/* The faults of value (JSON text) as schema (JSON text), all in one string. */
static const char *
faults(const char *schema, const char *value)
{
	struct err e = {ST_DONE, ""};
	struct schema *s = schema_load(schema, strlen(schema), "test", &e);
	json_t *v = jio_parse(value, strlen(value), "value", &e);

	*said = '\0';
	if (!s || !v)
		return e.text[0] ? "not loaded" : "?";
	schema_check(s, v, note, NULL);
	json_decref(v);
	schema_free(s);
	return said;
}

static const struct {
	const char *schema, *value, *want;
} words[] = {
    {"{\"type\":\"number\"}", "1.5", ""},
    {"{\"type\":\"number\"}", "\"a\"", "expected a number at '', got a string"},
    {"{\"type\":\"integer\"}", "2.0", ""},
    {"{\"type\":\"integer\"}", "1e300", ""},
    {"{\"type\":\"integer\"}", "2.5",
	"expected an integer at '', got a number"},
    {"{\"type\":[\"string\",\"null\"]}", "null", ""},
    {"{\"type\":[\"string\",\"null\"]}", "true",
	"expected a string or null at '', got a boolean"},
    {"{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"array\"}}}", "{}",
	"expected an array at '/a', got nothing"},
    {"{\"required\":[\"a~/b\"]}", "{}",
	"expected a value at '/a~0~1b', got nothing"},
    {"{\"required\":[\"a\"]}", "[]", ""},
    {"{\"additionalProperties\":false,\"properties\":{\"a\":true}}",
	"{\"a\":1,\"b\":2}", "expected no such member at '/b', got a number"},
    {"{\"additionalProperties\":{\"type\":\"string\"}}", "{\"x\":1}",
	"expected a string at '/x', got a number"},
    {"{\"items\":{\"type\":\"string\"}}", "[\"a\",1,null]",
	"expected a string at '/1', got a number; "
	"expected a string at '/2', got null"},
    {"{\"prefixItems\":[{\"type\":\"number\"}],\"items\":{\"type\":\"string\"}"
     "}",
	"[1,2]", "expected a string at '/1', got a number"},
    {"{\"enum\":[\"a\",null]}", "null", ""},
    {"{\"enum\":[\"a\",null]}", "\"b\"",
	"expected one of \"a\", null at '', got \"b\""},
    {"{\"const\":\"1.0\"}", "\"2.0\"", "expected \"1.0\" at '', got \"2.0\""},
    {"{\"minimum\":0}", "-0.0", ""},
    {"{\"minimum\":0}", "-1e-300",
	"expected a number of at least 0.0 at '', got -1e-300"},
    {"{\"maximum\":1}", "1.0000000000000002",
	"expected a number of at most 1.0 at '', got 1.0000000000000002"},
    {"{\"exclusiveMinimum\":0}", "0",
	"expected a number above 0.0 at '', got 0.0"},
    {"{\"minLength\":1}", "\"\"",
	"expected at least 1 characters at '', got 0"},
    {"{\"maxLength\":2}", "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"", ""},
    {"{\"maxLength\":1}", "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"",
	"expected at most 1 characters at '', got 2"},
    {"{\"minItems\":1}", "[]", "expected at least 1 elements at '', got 0"},
    {"{\"maxItems\":1}", "[1,2]", "expected at most 1 elements at '', got 2"},
    {"{\"allOf\":[{\"minimum\":1},{\"maximum\":0}]}", "0.5",
	"expected a number of at least 1.0 at '', got 0.5; "
	"expected a number of at most 0.0 at '', got 0.5"},
    {"{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"number\",\"minimum\":3}]}",
	"2", "expected a number of at least 3.0 at '', got 2.0"},
    {"{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"number\"}]}", "\"x\"",
	"expected one of the allowed forms at '', got \"x\""},
    {"{\"anyOf\":[{\"type\":\"number\"},{\"minimum\":1}]}", "2", ""},
    {"{\"oneOf\":[{\"type\":\"number\"},{\"minimum\":1}]}", "2",
	"expected exactly one of the allowed forms at '', got 2.0"},
    {"{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"string\"}]}", "2", ""},
    {"{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"null\"}}}", "1",
	"expected null at '', got a number"},
    {"{\"properties\":{\"a\":false}}", "{\"a\":1}",
	"expected no such member at '/a', got a number"},
};

static const char *const refused[] = {"[]", "{\"pattern\":\"x\"}",
    "{\"properties\":{\"a\":{\"multipleOf\":2}}}", "{\"$ref\":\"#/$defs/b\"}",
    "{\"$ref\":\"other.json\"}", "{\"items\":[]}", "{", ""};

static void
lifted(void)
{
	static char text[] = "{\"a\":{\"b\":[1,\"x\",3]},\"c\":[]}";
	static const char schema[] =
	    "{\"properties\":{\"a\":{\"properties\":{\"b\":"
	    "{\"maxItems\":2,\"items\":{\"type\":\"number\"}}}}}}";
	FILE *f = fmemopen(text, sizeof(text) - 1, "r");
	struct err e = {ST_DONE, ""};
	struct schema *s = schema_load(schema, sizeof(schema) - 1, "test", &e);
	struct jio_doc d;

	ok(jio_read(&d, f, "doc", "/a/b", &e) && d.nelem == 3, "array lifted");
	*said = '\0';
	is_num((long long)schema_check_doc(s, &d, note, NULL), 2,
	    "its elements are checked all the same");
	is_str(said,
	    "expected at most 2 elements at '/a/b', got 3; "
	    "expected a number at '/a/b/1', got a string",
	    "with their own pointers");
	ok(!schema_ok(s, &d, "doc", &e), "schema_ok refuses it");
	is_str(e.text,
	    "CBKB003: expected at most 2 elements at '/a/b', got 3 (doc)",
	    "with the first fault");
	is_num(e.status, ST_INPUT, "as input");
	jio_free(&d);
	schema_free(s);
	fclose(f);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		is_str(faults(words[i].schema, words[i].value), words[i].want,
		    words[i].schema);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct err e = {ST_DONE, ""};

		ok(!schema_load(refused[i], strlen(refused[i]), "s", &e) &&
			e.status == ST_INPUT,
		    "refused as a schema: %s", refused[i]);
	}
	lifted();
	return done();
}
