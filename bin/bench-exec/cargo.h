/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cargo - what is special about "cargo bench": it can build first, it takes
 * Criterion's options after "--", and it can be asked for its package
 */
#ifndef BL_CARGO_H
#define BL_CARGO_H

#include <stdbool.h>
#include <stddef.h>

#include "ask.h"

/* A command line as cargo reads it; strings borrowed from argv. */
struct cargo {
	bool is_cargo;         /* the program is cargo */
	bool is_bench;         /* and its command bench */
	const char *toolchain; /* "+nightly", or NULL */
	const char *package;   /* of -p; NULL: the one in the folder */
	const char *profile;   /* "release" unless --profile names one */
	bool targets;          /* --bench, --lib, … choose what is run */
	bool runs;             /* no --no-run, --help, --list */
	size_t end;            /* index of "--", or argc */
	size_t n;              /* argc */
};
void cargo_parse(struct cargo *c, char *const *argv);

/* The same command with --no-run, new; free the array only. */
char **cargo_build(const struct cargo *c, char *const *argv);
/*
 * The same command with "--save-baseline ID".  Without a choice of targets it
 * gets --bench '*': a library's libtest harness refuses the option.
 */
char **cargo_baseline(const struct cargo *c, char *const *argv, const char *id);

/* What cargo and rustc say about themselves and the package. */
struct cargo_facts {
	char *rust_version; /* "rustc 1.95.0 (…)"; NULL: no answer */
	char *cargo_version;
	bool known; /* cargo metadata answered */
	bool package_found;
	char *package_dir; /* of that package, or of the only one */
	char *target_dir;
};
void cargo_ask(struct cargo_facts *f, const struct cargo *c, char *const *argv,
    struct ask *a);
void cargo_facts_free(struct cargo_facts *f);

/* Is "rustc 1.95.0 (…)" or "2.39" older than min, "1.90"?  NULL: no. */
bool version_is_older(const char *version, const char *min);

#endif
