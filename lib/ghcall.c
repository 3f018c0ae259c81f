/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ghcall - requests to GitHub's REST API: what is sent, what an answer means,
 * when to try again
 *
 * An answer is judged once, in judge(); next_step() does what that says.  403
 * and 429 are used for both rate limits and for refusals: Retry-After,
 * x-ratelimit-remaining and the words tell which, not the code.
 */
#define _GNU_SOURCE /* strcasestr */
#include "ghcall.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "conf.h"
#include "fsio.h"
#include "jseq.h"
#include "utf8.h"

#define API_VERSION "2022-11-28" /* the next one drops merge_commit_sha */
#define HOPS 5
#define MESSAGE_MAX 200 /* code points of GitHub's words */
#define SECONDARY 60.0  /* s: a secondary limit that names no time */

/* ---- an answer ---- */

enum verdict { V_GOOD, V_AGAIN, V_LIMIT, V_MOVED, V_FINAL };

struct judged {
	enum verdict v;
	double wait;       /* V_LIMIT, V_AGAIN: seconds that it asks for */
	const char *limit; /* why; NULL when it asks for none */
	char *text;        /* GitHub's message, cut; or NULL */
	struct span value;
};

/* s on one line, no control characters, at most MESSAGE_MAX code points; new.
 */
static char *
one_line(const char *s)
{
	const char *end = s + strlen(s);
	char *out = xmalloc(4 * MESSAGE_MAX + 1), *w = out;
	size_t n, count;
	uint32_t c;

	for (count = 0; s < end && count < MESSAGE_MAX; count++, s += n) {
		n = utf8_decode(s, end, &c);
		if (n == 0 || utf8_is_control(c)) {
			n = n == 0 ? 1 : n;
			*w++ = ' ';
		} else {
			memcpy(w, s, n);
			w += n;
		}
	}
	*w = '\0';
	return out;
}

/* GitHub's own words, unless they hold the token. */
static char *
message_of(const struct github *g, struct span v)
{
	const char *token = g->token + strlen(g->token) - g->token_len;
	struct span m;
	char *s = NULL, *out = NULL;

	if (v.n > 0 && *v.p == '{' && jseq_member(v, "message", &m) &&
	    jseq_string(m, &s) && strstr(s, token) == NULL)
		out = one_line(s);
	free(s);
	return out;
}

/* A header's value as seconds, or NAN. */
static double
header_number(const struct http_answer *a, const char *name)
{
	char *s = http_header(a, name);
	double v = NAN;

	if (s == NULL || *s == '\0' || strlen(s) > 15 ||
	    strspn(s, "0123456789") != strlen(s) || !conf_number(s, &v))
		v = NAN;
	free(s);
	return v;
}

/* What Retry-After asks for, in seconds or as a date, in seconds; or NAN. */
static double
retry_after(const struct http_answer *a)
{
	char *s = http_header(a, "Retry-After"), *end;
	double v = header_number(a, "Retry-After");
	struct tm t = {0};

	end = s != NULL ? strptime(s, "%a, %d %b %Y %H:%M:%S GMT", &t) : NULL;
	if (end != NULL && *end == '\0')
		v = difftime(timegm(&t), time(NULL));
	free(s);
	return v;
}

static bool
says(const char *text, const char *words)
{
	return text != NULL && strcasestr(text, words) != NULL;
}

/* Words of a refusal, whatever the rate limit's headers say. */
static bool
is_refusal(const char *text)
{
	return says(text, "not accessible by") || says(text, "locked");
}

/* 403 or 429: is it a rate limit, which one, and how long? */
static bool
is_limit(const struct http_answer *a, int try, struct judged *j)
{
	double after = retry_after(a), reset;

	if ((a->code != 403 && a->code != 429) || is_refusal(j->text))
		return false;
	j->limit = "secondary rate limit";
	if (header_number(a, "x-ratelimit-remaining") == 0) {
		reset = header_number(a, "x-ratelimit-reset");
		j->limit = "primary rate limit";
		j->wait = fmax(after, reset + 1 - (double)time(NULL));
		if (isnan(j->wait))
			j->wait = SECONDARY;
	} else if (!isnan(after))
		j->wait = after;
	else if (a->code == 429 || says(j->text, "rate limit") ||
		 says(j->text, "abuse detection"))
		j->wait = SECONDARY * (1 << (try < 8 ? try - 1 : 7));
	else
		return false;
	if (j->wait < 1)
		j->wait = 1;
	return true;
}

/* A 2xx holds what it should: JSON or nothing, and take likes it. */
static bool
is_good(const struct call *c, const struct http_answer *a, struct span v)
{
	const char *end = a->body + a->len;

	if (v.n == 0 && jseq_skip(a->body, end) != end)
		return false;
	return c->take == NULL || c->take(c->user, v);
}

static void
judge(const struct call *c, struct http_answer *a, struct judged *j)
{
	*j = (struct judged){V_AGAIN, 0, NULL, NULL, {"", 0}};
	if (a->outcome == HTTP_UNTRUSTED || a->outcome == HTTP_TOO_LARGE)
		j->v = V_FINAL;
	if (a->outcome != HTTP_ANSWER)
		return;
	gh_value(a->body, a->len, &j->value);
	j->text = message_of(c->g, j->value);
	if (a->code >= 200 && a->code < 300) {
		if (is_good(c, a, j->value))
			j->v = V_GOOD;
	} else if (a->code >= 300 && a->code < 400) {
		j->v = V_MOVED;
	} else if (is_limit(a, c->tries, j)) {
		j->v = V_LIMIT;
	} else if (a->code < 500 && a->code != 408) {
		j->v = V_FINAL;
	} else if (retry_after(a) > 0) {
		j->limit = "try again";
		j->wait = retry_after(a);
	}
}

/* ---- what to say ---- */

static const char *
advice(const struct http_answer *a, const char *text)
{
	switch (a->code) {
	case 401:
		return "the token is wrong or has expired";
	case 403:
		if (says(text, "locked"))
			return "unlock the conversation";
		return "the token lacks 'pull-requests: write' (permissions: "
		       "in "
		       "the workflow)";
	case 404:
		return "no such thing, or the token can't see this repository";
	case 410:
		return "it is gone; are issues turned off in this repository?";
	case 422:
		return "GitHub did not accept the request as valid";
	case 423:
		return "the repository is archived or locked";
	default:
		return "GitHub refused it";
	}
}

/* What X-Accepted-GitHub-Permissions says is missing, new; or NULL. */
static char *
permission_of(const struct http_answer *a)
{
	char *need = http_header(a, "X-Accepted-GitHub-Permissions");

	if (need != NULL && a->code == 403 && *need != '\0' &&
	    strlen(need) <= 80 &&
	    strspn(need, "abcdefghijklmnopqrstuvwxyz_-=;, ") == strlen(need))
		return need;
	free(need);
	return NULL;
}

/* "CBKB004: can't DOING: 403 'text'", then what fmt says; false. */
static void BL_PRINTF(5, 6) say(struct err *e, const struct call *c,
    const struct http_answer *a, const struct judged *j, const char *fmt, ...)
{
	bool answered = a->outcome == HTTP_ANSWER;
	bool words = answered && j->text != NULL && a->code != 401;
	char more[256], code[32] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(more, sizeof(more), fmt, ap);
	va_end(ap);
	if (answered)
		snprintf(code, sizeof(code), "%ld", a->code);
	*e = (struct err){ST_DONE, ""};
	err_set(e, ST_REMOTE, "CBKB004: can't %s: %s%s%s%s%s", c->doing,
	    answered                       ? code
	    : a->outcome == HTTP_TOO_LARGE ? "the answer is too large"
					   : a->why,
	    words ? " '" : "", words ? j->text : "", words ? "'" : "", more);
}

static enum gh_result
refused(const struct call *c, struct http_answer *a, const struct judged *j,
    struct err *e)
{
	char *need = permission_of(a);

	if (a->outcome == HTTP_ANSWER)
		say(e, c, a, j, ": %s%s%s", advice(a, j->text),
		    need != NULL ? "; needs " : "", need != NULL ? need : "");
	else
		say(e, c, a, j, "%s", "");
	free(need);
	if (a->code == 403 && says(j->text, "not accessible by integration"))
		return GH_READONLY;
	return a->code == 404 ? GH_ABSENT : GH_FAILED;
}

static void
say_transient(const struct call *c, const struct http_answer *a,
    const struct judged *j, struct err *e)
{
	bool cut = a->outcome == HTTP_ANSWER && a->code < 300;

	say(e, c, a, j, "%s (tries: %d)",
	    cut ? ", but the answer is cut off or not what it should be" : "",
	    c->tries);
}

static void
say_limit(const struct call *c, const struct http_answer *a,
    const struct judged *j, struct err *e)
{
	char when[32];

	fsio_utc((long long)time(NULL) + (long long)ceil(j->wait), when);
	say(e, c, a, j,
	    ", %s: not before %s, in %.0f s (tries: %d; %.0f s of waiting "
	    "left)",
	    j->limit, when, j->wait, c->tries, gh_wait_left(c->g));
}

/* Wait as the answer asks, or say why not. */
static bool
sit_out(const struct call *c, const struct http_answer *a,
    const struct judged *j, struct err *e)
{
	if (c->tries < c->g->tries && gh_wait(c->g, j->wait))
		return true;
	say_limit(c, a, j, e);
	return false;
}

/* ---- requests ---- */

static bool
send_one(struct call *c, struct http_answer *a, struct err *e)
{
	const char *header[] = {"Accept: application/vnd.github+json",
	    "X-GitHub-Api-Version: " API_VERSION,
	    "User-Agent: benchline/" BL_VERSION, c->g->token,
	    c->body != NULL ? "Content-Type: application/json" : NULL, NULL};
	struct http_request r = {c->method, c->url, header, c->body,
	    c->body != NULL ? strlen(c->body) : 0,
	    c->tries > 0 || strcmp(c->method, "GET") != 0};

	c->g->requests++;
	c->tries++;
	return http_send(c->g->http, &r, a, e);
}

/* Go where a redirect leads; false, e filled, when we don't. */
static bool
follow(struct call *c, struct http_answer *a, const struct judged *j,
    struct err *e)
{
	char *to = http_header(a, "Location"), *url;
	const char *why = NULL;

	url = to != NULL ? http_resolve(c->url, to) : NULL;
	free(to);
	if (url == NULL || a->code == 303 || a->code == 304)
		why = "a redirect to nowhere";
	else if (c->hops++ >= HOPS)
		why = "one redirect too many";
	else if (!http_same_origin(url, c->g->base))
		why =
		    "a redirect to another host, which the token must not see";
	if (why == NULL) {
		free(c->url);
		c->url = url;
		return true;
	}
	say(e, c, a, j, ", %s", why);
	free(url);
	return false;
}

/*
 * What follows from an answer: true to send the request (again).  *r is what
 * the call comes to when it ends here.
 */
static bool
next_step(struct call *c, struct http_answer *a, const struct judged *j,
    enum gh_result *r, struct err *e)
{
	bool last = c->tries >= c->g->tries;

	*r = GH_FAILED;
	switch (j->v) {
	case V_GOOD:
		*e = (struct err){ST_DONE, ""};
		*r = GH_OK;
		return false;
	case V_MOVED:
		c->tries--;
		return follow(c, a, j, e);
	case V_FINAL:
		*r = refused(c, a, j, e);
		return false;
	case V_LIMIT:
		return sit_out(c, a, j, e);
	default:
		say_transient(c, a, j, e);
		c->g->asked = j->wait;
		if (j->wait > gh_wait_left(c->g))
			say_limit(c, a, j, e);
		if (strcmp(c->method, "POST") == 0) {
			*r = GH_UNSURE;
			return false;
		}
		if (j->wait > 0)
			return sit_out(c, a, j, e);
		return !last && gh_wait(c->g, gh_backoff(c->tries + 1));
	}
}

enum gh_result
gh_run(struct call *c, char **link, struct err *e)
{
	enum gh_result r = GH_FAILED;
	struct http_answer a;
	struct judged j;
	bool more = true;

	while (more && send_one(c, &a, e)) {
		judge(c, &a, &j);
		more = next_step(c, &a, &j, &r, e);
		if (r == GH_OK && link != NULL)
			*link = http_header(&a, "Link");
		free(j.text);
		http_answer_free(&a);
	}
	return r;
}

enum gh_result
gh_call(struct github *g, const char *method, const char *path,
    const char *body, const char *doing, gh_take *take, void *user,
    struct err *e)
{
	struct call c = {g, method, body, doing,
	    xasprintf("%s%s", g->base, path), take, user, 0, 0};
	bool post = strcmp(method, "POST") == 0;
	enum gh_result r;

	if (post)
		c.tries = g->unsure;
	r = gh_run(&c, NULL, e);
	if (post)
		g->unsure = r == GH_UNSURE ? c.tries : 0;
	free(c.url);
	return r;
}
