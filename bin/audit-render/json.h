/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json - pieces of the report's document */
#ifndef AUDIT_RENDER_JSON_H
#define AUDIT_RENDER_JSON_H

#include "jout.h"
#include "report.h"

/* A text without its marks. */
void json_text(struct jout *o, const char *key, const char *text);
/* The same, but left out when there is none. */
void json_some(struct jout *o, const char *key, const char *text);
void json_some_real(struct jout *o, const char *key, double v);
void json_time(struct jout *o, const char *key, double t);
void json_tone(struct jout *o, enum tone t);
void json_chart(struct jout *o, const struct chart *c);

#endif
