/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* audit_conf - see audit_conf.h */
#include "audit_conf.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"

static const char *const forms[] = {
    "html", "pdf", "json", "md", "junit", "openmetrics", "all"};
static const char *const frequencies[] = {
    "daily", "weekly", "monthly", "quarterly"};
static const char *const proofs[] = {"promotions", "records", "chain",
    "sequence", "retention", "headroom", "days", "regressions", "none"};
static const char *const states[] = {
    "complete", "this-log-only", "partial", "not-covered"};
static const char *const facts[FACT_COUNT] = {"commit", "run_id", "verdict",
    "actor", "author", "approver", "two-people", "reason", "previous", "change",
    "time"};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static size_t
index_of(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n && strcmp(word, list[i]) != 0; i++)
		;
	return i;
}

const char *
frequency_name(enum frequency f)
{
	return frequencies[f];
}

const char *
form_name(enum form f)
{
	return forms[f];
}

enum form
form_named(const char *name)
{
	return (enum form)index_of(name, forms, COUNT(forms));
}

const char *
fact_words(unsigned bit)
{
	static const char *const words[FACT_COUNT] = {"a commit", "a run",
	    "a verdict", "an actor", "an author", "an approver",
	    "a second person", "a reason", "the baseline before",
	    "a change with its interval", "a time"};

	return words[bit];
}

static bool
choose(const char *value, const char *const *list, size_t n, size_t *out,
    const char *what, struct err *e)
{
	*out = index_of(value, list, n);
	if (*out < n)
		return true;
	return err_set(e, ST_USAGE, "unknown %s '%s'", what, value);
}

static bool
take_bool(const char *key, const char *value, bool *out, struct err *e)
{
	if (conf_bool(value, out))
		return true;
	return err_set(e, ST_USAGE, "expected true or false for '%s', got '%s'",
	    key, value);
}

static bool
take_months(const char *key, const char *value, int *out, struct err *e)
{
	double v;

	if (!conf_number(value, &v) || v < 1 || v > 1200 || v != floor(v))
		return err_set(e, ST_USAGE,
		    "expected months from 1 to 1200 for '%s', got '%s'", key,
		    value);
	*out = (int)v;
	return true;
}

static bool
take_formats(struct audit_conf *c, const char *value, struct err *e)
{
	char **list = conf_list(value);
	size_t n = 0, i;
	bool good = true;

	while (list[n])
		n++;
	free(c->format);
	c->format = xcalloc(n + 1, sizeof(*c->format));
	for (i = 0; i < n && good; i++) {
		c->format[i] = form_named(list[i]);
		good =
		    c->format[i] < FORM_ALL ||
		    err_set(e, ST_USAGE, "unknown export format '%s'", list[i]);
	}
	c->format[n] = FORM_NONE;
	conf_list_free(list);
	return good && (n > 0 || err_set(e, ST_USAGE, "no export format"));
}

/* "promotions: commit, run_id" */
static bool
take_proof(struct control *k, const char *value, struct err *e)
{
	size_t n = strcspn(value, ":"), which, i;
	char *word = xstrndup(value, n), **list;
	bool good = choose(word, proofs, COUNT(proofs), &which, "proof", e);

	free(word);
	if (!good)
		return false;
	k->proof = (enum proof)which;
	k->has_proof = true;
	list = conf_list(value[n] ? value + n + 1 : "");
	for (i = 0; list[i] && good; i++) {
		good = choose(list[i], facts, COUNT(facts), &which, "fact", e);
		if (good)
			k->facts |= 1u << which;
	}
	conf_list_free(list);
	if (good && (k->proof <= PROOF_RECORDS) != (k->facts != 0))
		good = err_set(e, ST_USAGE, "proof '%s' %s", proofs[k->proof],
		    k->facts ? "takes no facts" : "names no fact");
	return good;
}

static struct control *
control_named(struct audit_conf *c, const char *id)
{
	struct control *k;
	size_t i;

	for (i = 0; i < c->ncontrol; i++) {
		if (strcmp(c->control[i].id, id) == 0)
			return &c->control[i];
	}
	c->control =
	    xrealloc(c->control, (c->ncontrol + 1) * sizeof(*c->control));
	k = &c->control[c->ncontrol++];
	*k = (struct control){.id = xstrdup(id)};
	return k;
}

static bool
take_control(
    struct control *k, const char *key, const char *value, struct err *e)
{
	size_t which;
	char **text = strcmp(key, "standard") == 0 ? &k->standard
		      : strcmp(key, "title") == 0  ? &k->title
		      : strcmp(key, "claim") == 0  ? &k->claim
		      : strcmp(key, "limits") == 0 ? &k->limits
						   : NULL;

	assert(k); /* for the analyzer, which infers from 'text' that it may be
		      NULL */
	if (text) {
		*text = xstrdup(value);
		return true;
	}
	if (strcmp(key, "proof") == 0)
		return take_proof(k, value, e);
	if (strcmp(key, "at_most") != 0)
		return err_set(e, ST_USAGE,
		    "unknown key '%s' in section 'control:%s'", key, k->id);
	if (!choose(value, states, COUNT(states), &which, "state", e))
		return false;
	k->at_most = (enum control_state)which;
	return true;
}

static bool
take_reporting(
    struct audit_conf *c, const char *key, const char *value, struct err *e)
{
	size_t which;

	if (strcmp(key, "frequency") == 0) {
		if (!choose(value, frequencies, COUNT(frequencies), &which,
			"frequency", e))
			return false;
		c->frequency = (enum frequency)which;
		return true;
	}
	if (strcmp(key, "retention_months") == 0)
		return take_months(key, value, &c->retention_months, e);
	if (strcmp(key, "export_formats") == 0)
		return take_formats(c, value, e);
	if (strcmp(key, "project") == 0) {
		free(c->project);
		c->project = xstrdup(value);
		return true;
	}
	return err_set(
	    e, ST_USAGE, "unknown key '%s' in section 'reporting'", key);
}

static bool
take_percent(const char *key, const char *value, double *out, struct err *e)
{
	if (!conf_number(value, out) || !(*out > 0) || *out >= 100)
		return err_set(e, ST_USAGE,
		    "expected a number above 0 and below 100 for '%s', got "
		    "'%s'",
		    key, value);
	*out /= 100;
	return true;
}

struct flag {
	const char *section, *key;
	bool *to;
};

static bool
take(void *user, const char *section, const char *key, const char *value,
    struct err *e)
{
	struct audit_conf *c = user;
	const char *track = "performance_tracking";
	const char *rules = "regulatory_requirements";
	const struct flag flag[] = {
	    {"enterprise_audit", "enabled", &c->enabled},
	    {track, "slo_violation_alerts", &c->alerts},
	    {track, "regression_incident_tracking", &c->incidents},
	    {rules, "performance_validation", &c->validation},
	    {rules, "audit_trail_generation", &c->trail},
	    {rules, "compliance_certification", &c->controls}};
	size_t i;

	for (i = 0; i < COUNT(flag); i++) {
		if (strcmp(section, flag[i].section) == 0 &&
		    strcmp(key, flag[i].key) == 0)
			return take_bool(key, value, flag[i].to, e);
	}
	if (strncmp(section, "control:", 8) == 0 && section[8])
		return take_control(
		    control_named(c, section + 8), key, value, e);
	if (strcmp(section, "reporting") == 0)
		return take_reporting(c, key, value, e);
	if (strcmp(section, "enterprise_audit") == 0 &&
	    strcmp(key, "compliance_standards") == 0) {
		conf_list_free(c->standard);
		c->standard = conf_list(value);
		return true;
	}
	if (strcmp(section, track) == 0 &&
	    strcmp(key, "baseline_history_retention") == 0)
		return take_months(key, value, &c->history_months, e);
	if (strcmp(section, track) == 0 && strcmp(key, "slo_days_percent") == 0)
		return take_percent(key, value, &c->slo_days, e);
	return err_set(
	    e, ST_USAGE, "unknown key '%s' in section '%s'", key, section);
}

static bool
whole(const struct audit_conf *c, const char *name, struct err *e)
{
	size_t i, k;

	for (i = 0; i < c->ncontrol; i++) {
		const struct control *o = &c->control[i];
		const char *lack = !o->standard    ? "standard"
				   : !o->title     ? "title"
				   : !o->claim     ? "claim"
				   : !o->limits    ? "limits"
				   : !o->has_proof ? "proof"
						   : NULL;

		if (lack)
			return err_set(e, ST_USAGE,
			    "section 'control:%s' has no '%s', %s", o->id, lack,
			    name);
	}
	for (i = 0; c->standard[i]; i++) {
		for (k = 0; k < c->ncontrol; k++) {
			if (strcmp(c->control[k].standard, c->standard[i]) == 0)
				break;
		}
		if (k == c->ncontrol)
			return err_set(e, ST_USAGE,
			    "no [control:…] section for the standard '%s', %s",
			    c->standard[i], name);
	}
	return true;
}

bool
audit_conf_parse(struct audit_conf *c, const char *text, size_t n,
    const char *name, struct err *e)
{
	memset(c, 0, sizeof(*c));
	c->enabled = c->alerts = c->incidents = true;
	c->validation = c->trail = c->controls = true;
	c->frequency = MONTHLY;
	c->retention_months = 36;
	c->history_months = 12;
	c->slo_days = .95;
	c->project = xstrdup("");
	c->standard = conf_list("");
	c->format = xcalloc(1, sizeof(*c->format));
	c->format[0] = FORM_NONE;
	if (conf_ini(text, n, name, take, c, e) && whole(c, name, e))
		return true;
	audit_conf_free(c);
	return false;
}

bool
audit_conf_load(struct audit_conf *c, const char *arg, struct err *e)
{
	char *text, *source;
	size_t n;
	bool good;

	if (!conf_file("audit.ini", arg, &text, &n, &source, e))
		return false;
	good = audit_conf_parse(c, text, n, source, e);
	free(text);
	if (good)
		c->source = source;
	else
		free(source);
	return good;
}

void
audit_conf_free(struct audit_conf *c)
{
	size_t i;

	for (i = 0; i < c->ncontrol; i++) {
		free(c->control[i].id);
		free(c->control[i].standard);
		free(c->control[i].title);
		free(c->control[i].claim);
		free(c->control[i].limits);
	}
	free(c->control);
	free(c->format);
	free(c->project);
	free(c->source);
	conf_list_free(c->standard);
	memset(c, 0, sizeof(*c));
}

/* A value may be longer than a line that inih reads: it goes on indented. */
static void
show(const char *key, const char *value)
{
	size_t column = (size_t)printf("%s =", key);

	while (*value) {
		size_t n = strcspn(value, " ");

		if (column + n > 76) {
			fputs("\n ", stdout);
			column = 1;
		}
		printf(" %.*s", (int)n, value);
		column += n + 1;
		value += n + strspn(value + n, " ");
	}
	putchar('\n');
}

static void
show_control(const struct control *k)
{
	unsigned i;
	const char *before = ": ";

	printf("\n[control:%s]\n", k->id);
	show("standard", k->standard);
	show("title", k->title);
	show("claim", k->claim);
	printf("proof = %s", proofs[k->proof]);
	for (i = 0; i < FACT_COUNT; i++) {
		if (k->facts & 1u << i) {
			printf("%s%s", before, facts[i]);
			before = ", ";
		}
	}
	printf("\nat_most = %s\n", states[k->at_most]);
	show("limits", k->limits);
}

static const char *
yes(bool b)
{
	return b ? "true" : "false";
}

void
audit_conf_show(const struct audit_conf *c)
{
	size_t i;

	printf("; %s\n[enterprise_audit]\nenabled = %s\n"
	       "compliance_standards =",
	    c->source, yes(c->enabled));
	for (i = 0; c->standard[i]; i++)
		printf("%s %s", i ? "," : "", c->standard[i]);
	printf("\n\n[reporting]\nfrequency = %s\nretention_months = %d\n"
	       "export_formats =",
	    frequencies[c->frequency], c->retention_months);
	for (i = 0; c->format[i] != FORM_NONE; i++)
		printf("%s %s", i ? "," : "", forms[c->format[i]]);
	printf("\nproject = %s\n\n[performance_tracking]\n"
	       "baseline_history_retention = %d\n"
	       "slo_violation_alerts = %s\n"
	       "regression_incident_tracking = %s\n"
	       "slo_days_percent = %.15g\n\n[regulatory_requirements]\n"
	       "performance_validation = %s\naudit_trail_generation = %s\n"
	       "compliance_certification = %s\n",
	    c->project, c->history_months, yes(c->alerts), yes(c->incidents),
	    100 * c->slo_days, yes(c->validation), yes(c->trail),
	    yes(c->controls));
	for (i = 0; i < c->ncontrol; i++)
		show_control(&c->control[i]);
}
