/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * peek - look at the beginning of a stream, and read it all the same
 */
#ifndef AUDIT_RENDER_PEEK_H
#define AUDIT_RENDER_PEEK_H

#include <stdbool.h>
#include <stdio.h>

#include "diag.h"

/*
 * A stream that gives what f gives; *ledger tells whether it begins as a
 * ledger does: with an object whose first key is one of a record's.  NULL:
 * reading fails.  Close it before f.
 */
FILE *peek(FILE *f, bool *ledger, struct err *e);

#endif
