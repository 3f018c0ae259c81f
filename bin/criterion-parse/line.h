/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * line - what is in front of a line, what a terminal would show of it, and
 * where the id of a result stands
 */
#ifndef CP_LINE_H
#define CP_LINE_H

#include <stddef.h>

#include "jio.h"
#include "text.h"

/* Bytes of a CI log's time stamp (and job and step) at the start of [s, e). */
size_t line_stamp(const char *s, const char *e);

/*
 * Where the part of [s, e) begins that is not overwritten on a terminal; the
 * parts before are announced.
 */
const char *line_shown(struct text *t, const char *s, const char *e);

/*
 * The id of the result whose "time:" stands at label, in a line that begins
 * at s; before is the line before, base the first byte that may be looked at.
 * p is NULL where there is none.
 */
struct span line_id(
    struct span before, const char *base, const char *s, const char *label);

#endif
