/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* explain - see explain.h */
#include "explain.h"

#include <math.h>

#include "words.h"

static void
the_log(const struct account *a)
{
	const struct ledger_result *c = &a->chain;
	const char *first = words_time(a->r, a->record[0].time);
	const char *last = words_time(a->r, a->record[a->nrecord - 1].time);

	diag_say("input: a ledger, %s, %llu (%s) to %llu (%s)",
	    words_units(a->r, c->records, "record", "records"),
	    a->record[0].seq, first ? first : "no time",
	    a->record[a->nrecord - 1].seq, last ? last : "no time");
	if (c->breaks)
		diag_say("chain: %s not hold, the first at record %llu, line "
			 "%llu",
		    words_units(a->r, c->breaks, "link does", "links do"),
		    c->first_break, c->first_line);
	else
		diag_say("chain: every link holds, the head is %s", c->head);
	if (c->suffix)
		diag_say("chain: begins with record %llu, whose own link can't "
			 "be checked: what came before was pruned, or stands "
			 "in an older segment",
		    c->first_seq);
	if (c->torn)
		diag_say("input: the last line has no end and was left out");
}

static void
the_period(const struct account *a, const struct render *o)
{
	bool whole = o->type == REPORT_TREND;
	size_t i, runs = 0, promotions = 0;

	for (i = a->first; i < a->last; i++) {
		runs += is_run(a->record[i].type);
		promotions += is_promotion(a->record[i].type);
	}
	diag_say("period: from %s, %s%s", words_time(a->r, a->from),
	    isfinite(o->time.since) ? "--since"
	    : whole ? "a trend takes all that retention_months keeps"
		    : "frequency = ",
	    isfinite(o->time.since) || whole
		? ""
		: frequency_name(a->conf->frequency));
	diag_say("period: until %s, %s", words_time(a->r, a->until),
	    isfinite(o->time.until) ? "--until"
				    : "the end of the newest record's day");
	diag_say("period: %zu of %zu records, %zu runs, %zu of them promoted",
	    a->last - a->first, a->nrecord, runs, promotions);
}

void
explain(const struct account *a, const struct render *o)
{
	the_log(a);
	the_period(a, o);
	diag_say("series: %s, benchmarks on %s: %zu%s",
	    words_units(a->r, a->ntrack, "metric", "metrics"),
	    words_units(a->r, a->nmachine, "machine", "machines"), a->nbench,
	    a->days > 1 ? report_printf(a->r, ", by %u days", a->days)
	    : a->days   ? ", by day"
			: "");
	if (o->metric)
		diag_say("--metric %s: %s", o->metric,
		    a->ntrack + a->nbench ? "found"
					  : "no such metric or benchmark");
}
