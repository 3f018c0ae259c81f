/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* work - see work.h */
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comment.h"
#include "envelope.h"
#include "field.h"
#include "output.h"
#include "perf.h"
#include "render.h"
#include "sandbox.h"
#include "surfaces.h"
#include "target.h"
#include "twostep.h"
#include "verdict.h"

struct work {
	const struct opts *o;
	const struct conf *c;
	struct target at;
	struct github *g; /* NULL: no request is made */
	FILE *in;
	const char *in_name;
	struct jio_doc doc;
	struct err input;  /* why there is no document */
	struct err remote; /* why there is no comment */
	struct err local;  /* why a file could not be written */
	struct err page;   /* why the template could not be filled */
	char *template, *template_name;
	size_t template_len;
	struct letter letter[2]; /* the report; the promotion */
	struct posted posted[2];
	size_t letters;
};

/* ---- before the document ---- */

/* The connection, where a comment is to be written. */
static bool
connect_to(struct work *w, struct err *e)
{
	const struct opts *o = w->o;
	char *base = gh_base(e);

	free(base);
	if (base == NULL)
		return false;
	if (o->dry_run || o->render != NULL || !w->c->pr_comment_enabled ||
	    (w->at.pr == 0 && w->at.ask_sha == NULL))
		return true;
	if (w->at.repo == NULL)
		return err_set(e, ST_USAGE,
		    "--repo or GITHUB_REPOSITORY must name the repository");
	w->g = gh_open(&o->http, e);
	return w->g != NULL;
}

static bool
prepare(struct work *w, struct err *e)
{
	const struct opts *o = w->o;

	w->in = stdin;
	w->in_name = JIO_STDIN;
	if (!opts_check(o, e) || !target_find(&w->at, o, e))
		return false;
	if (o->post != NULL) {
		if (!twostep_open(o->post, o, &w->at, &w->in, e))
			return false;
		w->in_name = "report.json";
	}
	return connect_to(w, e) &&
	       conf_file("pr_template.md", o->config, &w->template,
		   &w->template_len, &w->template_name, e);
}

/* No path where the variable is not set, or empty. */
static void
add_path(const char **list, size_t *n, const char *path)
{
	if (path != NULL && *path != '\0')
		list[(*n)++] = path;
}

/* From here on: the network, what it needs, and the files to be written. */
static void
confine(const struct opts *o)
{
	const char *read[4] = {NULL}, *write[4] = {NULL};
	size_t nread = 0, nwrite = 0;

	add_path(read, &nread, o->http.cacert);
	add_path(read, &nread, getenv("SSL_CERT_FILE"));
	add_path(read, &nread, getenv("SSL_CERT_DIR"));
	add_path(write, &nwrite, getenv("GITHUB_STEP_SUMMARY"));
	add_path(write, &nwrite, getenv("GITHUB_OUTPUT"));
	add_path(write, &nwrite, o->render);
	sandbox_enter(read, write, SANDBOX_NO_EXEC | SANDBOX_RESOLVE);
}

/* ---- the document and its letters ---- */

static char *
copy_at(const struct work *w, const char *pointer)
{
	const char *s = field_str_at(w->doc.root, pointer);

	return s != NULL ? xstrdup(s) : NULL;
}

static void
add_letter(struct work *w, const char *text, bool promoted, bool broken)
{
	struct letter *l = &w->letter[w->letters++];

	l->marker = envelope_marker(w->o->suite, promoted);
	l->section = promoted ? NULL : w->o->section;
	l->text = xstrdup(text);
	l->run = w->at.run;
	l->only_update = broken;
	if (!broken) {
		l->commit = copy_at(w, "/_metadata/git_commit");
		l->time = copy_at(w, "/_metadata/timestamp");
	}
}

/* A stranger's document can't tell of a promotion: they happen on main. */
static bool
is_promoted(const struct work *w)
{
	return w->o->post == NULL && json_is_true(field_at(w->doc.root,
					 "/_metadata/baseline/promoted"));
}

static void
write_letters(struct work *w)
{
	struct render r = {w->doc.root, w->c, w->template, w->template_len,
	    w->template_name, w->at.run_url, w->o->section};
	char *text;

	text = w->input.status == ST_DONE ? render_report(&r, &w->page)
					  : render_broken(&r, w->input.text);
	add_letter(w, text, false, w->input.status != ST_DONE);
	free(text);
	if (w->input.status != ST_DONE || !is_promoted(w))
		return;
	text = render_promoted(&r, w->at.pr);
	add_letter(w, text, true, false);
	free(text);
}

static void
read_document(struct work *w)
{
	if (w->in == NULL)
		err_set(&w->input, ST_INPUT,
		    "CBKB003: no report was rendered (report.json)");
	else if (perf_read(&w->doc, w->in, w->in_name, w->c, &w->input) &&
		 w->o->post != NULL)
		twostep_distrust(w->doc.root);
	if (w->in != NULL && w->in != stdin)
		fclose(w->in);
}

/* ---- requests ---- */

static void
skip(struct work *w, char *why)
{
	size_t i;

	for (i = 0; i < w->letters; i++) {
		free(w->posted[i].why);
		w->posted[i].action = ACTION_SKIPPED;
		w->posted[i].why = why != NULL ? xstrdup(why) : NULL;
	}
	free(why);
}

static enum gh_result
ask_for_pull(struct work *w)
{
	struct target *at = &w->at;

	if (at->pr > 0 || at->ask_sha == NULL)
		return GH_OK;
	free(at->why);
	at->why = NULL;
	return gh_pull_of(
	    w->g, at->repo, at->ask_sha, &at->pr, &at->why, &w->remote);
}

/* What --post was given belongs to this pull request; else *why. */
static enum gh_result
check_head(struct work *w, char **why)
{
	enum gh_result r = GH_OK;

	if (w->o->post != NULL)
		r = twostep_check(w->g, &w->at, why, &w->remote);
	if (*why != NULL && !w->at.from_event)
		err_set(&w->input, ST_INPUT,
		    "CBKB003: %s: nothing was posted (about.json)", *why);
	return r;
}

/* The letters to where they belong, by whom they are to be. */
static enum gh_result
send_letters(struct work *w)
{
	struct place at = {w->g, w->at.repo, w->at.pr, w->o->author};
	enum gh_result r = GH_OK;
	char *login = NULL;

	if (strcmp(at.author, OPTS_ME) == 0) {
		r = auth_login(w->g, &login, &w->remote);
		at.author = login;
	}
	if (r == GH_OK)
		r = comment_deliver(
		    &at, w->letter, w->posted, w->letters, &w->remote);
	free(login);
	return r;
}

static void
deliver(struct work *w)
{
	char *why = NULL;
	enum gh_result r = ask_for_pull(w);

	if (r == GH_OK && w->at.pr > 0)
		r = check_head(w, &why);
	write_letters(w);
	if (r == GH_OK && w->at.pr == 0)
		why = xstrdup(w->at.why);
	if (r == GH_OK && why != NULL) {
		skip(w, why);
		return;
	}
	free(why);
	if (r == GH_OK)
		r = send_letters(w);
	if (r != GH_READONLY)
		return;
	skip(w, xasprintf("the token may not write comments here, as in runs "
			  "of pull requests from forks (%s)",
		    w->remote.text));
	if (!w->o->require_comment)
		w->remote = (struct err){ST_DONE, ""};
}

static void
no_requests(struct work *w)
{
	write_letters(w);
	if (w->o->render != NULL) {
		skip(w, xstrdup("rendered, to be posted by --post"));
		twostep_render(w->o->render, w->o, &w->at,
		    w->input.status == ST_DONE ? &w->doc : NULL,
		    w->letter[0].text, &w->local);
	} else if (!w->c->pr_comment_enabled)
		skip(w, xstrdup("switched off by pr_comment_enabled"));
	else
		skip(w, w->at.why != NULL ? xstrdup(w->at.why)
					  : xstrdup("no pull request"));
}

/* ---- what is left when the work is done ---- */

static const char *
status_word(const struct work *w)
{
	return w->input.status != ST_DONE ? "FAIL"
					  : verdict_status(w->doc.root, NULL);
}

static void
surfaces(struct work *w)
{
	if (!w->c->pr_comment_enabled)
		return;
	if (!w->o->no_summary)
		surface_summary(w->letter[0].text, &w->local);
	if (!w->o->no_output)
		surface_output(status_word(w), &w->posted[0], &w->local);
}

/* The failure with the highest status, the others behind it in its line. */
static struct err
worst(const struct work *w)
{
	const struct err *all[] = {&w->remote, &w->local, &w->input};
	struct err e = {ST_DONE, ""};
	size_t i, n;

	for (i = 0; i < 3; i++) {
		if (all[i]->status == ST_DONE)
			continue;
		n = strlen(e.text);
		if (e.status == ST_DONE)
			e = *all[i];
		else
			snprintf(e.text + n, sizeof(e.text) - n,
			    "; also: %.200s", all[i]->text);
		if (all[i]->status > e.status)
			e.status = all[i]->status;
	}
	return e;
}

static void
say_page(const struct work *w)
{
	if (w->page.status != ST_DONE && !w->o->quiet)
		surface_notice(w->page.text);
}

/* Why letter i was not posted, where that is not why the one before was not. */
static void
say_why(const struct work *w, size_t i)
{
	const char *why = w->posted[i].why;

	if (why != NULL && (i == 0 || w->posted[i - 1].why == NULL ||
			       strcmp(why, w->posted[i - 1].why) != 0))
		surface_notice(why);
}

static int
finish(struct work *w)
{
	struct err e;
	size_t i;

	if (w->o->require_comment && w->remote.status == ST_DONE &&
	    w->posted[0].action == ACTION_SKIPPED && w->posted[0].id == 0)
		err_set(&w->remote, ST_REMOTE, "CBKB004: no comment: %s",
		    w->posted[0].why != NULL ? w->posted[0].why : "none");
	e = worst(w);
	if (e.status == ST_DONE)
		say_page(w);
	for (i = 0; i < w->letters && e.status == ST_DONE && !w->o->quiet; i++)
		say_why(w, i);
	if (w->input.status == ST_DONE && !w->o->no_annotations)
		surface_annotations(w->doc.root, w->c);
	if (e.status != ST_DONE)
		return diag_fail(&e);
	output_document(&w->doc, w->posted, w->letters);
	return verdict_exit(w->doc.root, w->o->exit_zero);
}

static void
work_free(struct work *w)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		letter_free(&w->letter[i]);
		posted_free(&w->posted[i]);
	}
	gh_close(w->g);
	jio_free(&w->doc);
	target_free(&w->at);
	free(w->template);
	free(w->template_name);
}

int
work(const struct opts *o, const struct conf *c)
{
	struct work w = {.o = o, .c = c};
	struct err e = {ST_DONE, ""};
	char *url;
	int status;

	if (!prepare(&w, &e)) {
		work_free(&w);
		return diag_fail(&e);
	}
	if (!o->no_sandbox)
		confine(o);
	read_document(&w);
	if (o->dry_run) {
		write_letters(&w);
		if (w.input.status == ST_DONE) {
			url = target_url(&w.at, &e);
			output_dry(w.letter, w.letters, url);
			free(url);
			say_page(&w);
			status = verdict_exit(w.doc.root, o->exit_zero);
		} else
			status = diag_fail(&w.input);
	} else {
		if (w.g != NULL)
			deliver(&w);
		else
			no_requests(&w);
		gh_close(w.g);
		w.g = NULL;
		surfaces(&w);
		status = finish(&w);
	}
	work_free(&w);
	return status;
}
