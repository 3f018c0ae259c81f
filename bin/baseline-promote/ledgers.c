/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledgers - see ledgers.h */
#include "ledgers.h"

#include <stdlib.h>
#include <string.h>

#include "baselines.h"
#include "jout.h"
#include "jseq.h"
#include "ledger.h"
#include "merkle.h"

bool
ledgers_log(const char *dir, FILE *out, struct err *e)
{
	struct ledger_reader *r = ledger_from_store(dir, e);
	struct ledger_record rec;
	struct err ignored;
	int got = 0;

	if (!r)
		return false;
	/* Damaged lines are printed too: whoever reads on shall see them. */
	for (;;) {
		memset(&ignored, 0, sizeof(ignored));
		got = ledger_next(r, &rec, &ignored);
		if (got == 0 || (got < 0 && ignored.status == ST_SYSTEM))
			break;
		fwrite(rec.line.p, 1, rec.line.n, out);
		putc('\n', out);
	}
	ledger_close(r);
	if (got < 0)
		*e = ignored;
	return got == 0;
}

/* What --verify gathers beside the chain. */
struct survey {
	unsigned long long count[LEDGER_UNKNOWN + 1];
	unsigned long long damaged; /* lines that are no record */
	unsigned long long checked, wrong, unchecked; /* checkpoints */
	unsigned long long wrong_seq;
	char first_time[32], last_time[32];
	bool expected; /* a record with the expected hash was seen */
	unsigned long long expected_seq;
	struct merkle *tree;
};

static void
copy_time(char out[32], struct span s)
{
	size_t n = s.n >= 2 ? s.n - 2 : 0;

	if (n > 31)
		n = 31;
	if (n)
		memcpy(out, s.p + 1, n);
	out[n] = '\0';
}

/* Hold a checkpoint's tree hash against the lines before it. */
static void
check_point(struct survey *s, const struct ledger_record *rec,
    unsigned long long first_seq)
{
	char root[SHA256_HEX];
	struct span v, from, size;
	double first, n;

	if (!jseq_member(rec->data, "first_seq", &from) ||
	    !jseq_number(from, &first) ||
	    !jseq_member(rec->data, "size", &size) || !jseq_number(size, &n) ||
	    !jseq_member(rec->data, "root", &v) || first > (double)first_seq) {
		s->wrong++;
		s->wrong_seq = s->wrong_seq ? s->wrong_seq : rec->seq;
		return;
	}
	if (first < (double)first_seq) {
		s->unchecked++; /* its lines were pruned */
		return;
	}
	if (jseq_is(v, merkle_root(s->tree, root)) &&
	    n == (double)merkle_size(s->tree)) {
		s->checked++;
		return;
	}
	s->wrong++;
	s->wrong_seq = s->wrong_seq ? s->wrong_seq : rec->seq;
}

static void
take(struct survey *s, const struct ledger_record *rec,
    const struct ledger_result *res, const char *expect)
{
	if (res->records == 1)
		copy_time(s->first_time, rec->time);
	copy_time(s->last_time, rec->time);
	s->count[rec->type]++;
	if (rec->type == LEDGER_CHECKPOINT)
		check_point(s, rec, res->first_seq);
	if (expect && strcmp(rec->hash, expect) == 0) {
		s->expected = true;
		s->expected_seq = rec->seq;
	}
	merkle_add_line(s->tree, rec->line);
}

static void
write_report(FILE *f, const struct survey *s, const struct ledger_result *res,
    const struct baselines_result *files, const char *expect, bool whole)
{
	struct jout o;
	int t;

	jout_start(&o, f, JOUT_PRETTY);
	jout_object(&o);
	jout_key(&o, "baselines");
	jout_object(&o);
	jout_kint(&o, "proven", (int64_t)files->proven);
	jout_kint(&o, "unproven", (int64_t)files->unproven);
	jout_kint(&o, "wrong", (int64_t)files->wrong);
	jout_end(&o);
	jout_kint(&o, "breaks", (int64_t)res->breaks);
	jout_key(&o, "checkpoints");
	jout_object(&o);
	jout_kint(&o, "checked", (int64_t)s->checked);
	jout_kint(&o, "pruned", (int64_t)s->unchecked);
	jout_kint(&o, "wrong", (int64_t)s->wrong);
	jout_end(&o);
	jout_key(&o, "expected_head");
	if (expect) {
		jout_object(&o);
		jout_kbool(&o, "found", s->expected);
		jout_kstr(&o, "head", expect);
		jout_key(&o, "seq");
		if (s->expected)
			jout_int(&o, (int64_t)s->expected_seq);
		else
			jout_null(&o);
		jout_end(&o);
	} else {
		jout_null(&o);
	}
	jout_key(&o, "first_break");
	if (res->breaks)
		jout_int(&o, (int64_t)res->first_break);
	else
		jout_null(&o);
	jout_key(&o, "first_break_line");
	if (res->breaks)
		jout_int(&o, (int64_t)res->first_line);
	else
		jout_null(&o);
	jout_kint(&o, "first_seq", (int64_t)res->first_seq);
	jout_kstr(&o, "first_time", *s->first_time ? s->first_time : NULL);
	jout_kstr(&o, "head", res->head);
	jout_kint(&o, "last_seq", (int64_t)res->last_seq);
	jout_kstr(&o, "last_time", *s->last_time ? s->last_time : NULL);
	jout_kint(&o, "records", (int64_t)res->records);
	jout_kbool(&o, "suffix", res->suffix);
	jout_kbool(&o, "torn", res->torn);
	jout_key(&o, "types");
	jout_object(&o);
	for (t = 0; t <= LEDGER_UNKNOWN; t++) {
		static const int sorted[] = {LEDGER_CHECKPOINT, LEDGER_IMPORT,
		    LEDGER_OVERRIDE, LEDGER_PROMOTE, LEDGER_PRUNE,
		    LEDGER_RECOVER, LEDGER_REFUSE, LEDGER_RUN, LEDGER_UNKNOWN,
		    LEDGER_VALIDATE};

		if (s->count[sorted[t]])
			jout_kint(&o,
			    ledger_type_name((enum ledger_type)sorted[t]),
			    (int64_t)s->count[sorted[t]]);
	}
	jout_end(&o);
	jout_kbool(&o, "verified", whole);
	jout_end(&o);
	jout_finish(&o);
}

/* The gravest of what was found, said. */
static void
say(const struct survey *s, const struct ledger_result *res,
    const struct baselines_result *files, const struct opts *o)
{
	if (res->breaks)
		diag_say("CBKB006: record %llu does not match what stands "
			 "before it (line %llu of the ledger)",
		    res->first_break, res->first_line);
	else if (s->wrong)
		diag_say("CBKB006: the tree hash of checkpoint %llu does not "
			 "match the records before it",
		    s->wrong_seq);
	else if (o->expect_head && !s->expected)
		diag_say("CBKB006: no record has the expected head %s: the "
			 "tail was cut off, or this is another ledger",
		    o->expect_head);
	else if (files->wrong)
		diag_say("CBKB006: '%s' %s", files->first_wrong,
		    files->no_record
			? "names a record that is not there: the ledger's tail "
			  "was cut off, or the file is not of this store"
			: "is not the document that was promoted");
	else if (res->torn && !o->quiet)
		diag_say("the last line is torn; it is no record, and the "
			 "next promotion cuts it back");
}

bool
ledgers_verify(const char *dir, const struct opts *o, FILE *out, bool *whole,
    struct err *e)
{
	struct baselines files = {0};
	struct baselines_result held;
	struct ledger_reader *r;
	struct survey s = {0};
	const struct ledger_result *res;
	struct ledger_record rec;
	struct err line;
	int got;

	/* Before the ledger, which has a promotion's record before its file. */
	r = baselines_read(&files, dir, e) ? ledger_from_store(dir, e) : NULL;
	if (!r) {
		baselines_free(&files);
		return false;
	}
	s.tree = merkle_new();
	res = ledger_result(r);
	for (;;) {
		memset(&line, 0, sizeof(line));
		got = ledger_next(r, &rec, &line);
		if (got == 1) {
			take(&s, &rec, res, o->expect_head);
			baselines_meet(&files, &rec);
		} else if (got == 0 || line.status == ST_SYSTEM) {
			break;
		} else {
			s.damaged++;
		}
	}
	if (got < 0)
		*e = line;
	held = baselines_result(&files, res->first_seq);
	*whole = res->breaks == 0 && s.wrong == 0 && held.wrong == 0 &&
		 (!o->expect_head || s.expected);
	if (got == 0) {
		write_report(out, &s, res, &held, o->expect_head, *whole);
		say(&s, res, &held, o);
	}
	merkle_free(s.tree);
	ledger_close(r);
	baselines_free(&files);
	return got == 0;
}
