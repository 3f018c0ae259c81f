/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reports - the four reports, made of sections */
#ifndef AUDIT_RENDER_REPORTS_H
#define AUDIT_RENDER_REPORTS_H

#include "account.h"

void audit_report(struct report *r, const struct account *a);
void compliance_report(struct report *r, const struct account *a);
void trend_report(struct report *r, const struct account *a);

#endif
