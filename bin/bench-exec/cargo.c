/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cargo - see cargo.h */
#include "cargo.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "field.h"
#include "jio.h"

#define METADATA_MAX (4u << 20)

static bool
is_one_of(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

/* "--name=VALUE", or "--name" and the next word: VALUE, or NULL. */
static const char *
value_of(char *const *argv, size_t *i, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(argv[*i], name, n) != 0)
		return NULL;
	if (argv[*i][n] == '=')
		return argv[*i] + n + 1;
	return argv[*i][n] == '\0' && argv[*i + 1] ? argv[++*i] : NULL;
}

/* Where cargo's own command stands: after "+toolchain" and its options. */
static size_t
find_command(struct cargo *c, char *const *argv)
{
	static const char *const valued[] = {
	    "-Z", "-C", "--config", "--color", "--explain", NULL};
	size_t i = 1;

	if (argv[i] && argv[i][0] == '+')
		c->toolchain = argv[i++];
	while (argv[i] && argv[i][0] == '-')
		i += is_one_of(argv[i], valued) && argv[i + 1] ? 2 : 1;
	return i;
}

void
cargo_parse(struct cargo *c, char *const *argv)
{
	static const char *const targets[] = {"--benches", "--lib", "--bins",
	    "--tests", "--examples", "--all-targets", NULL};
	static const char *const named[] = {
	    "--bench", "--bin", "--test", "--example", NULL};
	static const char *const idle[] = {"--no-run", "--help", "-h", NULL};
	const char *base = strrchr(argv[0], '/'), *v;
	size_t i;

	memset(c, 0, sizeof(*c));
	while (argv[c->n])
		c->n++;
	c->end = c->n;
	c->is_cargo = strcmp(base ? base + 1 : argv[0], "cargo") == 0;
	i = c->is_cargo ? find_command(c, argv) : c->n;
	c->is_bench = argv[i] && strcmp(argv[i], "bench") == 0;
	if (!c->is_bench)
		return;
	c->profile = "release";
	c->runs = true;
	for (i++; i < c->n; i++) {
		if (strcmp(argv[i], "--") == 0) {
			c->end = i;
			break;
		}
		if (is_one_of(argv[i], idle))
			c->runs = false;
		for (const char *const *t = named; *t; t++)
			if (strncmp(argv[i], *t, strlen(*t)) == 0 &&
			    (argv[i][strlen(*t)] == '=' ||
				!argv[i][strlen(*t)]))
				c->targets = true;
		if (is_one_of(argv[i], targets))
			c->targets = true;
		else if ((v = value_of(argv, &i, "--profile")))
			c->profile = v;
		else if ((v = value_of(argv, &i, "--package")) ||
			 (v = value_of(argv, &i, "-p")))
			c->package = v;
		else if (strncmp(argv[i], "-p", 2) == 0 && argv[i][2])
			c->package = argv[i] + 2;
	}
	for (i = c->end; i < c->n; i++)
		if (strcmp(argv[i], "--list") == 0 ||
		    strcmp(argv[i], "--help") == 0)
			c->runs = false;
}

char **
cargo_build(const struct cargo *c, char *const *argv)
{
	static char no_run[] = "--no-run";
	char **out = xcalloc(c->end + 2, sizeof(*out));

	memcpy(out, argv, c->end * sizeof(*out));
	out[c->end] = no_run;
	return out;
}

char **
cargo_baseline(const struct cargo *c, char *const *argv, const char *id)
{
	static const char *const all[] = {"--bench", "*"};
	const char **out = xcalloc(c->n + 6, sizeof(*out));
	size_t n = 0;

	for (size_t i = 0; i < c->end; i++)
		out[n++] = argv[i];
	for (size_t i = 0; i < 2 && !c->targets; i++)
		out[n++] = all[i];
	out[n++] = "--";
	for (size_t i = c->end + 1; i < c->n; i++)
		out[n++] = argv[i];
	out[n++] = "--save-baseline";
	out[n] = id;
	return (char **)(void *)out;
}

static char *
ask_version(struct ask *a, const char *program, const char *toolchain)
{
	const char *argv[] = {program, toolchain ? toolchain : "--version",
	    toolchain ? "--version" : NULL, NULL};
	char *text = ask(a, argv, 256);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* -p takes NAME, NAME@VERSION or a URL that ends in #NAME or #NAME@VERSION. */
static bool
names_package(const char *spec, const char *name)
{
	const char *hash = strrchr(spec, '#');
	size_t n = strlen(name);

	if (hash)
		spec = hash + 1;
	return strncmp(spec, name, n) == 0 &&
	       (spec[n] == '\0' || spec[n] == '@' || spec[n] == ':');
}

static void
read_metadata(struct cargo_facts *f, const char *package, const char *text)
{
	struct err e = {0};
	json_t *root = jio_parse(text, strlen(text), "cargo metadata", &e);
	json_t *list = field_at(root, "/packages");
	const char *target = field_str_at(root, "/target_directory");
	size_t n = json_array_size(list);

	if (target)
		f->target_dir = xstrdup(target);
	for (size_t i = 0; i < n; i++) {
		json_t *p = json_array_get(list, i);
		const char *name = field_str_at(p, "/name");
		const char *file = field_str_at(p, "/manifest_path");
		const char *slash = file ? strrchr(file, '/') : NULL;

		if (!name || (package && !names_package(package, name)))
			continue;
		f->package_found = true;
		if (slash && (package || n == 1) && !f->package_dir)
			f->package_dir = xstrndup(file, (size_t)(slash - file));
	}
	json_decref(root);
}

void
cargo_ask(struct cargo_facts *f, const struct cargo *c, char *const *argv,
    struct ask *a)
{
	const char *metadata[8] = {argv[0]};
	size_t n = 1;
	char *text;

	memset(f, 0, sizeof(*f));
	if (!c->is_cargo)
		return;
	f->cargo_version = ask_version(a, argv[0], c->toolchain);
	f->rust_version = ask_version(a, "rustc", c->toolchain);
	if (c->toolchain)
		metadata[n++] = c->toolchain;
	metadata[n++] = "metadata";
	metadata[n++] = "--no-deps";
	metadata[n++] = "--format-version";
	metadata[n++] = "1";
	text = f->cargo_version ? ask(a, metadata, METADATA_MAX) : NULL;
	if (text)
		read_metadata(f, c->package, text);
	free(text);
}

void
cargo_facts_free(struct cargo_facts *f)
{
	free(f->rust_version);
	free(f->cargo_version);
	free(f->package_dir);
	free(f->target_dir);
	memset(f, 0, sizeof(*f));
}

bool
version_is_older(const char *version, const char *min)
{
	if (!version || !min)
		return false;
	while (*version && !isdigit((unsigned char)*version))
		version++;
	while (*version || *min) {
		char *v, *m;
		unsigned long a = strtoul(version, &v, 10);
		unsigned long b = strtoul(min, &m, 10);

		if (a != b)
			return a < b;
		version = *v == '.' ? v + 1 : "";
		min = *m == '.' ? m + 1 : "";
	}
	return false;
}
