/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The directory that --post takes from a stranger's job: about.json and
 * report.json, divided by 0xff.  What is taken belongs to the event.
 */
#define _GNU_SOURCE /* mkdtemp */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../bin/pr-comment/markdown.h"
#include "../../bin/pr-comment/opts.h"
#include "../../bin/pr-comment/render.h"
#include "../../bin/pr-comment/target.h"
#include "../../bin/pr-comment/twostep.h"
#include "perf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char dir[] = "/tmp/benchline-fuzz.XXXXXX";
static char about[64], report[64];
static struct conf conf;

static void
clean(void)
{
	unlink(about);
	unlink(report);
	rmdir(dir);
}

static void
prepare(void)
{
	struct err e = {ST_DONE, ""};

	if (!conf_load(&conf, "config", &e) || !mkdtemp(dir))
		abort();
	snprintf(about, sizeof(about), "%s/about.json", dir);
	snprintf(report, sizeof(report), "%s/report.json", dir);
	atexit(clean);
}

static void
save(const char *path, const uint8_t *p, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* As --post renders it. */
static void
rendered(FILE *in)
{
	struct err e = {ST_DONE, ""};
	struct jio_doc d = {0};
	bool good = perf_read(&d, in, "report.json", &conf, &e);
	struct render r = {
	    good ? d.root : NULL, &conf, "{{status}}", 10, "t", NULL, NULL};
	char *text = good ? render_report(&r, &e) : render_broken(&r, e.text);

	if (!*text || strstr(text, "<!--"))
		abort();
	free(text);
	jio_free(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool ready;
	char sha[] = "0123456789abcdef0123456789abcdef01234567";
	struct target t = {.repo = "o/r", .head_sha = sha, .pr = n & 1 ? 7 : 0};
	long long asked = t.pr;
	const uint8_t *end = memchr(data, 0xff, n);
	size_t len = end ? (size_t)(end - data) : n;
	struct err e = {ST_DONE, ""};
	struct opts o;
	FILE *in;

	jio_start(JIO_TREE_MAX);
	if (!ready)
		prepare();
	ready = true;
	opts_init(&o);
	save(about, data, len);
	unlink(report);
	if (end)
		save(report, end + 1, n - len - 1);
	if (!twostep_open(dir, &o, &t, &in, &e)) {
		if (!*e.text)
			abort();
	} else if (t.pr < 0 || (asked && t.pr != asked)) {
		abort();
	}
	if (in) {
		rendered(in);
		fclose(in);
	}
	return 0;
}
