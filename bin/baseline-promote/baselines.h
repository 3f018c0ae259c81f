/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * baselines - the store's baseline files, held against the ledger
 *
 * A promotion's record has the SHA-256 of its document as the store keeps it,
 * but with null at _metadata.baseline.head, for that is the record's own hash.
 */
#ifndef BP_BASELINES_H
#define BP_BASELINES_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "fsio.h"
#include "jio.h"
#include "ledger.h"

/*
 * That hash; the head of d, where there is one, is null afterwards.  Returns
 * the bytes of the text.
 */
size_t baselines_digest(struct jio_doc *d, char out[SHA256_HEX]);

struct baseline_file;

/* All zeros to begin with. */
struct baselines {
	struct baseline_file *file;
	size_t n;
};

struct baselines_result {
	unsigned long long proven;
	unsigned long long unproven; /* its record is pruned, or has no hash */
	unsigned long long wrong;
	const char *first_wrong; /* a name in the store, of b, or NULL */
	bool no_record;          /* the record that it names is not there */
};

/* Read baseline.json and baselines/ of dir; what is not there is no error. */
bool baselines_read(struct baselines *b, const char *dir, struct err *e);
/* Hold them against one record. */
void baselines_meet(struct baselines *b, const struct ledger_record *rec);
/* After the last record; first_seq: the ledger's. */
struct baselines_result baselines_result(
    const struct baselines *b, unsigned long long first_seq);
void baselines_free(struct baselines *b);

#endif
