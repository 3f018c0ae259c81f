/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * conf - where configuration files are found, and INI text read strictly
 *
 * inih hands over section, key and value; what it would cut or let pass (long
 * lines, long section names, duplicates) is caught here, because the reader
 * that feeds it sees each raw line first.  Its continuation lines (a line that
 * begins with a blank) are joined with a blank into one value.
 */
#include "conf.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fsio.h"
#include "jseq.h"
#include "shipped.h"

#define CONF_MAX (1u << 20) /* bytes of one configuration file */
#define INIH_LINE 198       /* of 200: one for LF, one for NUL */
#define INIH_SECTION 49     /* of 50 */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Does -c FILE stand for the file called name? */
static bool
stands_for(const char *arg, const char *name)
{
	size_t n;

	if (strcmp(base_name(arg), base_name(name)) == 0)
		return true;
	return strcmp(name, "thresholds.ini") == 0 &&
	       !shipped_file(base_name(arg), &n);
}

/* A name that leads nowhere is the user's error, a disk that fails is not. */
static bool
unusable(struct err *e)
{
	static const int named[] = {
	    EACCES, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR};
	bool wrong = e->status != ST_SYSTEM;
	size_t i;

	for (i = 0; i < sizeof(named) / sizeof(*named); i++)
		wrong = wrong || errno == named[i];
	if (wrong)
		e->status = ST_USAGE;
	return false;
}

/* Try dir/name: 1 taken, 0 not there, -1 error. */
static int
try_dir(const char *dir, const char *name, char **text, size_t *n,
    char **source, struct err *e)
{
	char *path = fsio_join(dir, name);

	if (fsio_slurp(path, CONF_MAX, text, n, e)) {
		*source = path;
		return 1;
	}
	free(path);
	if (e->status != ST_SYSTEM || (errno != ENOENT && errno != ENOTDIR)) {
		unusable(e);
		return -1;
	}
	memset(e, 0, sizeof(*e));
	return 0;
}

bool
conf_file(const char *name, const char *arg, char **text, size_t *n,
    char **source, struct err *e)
{
	const char *dirs[4], *env = getenv("BENCHLINE_CONFIG"), *p;
	size_t ndirs = 0, i;
	struct stat st;

	if (arg && stat(arg, &st) != 0) {
		err_sys(e, "can't open '%s'", arg);
		return unusable(e);
	}
	if (arg && !S_ISDIR(st.st_mode)) {
		if (stands_for(arg, name)) {
			*source = xstrdup(arg);
			if (fsio_slurp(arg, CONF_MAX, text, n, e))
				return true;
			free(*source);
			*source = NULL;
			return unusable(e);
		}
		arg = NULL;
	}
	if (arg)
		dirs[ndirs++] = arg;
	if (env && *env)
		dirs[ndirs++] = env;
	dirs[ndirs++] = "config";
	dirs[ndirs++] = BL_SHAREDIR;
	for (i = 0; i < ndirs; i++) {
		int got = try_dir(dirs[i], name, text, n, source, e);

		if (got != 0)
			return got > 0;
	}
	p = shipped_file(name, n);
	if (!p)
		return err_set(e, ST_USAGE, "no configuration file '%s'", name);
	*text = xmalloc(*n + 1);
	memcpy(*text, p, *n + 1);
	*source = xasprintf("built in: %s", name);
	return true;
}

/* ---- INI text ---- */

struct seen {
	char *section, *key; /* key NULL: the section itself */
};

struct ini {
	struct span rest;
	const char *name;
	size_t line, last_line;      /* of the reader; of the pending value */
	bool continued;              /* the line just read is a continuation */
	char *section, *key, *value; /* pending */
	struct seen *seen;
	size_t nseen, room;
	conf_handler *fn;
	void *user;
	struct err *e;
};

static bool
at_line(struct ini *in, size_t line)
{
	size_t n = strlen(in->e->text);

	snprintf(in->e->text + n, sizeof(in->e->text) - n, ", %s:%zu", in->name,
	    line);
	return false;
}

static bool
once(struct ini *in, const char *section, const char *key)
{
	size_t i;

	for (i = 0; i < in->nseen; i++) {
		const struct seen *s = &in->seen[i];

		if (strcmp(s->section, section) == 0 &&
		    (key ? s->key && strcmp(s->key, key) == 0 : !s->key))
			return false;
	}
	if (in->nseen == in->room) {
		in->room = in->room ? in->room * 2 : 64;
		in->seen = xrealloc(in->seen, in->room * sizeof(*in->seen));
	}
	in->seen[in->nseen].section = xstrdup(section);
	in->seen[in->nseen++].key = key ? xstrdup(key) : NULL;
	return true;
}

/* Hand the pending value over. */
static bool
flush(struct ini *in)
{
	bool good = true;

	if (in->key && in->e->status == ST_DONE) {
		if (!once(in, in->section, in->key))
			good = err_set(in->e, ST_USAGE,
			    "key '%s' twice in section '%s'", in->key,
			    in->section);
		else
			good = in->fn(
			    in->user, in->section, in->key, in->value, in->e);
		if (!good)
			at_line(in, in->last_line);
	}
	free(in->section);
	free(in->key);
	free(in->value);
	in->section = in->key = in->value = NULL;
	return good;
}

/* A section's head on its raw line: too long, or seen before? */
static bool
section_line(struct ini *in, const char *p, size_t n)
{
	const char *close = memchr(p, ']', n);
	char *name;
	bool good = true;

	if (!close)
		return true; /* inih says so itself */
	name = xstrndup(p + 1, (size_t)(close - p) - 1);
	if (strlen(name) > INIH_SECTION)
		good = err_set(in->e, ST_USAGE,
		    "section name longer than %d bytes", INIH_SECTION);
	else if (!once(in, name, NULL))
		good = err_set(in->e, ST_USAGE, "section '%s' twice", name);
	free(name);
	return good || at_line(in, in->line);
}

/* inih's reader: the next raw line into buf, as fgets does. */
static char *
next_line(char *buf, int room, void *stream)
{
	struct ini *in = stream;
	struct span line, text;
	bool torn;

	if (in->e->status != ST_DONE || !jseq_line(&in->rest, &line, &torn))
		return NULL;
	in->line++;
	if (line.n > INIH_LINE || line.n + 2 > (size_t)room) {
		err_set(in->e, ST_USAGE,
		    "line longer than %d bytes (go on in a line that begins "
		    "with a blank)",
		    INIH_LINE);
		at_line(in, in->line);
		return NULL;
	}
	if (memchr(line.p, '\0', line.n)) {
		err_set(in->e, ST_USAGE, "NUL byte");
		at_line(in, in->line);
		return NULL;
	}
	for (text = line; text.n > 0 && strchr(" \t\r", *text.p); text.n--)
		text.p++;
	in->continued = text.n > 0 && text.p > line.p;
	if (text.n > 0 && *text.p == '[' && !in->continued &&
	    !section_line(in, text.p, text.n))
		return NULL;
	memcpy(buf, line.p, line.n);
	buf[line.n] = '\n';
	buf[line.n + 1] = '\0';
	return buf;
}

/* inih's handler. */
static int
pair(void *user, const char *section, const char *key, const char *value)
{
	struct ini *in = user;

	if (in->e->status != ST_DONE)
		return 0;
	if (in->continued && in->key) {
		char *joined = xasprintf("%s %s", in->value, value);

		free(in->value);
		in->value = joined;
		return 1;
	}
	if (!flush(in))
		return 0;
	in->section = xstrdup(section);
	in->key = xstrdup(key);
	in->value = xstrdup(value);
	in->last_line = in->line;
	return 1;
}

bool
conf_ini(const char *text, size_t n, const char *name, conf_handler *fn,
    void *user, struct err *e)
{
	struct ini in = {
	    .rest = {text, n}, .name = name, .fn = fn, .user = user, .e = e};
	int bad = ini_parse_stream(next_line, &in, pair, &in);
	size_t i;

	if (e->status == ST_DONE)
		flush(&in);
	if (bad == -2) /* inih's own buffer */
		xdie();
	if (bad && e->status == ST_DONE) {
		err_set(e, ST_USAGE, "expected 'key = value' or '[section]'");
		at_line(&in, (size_t)bad);
	}
	flush(&in);
	for (i = 0; i < in.nseen; i++) {
		free(in.seen[i].section);
		free(in.seen[i].key);
	}
	free(in.seen);
	return e->status == ST_DONE;
}

bool
conf_bool(const char *v, bool *out)
{
	static const char *const yes[] = {"true", "yes", "on", "1"};
	static const char *const no[] = {"false", "no", "off", "0"};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (strcmp(v, yes[i]) == 0)
			return *out = true;
		if (strcmp(v, no[i]) == 0) {
			*out = false;
			return true;
		}
	}
	return false;
}

bool
conf_number(const char *v, double *out)
{
	const struct unit *u;

	return unit_parse(v, out, &u) && !u;
}

char **
conf_list(const char *v)
{
	char **list = xmalloc(sizeof(*list));
	size_t n = 0;

	for (;;) {
		size_t len;

		v += strspn(v, " \t,");
		if (!*v)
			break;
		len = strcspn(v, ",");
		list = xrealloc(list, (n + 2) * sizeof(*list));
		list[n] = xstrndup(v, len);
		v += len;
		while (len > 0 && strchr(" \t", list[n][len - 1]))
			list[n][--len] = '\0';
		n++;
	}
	list[n] = NULL;
	return list;
}

void
conf_list_free(char **list)
{
	char **p;

	for (p = list; p && *p; p++)
		free(*p);
	free(list);
}
