/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC2 */
#include "jout.h"

#include <stdint.h>
#include <stdlib.h>

#include "tap.h"

static char *
pretty(const char *in, const char *big)
{
	struct jio_doc d;
	struct err e = {ST_DONE, ""};
	char *out = NULL;
	size_t n;
	FILE *f = fmemopen(NULL, strlen(in) + 1, "w+"), *o;

	fputs(in, f);
	rewind(f);
	if (!jio_read(&d, f, "t", big, &e))
		return strdup(e.text);
	fclose(f);
	o = open_memstream(&out, &n);
	jout_doc(o, &d);
	fclose(o);
	jio_free(&d);
	return out;
}

static void
documents(void)
{
	char *a = pretty(
	    "{\"z\":1,\"a\":{\"y\":[],\"b\":{}},\"l\":[3,{\"q\":null}]}", "");
	char *b = pretty(
	    "{\"z\":1,\"m\":{\"list\":[{\"b\":1,\"a\":[1]},2]}}", "/m/list");
	char *c =
	    pretty("{\"z\":1,\"m\":{\"list\":[{\"b\":1,\"a\":[1]},2]}}", "");

	is_str(a,
	    "{\n  \"z\": 1,\n  \"a\": {\n    \"b\": {},\n    \"y\": []\n  },\n"
	    "  \"l\": [\n    3,\n    {\n      \"q\": null\n    }\n  ]\n}\n",
	    "the root keeps its order, the rest is sorted");
	is_str(b, c, "a lifted array is written as if it had not been");
	free(a);
	free(b);
	free(c);
}

static void
line(void)
{
	char *out = NULL;
	size_t n;
	FILE *f = open_memstream(&out, &n);
	struct jout o;

	jout_start(&o, f, JOUT_LINE);
	jout_object(&o);
	jout_kstr(&o, "a", "q\"\\\n\x01/\xc3\xa9");
	jout_key(&o, "b");
	jout_array(&o);
	jout_real(&o, 1);
	jout_int(&o, -7);
	jout_bool(&o, true);
	jout_str(&o, NULL);
	jout_real(&o, NAN);
	jout_end(&o);
	jout_end(&o);
	jout_finish(&o);
	fclose(f);
	is_str(out,
	    "{\"a\":\"q\\\"\\\\\\n\\u0001/"
	    "\xc3\xa9\",\"b\":[1.0,-7,true,null,null]}",
	    "one line, no blanks");
	free(out);
}

static const struct {
	double v;
	const char *want;
} reals[] = {
    {4.22, "4.22"},
    {571, "571.0"},
    {0, "0.0"},
    {-0.0, "-0.0"},
    {0.1, "0.1"},
    {1e15, "1e+15"},
    {999999999999999, "999999999999999.0"},
    {1e-4, "0.0001"},
    {1e-7, "1e-07"},
    {1.0 / 3, "0.3333333333333333"},
    {-2.5, "-2.5"},
    {5e-324, "4.94065645841247e-324"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {0.1 + 0.2, "0.30000000000000004"},
    {123456789.123456, "123456789.123456"},
    {9007199254740993.0, "9007199254740992.0"},
};

/* The rule itself, as DESIGN words it. */
static void
slow(double v, char *buf)
{
	int d;

	for (d = 15; d <= 17; d++) {
		sprintf(buf, "%.*g", d, v);
		if (strtod(buf, NULL) == v)
			break;
	}
	if (!strpbrk(buf, ".e"))
		strcat(buf, ".0");
}

static void
numbers(void)
{
	char buf[32], want[40];
	uint64_t bits = 88172645463325252u;
	size_t i;
	int differ = 0;

	for (i = 0; i < sizeof(reals) / sizeof(*reals); i++)
		is_str(
		    jout_format(reals[i].v, buf), reals[i].want, reals[i].want);
	for (i = 0; i < 200000; i++) {
		double v;

		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		if (i % 3 == 0)
			v = (double)(bits % 1000000000) / (i % 7 ? 1000 : 1e6);
		else if (i % 3 == 1)
			v = (double)(int64_t)bits / 1e9;
		else
			memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		slow(v, want);
		if (strcmp(jout_format(v, buf), want) != 0 && differ++ < 5)
			printf("# %s, expected %s\n", buf, want);
	}
	ok(differ == 0, "200000 reals have the fewest of 15, 16, 17 digits");
}

int
main(void)
{
	documents();
	line();
	numbers();
	return done();
}
