/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema-check - the library's validator over many documents, for schema.t
 *
 *   schema-check SCHEMA [BIG] < NDJSON
 *
 * Reads one document a line and prints its faults' pointers, one line a
 * document, tab-separated; an empty line for a valid one.  BIG: the pointer
 * of the array that is lifted out, as the programs do it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fsio.h"
#include "schema.h"

/* "expected WANT at 'POINTER', got GOT" gives POINTER. */
static void
print_pointer(void *user, const char *text)
{
	const char *at = strstr(text, " at '"), *end = NULL, *p;
	bool *first = user;

	for (p = at; p && (p = strstr(p, "', got ")) != NULL; p++)
		end = p;
	if (!at || !end)
		abort();
	at += strlen(" at '");
	printf("%s%.*s", *first ? "=" : "\t=", (int)(end - at), at);
	*first = false;
}

static bool
check(const struct schema *s, const char *big, char *line, size_t n)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d;
	bool first = true;
	FILE *f = fmemopen(line, n, "r");

	if (!f)
		xdie();
	if (!jio_read(&d, f, "a line", big, &e)) {
		fclose(f);
		return diag_fail(&e) == ST_DONE;
	}
	schema_check_doc(s, &d, print_pointer, &first);
	putchar('\n');
	jio_free(&d);
	fclose(f);
	return true;
}

int
main(int argc, char **argv)
{
	struct err e = {ST_DONE, ""};
	struct schema *s;
	char *text, *line = NULL;
	size_t n, room = 0;
	ssize_t got;

	diag_start("schema-check");
	if (argc < 2 || !fsio_slurp(argv[1], 1 << 20, &text, &n, &e))
		return argc < 2 ? ST_USAGE : diag_fail(&e);
	s = schema_load(text, n, argv[1], &e);
	free(text);
	if (!s)
		return diag_fail(&e);
	while ((got = getline(&line, &room, stdin)) > 0) {
		if (!check(s, argc > 2 ? argv[2] : "", line, (size_t)got))
			return ST_INPUT;
	}
	free(line);
	schema_free(s);
	return diag_end(ST_DONE);
}
