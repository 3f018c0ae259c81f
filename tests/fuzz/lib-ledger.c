/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as the newest segment of a store: read to the end without a loop,
 * and appended to only where it verifies; then it verifies still, its head is
 * the new record's and what was there stands before it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fsio.h"
#include "ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char dir[] = "/dev/shm/benchline-fuzz.XXXXXX";
static char *path;

static void
clean(void)
{
	char *lock = fsio_join(dir, ".lock");

	unlink(lock);
	unlink(path);
	rmdir(dir);
	free(lock);
	free(path);
}

static void
put(const uint8_t *data, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	close(fd);
}

static struct ledger_result
read_all(size_t most)
{
	struct err e = {ST_DONE, ""};
	struct ledger_reader *r = ledger_from_store(dir, &e);
	struct ledger_result result = {0};
	struct ledger_record rec;
	size_t lines = 0;
	int got;

	if (!r)
		return result;
	while ((got = ledger_next(r, &rec, &e)) != 0) {
		if (++lines > most + 1 || (got < 0 && !*e.text))
			abort();
		e = (struct err){ST_DONE, ""};
	}
	result = *ledger_result(r);
	ledger_close(r);
	return result;
}

static void
object(struct jout *o, void *user)
{
	(void)user;
	jout_object(o);
	jout_end(o);
}

static bool
append(char hash[SHA256_HEX])
{
	struct ledger_entry entry = {
	    LEDGER_RUN, 1772600767, "a", NULL, NULL, 0, object, NULL};
	struct err e = {ST_DONE, ""};
	struct ledger_writer *w = ledger_lock(dir, 0, &e);
	unsigned long long seq;
	bool good = w && ledger_prepare(w, &entry, hash, &seq, &e) &&
		    ledger_commit(w, &e);

	ledger_unlock(w);
	if (good != (e.status == ST_DONE) || (!good && !*e.text))
		abort();
	return good;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ledger_result before, after;
	char hash[SHA256_HEX], *text;
	struct err e = {ST_DONE, ""};
	size_t len, kept = n;

	jio_start(JIO_TREE_MAX);
	if (!path) {
		if (!mkdtemp(dir))
			abort();
		path = fsio_join(dir, "history.jsonl");
		atexit(clean);
	}
	put(data, n);
	before = read_all(n);
	if (append(hash)) {
		after = read_all(n + 3);
		if (before.breaks || after.breaks || after.torn ||
		    strcmp(after.head, hash) != 0 ||
		    after.records != before.records + 1 + (before.torn ? 1 : 0))
			abort();
		if (!fsio_slurp(path, n + (1 << 20), &text, &len, &e))
			abort();
		while (before.torn && kept > 0 && data[kept - 1] != '\n')
			kept--;
		if (len < kept || memcmp(text, data, kept) != 0)
			abort();
		free(text);
	} else {
		struct stat st;

		if (stat(path, &st) != 0 || st.st_size != (off_t)n)
			abort();
	}
	return 0;
}
