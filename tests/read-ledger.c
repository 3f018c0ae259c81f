/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * read-ledger tree|walk - read a ledger on stdin to its series, for make bench:
 * tree builds jansson's tree of each line, as one would without lib/jseq;
 * walk is what the programs do, the chain verified on the way.  Both print how
 * many values they have met.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "ledger.h"
#include "trends.h"

static size_t
by_tree(void)
{
	char *line = NULL;
	size_t room = 0, values = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		json_t *rec =
		    json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
		json_t *data = json_object_get(rec, "data"), *v;
		const char *id;

		if (strcmp(json_string_value(json_object_get(rec, "type")),
			"validate") == 0)
			data = NULL;
		json_object_foreach(json_object_get(data, "benchmarks"), id, v)
		    values +=
		    json_number_value(json_object_get(v, "location_ns")) > 0;
		json_object_foreach(json_object_get(data, "metrics"), id, v)
		    values +=
		    json_number_value(json_object_get(v, "value")) > 0;
		json_decref(rec);
	}
	free(line);
	return values;
}

static size_t
by_walk(void)
{
	struct ledger_reader *r = ledger_from_stream(stdin, "standard input");
	struct trend_set set = TREND_SET_INIT;
	struct ledger_record rec;
	struct err e = {ST_DONE, ""};
	size_t values = 0, i, k;

	while (ledger_next(r, &rec, &e) == 1)
		trend_set_add(&set, &rec);
	for (i = 0; i < set.ngroup; i++) {
		for (k = 0; k < set.group[i].nseries; k++)
			values += set.group[i].series[k].n;
	}
	trend_set_free(&set);
	ledger_close(r);
	return values;
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	printf("%zu\n", strcmp(argv[1], "tree") == 0 ? by_tree() : by_walk());
	return 0;
}
