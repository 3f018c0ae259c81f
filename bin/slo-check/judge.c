/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* judge - see judge.h */
#include "judge.h"

#include <math.h>
#include <stdlib.h>

#include "field.h"
#include "floors.h"

/* Take out what an earlier run of this stage put into the document. */
static void
take_own(json_t *root)
{
	const json_t *own = field_at(root, "/_metadata/slo/messages");
	json_t *metadata = json_object_get(root, "_metadata");

	verdict_take(
	    json_object_get(root, "errors"), json_object_get(own, "errors"));
	verdict_take(json_object_get(root, "warnings"),
	    json_object_get(own, "warnings"));
	json_object_del(metadata, "slo");
	json_object_del(metadata, "regression");
}

/* DESIGN: m is the smallest safety factor. */
static const char *
level(const struct conf *c, bool errors, bool warnings, double m)
{
	double full = c->safety_margin_multiplier;

	if (errors)
		return "NonCompliant";
	if (m >= full && !warnings)
		return "FullyCompliant";
	if (m >= full / 2 || !warnings)
		return "ConditionallyCompliant";
	return "RequiresAttention";
}

/* Put the findings into the lists; the record of it for the next run. */
static json_t *
put_own(json_t *root, const struct findings *f)
{
	json_t *own = json_object();

	json_object_set_new(own, "errors",
	    verdict_put(json_object_get(root, "errors"), f->errors, "CBKB005",
		"errors"));
	json_object_set_new(own, "warnings",
	    verdict_put(json_object_get(root, "warnings"), f->warnings,
		"CBKB005", "warnings"));
	return own;
}

static json_t *
slo_json(json_t *root, const struct conf *c, const struct findings *f,
    struct floors *floors, const struct judge_opts *o)
{
	json_t *own = put_own(root, f), *slo = json_object();
	bool errors = json_array_size(json_object_get(root, "errors")) > 0;
	bool warnings = json_array_size(json_object_get(root, "warnings")) > 0;
	const char *status = errors ? "FAIL" : warnings ? "WARN" : "PASS";
	bool passed = !errors && !(warnings && o->fail_on_warn);

	json_object_set_new(slo, "status", json_string(status));
	json_object_set_new(slo, "passed", json_boolean(passed));
	json_object_set_new(
	    slo, "fail_on", json_string(o->fail_on_warn ? "warn" : "fail"));
	json_object_set_new(slo, "compliance_level",
	    json_string(level(c, errors, warnings, floors->smallest)));
	json_object_set(slo, "violations", f->violations);
	json_object_set(slo, "notes", f->notes);
	json_object_set_new(slo, "floors", floors->floors);
	json_object_set_new(slo, "messages", own);
	return slo;
}

/* root[key], made an object where it is not one. */
static json_t *
section(json_t *root, const char *key)
{
	json_t *v = json_object_get(root, key);

	if (json_is_object(v))
		return v;
	v = json_object();
	json_object_set_new(root, key, v);
	return v;
}

/* That nothing was found must not mean that nothing was looked for. */
static void
check_judged(
    const struct regress *r, const struct floors *floors, struct findings *f)
{
	if (isnan(floors->smallest) && !r->asked &&
	    json_array_size(f->errors) == 0)
		findings_say(f, SEVERITY_WARNING,
		    "nothing to judge by: no metric that was measured has a "
		    "floor, and no baseline was asked for");
}

void
judge(struct jio_doc *doc, const struct conf *c, const struct regress *r,
    const struct judge_opts *o)
{
	json_t *metadata = section(doc->root, "_metadata");
	json_t *context, *regression;
	struct findings f;
	struct floors floors;

	take_own(doc->root);
	findings_init(&f);
	floors_check(doc, c, &f, &floors);
	regression = regress_compare(r, doc, c, o->require_baseline, &f);
	check_judged(r, &floors, &f);
	context = section(metadata, "execution_context");
	json_object_set_new(context, "safety_margins", floors.margins);
	json_object_set_new(
	    metadata, "slo", slo_json(doc->root, c, &f, &floors, o));
	json_object_set_new(metadata, "regression", regression);
	findings_free(&f);
}
