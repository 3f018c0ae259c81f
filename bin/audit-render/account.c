/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * account - one pass over a ledger: records, the period; see account.h
 *
 * What stands in a record's data is taken by account_data.c.
 */
#include "account.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "account_data.h"
#include "jseq.h"
#include "words.h"

/* ---- shared strings: an open hash table ---- */

struct words {
	char **slot;
	size_t size, used; /* size is a power of two */
};

static size_t
hash_of(const char *s, size_t n)
{
	uint64_t h = 14695981039346656037u;

	for (; n > 0; n--)
		h = (h ^ (unsigned char)*s++) * 1099511628211u;
	return (size_t)(h ^ h >> 29);
}

static char **
place(struct words *w, const char *s, size_t n)
{
	size_t i = hash_of(s, n) & (w->size - 1);

	while (w->slot[i] && (strncmp(w->slot[i], s, n) != 0 || w->slot[i][n]))
		i = (i + 1) & (w->size - 1);
	return &w->slot[i];
}

const char *
account_word(struct account *a, const char *s, size_t n)
{
	struct words *w = a->words, old;
	char **at;
	size_t i;

	if (2 * w->used >= w->size) {
		old = *w;
		w->size = old.size ? 2 * old.size : 256;
		w->slot = xcalloc(w->size, sizeof(*w->slot));
		for (i = 0; i < old.size; i++) {
			if (old.slot[i])
				*place(w, old.slot[i], strlen(old.slot[i])) =
				    old.slot[i];
		}
		free(old.slot);
	}
	at = place(w, s, n);
	if (!*at) {
		*at = report_alloc(a->r, n + 1);
		memcpy(*at, s, n);
		w->used++;
		a->held += n + 4 * sizeof(*w->slot);
	}
	return *at;
}

const char *
account_string(struct account *a, struct span v)
{
	const char *word;
	char *s;

	if (v.n < 2 || *v.p != '"')
		return NULL;
	if (!memchr(v.p, '\\', v.n))
		return account_word(a, v.p + 1, v.n - 2);
	if (!jseq_string(v, &s))
		return NULL;
	word = account_word(a, s, strlen(s));
	free(s);
	return word;
}

double
account_number(struct span v)
{
	double d;

	return jseq_number(v, &d) ? d : NAN;
}

double
account_time(struct span v)
{
	char buf[64];
	long long t;

	if (v.n < 3 || v.n - 2 >= sizeof(buf) || *v.p != '"')
		return NAN;
	memcpy(buf, v.p + 1, v.n - 2);
	buf[v.n - 2] = '\0';
	return fsio_parse_utc(buf, &t) ? (double)t : NAN;
}

void *
account_room(struct account *a, void *p, size_t n, size_t *cap, size_t size)
{
	/* By a half: three years of records come to some megabytes. */
	size_t more = *cap ? *cap / 2 : 8;

	if (n < *cap)
		return p;
	*cap += more;
	a->held += more * size;
	return xrealloc(p, *cap * size);
}

/* ---- records ---- */

static void
take_subject(struct account *a, struct record *r, struct span subject)
{
	struct span key, v;
	struct jseq s;

	if (!jseq_open_trusted(&s, subject))
		return;
	while (jseq_next(&s, &key, &v)) {
		if (jseq_is(key, "commit"))
			r->commit = account_string(a, v);
		else if (jseq_is(key, "branch"))
			r->branch = account_string(a, v);
		else if (jseq_is(key, "pr") && account_number(v) > 0)
			r->pr = (unsigned)fmin(account_number(v), 4e9);
	}
}

static unsigned
nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void
take_record(struct account *a, const struct ledger_record *rec, bool linked)
{
	struct record *r;
	size_t i;

	a->record = account_room(
	    a, a->record, a->nrecord, &a->caprecord, sizeof(*a->record));
	r = &a->record[a->nrecord];
	memset(r, 0, sizeof(*r));
	r->seq = rec->seq;
	r->type = rec->type;
	r->linked = linked;
	a->nlinked += linked;
	r->time = account_time(rec->time);
	r->actor = account_string(a, rec->actor);
	for (i = 0; i < sizeof(r->hash); i++)
		r->hash[i] = (unsigned char)(nibble(rec->hash[2 * i]) << 4 |
					     nibble(rec->hash[2 * i + 1]));
	take_subject(a, r, rec->subject);
	account_data(a, r, (uint32_t)a->nrecord, rec->data);
	if (r->time == r->time)
		r->facts |= FACT_TIME;
	if (r->commit)
		r->facts |= FACT_COMMIT;
	if (r->actor)
		r->facts |= FACT_ACTOR;
	if (r->pr)
		r->facts |= FACT_REASON;
	if (r->approver && r->approver != (r->author ? r->author : r->actor))
		r->facts |= FACT_TWO_PEOPLE;
	a->nrecord++;
}

static void
keep_newest(struct account *a, struct span line)
{
	a->newest = xrealloc(a->newest, line.n + 1);
	memcpy(a->newest, line.p, line.n);
	a->newest[line.n] = '\0';
	a->newest_record = (uint32_t)a->nrecord;
}

bool
account_read(struct account *a, struct audit_conf *c, struct report *r, FILE *f,
    const char *name, struct err *e)
{
	struct ledger_reader *reader;
	const struct ledger_result *chain;
	struct ledger_record rec;
	unsigned long long breaks = 0;
	int got;

	memset(a, 0, sizeof(*a));
	a->conf = c;
	a->r = r;
	a->source = name;
	a->words = xcalloc(1, sizeof(*a->words));
	a->newest_record = NOT_YET;
	reader = ledger_from_stream(f, name);
	chain = ledger_result(reader);
	while ((got = ledger_next(reader, &rec, e)) != 0) {
		if (got < 0 && (e->status != ST_INPUT || a->nrecord == 0))
			break; /* unreadable, or no ledger at all */
		if (got < 0) {
			/* A damaged line is a break; what follows is shown. */
			if (!a->fault.status)
				a->fault = *e;
			memset(e, 0, sizeof(*e));
			breaks = chain->breaks;
			continue;
		}
		if (is_run(rec.type))
			keep_newest(a, rec.line);
		take_record(a, &rec, chain->breaks == breaks);
		breaks = chain->breaks;
		if (a->held > ACCOUNT_HELD) {
			err_set(e, ST_INPUT,
			    "CBKB003: ledger too large: over %u MiB in memory "
			    "(%s)",
			    ACCOUNT_HELD >> 20, name);
			got = -1;
			break;
		}
	}
	account_data_end(a);
	a->chain = *chain;
	ledger_close(reader);
	if (got == 0 && a->nrecord == 0)
		return err_set(e, ST_INPUT, "CBKB003: %s %s", name,
		    a->chain.torn ? "is no ledger: a line without end"
				  : "is empty (did the program before this "
				    "one fail?)");
	return got == 0;
}

static size_t
rank(const struct conf *c, const struct track *t)
{
	const struct conf_metric *m = conf_metric_named(c, t->name);

	return m ? (size_t)(m - c->metric) : c->nmetric;
}

void
account_order(struct account *a, const struct conf *c, const char *metric)
{
	size_t i, k, n = 0;

	for (i = 0; i < a->ntrack; i++) {
		struct track t = a->track[i];

		if (metric && strcmp(t.name, metric) != 0) {
			free(t.v);
			continue;
		}
		for (k = n; k > 0 && rank(c, &a->track[k - 1]) > rank(c, &t);
		     k--)
			a->track[k] = a->track[k - 1];
		a->track[k] = t;
		n++;
	}
	a->ntrack = n;
	for (i = n = 0; metric && i < a->nbench; i++) {
		struct bench_track b = a->bench[i];

		if (strcmp(b.id, metric) == 0) {
			a->bench[n++] = b;
			continue;
		}
		free(b.v);
		free(b.today);
	}
	if (metric)
		a->nbench = n;
}

void
account_free(struct account *a)
{
	size_t i;

	for (i = 0; i < a->ntrack; i++)
		free(a->track[i].v);
	for (i = 0; i < a->nbench; i++) {
		free(a->bench[i].v);
		free(a->bench[i].today);
	}
	if (a->words)
		free(a->words->slot);
	free(a->words);
	free(a->record);
	free(a->machine);
	free(a->track);
	free(a->bench);
	free(a->bench_slot);
	free(a->violation);
	free(a->incident);
	free(a->keeping);
	free(a->newest);
	memset(a, 0, sizeof(*a));
}

/* ---- the period ---- */

/* The day that is months before t's, at midnight; no 31 February. */
static double
months_before(double t, int months)
{
	struct calendar c = words_calendar(t), first;
	double start;

	c.month -= months;
	first = c;
	first.day = 1;
	start = words_midnight(first);
	first.month++;
	return fmin(start + (c.day - 1) * DAY, words_midnight(first) - DAY);
}

static bool
in_period(const struct account *a, const struct record *r)
{
	return r->time >= a->from && r->time < a->until;
}

void
account_period(struct account *a, const struct span_of_time *t, bool whole)
{
	double oldest = INFINITY, newest = 0, start;
	size_t i;

	/* The newest is the last: a clock may have been ahead for a while. */
	for (i = 0; i < a->nrecord; i++) {
		if (a->record[i].time == a->record[i].time) {
			oldest = fmin(oldest, a->record[i].time);
			newest = a->record[i].time;
		}
	}
	if (!isfinite(oldest))
		oldest = 0; /* no record has a time */
	a->until =
	    t->until == t->until ? t->until : (floor(newest / DAY) + 1) * DAY;
	switch (a->conf->frequency) {
	case DAILY:
		start = a->until - DAY;
		break;
	case WEEKLY:
		start = a->until - 7 * DAY;
		break;
	case MONTHLY:
		start = months_before(a->until, 1);
		break;
	default:
		start = months_before(a->until, 3);
		break;
	}
	if (whole)
		start = fmax(floor(oldest / DAY) * DAY,
		    months_before(a->until, a->conf->retention_months));
	a->from = t->since == t->since ? t->since : start;
	/* Chain order is order of arrival: the period is a run of records. */
	for (a->first = 0; a->first < a->nrecord; a->first++) {
		if (in_period(a, &a->record[a->first]))
			break;
	}
	for (a->last = a->nrecord; a->last > a->first; a->last--) {
		if (in_period(a, &a->record[a->last - 1]))
			break;
	}
}
