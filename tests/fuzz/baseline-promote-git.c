/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What git says, any bytes: a push counts as done only by its status, and no
 * word between "://" and "@" is passed on.  As a URL: its
 * credential is one or two lines of "KEY=VALUE".
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/baseline-promote/git.h"
#include "../../bin/baseline-promote/gitremote.h"
#include "../../bin/baseline-promote/gitstore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_masked(const char *text)
{
	char *out = git_masked(text), *p = out, *again = git_masked(out);

	if (strlen(out) > strlen(text) || strcmp(out, again) != 0)
		abort();
	while ((p = strstr(p, "://")) != NULL) {
		size_t len;

		p += 3;
		len = strcspn(p, "/ \t\n'\"");
		while (len > 0 && p[len - 1] != '@')
			len--;
		if (len > 2 || (len == 2 && *p != '*'))
			abort();
	}
	free(out);
	free(again);
}

static void
check_bare(const char *text)
{
	char *credential, *again, *bare = gitremote_bare(text, &credential);
	size_t lines = 0, i;

	if (!bare != !credential)
		abort();
	if (!bare)
		return;
	for (i = 0; credential[i]; i++)
		lines += credential[i] == '\n';
	if (strncmp(credential, "username=", 9) != 0 || lines < 1 ||
	    lines > 2 || credential[i - 1] != '\n')
		abort();
	if (gitremote_bare(bare, &again)) /* it names one still */
		abort();
	free(credential);
	free(bare);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = xstrndup((const char *)data, n);

	if (gitstore_push_means(1, text) == PUSH_DONE ||
	    gitstore_push_means(0, text) != PUSH_DONE)
		abort();
	check_masked(text);
	check_bare(text);
	free(text);
	return 0;
}
