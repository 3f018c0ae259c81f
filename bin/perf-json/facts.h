/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * facts - what the run document knows, as perf.json's _metadata has it
 */
#ifndef PERF_JSON_FACTS_H
#define PERF_JSON_FACTS_H

#include <jansson.h>
#include <stdbool.h>

#include "diag.h"

/*
 * Fill _metadata from run, which may be NULL (raw text was parsed): then each
 * fact is null, never guessed.  ST_INPUT when a fact is of the wrong type.
 */
bool facts_of_run(const json_t *run, json_t *metadata, struct err *e);

/*
 * A run that was stopped or failed is an error of the document.  When an
 * earlier stage has said so in errors, it is not said again.
 */
void facts_failure(const json_t *run, json_t *errors);

#endif
