/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * thresholds - conf_load: what thresholds.ini says, checked
 *
 * The sections may come in any order, so floors and targets are kept as text
 * until all metrics are known.  A file without [metrics] (the original flat
 * TOML) takes the shipped ones.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "fsio.h"
#include "shipped.h"

struct late { /* a floor or target, with its place in the file for messages */
	char *key, *value;
	bool target;
};

struct load {
	struct conf *c;
	struct late *late;
	size_t nlate;
	bool only_metrics; /* reading the shipped file for its [metrics] */
};

static bool
bad_value(struct err *e, const char *key, const char *value, const char *want)
{
	return err_set(e, ST_USAGE, "wrong value '%s' for '%s': expected %s",
	    value, key, want);
}

static bool
unknown_key(struct err *e, const char *section, const char *key)
{
	return err_set(
	    e, ST_USAGE, "unknown key '%s' in section '%s'", key, section);
}

static bool
set_positive(double *out, const char *key, const char *value, struct err *e)
{
	double v;

	if (!conf_number(value, &v) || v <= 0)
		return bad_value(e, key, value, "a number above 0");
	*out = v;
	return true;
}

static bool
set_fraction(double *out, const char *key, const char *value, struct err *e)
{
	double v;

	if (!conf_number(value, &v) || v <= 0 || v >= 1)
		return bad_value(
		    e, key, value, "a fraction between 0 and 1 (0.05 is 5 %)");
	*out = v;
	return true;
}

static bool
set_bool(bool *out, const char *key, const char *value, struct err *e)
{
	return conf_bool(value, out) ||
	       bad_value(e, key, value, "true or false");
}

static bool
set_text(char **out, const char *value)
{
	free(*out);
	*out = xstrdup(value);
	return true;
}

static bool
set_list(char ***out, const char *value)
{
	conf_list_free(*out);
	*out = conf_list(value);
	return true;
}

/* Which of the names is value?  Names are separated by '|'. */
static bool
set_choice(int *out, const char *names, const char *key, const char *value,
    struct err *e)
{
	const char *p = names;
	int i;

	for (i = 0;; i++) {
		size_t n = strcspn(p, "|");

		if (strlen(value) == n && memcmp(p, value, n) == 0) {
			*out = i;
			return true;
		}
		if (!p[n])
			return bad_value(e, key, value, names);
		p += n + 1;
	}
}

/* ---- [metrics] ---- */

static struct conf_metric *
find_metric(const struct conf *c, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < c->nmetric; i++) {
		if (strlen(c->metric[i].name) == n &&
		    memcmp(c->metric[i].name, name, n) == 0)
			return &c->metric[i];
	}
	return NULL;
}

/* "display" -> "DISPLAY", until a label is configured. */
static char *
default_label(const char *metric)
{
	char *label = xstrndup(metric, unit_stem(metric)), *p;

	for (p = label; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if (*p == '_')
			*p = ' ';
	}
	return label;
}

static bool
reserved(const char *name)
{
	return strcmp(name, "schema_version") == 0 ||
	       strcmp(name, "warnings") == 0 || strcmp(name, "errors") == 0 ||
	       *name == '_';
}

static bool
new_metric(struct conf *c, const char *key, const char *value, struct err *e)
{
	const struct unit *u = unit_of_metric(key);
	struct conf_metric *m;

	if (!u || reserved(key))
		return err_set(e, ST_USAGE,
		    "metric '%s': its name must end in its unit (_gibs, _mibs, "
		    "_mbs, _elems, _ns, _us, _ms, _s)",
		    key);
	c->metric = xrealloc(c->metric, (c->nmetric + 1) * sizeof(*m));
	m = &c->metric[c->nmetric++];
	*m = (struct conf_metric){.name = xstrdup(key),
	    .label = default_label(key),
	    .unit = u,
	    .pattern = conf_list(value),
	    .decimals = u->decimals,
	    .gate = GATE_FAIL,
	    .headline = true,
	    .floor = NAN,
	    .target = NAN};
	if (!m->pattern[0])
		return bad_value(e, key, value, "patterns over benchmark ids");
	return true;
}

static bool
metric_attribute(struct conf_metric *m, const char *key, const char *what,
    const char *value, struct err *e)
{
	int i = 0;
	double v;

	if (strcmp(what, "label") == 0) {
		if (!*value)
			return bad_value(e, key, value, "a text");
		return set_text(&m->label, value);
	}
	if (strcmp(what, "optional") == 0)
		return set_bool(&m->optional, key, value, e);
	if (strcmp(what, "headline") == 0)
		return set_bool(&m->headline, key, value, e);
	if (strcmp(what, "reduce") == 0) {
		if (!set_choice(
			&i, "max|min|median|mean|geomean", key, value, e))
			return false;
		m->reduce = (enum reduce)i;
		return true;
	}
	if (strcmp(what, "statistic") == 0) {
		if (!set_choice(&i, "typical|mean|median", key, value, e))
			return false;
		m->statistic = (enum choice)i;
		return true;
	}
	if (strcmp(what, "gate") == 0) {
		if (!set_choice(&i, "warn|fail", key, value, e))
			return false;
		m->gate = i == 0 ? GATE_WARN : GATE_FAIL;
		return true;
	}
	if (strcmp(what, "decimals") == 0) {
		if (!conf_number(value, &v) || v < 0 || v > 9 || v != floor(v))
			return bad_value(e, key, value, "0 to 9");
		m->decimals = (int)v;
		return true;
	}
	return unknown_key(e, "metrics", key);
}

static bool
metrics_key(struct conf *c, const char *key, const char *value, struct err *e)
{
	const char *dot = strrchr(key, '.');
	struct conf_metric *m;

	if (!dot)
		return new_metric(c, key, value, e);
	m = find_metric(c, key, (size_t)(dot - key));
	if (!m)
		return err_set(
		    e, ST_USAGE, "'%s' stands before its metric", key);
	return metric_attribute(m, key, dot + 1, value, e);
}

/* ---- the other sections ---- */

static bool
keep_late(struct load *l, const char *key, const char *value, bool target)
{
	l->late = xrealloc(l->late, (l->nlate + 1) * sizeof(*l->late));
	l->late[l->nlate++] =
	    (struct late){xstrdup(key), xstrdup(value), target};
	return true;
}

static bool
floors_key(struct load *l, const char *key, const char *value, struct err *e)
{
	struct conf *c = l->c;

	if (strcmp(key, "regression_threshold") == 0)
		return set_fraction(&c->regression_threshold, key, value, e);
	if (strcmp(key, "warning_factor") == 0)
		return set_positive(&c->warning_factor, key, value, e);
	if (strcmp(key, "memory_max_mib") == 0)
		return set_positive(&c->memory_max_mib, key, value, e);
	if (strcmp(key, "variance_tolerance") == 0)
		return set_positive(&c->variance_tolerance, key, value, e);
	if (strstr(key, "_min_") || strstr(key, "_max_"))
		return keep_late(l, key, value, false);
	return unknown_key(e, "performance_floors", key);
}

static bool
targets_key(struct load *l, const char *key, const char *value, struct err *e)
{
	int i = 0;

	if (strcmp(key, "safety_margin_multiplier") == 0)
		return set_positive(
		    &l->c->safety_margin_multiplier, key, value, e);
	if (strcmp(key, "target_severity") == 0) {
		if (!set_choice(&i, "note|warning", key, value, e))
			return false;
		l->c->target_is_warning = i == 1;
		return true;
	}
	if (strstr(key, "_target_"))
		return keep_late(l, key, value, true);
	return unknown_key(e, "enterprise_targets", key);
}

static bool
automation_key(
    struct conf *c, const char *key, const char *value, struct err *e)
{
	if (strcmp(key, "benchmark_timeout_minutes") == 0)
		return set_positive(
		    &c->benchmark_timeout_minutes, key, value, e);
	if (strcmp(key, "pr_comment_enabled") == 0)
		return set_bool(&c->pr_comment_enabled, key, value, e);
	if (strcmp(key, "baseline_promotion_enabled") == 0)
		return set_bool(&c->baseline_promotion_enabled, key, value, e);
	if (strcmp(key, "audit_generation_enabled") == 0)
		return set_bool(&c->audit_generation_enabled, key, value, e);
	if (strcmp(key, "main_branch") == 0)
		return *value ? set_text(&c->main_branch, value)
			      : bad_value(e, key, value, "a branch's name");
	if (strcmp(key, "min_rust_version") == 0)
		return set_text(&c->min_rust_version, value);
	if (strcmp(key, "min_git_version") == 0)
		return set_text(&c->min_git_version, value);
	return unknown_key(e, "automation", key);
}

static bool
access_key(struct conf *c, const char *key, const char *value, struct err *e)
{
	int i = 0;

	if (strcmp(key, "mode") == 0) {
		char *end;
		unsigned long m = strtoul(value, &end, 8);

		if (*value < '0' || *value > '7' || *end || m > 0777)
			return bad_value(e, key, value, "an octal mode (0640)");
		c->mode = (mode_t)m;
		return true;
	}
	if (strcmp(key, "promoters") == 0)
		return set_list(&c->promoters, value);
	if (strcmp(key, "overriders") == 0)
		return set_list(&c->overriders, value);
	if (strcmp(key, "actor") == 0) {
		if (!set_choice(&i, "login|id", key, value, e))
			return false;
		c->actor_is_id = i == 1;
		return true;
	}
	return unknown_key(e, "access", key);
}

/* The [benchmark:PATTERN] of this section, made at its first key. */
static struct conf_bench *
bench_section(struct conf *c, const char *pattern)
{
	struct conf_bench *b;

	if (c->nbench && strcmp(c->bench[c->nbench - 1].pattern, pattern) == 0)
		return &c->bench[c->nbench - 1];
	c->bench = xrealloc(c->bench, (c->nbench + 1) * sizeof(*b));
	b = &c->bench[c->nbench++];
	*b = (struct conf_bench){
	    .pattern = xstrdup(pattern), .regression_threshold = NAN};
	return b;
}

static bool
bench_key(struct conf *c, const char *section, const char *key,
    const char *value, struct err *e)
{
	struct conf_bench *b = bench_section(c, section + strlen("benchmark:"));
	int i = 0;

	if (strcmp(key, "regression_threshold") == 0)
		return set_fraction(&b->regression_threshold, key, value, e);
	if (strcmp(key, "allow_missing") == 0)
		return set_bool(&b->allow_missing, key, value, e);
	if (strcmp(key, "gate") == 0) {
		if (!set_choice(&i, "metric|warn|fail", key, value, e))
			return false;
		b->gate = (enum gate)i;
		return true;
	}
	if (strcmp(key, "direction") == 0) {
		if (!set_choice(&i, "auto|higher|lower", key, value, e))
			return false;
		b->direction = (enum direction)i;
		return true;
	}
	return unknown_key(e, section, key);
}

/* value less a TOML comment and quotes, in place. */
static char *
plain(char *v)
{
	size_t n;
	char *p;

	for (p = v; (p = strchr(p, '#')) != NULL; p++) {
		if (p == v || p[-1] == ' ' || p[-1] == '\t') {
			*p = '\0';
			break;
		}
	}
	n = strlen(v);
	while (n > 0 && (v[n - 1] == ' ' || v[n - 1] == '\t'))
		v[--n] = '\0';
	if (n >= 2 && *v == '"' && v[n - 1] == '"') {
		v[n - 1] = '\0';
		v++;
	}
	return v;
}

static bool
any_key(void *user, const char *section, const char *key, const char *raw,
    struct err *e)
{
	struct load *l = user;
	char *copy = xstrdup(raw), *value = plain(copy);
	bool good;

	if (strcmp(section, "metrics") == 0)
		good = metrics_key(l->c, key, value, e);
	else if (l->only_metrics)
		good = true;
	else if (strcmp(section, "performance_floors") == 0)
		good = floors_key(l, key, value, e);
	else if (strcmp(section, "enterprise_targets") == 0)
		good = targets_key(l, key, value, e);
	else if (strcmp(section, "automation") == 0)
		good = automation_key(l->c, key, value, e);
	else if (strcmp(section, "access") == 0)
		good = access_key(l->c, key, value, e);
	else if (strncmp(section, "benchmark:", 10) == 0 && section[10])
		good = bench_key(l->c, section, key, value, e);
	else if (!*section)
		good = err_set(e, ST_USAGE, "key '%s' before any section", key);
	else
		good = err_set(e, ST_USAGE, "unknown section '%s'", section);
	free(copy);
	return good;
}

/*
 * A floor or target: STEM_min_UNIT, STEM_max_UNIT (times), STEM_target_UNIT.
 * A value's own unit counts; a bare number under STEM_min_mibs is MB/s, as the
 * comments of the original file say.
 */
static bool
resolve(struct conf *c, const struct late *l, struct err *e)
{
	const char *bar = strrchr(l->key, '_'), *word;
	const struct unit *named = unit_by_suffix(bar + 1), *given;
	struct conf_metric *m = NULL;
	size_t i, stem;
	double v, *to;

	for (word = bar - 1; word > l->key && *word != '_'; word--)
		;
	stem = (size_t)(word - l->key);
	if (!named)
		return err_set(
		    e, ST_USAGE, "'%s' does not end in a unit", l->key);
	for (i = 0; i < c->nmetric && !m; i++) {
		if (unit_stem(c->metric[i].name) == stem &&
		    memcmp(c->metric[i].name, l->key, stem) == 0 &&
		    c->metric[i].unit->dim == named->dim)
			m = &c->metric[i];
	}
	if (!m)
		return err_set(
		    e, ST_USAGE, "no metric for '%s' in [metrics]", l->key);
	if (!l->target &&
	    strncmp(word, unit_smaller_is_better(named) ? "_max_" : "_min_",
		5) != 0)
		return err_set(e, ST_USAGE, "'%s': a %s", l->key,
		    unit_smaller_is_better(named)
			? "time's limit is STEM_max_UNIT"
			: "throughput's floor is STEM_min_UNIT");
	to = l->target ? &m->target : &m->floor;
	if (isfinite(*to))
		return err_set(e, ST_USAGE, "'%s': '%s' has its %s already",
		    l->key, m->name, l->target ? "target" : "limit");
	if (!unit_parse(l->value, &v, &given) || v <= 0 ||
	    (given && given->dim != named->dim))
		return bad_value(e, l->key, l->value,
		    "a number above 0, with a unit of its kind or none");
	if (!given)
		given = !l->target && strcmp(bar, "_mibs") == 0
			    ? unit_by_suffix("mbs")
			    : named;
	*to = unit_to_base(given, v);
	return isfinite(*to) ||
	       bad_value(e, l->key, l->value, "a number that a double holds");
}

static void
defaults(struct conf *c)
{
	memset(c, 0, sizeof(*c));
	c->regression_threshold = 0.05;
	c->warning_factor = 1.25;
	c->memory_max_mib = 256;
	c->variance_tolerance = 0.05;
	c->safety_margin_multiplier = 10;
	c->benchmark_timeout_minutes = 30;
	c->pr_comment_enabled = true;
	c->baseline_promotion_enabled = true;
	c->audit_generation_enabled = true;
	c->main_branch = xstrdup("main");
	c->min_rust_version = xstrdup("1.90");
	c->min_git_version = xstrdup("2.30");
	c->mode = 0640;
	c->promoters = conf_list("");
	c->overriders = conf_list("");
}

bool
conf_load(struct conf *c, const char *arg, struct err *e)
{
	struct load l = {.c = c};
	char *text = NULL, hex[SHA256_HEX];
	size_t n = 0, i;
	bool good;

	defaults(c);
	good = conf_file("thresholds.ini", arg, &text, &n, &c->source, e);
	if (good) {
		c->sha256 = xstrdup(fsio_sha256(text, n, hex));
		good = conf_ini(text, n, c->source, any_key, &l, e);
	}
	if (good && c->nmetric == 0) {
		size_t len;
		const char *p = shipped_file("thresholds.ini", &len);

		l.only_metrics = true;
		good = conf_ini(p, len, "built in", any_key, &l, e);
	}
	for (i = 0; good && i < l.nlate; i++) {
		good = resolve(c, &l.late[i], e);
		if (!good)
			err_in(e, c->source);
	}
	for (i = 0; i < l.nlate; i++) {
		free(l.late[i].key);
		free(l.late[i].value);
	}
	free(l.late);
	free(text);
	if (!good)
		conf_free(c);
	return good;
}

void
conf_free(struct conf *c)
{
	size_t i;

	for (i = 0; i < c->nmetric; i++) {
		free(c->metric[i].name);
		free(c->metric[i].label);
		conf_list_free(c->metric[i].pattern);
	}
	for (i = 0; i < c->nbench; i++)
		free(c->bench[i].pattern);
	free(c->metric);
	free(c->bench);
	free(c->source);
	free(c->sha256);
	free(c->main_branch);
	free(c->min_rust_version);
	free(c->min_git_version);
	conf_list_free(c->promoters);
	conf_list_free(c->overriders);
	memset(c, 0, sizeof(*c));
}

const struct conf_metric *
conf_metric_named(const struct conf *c, const char *name)
{
	return find_metric(c, name, strlen(name));
}
