/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * verdict - the verdict that travels in the document, and messages about it
 *
 * slo-check writes _metadata.slo; every later stage passes the document on
 * and exits by verdict_exit.
 */
#ifndef BL_VERDICT_H
#define BL_VERDICT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "conf.h"
#include "diag.h"

#define VERDICT_LIST_MAX 50  /* entries of errors, and of warnings */
#define VERDICT_TEXT_MAX 500 /* characters of an entry */
#define VERDICT_VIOLATIONS_MAX 1000

/*
 * Exit status of a stage that passes root on: ST_NO when
 * _metadata.slo.passed is false, else ST_DONE.
 */
int verdict_exit(const json_t *root, bool exit_zero);

/*
 * "PASS", "WARN" or "FAIL": _metadata.slo.status where it is one of these.
 * Without it: "FAIL" when errors is not empty, else "WARN"; *judged, when
 * not NULL, tells which.
 */
const char *verdict_status(const json_t *root, bool *judged);

/*
 * "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]", new.
 * A metric without a value is "not measured".
 */
char *verdict_line(const json_t *root, const struct conf *c);

/* Findings of a stage: strings, and _metadata.slo.violations. */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
struct findings {
	json_t *errors, *warnings; /* as verdict_add makes them */
	json_t *notes;             /* array of strings */
	json_t *violations;        /* array of objects */
};
void findings_init(struct findings *f);
void findings_free(struct findings *f);
const char *severity_name(enum severity s); /* "note", "warning", "error" */

/*
 * Add one message: errors and warnings begin with "CBKB005: ", and are cut
 * to VERDICT_TEXT_MAX; names in it come through verdict_name.
 */
void findings_say(struct findings *f, enum severity s, const char *fmt, ...)
    BL_PRINTF(3, 4);
/*
 * Add {metric, kind, value, limit, deficit, unit, severity}; NAN is null.  What
 * is over VERDICT_VIOLATIONS_MAX is left out: errors and warnings count it.
 */
void findings_violation(struct findings *f, enum severity s, const char *metric,
    const char *kind, double value, double limit, double deficit,
    const char *unit);

/*
 * An id or label as messages show it: controls as U+FFFD, at most 120
 * characters, the cut shown by "…".  New.
 */
char *verdict_name(const char *id);
/* text cut to VERDICT_TEXT_MAX characters, as a new JSON string. */
json_t *verdict_text(const char *text);
/*
 * Add text, cut so, to a list of errors or warnings; after VERDICT_LIST_MAX
 * null, which no list will show: it only counts.
 */
void verdict_add(json_t *list, const char *text);

/*
 * Put own (as verdict_add makes it, any number) after what list (errors or
 * warnings) holds, at most VERDICT_LIST_MAX in all; when there are more, the
 * last says how many: "CBKB005: … and 7 more errors".  code: "CBKB005",
 * what: "errors".  Returns the record of it that verdict_take wants.
 */
json_t *verdict_put(
    json_t *list, const json_t *own, const char *code, const char *what);
/* Take out of list what an earlier run put there. */
void verdict_take(json_t *list, const json_t *record);

#endif
