/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* complaint - what cargo says when it gives up, and Rust when it panics */
#ifndef CP_COMPLAINT_H
#define CP_COMPLAINT_H

#include "text.h"

/* [s, e) may be such a line, in colour or not. */
void complaint_line(struct text *t, const char *s, const char *e);

#endif
