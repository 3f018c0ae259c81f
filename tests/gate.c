/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gate - stats_gate for scripts: a line in,
 * {"history":[[…],…],"baseline":[…],"current":[…]} with the samples of each run
 * (times; the baseline is the last of history), {"regression":true} a line out.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "jio.h"
#include "jout.h"
#include "jseq.h"
#include "stats.h"

#define INPUT_MAX (256u << 20)
#define THRESHOLD 0.05

static bool
locate(const json_t *run, struct stats_location *at)
{
	size_t n = json_array_size(run);
	double *v;

	if (n == 0)
		return false;
	v = xmalloc(n * sizeof(*v));
	for (size_t i = 0; i < n; i++)
		v[i] = json_number_value(json_array_get(run, i));
	*at = stats_locate(v, n);
	free(v);
	return true;
}

static void
print(const struct stats_gate *g)
{
	static const char *const verdict[] = {
	    "ok", "regression", "inconclusive", "improvement"};
	struct jout o;

	jout_start(&o, stdout, JOUT_LINE);
	jout_object(&o);
	jout_kreal(&o, "change", g->change);
	jout_kreal(&o, "dof", g->dof);
	jout_kreal(&o, "high", g->high);
	jout_kreal(&o, "low", g->low);
	jout_kbool(&o, "regression", g->verdict == GATE_REGRESSION);
	jout_kint(&o, "runs", (int64_t)g->runs);
	jout_kint(&o, "segment", (int64_t)g->segment);
	jout_kstr(&o, "verdict", verdict[g->verdict]);
	jout_end(&o);
	putchar('\n');
}

static bool
answer_value(const json_t *line, struct err *e)
{
	const json_t *history = json_object_get(line, "history");
	size_t n = json_array_size(history);
	struct stats_location at;
	struct stats_gate g;
	double *v = xmalloc((n + 1) * sizeof(*v));

	for (size_t i = 0; i <= n; i++) {
		const json_t *run = i < n ? json_array_get(history, i)
					  : json_object_get(line, "current");

		if (!locate(run, &at)) {
			free(v);
			return err_set(e, ST_INPUT, "a run has no samples");
		}
		v[i] = exp(at.ln);
	}
	stats_gate(v, n, v[n], at.se, true, THRESHOLD, &g);
	free(v);
	print(&g);
	return true;
}

static bool
answer(struct span line, struct err *e)
{
	json_t *v = jio_parse(line.p, line.n, JIO_STDIN, e);
	bool done = v != NULL && answer_value(v, e);

	json_decref(v);
	return done;
}

int
main(void)
{
	struct err e = {.status = ST_DONE};
	struct span rest, line;
	char *text;
	bool torn, done = true;

	diag_start("gate");
	if (!jio_slurp(stdin, JIO_STDIN, INPUT_MAX, &text, &rest.n, &e))
		return diag_fail(&e);
	rest.p = text;
	while (done && jseq_line(&rest, &line, &torn))
		done = answer(line, &e);
	free(text);
	return diag_end(done ? ST_DONE : diag_fail(&e));
}
