/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * svg - a canvas that writes inline SVG: classes only, no style attributes
 */
#ifndef AUDIT_RENDER_SVG_H
#define AUDIT_RENDER_SVG_H

#include <stdio.h>

#include "canvas.h"

/*
 * Write chart c, w wide.  class: of the svg element; id: a number that makes
 * the ids of title and description unique, 0 for a chart that only decorates.
 */
void svg_chart(
    FILE *f, const struct chart *c, double w, const char *class, unsigned id);

/* The mark of a state, 14 px. */
void svg_mark(FILE *f, enum tone t);

#endif
