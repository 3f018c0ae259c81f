/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * frame - the layout of a chart over time
 *
 * From the top: the unit; lanes of flags (what happened when, each word in the
 * first lane where it does not run into another); the plot; a strip of ticks;
 * dates.  On a page the lines' names stand at their ends, pushed apart; on a
 * phone they stand in the first rows.
 */
#ifndef AUDIT_RENDER_FRAME_H
#define AUDIT_RENDER_FRAME_H

#include "canvas.h"
#include "scale.h"

#define LANES 3
#define LANE 31   /* two rows of words */
#define ROW 15    /* a row of words */
#define FLAGS 40  /* at most */
#define LABELS 16 /* at the right, at most */
#define GAP 10    /* between words in a lane */

struct flag {
	const char *head, *text;
	char *fit_head, *fit_text;
	enum face face;
	double x, y; /* where it points to, y NAN: a zone */
	double left, width;
	int lane; /* -1: no room */
};

struct label {
	const char *head, *note;
	enum face face;
	double want, y; /* top of its box */
	double height;
};

struct frame {
	const struct canvas *v;
	const struct chart *c;
	double w, h;
	bool narrow;
	struct scale x, y;
	struct scale_tick tick[SCALE_TICKS];
	size_t ntick;
	struct flag flag[FLAGS];
	size_t nflag;
	int lanes;
	struct label label[LABELS];
	size_t nlabel;
	double left, right, top, bottom; /* of the plot */
};

void frame_start(
    struct frame *f, const struct canvas *v, const struct chart *c, double w);
void frame_end(struct frame *f);
/* Is a part of the time outlook? */
bool frame_outlook(const struct frame *f);
double frame_width(const struct frame *f, enum face face, const char *s);

#endif
