/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * conf - thresholds.ini, and where configuration files are found
 *
 * Files are looked up one by one: -c FILE or -c DIRECTORY, else the directory
 * $BENCHLINE_CONFIG, else ./config, else the installed share directory, else
 * the copy of the shipped file that is built into the program.  Unknown or
 * duplicate sections and keys, wrong values and lines that inih would cut are
 * errors with file and line, ST_USAGE.
 */
#ifndef BL_CONF_H
#define BL_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "diag.h"
#include "units.h"

enum reduce {
	REDUCE_MAX,
	REDUCE_MIN,
	REDUCE_MEDIAN,
	REDUCE_MEAN,
	REDUCE_GEOMEAN
};
enum choice { CHOICE_TYPICAL, CHOICE_MEAN, CHOICE_MEDIAN };
enum gate {
	GATE_METRIC,
	GATE_WARN,
	GATE_FAIL
}; /* GATE_METRIC: a benchmark follows its metric */
enum direction { DIRECTION_AUTO, DIRECTION_HIGHER, DIRECTION_LOWER };

struct conf_metric {
	char *name;  /* "display_gibs" */
	char *label; /* "DISPLAY" */
	const struct unit *unit;
	char **pattern; /* "*display*", "!*slow*"; NULL-ended */
	enum reduce reduce;
	enum choice statistic;
	int decimals;   /* at the top level and in the comment's table */
	enum gate gate; /* GATE_FAIL by default, else GATE_WARN */
	bool optional, headline;
	double floor;  /* base unit; a ceiling for times; NAN: none */
	double target; /* base unit; NAN: none */
};

/* [benchmark:PATTERN] */
struct conf_bench {
	char *pattern;
	double regression_threshold; /* NAN: the general one */
	enum direction direction;
	enum gate gate;
	bool allow_missing;
};

struct conf {
	char *source; /* where thresholds.ini was found; "built in" */
	char *sha256; /* of its bytes */
	struct conf_metric *metric;
	size_t nmetric;
	struct conf_bench *bench;
	size_t nbench;
	/* [performance_floors] */
	double regression_threshold, warning_factor, memory_max_mib;
	double variance_tolerance;
	/* [enterprise_targets] */
	double safety_margin_multiplier;
	bool target_is_warning;
	/* [automation] */
	double benchmark_timeout_minutes;
	bool pr_comment_enabled, baseline_promotion_enabled;
	bool audit_generation_enabled;
	char *main_branch, *min_rust_version, *min_git_version;
	/* [access] */
	mode_t mode;
	char **promoters, **overriders; /* NULL-ended, maybe empty */
	bool actor_is_id;
};

/* Load thresholds.ini (arg: what -c gave, or NULL). */
bool conf_load(struct conf *c, const char *arg, struct err *e);
void conf_free(struct conf *c);

/* --show-config: what is in force, as an INI file that loads again. */
void conf_show(const struct conf *c);

/*
 * Any configuration file by its name below the config directory
 * ("audit.ini", "templates/audit_report.html", "schema/perf.schema.json").
 * *text is new; *source is new and says where it came from.
 */
bool conf_file(const char *name, const char *arg, char **text, size_t *n,
    char **source, struct err *e);

/*
 * Read INI text line by line through inih.  handler gets section, key, value
 * and the line; it returns false after err_set (conf_ini appends ",
 * NAME:LINE"). Duplicate keys in one section and duplicate sections are refused
 * here.
 */
typedef bool conf_handler(void *user, const char *section, const char *key,
    const char *value, struct err *e);
bool conf_ini(const char *text, size_t n, const char *name, conf_handler *fn,
    void *user, struct err *e);

/* Values of INI files: true/false/yes/no/on/off/1/0; finite numbers; comma
 * lists. */
bool conf_bool(const char *value, bool *out);
bool conf_number(const char *value, double *out);
char **conf_list(const char *value); /* NULL-ended, new; conf_list_free */
void conf_list_free(char **list);

/* The metric whose patterns take this benchmark id, or NULL (first match). */
const struct conf_metric *conf_metric_of(const struct conf *c, const char *id);
/* The first [benchmark:PATTERN] that matches id, or NULL. */
const struct conf_bench *conf_bench_of(const struct conf *c, const char *id);
const struct conf_metric *conf_metric_named(
    const struct conf *c, const char *name);

#endif
