/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cells - see cells.h */
#include "cells.h"

#include <math.h>

#include "words.h"

void
cell_state(struct cell *c, enum tone tone, const char *word)
{
	c->tone = tone;
	c->text = word;
}

void
cell_count(struct report *r, struct cell *c, unsigned long long n)
{
	c->text = words_count(r, n);
	c->value = (double)n;
}

void
cell_part(struct report *r, struct cell *c, unsigned long long n,
    unsigned long long of)
{
	c->text = words_part(r, n, of);
	c->value = (double)n;
}

void
cell_seq(struct report *r, struct cell *c, unsigned long long seq)
{
	c->text = report_printf(r, "%llu", seq);
	c->value = (double)seq;
}

void
cell_value(struct report *r, struct cell *c, double v, const char *unit)
{
	c->text = words_value(r, v, unit);
	c->value = v;
}

void
cell_factor(struct report *r, struct cell *c, double factor)
{
	if (isfinite(factor))
		c->text = report_printf(r, "%s×", words_figure(r, factor));
	c->value = factor;
}

void
cell_target(
    struct report *r, struct cell *c, const struct track *t, double target)
{
	if (isfinite(target))
		c->text = report_printf(r, "%s %s", t->smaller ? "≤" : "≥",
		    words_value(r, target, t->unit));
	c->value = target;
}

void
cell_change(
    struct report *r, struct cell *c, double change, double low, double high)
{
	const char *interval = words_interval(r, low, high);

	c->text = words_change(r, change);
	c->value = change;
	if (interval)
		c->note = report_printf(r, "(%s)", interval);
}
