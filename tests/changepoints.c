/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * changepoints [STRICTNESS] - stats_changepoints for scripts: {"values":[…]} a
 * line in, {"change_points":[…]} a line out.  null is a value that is not
 * finite.  STRICTNESS: 1 unless given.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "diag.h"
#include "jio.h"
#include "jout.h"
#include "jseq.h"
#include "stats.h"

#define INPUT_MAX (256u << 20)

static bool
decode(struct span line, double **v, size_t *n, struct err *e)
{
	const char *end = line.p + line.n, *rest;
	struct span values, value, key;
	struct jseq s;
	size_t room = 0;

	*v = NULL;
	*n = 0;
	rest = jseq_value(line.p, end, &values);
	if (rest == NULL || jseq_skip(rest, end) != end ||
	    !jseq_member(values, "values", &values) ||
	    !jseq_open_trusted(&s, values))
		return err_set(e, ST_INPUT, "expected {\"values\":[…]}");
	while (jseq_next(&s, &key, &value)) {
		if (*n == room) {
			room = room > 0 ? 2 * room : 64;
			*v = xrealloc(*v, room * sizeof(**v));
		}
		if (!jseq_number(value, &(*v)[*n]))
			(*v)[*n] = NAN;
		(*n)++;
	}
	return true;
}

static bool
answer(struct span line, double strictness, struct err *e)
{
	struct stats_step *step;
	struct jout o;
	double *v;
	size_t n, k;

	if (!decode(line, &v, &n, e))
		return false;
	k = stats_changepoints(v, n, strictness, 0, &step);
	jout_start(&o, stdout, JOUT_LINE);
	jout_object(&o);
	jout_key(&o, "change_points");
	jout_array(&o);
	for (size_t i = 0; i < k; i++)
		jout_int(&o, (int64_t)step[i].index);
	jout_end(&o);
	jout_end(&o);
	putchar('\n');
	free(step);
	free(v);
	return true;
}

int
main(int argc, char **argv)
{
	struct err e = {.status = ST_DONE};
	struct span rest, line;
	char *text;
	double strictness = argc > 1 ? strtod(argv[1], NULL) : 1;
	bool torn, done = true;

	diag_start("changepoints");
	if (!(strictness > 0)) {
		err_set(&e, ST_USAGE, "usage: changepoints [STRICTNESS]");
		return diag_fail(&e);
	}
	if (!jio_slurp(stdin, JIO_STDIN, INPUT_MAX, &text, &rest.n, &e))
		return diag_fail(&e);
	rest.p = text;
	while (done && jseq_line(&rest, &line, &torn))
		done = answer(line, strictness, &e);
	free(text);
	return diag_end(done ? ST_DONE : diag_fail(&e));
}
