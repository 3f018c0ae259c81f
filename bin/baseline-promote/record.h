/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * record - the data of a run's ledger record, out of its document
 */
#ifndef BP_RECORD_H
#define BP_RECORD_H

#include "conf.h"
#include "decide.h"
#include "evidence.h"
#include "incidents.h"
#include "perf.h"

struct record {
	const struct conf *conf;
	const json_t *root;
	const struct perf_set *set;      /* the document's benchmarks */
	const struct evidence *ev;       /* NULL: none (import) */
	const struct decision *decision; /* NULL: none (import, validate) */
	const struct incidents *incidents;
	const json_t *section;            /* the comparison, or NULL */
	const struct trend_run *previous; /* last promotion; seq 0: none */
	const char *reason;               /* of an override, or NULL */
	const char *fingerprint;          /* where the document has none */
	const char *imported;             /* the file's name, or NULL */
	const char
	    *document; /* baselines_digest of what is promoted, or NULL */
};

/* The ledger_entry's data function; user is a struct record. */
void record_write(struct jout *o, void *user);

#endif
