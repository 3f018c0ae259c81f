/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plot - layout of charts over time and of forest plots, for canvas.c */
#ifndef AUDIT_RENDER_PLOT_H
#define AUDIT_RENDER_PLOT_H

#include "canvas.h"
#include "scale.h"

double plot_height(const struct canvas *v, const struct chart *c, double w);
void plot_draw(const struct canvas *v, const struct chart *c, double w);
double forest_height(const struct chart *c, double w);
void forest_draw(const struct canvas *v, const struct chart *c, double w);

/* One line with its band. */
void plot_line(const struct canvas *v, const struct line *l,
    const struct scale *x, const struct scale *y);

#endif
