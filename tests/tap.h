/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tap.h - TAP for C unit tests: include in one file, end main with done(). */
#ifndef BL_TAP_H
#define BL_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3), unused))
#endif
static bool
ok(bool cond, const char *fmt, ...)
{
	va_list ap;

	tap_count++;
	tap_failed += !cond;
	printf("%sok %d - ", cond ? "" : "not ", tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	return cond;
}

#if defined(__GNUC__)
__attribute__((unused))
#endif
static bool
is_str(const char *got, const char *want, const char *name)
{
	bool same = got == want || (got && want && strcmp(got, want) == 0);

	if (!ok(same, "%s", name))
		printf("# got      %s\n# expected %s\n", got ? got : "(null)",
		    want ? want : "(null)");
	return same;
}

#if defined(__GNUC__)
__attribute__((unused))
#endif
static bool
is_num(long long got, long long want, const char *name)
{
	if (!ok(got == want, "%s", name))
		printf("# got %lld, expected %lld\n", got, want);
	return got == want;
}

/* |got - want| <= tol * max(1, |want|); NAN equals NAN. */
#if defined(__GNUC__)
__attribute__((unused))
#endif
static bool
is_real(double got, double want, double tol, const char *name)
{
	bool same = (isnan(got) && isnan(want)) || got == want ||
		    fabs(got - want) <= tol * fmax(1, fabs(want));

	if (!ok(same, "%s", name))
		printf("# got %.17g, expected %.17g\n", got, want);
	return same;
}

#if defined(__GNUC__)
__attribute__((unused))
#endif
static int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
