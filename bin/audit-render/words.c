/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* words - see words.h */
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MINUS "−"

/* digits with a comma before each group of three, into out. */
static void
grouped(const char *digits, char *out)
{
	size_t n = strcspn(digits, "."), i;

	for (i = 0; i < n; i++) {
		*out++ = digits[i];
		if (i + 1 < n && (n - i - 1) % 3 == 0)
			*out++ = ',';
	}
	strcpy(out, digits + n);
}

const char *
words_count(struct report *r, unsigned long long n)
{
	char digits[32], out[48];

	snprintf(digits, sizeof(digits), "%llu", n);
	grouped(digits, out);
	return report_printf(r, "%s", out);
}

const char *
words_part(struct report *r, unsigned long long n, unsigned long long of)
{
	return report_printf(
	    r, "%s of %s", words_count(r, n), words_count(r, of));
}

const char *
words_number(struct report *r, unsigned long long n)
{
	static const char *const name[] = {"no", "one", "two", "three", "four",
	    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};

	if (n <= 12)
		return report_printf(r, "%s", name[n]);
	return words_count(r, n);
}

const char *
words_some(struct report *r, unsigned long long n)
{
	return n ? words_number(r, n) : "none";
}

const char *
words_of(
    struct report *r, unsigned long long n, const char *one, const char *many)
{
	return report_printf(
	    r, "%s %s", words_number(r, n), n == 1 ? one : many);
}

const char *
words_units(
    struct report *r, unsigned long long n, const char *one, const char *many)
{
	return report_printf(
	    r, "%s %s", words_count(r, n), n == 1 ? one : many);
}

const char *
words_capital(struct report *r, const char *s)
{
	bool small = *s >= 'a' && *s <= 'z';

	return small ? report_printf(r, "%c%s", *s - 'a' + 'A', s + 1) : s;
}

/* v with so many decimals, grouped, "−" before negative ones. */
static const char *
decimals(struct report *r, double v, int n, bool plus)
{
	char digits[400], out[540];
	const char *sign = v < 0 ? MINUS : plus ? "+" : "";

	snprintf(digits, sizeof(digits), "%.*f", n, fabs(v));
	if (strspn(digits, "0.") == strlen(digits))
		sign = ""; /* what rounds to 0 has no sign */
	grouped(digits, out);
	return report_printf(r, "%s%s", sign, out);
}

static int
change_decimals(double percent)
{
	return fabs(percent) < 99.95 ? 1 : 0;
}

const char *
words_change(struct report *r, double change)
{
	double p = 100 * change;

	if (!isfinite(p))
		return NULL;
	return report_printf(
	    r, "%s%%", decimals(r, p, change_decimals(p), true));
}

const char *
words_share(struct report *r, double share)
{
	double p = 100 * share;

	return report_printf(
	    r, "%s%%", decimals(r, p, change_decimals(p), false));
}

const char *
words_interval(struct report *r, double low, double high)
{
	low *= 100;
	high *= 100;
	if (!isfinite(low) || !isfinite(high))
		return NULL;
	return report_printf(r, "%s to %s",
	    decimals(r, low, change_decimals(low), true),
	    decimals(r, high, change_decimals(high), true));
}

const char *
words_percent(struct report *r, double share)
{
	double p = 100 * share;

	if (!isfinite(p))
		return NULL;
	/* 99.96 % is not 100 %, and 0.04 % is not 0 %. */
	if (p > 99 && p < 100)
		p = fmin(p, 99.9);
	else if (p > 0 && p < 1)
		p = fmax(p, .1);
	return report_printf(r, "%s%%",
	    decimals(r, p, (p > 0 && p < 1) || (p > 99 && p < 100), false));
}

/* Decimals that give v three significant digits; none from 100 on. */
static int
figure_decimals(double v)
{
	double a = fabs(v);

	if (a == 0 || a >= 99.95)
		return 0;
	if (a >= 9.995)
		return 1;
	if (a >= .9995)
		return 2;
	return (int)fmin(2 - floor(log10(a)), 12);
}

const char *
words_figure(struct report *r, double v)
{
	if (!isfinite(v))
		return NULL;
	if (fabs(v) >= 1e15)
		return report_printf(r, "%.3g", v);
	return decimals(r, v, figure_decimals(v), false);
}

const char *
words_exact(struct report *r, double v)
{
	int n;

	if (!isfinite(v))
		return NULL;
	for (n = 0; n < 5; n++) {
		double step = pow(10, n);

		if (fabs(rint(v * step) / step - v) <= 1e-9 * fabs(v))
			return decimals(r, v, n, false);
	}
	return words_figure(r, v);
}

/* The unit in which v (of symbol) is best read, and the factor to it. */
static const char *
readable(double v, const char *symbol, double *factor)
{
	double ns, a = fabs(v);

	*factor = 1;
	if (!symbol)
		return "";
	if (strcmp(symbol, "elem/s") == 0) {
		if (a >= 1e9) {
			*factor = 1e-9;
			return "G elem/s";
		}
		if (a >= 1e6) {
			*factor = 1e-6;
			return "M elem/s";
		}
		if (a >= 1e4) {
			*factor = 1e-3;
			return "k elem/s";
		}
		return symbol;
	}
	ns = strcmp(symbol, "ns") == 0   ? 1
	     : strcmp(symbol, "µs") == 0 ? 1e3
	     : strcmp(symbol, "ms") == 0 ? 1e6
	     : strcmp(symbol, "s") == 0  ? 1e9
					 : 0;
	if (ns == 0)
		return symbol;
	a *= ns;
	*factor = ns / (a >= 1e9 ? 1e9 : a >= 1e6 ? 1e6 : a >= 1e3 ? 1e3 : 1);
	return a >= 1e9 ? "s" : a >= 1e6 ? "ms" : a >= 1e3 ? "µs" : "ns";
}

const char *
words_value(struct report *r, double v, const char *unit)
{
	double factor;
	const char *symbol = readable(v, unit, &factor);

	if (!isfinite(v))
		return NULL;
	return report_printf(r, "%s%s%s", words_figure(r, v * factor),
	    *symbol ? " " : "", symbol);
}

const char *
words_between(struct report *r, double low, double high, const char *unit)
{
	double factor, step;
	const char *symbol = readable(high, unit, &factor);
	int n;

	if (!isfinite(low) || !isfinite(high))
		return NULL;
	low *= factor;
	high *= factor;
	/* Enough decimals to tell the two ends apart. */
	n = figure_decimals(high);
	for (step = pow(10, -n); n < 9 && high - low < 2 * step && high > low;
	     step /= 10)
		n++;
	return report_printf(r, "%s–%s%s%s", decimals(r, low, n, false),
	    decimals(r, high, n, false), *symbol ? " " : "", symbol);
}

const char *
words_list(struct report *r, const unsigned long long *v, size_t n, size_t max)
{
	const char *s = report_printf(r, "%s", "");
	size_t i, shown = n > max ? max : n;

	for (i = 0; i < shown; i++)
		s = report_printf(r, "%s%s%llu", s,
		    i == 0                         ? ""
		    : i + 1 == shown && shown == n ? " and "
						   : ", ",
		    v[i]);
	if (shown < n)
		s = report_printf(
		    r, "%s and %s more", s, words_count(r, n - shown));
	return s;
}

const char *
words_commit(struct report *r, const char *commit)
{
	size_t n;

	if (!commit || !*commit)
		return NULL;
	n = strlen(commit);
	if (n >= 12 && strspn(commit, "0123456789abcdefABCDEF") == n)
		return report_printf(r, "%.7s", commit);
	return report_name(r, commit, 16);
}

const char *
words_hash(struct report *r, const unsigned char hash[32])
{
	return report_printf(r, "%02x%02x%02x%02x%02x…", hash[0], hash[1],
	    hash[2], hash[3], hash[4]);
}
