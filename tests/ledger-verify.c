/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger-verify - verify many ledgers, one after the other, for tests
 *
 * stdin: "LENGTH\n" and so many bytes, again and again.  stdout: a line each,
 * "whole HEAD", "suffix HEAD", "torn HEAD" or "broken".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "ledger.h"

static void
verify(char *text, size_t n)
{
	FILE *f = fmemopen(text, n, "r");
	struct ledger_reader *r = ledger_from_stream(f, "mutant");
	const struct ledger_result *res = ledger_result(r);
	struct ledger_record rec;
	struct err e;

	do
		memset(&e, 0, sizeof(e));
	while (ledger_next(r, &rec, &e) != 0);
	if (res->breaks)
		puts("broken");
	else
		printf("%s %s\n",
		    res->torn     ? "torn"
		    : res->suffix ? "suffix"
				  : "whole",
		    res->head);
	ledger_close(r);
	fclose(f);
}

int
main(void)
{
	unsigned long n;

	diag_start("ledger-verify");
	while (scanf("%lu", &n) == 1) {
		char *text = xmalloc(n + 1);

		if (getchar() != '\n' || fread(text, 1, n, stdin) != n)
			return ST_INPUT;
		verify(text, n);
		free(text);
	}
	return diag_end(ST_DONE);
}
