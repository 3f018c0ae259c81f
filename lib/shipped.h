/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * shipped - the files of config/, built into the programs
 *
 * The table is generated at build time (tests/embed), so that a lone binary
 * in a slim container has its configuration, templates and schemas.
 */
#ifndef BL_SHIPPED_H
#define BL_SHIPPED_H

#include <stddef.h>

struct shipped {
	const char *name; /* below config/: "schema/perf.schema.json" */
	const unsigned char *text; /* NUL-ended, the NUL not counted */
	size_t n;
};
extern const struct shipped shipped[]; /* ended by a NULL name */

/* The file called name, or NULL; *n is its length. */
const char *shipped_file(const char *name, size_t *n);

#endif
