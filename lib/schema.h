/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema - hold a document against a JSON Schema (2020-12)
 *
 * The vocabulary is what the schemas in config/schema use, and no more: type,
 * properties, required, additionalProperties, patternProperties, items,
 * prefixItems, enum, const, minimum, maximum, exclusiveMinimum, minLength,
 * maxLength, minItems, maxItems, anyOf, oneOf, allOf and $ref to "#/$defs/…".
 * A schema with any other assertion is refused by schema_load, so that none is
 * ever silently not checked.  Every fault is reported, not only the first.
 */
#ifndef BL_SCHEMA_H
#define BL_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "jio.h"

struct schema;

/* Compile schema text; name is for messages.  NULL: ST_INPUT, e filled. */
struct schema *schema_load(
    const char *text, size_t n, const char *name, struct err *e);
/* The schema shipped as config/schema/NAME; dies when there is none. */
struct schema *schema_shipped(const char *name);
void schema_free(struct schema *s);

/* The root of the schema, for changes before the first check; borrowed. */
json_t *schema_root(struct schema *s);

/* One fault: "expected a number at '/display_gibs', got a string". */
typedef void schema_fault(void *user, const char *text);

/* Check a value or a document (its lifted array element by element). */
size_t schema_check(
    const struct schema *s, const json_t *v, schema_fault *fn, void *user);
size_t schema_check_doc(const struct schema *s, const struct jio_doc *d,
    schema_fault *fn, void *user);

/* The same for a reader that stops at a fault: e gets the first, CBKB003. */
bool schema_ok(const struct schema *s, const struct jio_doc *d,
    const char *name, struct err *e);

#endif
