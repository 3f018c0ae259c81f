/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ledger's reader and writer, call by call. */
#define _GNU_SOURCE
#include "ledger.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jseq.h"
#include "tap.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define GOOD                                                                   \
	"{\"actor\":\"a\",\"data\":{},\"prev\":\"" ZEROS "\",\"seq\":1,"       \
	"\"subject\":{},\"time\":\"2026-01-01T00:00:00Z\",\"type\":\"run\","   \
	"\"v\":1}"

/* Read text to its end; what the last answer was. */
static int
read_all(const char *text, struct ledger_result *res, struct err *e)
{
	FILE *f = fmemopen((void *)(size_t)text, strlen(text), "r");
	struct ledger_reader *r = ledger_from_stream(f, "text");
	struct ledger_record rec;
	int got;

	memset(e, 0, sizeof(*e));
	do
		got = ledger_next(r, &rec, e);
	while (got == 1);
	*res = *ledger_result(r);
	ledger_close(r);
	fclose(f);
	return got;
}

static void
reading(void)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
	    {"\n", "it is no JSON object"},
	    {"[]\n", "it is no JSON object"},
	    {"{}\n", "'v' or 'seq' is no number"},
	    {"{\"v\":1,\"v\":1}\n", "a key stands twice"},
	    {"{\"v\":2,\"seq\":1}\n", "its version is not 1"},
	    {"{\"v\":1,\"seq\":01}\n", "it is no JSON object"},
	    {"{\"v\":1,\"seq\":0}\n", "'v' or 'seq' is no number"},
	    {"{\"v\":1,\"seq\":1.0}\n", "'v' or 'seq' is no number"},
	    {"{\"v\":1,\"seq\":1,\"type\":1}\n",
		"'type' or 'time' is no string"},
	    {"{\"v\":1,\"seq\":1,\"type\":\"run\",\"time\":\"x\"}\n",
		"'data' is no object"},
	    {"{\"v\":1,\"seq\":1,\"type\":\"run\",\"time\":\"x\",\"data\":{},"
	     "\"prev\":\"ABC\"}\n",
		"'prev' is no SHA-256"},
	};
	struct ledger_result res;
	struct err e;
	size_t i;

	is_num(read_all(GOOD "\n", &res, &e), 0, "a good line");
	ok(res.records == 1 && res.breaks == 0 && !res.torn && !res.suffix,
	    "is whole");
	is_num(read_all(GOOD, &res, &e), 0, "without its LF");
	ok(res.records == 0 && res.torn, "it is torn, and no record");
	is_num(read_all(GOOD "\n" GOOD "\n", &res, &e), 0, "twice");
	ok(res.breaks == 1 && res.first_break == 1 && res.first_line == 2,
	    "is a break at line 2");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		is_num(read_all(bad[i].text, &res, &e), -1, bad[i].why);
		ok(e.status == ST_INPUT && strstr(e.text, bad[i].why) &&
			res.breaks == 1,
		    "says so: %s", e.text);
	}
}

/* What is cut out of a segment is read on trusted: so it is JSON, all of it. */
static void
cutting(void)
{
	static const char good[] = GOOD;
	char line[sizeof(good)];
	struct ledger_record rec;
	struct span s = {line, sizeof(good) - 1};

	memcpy(line, good, sizeof(good));
	ok(ledger_cut(s, &rec) && rec.seq == 1 && !rec.hash, "a line is cut");
	line[3] = '\0'; /* inside a key */
	ok(!ledger_cut(s, &rec), "not one with a NUL in it");
}

static int paid;

static void
data(struct jout *o, void *user)
{
	jout_object(o);
	jout_kint(o, "n", *(int *)user);
	jout_end(o);
	paid++;
}

static bool
prepare(struct ledger_writer *w, int n, struct err *e)
{
	struct ledger_entry r = {.type = LEDGER_RUN,
	    .time = 1767225600,
	    .actor = "a\nb",
	    .commit = "c",
	    .data = data,
	    .user = &n};
	char hash[SHA256_HEX];
	unsigned long long seq;

	return ledger_prepare(w, &r, hash, &seq, e);
}

static long
size_of(const char *dir)
{
	char *path = fsio_join(dir, "history.jsonl");
	struct stat st;
	long n = stat(path, &st) == 0 ? (long)st.st_size : -1;

	free(path);
	return n;
}

static void
writing(const char *dir)
{
	struct err e = {0};
	struct ledger_writer *w = ledger_lock(dir, 0600, &e);
	char *path = fsio_join(dir, "history.jsonl");
	struct ledger_reader *r;
	struct ledger_record rec;
	long before;
	FILE *f;

	ok(w && ledger_last(w) == 0 && strcmp(ledger_head(w), ZEROS) == 0,
	    "a new ledger");
	ok(prepare(w, 1, &e) && prepare(w, 2, &e), "two lines are prepared");
	is_num(size_of(dir), -1, "nothing is written yet");
	ok(ledger_commit(w, &e) && ledger_last(w) == 2, "both are committed");
	before = size_of(dir);
	ok(prepare(w, 3, &e) && ledger_commit(w, &e) && ledger_last(w) == 3,
	    "a third");
	ok(ledger_undo(w, &e) && ledger_last(w) == 2, "is taken back");
	is_num(size_of(dir), before, "to the byte");
	r = ledger_from_store(dir, &e);
	ok(r && ledger_next(r, &rec, &e) == 1,
	    "our own reader does not wait for our lock");
	ledger_close(r);
	ledger_unlock(w);
	f = fopen(path, "ae");
	fputs("{\"torn", f);
	fclose(f);
	w = ledger_lock(dir, 0600, &e);
	ok(w && ledger_torn(w) == 6 && ledger_last(w) == 2, "a torn line");
	ok(prepare(w, 4, &e) && ledger_commit(w, &e) && ledger_last(w) == 4,
	    "is recovered in a record of its own");
	ledger_unlock(w);
	w = ledger_lock(dir, 0600, &e);
	ok(w && ledger_torn(w) == 0, "once");
	ledger_unlock(w);
	f = fopen(path, "r+e");
	fputs("{\"actor\":\"b", f);
	fclose(f);
	ok(!ledger_lock(dir, 0600, &e) && e.status == ST_NO &&
		strstr(e.text, "record 2 does not continue"),
	    "one that was changed is not opened: %s", e.text);
	unlink(path);
	free(path);
}

/* Put two lines there, the second of which continues the first. */
static void
put_two(const char *path, const char *one)
{
	char hash[SHA256_HEX];
	FILE *f = fopen(path, "we");

	fsio_sha256(one, strlen(one), hash);
	fprintf(f,
	    "%s\n{\"data\":{},\"prev\":\"%s\",\"seq\":2,\"time\":\"x\","
	    "\"type\":\"run\",\"v\":1}\n",
	    one, hash);
	fclose(f);
}

static void
verify_agrees(const char *dir)
{
	struct err e = {0};
	struct ledger_writer *w;
	struct ledger_result res;
	char *path = fsio_join(dir, "history.jsonl"), *text;
	size_t n;

	put_two(path, GOOD);
	w = ledger_lock(dir, 0600, &e);
	ok(w && ledger_last(w) == 2, "two lines by hand");
	ledger_unlock(w);
	put_two(path, "{\"data\":{\"n\":1.},\"prev\":\"" ZEROS "\",\"seq\":1,"
		      "\"time\":\"x\",\"type\":\"run\",\"v\":1}");
	if (!fsio_slurp(path, 4096, &text, &n, &e))
		abort();
	is_num(read_all(text, &res, &e), -1, "a chain that holds over no JSON");
	free(text);
	e = (struct err){0};
	ok(!ledger_lock(dir, 0600, &e) && e.status == ST_NO &&
		strstr(e.text, "record 1 does not continue"),
	    "is not written to either: %s", e.text);
	unlink(path);
	free(path);
}

static void
last_seq(const char *dir)
{
	struct err e = {0};
	struct ledger_writer *w;
	char *path = fsio_join(dir, "history.jsonl");
	FILE *f = fopen(path, "we");

	fprintf(f,
	    "{\"data\":{},\"prev\":\"1%s\",\"seq\":%llu,\"time\":\"x\","
	    "\"type\":\"run\",\"v\":1}\n",
	    &ZEROS[1], (unsigned long long)LEDGER_SEQ_MAX);
	fclose(f);
	w = ledger_lock(dir, 0600, &e);
	ok(w && ledger_last(w) == LEDGER_SEQ_MAX, "the last number there is");
	ok(w && !prepare(w, 1, &e) && e.status == ST_NO &&
		strstr(e.text, "no record can follow number"),
	    "has no successor: %s", e.text);
	ledger_unlock(w);
	unlink(path);
	free(path);
}

/* A full segment is named after its last record's time, if that is one. */
static void
rotates(const char *dir)
{
	struct err e = {0};
	struct ledger_writer *w;
	char *path = fsio_join(dir, "history.jsonl");
	char *older = fsio_join(dir, "history-0000-00.jsonl");
	FILE *f = fopen(path, "we");

	fprintf(f,
	    "{\"data\":{\"n\":\"%0*d\"},\"prev\":\"" ZEROS "\",\"seq\":1,"
	    "\"time\":\"/../../x\",\"type\":\"run\",\"v\":1}\n",
	    (int)LEDGER_SEGMENT, 1);
	fclose(f);
	w = ledger_lock(dir, 0600, &e);
	ok(w && prepare(w, 1, &e) && ledger_commit(w, &e), "a new segment");
	ledger_unlock(w);
	is_num(access(older, F_OK), 0, "after no time at all");
	unlink(older);
	unlink(path);
	free(older);
	free(path);
}

int
main(void)
{
	char dir[] = "/tmp/benchline-ledger.XXXXXX", *lock;

	if (!mkdtemp(dir))
		return 1;
	diag_start("ledger");
	is_str(ledger_type_name(LEDGER_PRUNE), "prune", "type names");
	is_str(ledger_type_name(LEDGER_UNKNOWN), "unknown", "unknown type");
	reading();
	cutting();
	writing(dir);
	verify_agrees(dir);
	last_seq(dir);
	rotates(dir);
	lock = fsio_join(dir, ".lock");
	unlink(lock);
	free(lock);
	rmdir(dir);
	return done();
}
