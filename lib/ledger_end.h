/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger_end - inside ledger only: what the end of a segment is like
 */
#ifndef BL_LEDGER_END_H
#define BL_LEDGER_END_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "diag.h"
#include "fsio.h"

struct ledger_end {
	off_t size;  /* less its torn last line */
	size_t torn; /* bytes of that */
	char torn_hash[SHA256_HEX];
	char hash[SHA256_HEX]; /* of the last whole line */
};

/* A file that is not there is empty.  ST_SYSTEM when it can't be read. */
bool ledger_end_of(const char *path, struct ledger_end *end, struct err *e);

#endif
