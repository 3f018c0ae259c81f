/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* conf_show - what is in force, as an INI file that loads again */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "jout.h"

static void
show_list(const char *key, char *const *list)
{
	printf("%s =", key);
	for (; *list; list++)
		printf(" %s%s", *list, list[1] ? "," : "");
	putchar('\n');
}

static void
show_number(const char *key, double v)
{
	char buf[32];
	size_t n;

	jout_format(v, buf);
	n = strlen(buf);
	if (n > 2 && strcmp(buf + n - 2, ".0") == 0)
		buf[n - 2] = '\0';
	printf("%s = %s\n", key, buf);
}

/* A floor or target, in the unit that messages use. */
static void
show_limit(const struct conf_metric *m, const char *word, double base)
{
	const struct unit *u = unit_for_messages(m->unit->dim);
	char key[256], buf[32];

	if (isnan(base))
		return;
	snprintf(key, sizeof(key), "%.*s_%s_%s", (int)unit_stem(m->name),
	    m->name, word, m->unit->suffix);
	printf("%s = %s %s\n", key, jout_format(unit_from_base(u, base), buf),
	    u->symbol);
}

static const char *
yes(bool b)
{
	return b ? "true" : "false";
}

static void
show_metric(const struct conf_metric *m)
{
	static const char *const reduce[] = {
	    "max", "min", "median", "mean", "geomean"};
	static const char *const statistic[] = {"typical", "mean", "median"};

	show_list(m->name, m->pattern);
	printf("%s.label = %s\n%s.reduce = %s\n%s.statistic = %s\n", m->name,
	    m->label, m->name, reduce[m->reduce], m->name,
	    statistic[m->statistic]);
	printf("%s.decimals = %d\n%s.gate = %s\n", m->name, m->decimals,
	    m->name, m->gate == GATE_WARN ? "warn" : "fail");
	printf("%s.optional = %s\n%s.headline = %s\n", m->name,
	    yes(m->optional), m->name, yes(m->headline));
}

void
conf_show(const struct conf *c)
{
	static const char *const gate[] = {"metric", "warn", "fail"};
	static const char *const way[] = {"auto", "higher", "lower"};
	size_t i;

	printf("; %s\n[metrics]\n", c->source);
	for (i = 0; i < c->nmetric; i++)
		show_metric(&c->metric[i]);
	printf("[performance_floors]\n");
	for (i = 0; i < c->nmetric; i++)
		show_limit(&c->metric[i],
		    unit_smaller_is_better(c->metric[i].unit) ? "max" : "min",
		    c->metric[i].floor);
	show_number("regression_threshold", c->regression_threshold);
	show_number("warning_factor", c->warning_factor);
	show_number("memory_max_mib", c->memory_max_mib);
	show_number("variance_tolerance", c->variance_tolerance);
	printf("[enterprise_targets]\n");
	for (i = 0; i < c->nmetric; i++)
		show_limit(&c->metric[i], "target", c->metric[i].target);
	show_number("safety_margin_multiplier", c->safety_margin_multiplier);
	printf("target_severity = %s\n",
	    c->target_is_warning ? "warning" : "note");
	printf("[automation]\n");
	show_number("benchmark_timeout_minutes", c->benchmark_timeout_minutes);
	printf("pr_comment_enabled = %s\nbaseline_promotion_enabled = %s\n"
	       "audit_generation_enabled = %s\nmain_branch = %s\n"
	       "min_rust_version = %s\nmin_git_version = %s\n",
	    yes(c->pr_comment_enabled), yes(c->baseline_promotion_enabled),
	    yes(c->audit_generation_enabled), c->main_branch,
	    c->min_rust_version, c->min_git_version);
	printf("[access]\nmode = %04o\nactor = %s\n", (unsigned)c->mode,
	    c->actor_is_id ? "id" : "login");
	show_list("promoters", c->promoters);
	show_list("overriders", c->overriders);
	for (i = 0; i < c->nbench; i++) {
		printf("[benchmark:%s]\n", c->bench[i].pattern);
		if (!isnan(c->bench[i].regression_threshold))
			show_number("regression_threshold",
			    c->bench[i].regression_threshold);
		printf("direction = %s\nallow_missing = %s\ngate = %s\n",
		    way[c->bench[i].direction], yes(c->bench[i].allow_missing),
		    gate[c->bench[i].gate]);
	}
}
