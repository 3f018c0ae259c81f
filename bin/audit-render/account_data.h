/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account_data - what stands in a record's data, into the account */
#ifndef AUDIT_RENDER_ACCOUNT_DATA_H
#define AUDIT_RENDER_ACCOUNT_DATA_H

#include "account.h"

void account_data(
    struct account *a, struct record *r, uint32_t index, struct span data);
/* The benchmarks of r, record index, of which a->nrun runs were seen. */
void account_benchmarks(struct account *a, const struct record *r,
    uint32_t index, struct span benchmarks);
/* After the last record. */
void account_data_end(struct account *a);

/* Of account.c. */
const char *account_string(struct account *a, struct span v); /* or NULL */
double account_number(struct span v);                         /* or NAN */
double account_time(struct span v);                           /* or NAN */
/* p with room for one more than n; *cap grows by a half. */
void *account_room(
    struct account *a, void *p, size_t n, size_t *cap, size_t size);

#endif
