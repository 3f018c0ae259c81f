/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger - reading: see ledger.h
 *
 * Lines are cut out of one buffer that grows only for a line longer than it.
 * Each line is hashed as it stands and then walked once, validating, so that
 * whoever reads on may use the trusted walk.
 */
#define _GNU_SOURCE /* memmem */
#include "ledger.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jseq.h"

#define BUFFER (256u << 10)
#define NEWEST "history.jsonl"
#define OLDER "history-"
#define ENDING ".jsonl"

static const char zeros[SHA256_HEX] =
    "0000000000000000000000000000000000000000000000000000000000000000";

static const char *const types[] = {"run", "promote", "refuse", "override",
    "validate", "import", "checkpoint", "prune", "recover"};

struct ledger_reader {
	FILE *f;
	char *name;  /* of f, for messages */
	char **path; /* segments still to read, NULL-ended; NULL: a stream */
	char **next; /* the first of them that is not open yet */
	int lock;    /* descriptor of the store's lock, or -1 */
	char *buf;
	size_t cap, start, end;
	bool eof;                     /* f is read to its end */
	unsigned long long line;      /* over all segments */
	unsigned long long file_line; /* in f */
	char hash[SHA256_HEX];
	struct ledger_result res;
};

const char *
ledger_type_name(enum ledger_type t)
{
	return t < LEDGER_UNKNOWN ? types[t] : "unknown";
}

static enum ledger_type
type_of(struct span s)
{
	int t = 0;

	while (t < LEDGER_UNKNOWN && !jseq_is(s, types[t]))
		t++;
	return (enum ledger_type)t;
}

static struct ledger_reader *
reader_new(void)
{
	struct ledger_reader *r = xcalloc(1, sizeof(*r));

	r->lock = -1;
	r->cap = BUFFER;
	r->buf = xmalloc(r->cap);
	memcpy(r->hash, zeros, SHA256_HEX);
	memcpy(r->res.head, zeros, SHA256_HEX);
	return r;
}

struct ledger_reader *
ledger_from_stream(FILE *f, const char *name)
{
	struct ledger_reader *r = reader_new();

	r->f = f;
	r->name = xstrdup(name);
	return r;
}

struct ledger_reader *
ledger_from_files(char **path, size_t n)
{
	struct ledger_reader *r = reader_new();
	size_t i;

	r->path = xcalloc(n + 1, sizeof(*r->path));
	for (i = 0; i < n; i++)
		r->path[i] = xstrdup(path[i]);
	r->next = r->path;
	r->eof = true;
	r->name = xstrdup("no ledger");
	return r;
}

/* The lock file that this process has locked for writing. */
static struct {
	bool held;
	dev_t dev;
	ino_t ino;
} own;

void
ledger_own_lock(int fd)
{
	struct stat st;

	own.held = fd >= 0 && fstat(fd, &st) == 0;
	if (own.held) {
		own.dev = st.st_dev;
		own.ino = st.st_ino;
	}
}

/* Wait until nobody writes; a lock of our own is no reason to. */
static void
wait_for_writers(int fd, const char *path)
{
	struct stat st;

	if (own.held && fstat(fd, &st) == 0 && st.st_dev == own.dev &&
	    st.st_ino == own.ino)
		return;
	(void)fsio_lock(fd, F_RDLCK, path); /* where locks are not: no matter */
}

/* The lock that readers of dir wait for; -1 where nobody ever wrote. */
static int
reader_lock(const char *dir)
{
	char *lock = fsio_join(dir, ".lock");
	int fd = open(lock, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		wait_for_writers(fd, lock);
	free(lock);
	return fd;
}

struct ledger_reader *
ledger_from_store(const char *dir, struct err *e)
{
	return ledger_from_end(dir, NULL, 0, e);
}

/* Lines of a segment in which text stands. */
static bool
count_lines(const char *path, const char *text, size_t *n, struct err *e)
{
	char *all, *p, *end;
	size_t len;

	if (!fsio_slurp(path, 4 * LEDGER_LINE_MAX, &all, &len, e))
		return false;
	end = all + len;
	for (p = all; p && (p = memmem(p, (size_t)(end - p), text,
				strlen(text))) != NULL;
	     (*n)++)
		p = memchr(p, '\n', (size_t)(end - p));
	free(all);
	return true;
}

size_t
ledger_end_from(char *const *path, size_t n, const char *naming, size_t records,
    struct err *e)
{
	size_t from = n, i, lines = 0, before;

	for (i = n; i > 0 && lines < records; i--) {
		before = lines;
		if (!count_lines(path[i - 1], naming, &lines, e))
			return n;
		if (lines > before)
			from = i - 1;
	}
	return from;
}

struct ledger_reader *
ledger_from_end(
    const char *dir, const char *naming, size_t records, struct err *e)
{
	int fd = reader_lock(dir);
	struct ledger_reader *r = NULL;
	size_t n, from = 0;
	char **path = ledger_segments(dir, &n, e);

	if (path && naming)
		from = ledger_end_from(path, n, naming, records, e);
	if (path && e->status == ST_DONE) {
		r = ledger_from_files(path + from, n - from);
		r->lock = fd;
	} else if (fd >= 0) {
		close(fd);
	}
	ledger_segments_free(path);
	return r;
}

void
ledger_close(struct ledger_reader *r)
{
	if (!r)
		return;
	if (r->path && r->f)
		fclose(r->f);
	if (r->lock >= 0)
		close(r->lock);
	ledger_segments_free(r->path);
	free(r->name);
	free(r->buf);
	free(r);
}

const struct ledger_result *
ledger_result(const struct ledger_reader *r)
{
	return &r->res;
}

static bool
is_segment(const char *name)
{
	size_t n = strlen(name), end = strlen(ENDING);

	return strcmp(name, NEWEST) == 0 ||
	       (strncmp(name, OLDER, strlen(OLDER)) == 0 && n > end &&
		   strcmp(name + n - end, ENDING) == 0);
}

/* Older segments by name; the newest is last. */
static int
in_chain_order(const void *pa, const void *pb)
{
	const char *a = *(char *const *)pa, *b = *(char *const *)pb;
	bool na = strcmp(strrchr(a, '/') + 1, NEWEST) == 0;
	bool nb = strcmp(strrchr(b, '/') + 1, NEWEST) == 0;

	return na != nb ? na - nb : strcmp(a, b);
}

char **
ledger_segments(const char *dir, size_t *n, struct err *e)
{
	DIR *d = opendir(dir);
	char **path;
	struct dirent *ent;
	size_t i;

	*n = 0;
	if (!d) {
		err_sys(e, "can't open '%s'", dir);
		return NULL;
	}
	path = xcalloc(1, sizeof(*path));
	while (errno = 0, (ent = readdir(d)) != NULL) {
		if (!is_segment(ent->d_name))
			continue;
		path = xrealloc(path, (*n + 2) * sizeof(*path));
		path[(*n)++] = xasprintf("%s/%s", dir, ent->d_name);
		path[*n] = NULL;
	}
	if (errno != 0) {
		err_sys(e, "can't read '%s'", dir);
		ledger_segments_free(path);
		path = NULL;
		*n = 0;
	}
	closedir(d);
	for (i = 0; path && i < *n; i++) {
		if (!fsio_plain(path[i], e)) {
			ledger_segments_free(path);
			return NULL;
		}
	}
	if (path && *n)
		qsort(path, *n, sizeof(*path), in_chain_order);
	return path;
}

void
ledger_segments_free(char **path)
{
	size_t i;

	for (i = 0; path && path[i]; i++)
		free(path[i]);
	free(path);
}

/* The next segment, when there is one: 1, 0 or -1. */
static int
next_file(struct ledger_reader *r, struct err *e)
{
	if (!r->next || !*r->next)
		return 0;
	if (r->f)
		fclose(r->f);
	free(r->name);
	r->name = xstrdup(*r->next++);
	r->f = fopen(r->name, "re");
	if (!r->f) {
		err_sys(e, "can't open '%s'", r->name);
		return -1;
	}
	r->eof = false;
	r->file_line = 0;
	return 1;
}

/* More bytes into the buffer; false at the end of f and on errors. */
static bool
more(struct ledger_reader *r, struct err *e)
{
	size_t n;

	if (r->start > 0) {
		memmove(r->buf, r->buf + r->start, r->end - r->start);
		r->end -= r->start;
		r->start = 0;
	}
	if (r->end == r->cap) {
		if (r->cap > LEDGER_LINE_MAX)
			return err_set(e, ST_INPUT,
			    "CBKB006: line %llu is too long for a ledger (%s)",
			    r->file_line + 1, r->name);
		r->cap *= 2;
		r->buf = xrealloc(r->buf, r->cap);
	}
	n = fread(r->buf + r->end, 1, r->cap - r->end, r->f);
	r->end += n;
	if (n == 0 && ferror(r->f))
		return err_sys(e, "can't read '%s'", r->name);
	r->eof = n == 0;
	return n > 0;
}

/* The next line without its LF: 1, 0 at the end of all, -1. */
static int
next_line(struct ledger_reader *r, struct span *line, struct err *e)
{
	size_t seen = 0;

	for (;;) {
		char *from = r->buf + r->start + seen, *lf;

		lf = memchr(from, '\n', r->end - r->start - seen);
		if (lf) {
			line->p = r->buf + r->start;
			line->n = (size_t)(lf - line->p);
			r->start += line->n + 1;
			return 1;
		}
		seen = r->end - r->start;
		if (!r->eof && more(r, e))
			continue;
		if (e->status != ST_DONE)
			return -1;
		if (r->end > r->start) { /* torn */
			line->p = r->buf + r->start;
			line->n = r->end - r->start;
			r->start = r->end = 0;
			r->res.torn = true;
			return 1;
		}
		seen = 0;
		switch (next_file(r, e)) {
		case 0:
			return 0;
		case -1:
			return -1;
		}
	}
}

/* A decimal without sign or leading zero, at most LEDGER_SEQ_MAX. */
static bool
whole(struct span s, unsigned long long *v)
{
	size_t i;

	*v = 0;
	if (s.n == 0 || s.n > 18 || (s.n > 1 && *s.p == '0'))
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*v = *v * 10 + (unsigned)(s.p[i] - '0');
	}
	return true;
}

static bool
is_hash(struct span s)
{
	size_t i;

	if (s.n != SHA256_HEX + 1 || *s.p != '"')
		return false;
	for (i = 1; i < SHA256_HEX; i++) {
		char c = s.p[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* Cut line into rec's spans.  NULL when it is a record, else what it is not. */
static const char *
parse(struct span line, struct ledger_record *rec)
{
	struct span v = {0}, seq = {0}, type = {0}, key, val;
	const struct {
		const char *name;
		struct span *at;
	} field[] = {{"actor", &rec->actor}, {"data", &rec->data},
	    {"prev", &rec->prev}, {"seq", &seq}, {"subject", &rec->subject},
	    {"time", &rec->time}, {"type", &type}, {"v", &v}};
	unsigned long long version;
	struct jseq s;
	size_t i;

	memset(rec, 0, sizeof(*rec));
	rec->line = line;
	if (line.n == 0 || *line.p != '{' || !jseq_open(&s, line))
		return "it is no JSON object";
	while (jseq_next(&s, &key, &val)) {
		for (i = 0; i < sizeof(field) / sizeof(*field); i++) {
			if (!jseq_is(key, field[i].name))
				continue;
			if (field[i].at->n)
				return "a key stands twice";
			*field[i].at = val;
		}
	}
	if (s.bad)
		return "it is no JSON object";
	if (!whole(v, &version) || !whole(seq, &rec->seq) || rec->seq == 0)
		return "'v' or 'seq' is no number";
	if (version != 1)
		return "its version is not 1";
	if (!type.n || *type.p != '"' || !rec->time.n || *rec->time.p != '"')
		return "'type' or 'time' is no string";
	if (!rec->data.n || *rec->data.p != '{')
		return "'data' is no object";
	if (!is_hash(rec->prev))
		return "'prev' is no SHA-256";
	rec->type = type_of(type);
	return NULL;
}

bool
ledger_cut(struct span line, struct ledger_record *rec)
{
	return parse(line, rec) == NULL;
}

static void
count_break(struct ledger_reader *r, unsigned long long seq)
{
	if (r->res.breaks++ == 0) {
		r->res.first_break = seq;
		r->res.first_line = r->line;
	}
}

/* Hold rec against what came before it, and make it the last. */
static void
link_up(struct ledger_reader *r, struct ledger_record *rec)
{
	struct ledger_result *res = &r->res;
	const char *prev = rec->prev.p + 1;
	bool first = r->line == 1;

	if (first) {
		memcpy(res->first_prev, prev, SHA256_HEX - 1);
		res->first_seq = rec->seq;
		res->suffix = memcmp(prev, zeros, SHA256_HEX - 1) != 0;
		if (res->suffix == (rec->seq == 1))
			count_break(r, rec->seq);
	} else if (memcmp(prev, r->hash, SHA256_HEX - 1) != 0 ||
		   rec->seq != res->last_seq + 1) {
		count_break(r, rec->seq);
	}
	res->last_seq = rec->seq;
	res->records++;
}

int
ledger_next(struct ledger_reader *r, struct ledger_record *rec, struct err *e)
{
	struct span line;
	const char *why;
	int got = next_line(r, &line, e);

	if (got != 1)
		return got;
	if (r->res.torn && r->next && *r->next) {
		r->res.torn = false; /* not the last: a break, below */
	} else if (r->res.torn) {
		return 0;
	}
	r->line++;
	r->file_line++;
	why = parse(line, rec);
	if (why)
		count_break(r, ++r->res.last_seq);
	else
		link_up(r, rec);
	fsio_sha256(line.p, line.n, r->hash);
	memcpy(r->res.head, r->hash, SHA256_HEX);
	rec->hash = r->hash;
	if (!why)
		return 1;
	err_set(e, ST_INPUT, "CBKB006: line %llu is no ledger record: %s (%s)",
	    r->file_line, why, r->name);
	return -1;
}
