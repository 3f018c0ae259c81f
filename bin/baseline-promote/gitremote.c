/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gitremote - see gitremote.h */
#define _GNU_SOURCE
#include "gitremote.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

static int
digit(char c)
{
	static const char hex[] = "0123456789abcdef0123456789ABCDEF";
	const char *p = c ? strchr(hex, c) : NULL;

	return p ? (int)((p - hex) % 16) : -1;
}

/* "KEY=" and the n bytes at p, %XX decoded; false for control characters. */
static bool
attribute(FILE *f, const char *key, const char *p, size_t n)
{
	size_t i;

	fprintf(f, "%s=", key);
	for (i = 0; i < n; i++) {
		int c = (unsigned char)p[i];

		if (c == '%' && n - i > 2 && digit(p[i + 1]) >= 0 &&
		    digit(p[i + 2]) >= 0) {
			c = digit(p[i + 1]) * 16 + digit(p[i + 2]);
			i += 2;
		}
		if (c < ' ' || c == 127)
			return false;
		putc(c, f);
	}
	putc('\n', f);
	return true;
}

char *
gitremote_bare(const char *url, char **credential)
{
	bool tls = strncasecmp(url, "https://", 8) == 0;
	const char *user = url + (tls ? 8 : 7), *at, *colon;
	size_t size, scheme = (size_t)(user - url);
	bool good;
	FILE *f;

	*credential = NULL;
	if (!tls && strncasecmp(url, "http://", 7) != 0)
		return NULL;
	at = user + strcspn(user, "@/?#");
	if (*at != '@')
		return NULL;
	colon = memchr(user, ':', (size_t)(at - user));
	f = xmemstream(credential, &size);
	good = attribute(
	    f, "username", user, (size_t)((colon ? colon : at) - user));
	if (good && colon)
		good = attribute(
		    f, "password", colon + 1, (size_t)(at - colon - 1));
	fclose(f);
	if (good)
		return xasprintf("%.*s%s", (int)scheme, url, at + 1);
	free(*credential);
	*credential = NULL;
	return NULL;
}
