/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serves: AC10 */
#include "fsio.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static struct err e;

static int
entries(const char *dir)
{
	DIR *d = opendir(dir);
	int n = -2;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void
files(void)
{
	char dir[] = "/tmp/benchline-fsio.XXXXXX", *path, *text;
	struct stat st;
	size_t n;

	ok(mkdtemp(dir) != NULL, "a directory of our own");
	path = fsio_join(dir, "a/b");
	ok(fsio_mkdirs(path, &e) && fsio_mkdirs(path, &e), "mkdir -p, twice");
	free(path);
	path = fsio_join(dir, "f");
	umask(027);
	ok(fsio_replace(path, "one\n", 4, 0, &e) && stat(path, &st) == 0 &&
		(st.st_mode & 0777) == 0640,
	    "mode from the umask");
	ok(fsio_replace(path, "two\n", 4, 0604, &e) && stat(path, &st) == 0 &&
		(st.st_mode & 0777) == 0604,
	    "or as given");
	ok(fsio_slurp(path, 100, &text, &n, &e) && n == 4 && text[4] == '\0',
	    "read it back");
	is_str(text, "two\n", "replaced");
	free(text);
	ok(!fsio_slurp(path, 3, &text, &n, &e) && e.status == ST_INPUT,
	    "larger than allowed");
	memset(&e, 0, sizeof(e));
	ok(!fsio_slurp(dir, 100, &text, &n, &e) && e.status == ST_SYSTEM,
	    "a directory is no file");
	memset(&e, 0, sizeof(e));
	unlink(path);
	mkdir(path, 0777);
	ok(!fsio_replace(path, "x", 1, 0, &e) && e.status == ST_SYSTEM,
	    "a directory is not replaced");
	is_num(entries(dir), 2, "no temporary file is left");
	memset(&e, 0, sizeof(e));
	rmdir(path);
	free(path);
	path = fsio_join(dir, "f/g");
	ok(!fsio_replace(path, "x", 1, 0, &e) && e.status == ST_SYSTEM,
	    "a missing directory is not made");
	free(path);
	path = fsio_join(dir, "a/b");
	rmdir(path);
	path[strlen(path) - 2] = '\0';
	rmdir(path);
	rmdir(dir);
	free(path);
}

static void
times(void)
{
	static const struct {
		const char *s;
		long long t;
	} good[] = {{"1970-01-01T00:00:00Z", 0},
	    {"2026-03-04T05:06:07Z", 1772600767},
	    {"2024-02-29T23:59:59Z", 1709251199}, {"1969-12-31T23:59:59Z", -1},
	    {"2000-03-01T00:00:00Z", 951868800},
	    {"9999-12-31T23:59:59Z", 253402300799}};
	static const char *const bad[] = {"", "2026-03-04",
	    "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
	    "1900-02-29T00:00:00Z", "2026-03-04T24:00:00Z",
	    "2026-03-04T05:06:07", "2026-03-04T05:06:07Zx",
	    "2026-03-04T05:06:07.Z", "2026-03-04T05:06:07+1:00",
	    "26-03-04T05:06:07Z"};
	char buf[32];
	long long t;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		is_str(fsio_utc(good[i].t, buf), good[i].s, good[i].s);
		ok(fsio_parse_utc(good[i].s, &t) && t == good[i].t, "and back");
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!fsio_parse_utc(bad[i], &t), "no time: '%s'", bad[i]);
	ok(fsio_parse_utc("2026-03-04T07:06:07.999+02:00", &t) &&
		t == 1772600767,
	    "an offset, a fraction");
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	is_num(fsio_now(), 1700000000, "SOURCE_DATE_EPOCH");
}

int
main(void)
{
	char hex[SHA256_HEX], streamed[SHA256_HEX];
	char *million = calloc(1000000, 1);
	size_t n;
	FILE *f;

	diag_start("fsio");
	files();
	times();
	is_str(fsio_sha256("abc", 3, hex),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "SHA-256 of abc (FIPS 180-4)");
	is_str(fsio_sha256("", 0, hex),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "of nothing");
	memset(million, 'a', 1000000);
	f = fsio_sha256_stream(streamed, &n);
	fwrite(million, 1, 1000000, f);
	fclose(f);
	is_str(streamed, fsio_sha256(million, 1000000, hex),
	    "of a stream of a million");
	is_str(streamed,
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	    "as in FIPS 180-4");
	ok(n == 1000000, "its length");
	free(million);
	return done();
}
