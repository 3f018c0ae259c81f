/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* blocks - see blocks.h */
#include "blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "fsio.h"
#include "markdown.h"
#include "tables.h"
#include "utf8.h"

#define TAIL 30 /* lines of a failed run's output */

static const char *
text_at(const struct page *p, const char *pointer)
{
	const char *s = field_str_at(p->v.root, pointer);

	return s != NULL && *s != '\0' ? s : NULL;
}

/* A commit's first eight characters. */
static void
put_commit(FILE *out, const char *commit)
{
	char *short_one = xstrndup(commit, utf8_cut(commit, strlen(commit), 8));

	md_code(out, short_one, 8);
	free(short_one);
}

/* ---- slots ---- */

static void
fill_status(void *user, FILE *out)
{
	struct page *p = user;
	bool pass = strcmp(p->v.status, "PASS") == 0;
	bool fail = strcmp(p->v.status, "FAIL") == 0;

	fprintf(out, "**%s**: ",
	    pass   ? YES " PASSED"
	    : fail ? NO " FAILED"
		   : CARE " WARNING");
	md_text(out, p->v.reason, MD_TEXT_MAX);
	if (p->r->section != NULL) {
		fputs(MIDDOT, out);
		md_code(out, p->r->section, MD_NAME_MAX);
	}
}

static void
fill_metrics(void *user, FILE *out)
{
	table_metrics(&((struct page *)user)->v, out);
}

static void
fill_compliance(void *user, FILE *out)
{
	static const char *const level[][2] = {
	    {"NonCompliant", "\xf0\x9f\x94\xb4 Non-Compliant"},
	    {"FullyCompliant", "\xf0\x9f\x9f\xa2 Fully Compliant"},
	    {"ConditionallyCompliant",
		"\xf0\x9f\x9f\xa1 Conditionally Compliant"},
	    {"RequiresAttention", "\xf0\x9f\x9f\xa0 Requires Attention"},
	};
	struct page *p = user;
	const char *is = field_str_at(p->v.slo, "/compliance_level");
	const char *say = "\xe2\x9a\xaa Not assessed";
	size_t i;

	for (i = 0; is != NULL && i < sizeof(level) / sizeof(*level); i++)
		if (strcmp(is, level[i][0]) == 0)
			say = level[i][1];
	fputs(say, out);
}

static void
fill_production(void *user, FILE *out)
{
	struct page *p = user;

	if (p->v.judged && p->v.passed) {
		fputs("Production Ready: " YES " Yes", out);
		return;
	}
	fputs("Production Ready: " NO " No - ", out);
	if (p->v.floors)
		fputs("Performance floors not met", out);
	else
		md_text(out, p->v.reason, 160);
}

/* "2026-03-04 05:06:07 UTC", or its first n characters. */
static void
put_time(FILE *out, const char *time, int n)
{
	char utc[32];
	long long t;

	if (time == NULL || !fsio_parse_utc(time, &t)) {
		md_text(out, time, 40);
		return;
	}
	fsio_utc(t, utc);
	utc[10] = ' ';
	utc[19] = '\0';
	fprintf(out, "%.*s%s", n, utc, n > 10 ? " UTC" : "");
}

static void
fill_baseline(void *user, FILE *out)
{
	struct page *p = user;
	const json_t *r = p->v.regression;
	const char *why = field_str_at(r, "/reason");
	const char *commit = field_str_at(r, "/baseline/commit");
	const char *time = field_str_at(r, "/baseline/timestamp");
	const char *environment = field_str_at(r, "/baseline/fingerprint");
	double runs = field_num_at(r, "/runs");

	if (!p->v.compared) {
		fputs("Not compared with a baseline: ", out);
		md_text(out, why != NULL ? why : "no comparison was made",
		    MD_TEXT_MAX);
		return;
	}
	fputs("Compared with baseline ", out);
	if (commit != NULL)
		put_commit(out, commit);
	if (time != NULL) {
		fputs(" of ", out);
		put_time(out, time, 10);
	}
	if (environment != NULL) {
		fputs(", environment ", out);
		md_code(out, environment, 16);
	}
	if (!isnan(runs) && runs > 0)
		fprintf(
		    out, ", %.0f run%s of history", runs, runs == 1 ? "" : "s");
}

void
block_errors(void *user, FILE *out)
{
	struct page *p = user;

	table_messages(json_object_get(p->v.root, "errors"), NO " Errors", out);
}

static void
fill_warnings(void *user, FILE *out)
{
	struct page *p = user;

	table_messages(
	    json_object_get(p->v.root, "warnings"), CARE " Warnings", out);
}

static void
fill_benchmarks(void *user, FILE *out)
{
	table_benchmarks(&((struct page *)user)->v, out);
}

static void
put_line(FILE *out, const char *line)
{
	md_text(out, line != NULL && *line != '\0' ? line : " ", MD_TEXT_MAX);
	putc('\n', out);
}

/* Where the last n lines of text begin. */
static const char *
last_lines(const char *text, size_t n)
{
	const char *p = text + strlen(text);

	while (p > text && p[-1] == '\n')
		p--;
	for (; p > text; p--)
		if (p[-1] == '\n' && --n == 0)
			break;
	return p;
}

static void
put_text_lines(FILE *out, const char *s)
{
	char *line;
	size_t n;

	for (s = last_lines(s, TAIL); *s != '\0'; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		line = xstrndup(s, n);
		put_line(out, line);
		free(line);
	}
}

/* The last lines of a failed run's output: a list of lines, or a text. */
static void
fill_failure(void *user, FILE *out)
{
	struct page *p = user;
	const json_t *context =
	    field_at(p->v.root, "/_metadata/execution_context");
	const json_t *tail = json_object_get(context, "stderr_tail");
	size_t i, n;

	if (tail == NULL)
		tail = json_object_get(context, "stderr");
	n = json_array_size(tail);
	if (n == 0 && json_string_length(tail) == 0)
		return;
	fputs("<details open><summary>The last lines of the run's "
	      "output</summary>\n\n<pre>\n",
	    out);
	for (i = n > TAIL ? n - TAIL : 0; i < n; i++)
		put_line(out, json_string_value(json_array_get(tail, i)));
	if (n == 0)
		put_text_lines(out, json_string_value(tail));
	fputs("</pre>\n\n</details>\n", out);
}

/* The facts of one group, between blanks. */
static void
put_facts(
    const struct page *p, FILE *out, const char **sep, const char *const *fact)
{
	for (; *fact != NULL; fact++) {
		if (text_at(p, *fact) == NULL)
			continue;
		fputs(*sep, out);
		md_text(out, text_at(p, *fact), MD_NAME_MAX);
		*sep = " ";
	}
}

static void
fill_environment(void *user, FILE *out)
{
	static const char *const cpu[] = {
	    "/_metadata/environment/cpu_model", NULL};
	static const char *const os[] = {"/_metadata/environment/platform",
	    "/_metadata/environment/kernel", "/_metadata/environment/arch",
	    NULL};
	static const char *const rust[] = {"/_metadata/rust_version",
	    "/_metadata/environment/optimization_level", NULL};
	struct page *p = user;
	const char *first = "Environment: ", *sep = first;
	double cores =
	    field_num_at(p->v.root, "/_metadata/environment/cpu_cores");
	double gb = field_num_at(p->v.root, "/_metadata/environment/memory_gb");

	put_facts(p, out, &sep, cpu);
	sep = sep == first ? first : MIDDOT;
	if (!isnan(cores)) {
		fprintf(
		    out, "%s%.0f core%s", sep, cores, cores == 1 ? "" : "s");
		sep = MIDDOT;
	}
	if (!isnan(gb)) {
		fprintf(out, "%s%.1f GiB", sep, gb);
		sep = MIDDOT;
	}
	put_facts(p, out, &sep, os);
	if (text_at(p, rust[0]) != NULL || text_at(p, rust[1]) != NULL)
		sep = sep == first ? "Environment: Rust " : MIDDOT "Rust ";
	put_facts(p, out, &sep, rust);
	if (sep != first)
		fputs("<br>", out);
}

void
block_log(FILE *out, const struct render *r, const char *sep)
{
	if (r->run_url != NULL)
		fprintf(out, "%s[Run log](%s)", sep, r->run_url);
}

static void
fill_footer(void *user, FILE *out)
{
	struct page *p = user;
	const char *commit = text_at(p, "/_metadata/git_commit");
	const char *time = text_at(p, "/_metadata/timestamp");
	double seconds = field_num_at(
	    p->v.root, "/_metadata/execution_context/execution_time_seconds");
	double build = field_num_at(
	    p->v.root, "/_metadata/execution_context/build_seconds");

	if (commit != NULL) {
		fputs("Commit ", out);
		put_commit(out, commit);
		fputs(MIDDOT, out);
	}
	if (!isnan(seconds)) {
		fprintf(out, "Duration %.1f s", seconds);
		if (!isnan(build))
			fprintf(out, " (build %.1f s)", build);
		fputs(MIDDOT, out);
	}
	if (time != NULL) {
		put_time(out, time, 19);
		fputs(MIDDOT, out);
	}
	block_log(out, p->r, "");
	fprintf(out, "%sbenchline " BL_VERSION,
	    p->r->run_url != NULL ? MIDDOT : "");
}

void
block_footer(struct page *p, FILE *out)
{
	fputs("\n<sub>", out);
	fill_footer(p, out);
	fputs("</sub>\n", out);
}

const struct slot block_slots[] = {
    {"status", fill_status},
    {"metrics", fill_metrics},
    {"compliance", fill_compliance},
    {"production", fill_production},
    {"baseline", fill_baseline},
    {"errors", block_errors},
    {"warnings", fill_warnings},
    {"benchmarks", fill_benchmarks},
    {"failure", fill_failure},
    {"environment", fill_environment},
    {"footer", fill_footer},
};
const size_t block_nslots = sizeof(block_slots) / sizeof(*block_slots);
