/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is written into memory comes out, of any length, NUL and all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "tap.h"

int
main(void)
{
	char *text, *want = xmalloc(300000);
	size_t n, i;
	FILE *f = xmemstream(&text, &n);

	fclose(f);
	ok(n == 0 && text[0] == '\0', "nothing");
	free(text);

	f = xmemstream(&text, &n);
	fputs("some", f);
	fflush(f);
	is_str(text, "some", "after a flush");
	fwrite("\0more", 1, 5, f);
	fclose(f);
	ok(n == 9 && memcmp(text, "some\0more", 10) == 0, "with a NUL in it");
	free(text);

	f = xmemstream(&text, &n);
	for (i = 0; i < 300000; i++) {
		want[i] = (char)('a' + i % 23);
		if (i % 10000 == 0)
			fflush(f);
		putc(want[i], f);
	}
	fclose(f);
	ok(n == 300000 && memcmp(text, want, n) == 0 && text[n] == '\0',
	    "byte by byte, a lot");
	free(text);

	f = xmemstream(&text, &n);
	fwrite(want, 1, 300000, f);
	fprintf(f, "%d", 7);
	fclose(f);
	ok(n == 300001 && memcmp(text, want, n - 1) == 0 &&
		strcmp(text + n - 1, "7") == 0,
	    "in one piece, a lot");
	free(text);
	free(want);
	return done();
}
