/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kernel - see kernel.h */
#include "kernel.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

#define FILE_MAX (1u << 20)

/* These files have no size, and may answer in pieces. */
static char *
read_all(int fd)
{
	size_t n = 0, room = 4096;
	char *text = xmalloc(room);
	ssize_t k;

	while ((k = read(fd, text + n, room - n - 1)) > 0) {
		n += (size_t)k;
		if (n == room - 1 && room < FILE_MAX) {
			room *= 2;
			text = xrealloc(text, room);
		}
	}
	text[n] = '\0';
	return text;
}

char *
kernel_file(const char *root, const char *path)
{
	char *full = xasprintf("%s%s", root, path);
	int fd = open(full, O_RDONLY | O_CLOEXEC);
	char *text = NULL;

	free(full);
	if (fd >= 0) {
		text = read_all(fd);
		close(fd);
	}
	return text;
}

char *
kernel_word(const char *root, const char *path)
{
	char *text = kernel_file(root, path);
	size_t n = text ? strcspn(text, "\n") : 0;

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	if (n > 0) {
		text[n] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

char *
kernel_cgroup_path(const char *root, const char *file)
{
	char *text = kernel_file(root, "/proc/self/cgroup");
	char *line, *path = NULL;

	/* "0::/user.slice/…" is the unified hierarchy. */
	for (line = text; line && *line; line += strcspn(line, "\n"))
		if (line += *line == '\n', strncmp(line, "0::/", 4) == 0) {
			path = xasprintf("/sys/fs/cgroup%.*s%s%s",
			    (int)strcspn(line + 3, "\n"), line + 3,
			    line[4] == '\n' || !line[4] ? "" : "/", file);
			break;
		}
	free(text);
	return path;
}

char *
kernel_cgroup(const char *root, const char *file)
{
	char *path = kernel_cgroup_path(root, file);
	char *text = path ? kernel_file(root, path) : NULL;

	free(path);
	return text;
}

const char *
kernel_line(const char *text, const char *key, char sep)
{
	size_t n = strlen(key);

	while (text && *text) {
		if (strncmp(text, key, n) == 0) {
			const char *v = text + n;

			v += strspn(v, " \t");
			if (sep == ' ' ? v > text + n : *v == sep) {
				v += sep != ' ';
				return v + strspn(v, " \t");
			}
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return NULL;
}

int
kernel_numbers(const char *v, double *out, int n)
{
	int k = 0;

	while (v && k < n) {
		char *end;

		out[k] = strtod(v, &end);
		if (end == v)
			break;
		k++;
		v = end;
	}
	return k;
}
