/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * field - read typed values out of a json_t, with JSON pointers in errors
 *
 * A getter comes in two kinds: field_x demands the value, field_x_opt takes
 * an absent or null one for "not known" (NULL, NAN, or what *out held).
 * Errors are ST_INPUT: "CBKB003: expected a number at '/a/b', got a string".
 * Returned strings and values are borrowed.  where is the pointer of obj
 * itself, "" for the root.
 */
#ifndef BL_FIELD_H
#define BL_FIELD_H

#include <jansson.h>
#include <stdbool.h>

#include "diag.h"

bool field_str(const json_t *obj, const char *where, const char *key,
    const char **out, struct err *e);
bool field_str_opt(const json_t *obj, const char *where, const char *key,
    const char **out, struct err *e);
/* Finite and not negative. */
bool field_num(const json_t *obj, const char *where, const char *key,
    double *out, struct err *e);
bool field_num_opt(const json_t *obj, const char *where, const char *key,
    double *out, struct err *e);
bool field_bool_opt(const json_t *obj, const char *where, const char *key,
    bool *out, struct err *e);
bool field_obj(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e);
bool field_obj_opt(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e);
bool field_arr(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e);
bool field_arr_opt(const json_t *obj, const char *where, const char *key,
    json_t **out, struct err *e);

/* "expected WHAT at 'WHERE/KEY', got a string": false, e filled. */
bool field_wrong(const char *what, const char *where, const char *key,
    const json_t *got, struct err *e);
/* "an object", "a string", "nothing" for NULL… */
const char *field_kind(const json_t *v);

/*
 * The value at a pointer such as "/_metadata/slo/status", or NULL.  No type
 * is promised; jansson's json_…_value answer 0 or NULL for the wrong one.
 */
json_t *field_at(const json_t *root, const char *pointer);
/* As field_at, but makes the objects on the way; borrowed. NULL where one is no
 * object. */
json_t *field_make(json_t *root, const char *pointer);
/* Number at pointer, or NAN. */
double field_num_at(const json_t *root, const char *pointer);
const char *field_str_at(const json_t *root, const char *pointer);

#endif
