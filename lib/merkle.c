/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * merkle - see merkle.h
 *
 * Kept are the roots of the perfect subtrees that the list falls into, one for
 * each 1 bit of its length, largest first.
 */
#include "merkle.h"

#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

#define HASH SHA256_DIGEST_SIZE

struct merkle {
	unsigned long long size;
	unsigned n;
	uint8_t root[64][HASH];
};

struct merkle *
merkle_new(void)
{
	return xcalloc(1, sizeof(struct merkle));
}

void
merkle_free(struct merkle *m)
{
	free(m);
}

unsigned long long
merkle_size(const struct merkle *m)
{
	return m->size;
}

/* left becomes the node over left and right. */
static void
join(uint8_t *left, const uint8_t *right)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, 1, (const uint8_t *)"\1");
	sha256_update(&ctx, HASH, left);
	sha256_update(&ctx, HASH, right);
	sha256_digest(&ctx, HASH, left);
}

void
merkle_add_line(struct merkle *m, struct span line)
{
	struct sha256_ctx ctx;
	unsigned long long size = m->size++;

	sha256_init(&ctx);
	sha256_update(&ctx, 1, (const uint8_t *)"");
	sha256_update(&ctx, line.n, (const uint8_t *)line.p);
	sha256_digest(&ctx, HASH, m->root[m->n++]);
	for (; size & 1; size >>= 1) {
		m->n--;
		join(m->root[m->n - 1], m->root[m->n]);
	}
}

static void
root_of(const struct merkle *m, uint8_t out[HASH])
{
	struct sha256_ctx ctx;
	unsigned i = m->n;

	if (i == 0) {
		sha256_init(&ctx);
		sha256_digest(&ctx, HASH, out);
		return;
	}
	memcpy(out, m->root[--i], HASH);
	while (i-- > 0) {
		uint8_t left[HASH];

		memcpy(left, m->root[i], HASH);
		join(left, out);
		memcpy(out, left, HASH);
	}
}

char *
merkle_root(const struct merkle *m, char out[SHA256_HEX])
{
	uint8_t root[HASH];

	root_of(m, root);
	base16_encode_update(out, HASH, root);
	out[SHA256_HEX - 1] = '\0';
	return out;
}

char *
merkle_root_base64(const struct merkle *m, char out[45])
{
	uint8_t root[HASH];

	root_of(m, root);
	base64_encode_raw(out, HASH, root);
	out[44] = '\0';
	return out;
}
