/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* place - see place.h */
#define _GNU_SOURCE
#include "place.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

char *
place_here(void)
{
	char *dir = getcwd(NULL, 0);

	return dir && dir[0] == '/' ? dir : (free(dir), xstrdup("/"));
}

/* Take "//", "/./" and "/x/../" out of an absolute path, in place. */
static void
tidy(char *path)
{
	char *out = path, *p = path;

	while (*p) {
		size_t n;

		p += strspn(p, "/");
		n = strcspn(p, "/");
		if (n == 2 && p[0] == '.' && p[1] == '.') {
			while (out > path && *--out != '/')
				continue;
		} else if (n > 0 && !(n == 1 && p[0] == '.')) {
			*out++ = '/';
			memmove(out, p, n);
			out += n;
		}
		p += n;
	}
	if (out == path)
		*out++ = '/';
	*out = '\0';
}

char *
place_absolute(const char *base, const char *path)
{
	char *full = path[0] == '/' ? xasprintf("%s/", path)
				    : xasprintf("%s/%s", base, path);
	char *real = realpath(full, NULL);

	if (real) {
		free(full);
		return real;
	}
	tidy(full);
	return full;
}

/* Is path dir, or below it? */
static bool
below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		n--;
	return strncmp(path, dir, n) == 0 && (path[n] == '/' || !path[n]);
}

char *
place_relative(const char *from, const char *to, const char *home)
{
	size_t common = 0, i = 0, ups = 0, n = 0;
	char *out;

	/* common: after the last '/' up to which both agree */
	for (;; i++) {
		bool f = from[i] == '/' || !from[i];
		bool t = to[i] == '/' || !to[i];

		if (f && t)
			common = i;
		if (from[i] != to[i] || !from[i])
			break;
	}
	if (common == 0 && home && home[0] == '/' && home[1] && below(to, home))
		return NULL;
	for (const char *p = from + common; *p; p++)
		ups += p[0] == '/' && p[1];
	to += common;
	to += *to == '/';
	out = xmalloc(3 * ups + strlen(to) + 2);
	while (ups-- > 0) {
		memcpy(out + n, "../", 3);
		n += 3;
	}
	memcpy(out + n, to, strlen(to) + 1);
	n += strlen(to);
	while (n > 0 && out[n - 1] == '/')
		out[--n] = '\0';
	if (n == 0)
		memcpy(out, ".", 2);
	return out;
}

/* Bytes that a path is made of, but for the slash. */
static bool
is_part(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 ||
	       (c && strchr("._-+@%~#", c));
}

/* Bytes of the absolute path at text[i], 0 where there is none. */
static size_t
path_at(const char *text, size_t i)
{
	const char *p = text + i;
	size_t n = 1;
	bool option = i >= 2 && text[i - 2] == '-' &&
		      isalpha((unsigned char)text[i - 1]) &&
		      (i == 2 || !is_part(text[i - 3]));

	if (*p != '/' || !is_part(p[1]))
		return 0;
	if (i > 0 && !option && (is_part(text[i - 1]) || text[i - 1] == '/'))
		return 0;
	while (is_part(p[n]) || p[n] == '/')
		n++;
	return n;
}

char *
place_cut(const char *text)
{
	char *out = xmalloc(2 * strlen(text) + 1), *o = out;
	size_t i = 0;

	while (text[i]) {
		size_t n = path_at(text, i), last = n;

		while (last > 1 && text[i + last - 1] == '/')
			last--;
		while (last > 0 && text[i + last - 1] != '/')
			last--;
		if (last > 1) { /* text[i + last - 1] is not its first slash */
			memcpy(o, "…", strlen("…"));
			o += strlen("…");
			i += last - 1;
			n -= last - 1;
		}
		n += n == 0;
		memcpy(o, text + i, n);
		o += n;
		i += n;
	}
	*o = '\0';
	return out;
}
