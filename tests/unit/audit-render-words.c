/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* words: figures, dates and counts as people read them; axes; marks. */
#include <math.h>
#include <stdlib.h>

#include "../../bin/audit-render/canvas.h"
#include "../../bin/audit-render/scale.h"
#include "../../bin/audit-render/words.h"
#include "tap.h"

static struct report r;

static double
at(int y, int m, int d)
{
	struct calendar c = {y, m, d};

	return words_midnight(c);
}

static void
figures(void)
{
	is_str(words_count(&r, 0), "0", "0");
	is_str(words_count(&r, 999), "999", "999");
	is_str(words_count(&r, 1000), "1,000", "1,000");
	is_str(words_count(&r, 18446744073709551615u),
	    "18,446,744,073,709,551,615", "the largest count");
	is_str(words_of(&r, 1, "record", "records"), "one record", "one");
	is_str(words_of(&r, 0, "record", "records"), "no records", "none");
	is_str(words_of(&r, 13, "run", "runs"), "13 runs", "13");
	is_str(words_units(&r, 1, "run", "runs"), "1 run", "1 run");
	is_str(words_capital(&r, words_number(&r, 2)), "Two", "capital");
	is_str(words_change(&r, .1424), "+14.2%", "a rise");
	is_str(
	    words_change(&r, -.0004), "0.0%", "no sign for what rounds to 0");
	is_str(words_change(&r, -.08), "−8.0%", "a fall");
	is_str(words_change(&r, 12.5), "+1,250%", "a large one");
	is_str(words_change(&r, NAN), NULL, "none");
	is_str(words_interval(&r, -.101, .059), "−10.1 to +5.9", "interval");
	is_str(words_percent(&r, .71), "71%", "per cent");
	is_str(words_percent(&r, .9999), "99.9%", "not quite all");
	is_str(words_percent(&r, .0001), "0.1%", "not quite nothing");
	is_str(words_percent(&r, 1), "100%", "all");
	is_str(words_figure(&r, 4.224), "4.22", "three digits");
	is_str(words_figure(&r, 9.996), "10.0", "rounded up over a power");
	is_str(words_figure(&r, 571.4), "571", "no decimals from 100 on");
	is_str(words_figure(&r, .012345), "0.0123", "small");
	is_str(words_figure(&r, 1234567), "1,234,567", "large");
	is_str(words_exact(&r, 80), "80", "as it was set");
	is_str(words_exact(&r, 4.5), "4.5", "with its decimals");
	is_str(words_value(&r, 1500, "ns"), "1.50 µs", "ns become µs");
	is_str(words_value(&r, 2.5e9, "ns"), "2.50 s", "or s");
	is_str(words_value(&r, 120, "ms"), "120 ms", "ms stay");
	is_str(words_value(&r, 2.5e6, "elem/s"), "2.50 M elem/s", "elements");
	is_str(words_value(&r, 3, NULL), "3.00", "no unit");
	is_str(words_value(&r, 3, "furlongs"), "3.00 furlongs", "any unit");
	is_str(words_between(&r, 4.20, 4.24, "GiB/s"), "4.20–4.24 GiB/s",
	    "an interval");
	is_str(words_between(&r, 633.9, 634.2, "MiB/s"), "633.9–634.2 MiB/s",
	    "ends that are told apart");
}

static void
dates(void)
{
	struct calendar c;
	int days, bad = 0;

	is_num((long long)at(1970, 1, 1), 0, "the epoch");
	is_num((long long)at(2026, 1, 1), 1767225600, "2026");
	is_num((long long)at(2025, 13, 1), 1767225600, "a thirteenth month");
	is_num((long long)at(2026, -11, 1), (long long)at(2025, 1, 1),
	    "months below one");
	for (days = -200000; days < 200000; days++) {
		c = words_calendar(days * DAY);
		bad += words_midnight(c) != days * DAY || c.month < 1 ||
		       c.month > 12 || c.day < 1 || c.day > 31;
	}
	is_num(bad, 0, "every day of a thousand years, there and back");
	is_str(words_date(&r, at(2024, 2, 29)), "2024-02-29", "a leap day");
	is_str(
	    words_time(&r, at(2026, 3, 24) + 8277), "2026-03-24 02:17", "time");
	is_str(words_day(&r, NAN), NULL, "no time");
	is_str(words_period(&r, at(2026, 1, 1), at(2026, 2, 1)), "January 2026",
	    "a month");
	is_str(words_period(&r, at(2026, 1, 1), at(2026, 4, 1)),
	    "1 January to 31 March 2026", "a quarter");
	is_str(words_period(&r, at(2023, 4, 1), at(2026, 4, 1)),
	    "April 2023 to March 2026", "three years");
	is_str(words_period(&r, at(2026, 1, 5), at(2026, 1, 6)),
	    "5 January 2026", "a day");
	is_str(words_period(&r, at(2026, 1, 5), at(2026, 1, 12)),
	    "5 to 11 January 2026", "a week");
	is_str(words_period(&r, at(2025, 12, 5), at(2026, 1, 5)),
	    "5 December 2025 to 4 January 2026", "over New Year");
	is_str(words_span(&r, 30), "less than a minute", "seconds");
	is_str(words_span(&r, 7 * 3600), "7 hours", "hours");
	is_str(words_span(&r, 2 * DAY), "2 days", "days");
	is_str(words_span(&r, 24 * DAY), "3 weeks", "weeks");
	is_str(words_span(&r, 335 * DAY), "11 months", "months");
	is_str(words_span(&r, 1096 * DAY), "3 years", "years");
}

static void
names(void)
{
	const unsigned long long v[] = {1, 2, 3, 4};
	unsigned char hash[32] = {0xab, 0xcd, 1, 2, 3};
	const char *text;
	struct text_run run;

	is_str(words_list(&r, v, 1, 9), "1", "a list of one");
	is_str(words_list(&r, v, 3, 9), "1, 2 and 3", "of three");
	is_str(words_list(&r, v, 4, 2), "1, 2 and 2 more", "cut");
	is_str(words_hash(&r, hash), "abcd010203…", "a hash");
	is_str(words_commit(&r, "0123456789abcdef"), "0123456", "a commit");
	is_str(words_commit(&r, "release"), "release", "no commit");
	is_str(words_commit(&r, ""), NULL, "none");
	is_str(report_name(&r, "a\x01\x05\nb\x7f", 0), "a���b�",
	    "no control passes, marks neither");
	is_str(report_name(&r, "\xff\xc3(", 0), "��(", "nor invalid bytes");
	is_str(report_name(&r, "äöüß", 2), "äö…", "cut by characters");
	is_str(report_name(&r, "  ", 0), "(blank)", "blanks are told");
	is_str(report_name(&r,
		   "a\xef\xbf\xbe"
		   "b",
		   0),
	    "a�b", "no noncharacter");
	is_str(report_plain(&r, "a " MARK_BOLD "b" MARK_END " " MARK_LINK
				"id" MARK_BREAK "c" MARK_END "."),
	    "a b c.", "marks are taken out");
	text = MARK_LINK "id" MARK_BREAK "words" MARK_END;
	ok(report_run(&text, &run) && run.style == MARK_LINK[0] &&
		run.link.n == 2 && run.words.n == 5 && !*text,
	    "a link is one run");
	text = MARK_BOLD "no end";
	ok(report_run(&text, &run) && run.words.n == 6 && !*text,
	    "a mark without end ends with the text");
}

static void
axes(void)
{
	struct scale_tick t[SCALE_TICKS];
	double least = 4.02, most = 4.58;
	size_t n = scale_round(&least, &most, 5, 0, t);

	ok(n >= 3 && least <= 4.02 && most >= 4.58, "the scale holds it all");
	is_str(t[0].label, "4.0", "round labels");
	least = most = 3;
	n = scale_round(&least, &most, 5, 0, t);
	ok(n >= 2 && least < 3 && most > 3, "one value has room");
	least = -.1;
	most = .05;
	n = scale_round(&least, &most, 6, 1, t);
	is_str(t[0].label, "−10%", "per cent");
	is_str(t[n - 1].label, "+5%", "with a sign");
	least = 0;
	most = 1e300;
	ok(scale_round(&least, &most, 5, 0, t) <= SCALE_TICKS, "huge values");
	n = scale_times(at(2023, 4, 10), at(2026, 4, 1), 12, t);
	ok(n >= 6 && n <= 13, "three years: %zu ticks", n);
	is_str(t[0].label, "Jul 2023", "quarters begin in January");
	n = scale_times(at(2026, 1, 1), at(2026, 1, 2), 8, t);
	is_str(t[1].label, "03:00", "hours");
	n = scale_times(0, 5e9, 8, t);
	ok(n > 0 && n <= 9, "a century and a half: %zu", n);
	n = scale_times(at(2026, 1, 1), at(2026, 1, 1) + 1, 8, t);
	ok(n <= SCALE_TICKS, "a second");
}

/* A canvas that knows where words stand. */
struct box {
	double left, top, right, bottom;
};
static struct box box[4000];
static size_t boxes;

static double
width(void *user, enum face f, const char *s)
{
	double w = 0;

	(void)user;
	(void)f;
	for (; *s; s++)
		w += (*s & 0xc0) != 0x80 ? 7 : 0;
	return w;
}

static void
text(void *user, enum face f, enum anchor a, double x, double y, const char *s)
{
	double w = width(user, f, s);

	x -= a == ANCHOR_END ? w : a == ANCHOR_MIDDLE ? w / 2 : 0;
	if (boxes < 4000)
		box[boxes++] = (struct box){x, y - 9, x + w, y + 2};
}

static void
line(void *user, enum pen p, double a, double b, double c, double d)
{
	(void)user, (void)p, (void)a, (void)b, (void)c, (void)d;
}

static void
path(void *user, enum pen p, const struct xy *v, size_t n)
{
	(void)user, (void)p, (void)v, (void)n;
}

static void
area(void *user, enum fill p, const struct xy *v, size_t n)
{
	(void)user, (void)p, (void)v, (void)n;
}

static void
rect(void *user, enum fill p, double a, double b, double c, double d)
{
	(void)user, (void)p, (void)a, (void)b, (void)c, (void)d;
}

static void
dot(void *user, enum fill p, double a, double b, double c)
{
	(void)user, (void)p, (void)a, (void)b, (void)c;
}

static void
ring(void *user, enum pen p, double a, double b, double c)
{
	(void)user, (void)p, (void)a, (void)b, (void)c;
}

static const struct canvas canvas = {
    NULL, width, line, path, area, rect, dot, ring, text};

static int
collisions(double w, double h)
{
	size_t i, k;
	int n = 0;

	for (i = 0; i < boxes; i++) {
		const struct box *p = &box[i];

		n += p->left < -1 || p->right > w + 1 || p->top < -1 ||
		     p->bottom > h + 1;
		for (k = i + 1; k < boxes; k++)
			n += p->left < box[k].right && box[k].left < p->right &&
			     p->top < box[k].bottom && box[k].top < p->bottom;
	}
	return n;
}

static double
noise(void)
{
	return rand() / (double)RAND_MAX;
}

/* A chart with as much in it as chance has it. */
static struct chart *
crowded(void)
{
	struct section sec = {.id = "s"};
	struct chart *c = report_chart(&r, &sec, CHART_TIME, "k", NULL);
	int i, n;

	c->from = at(2024, 1, 1);
	c->until = c->from + DAY * (1 + 1200 * noise());
	c->unit = report_printf(&r, "some name, GiB/s");
	c->strip = noise() < .5 ? report_printf(&r, "logged") : NULL;
	if (noise() < .4)
		c->measured = c->from + .8 * (c->until - c->from);
	for (n = (int)(4 * noise()); n >= 0; n--) {
		struct line *l = chart_line(&r, c, LINE_STEP, 20);

		for (i = 0; i < 20; i++)
			chart_point(l, c->from + i * (c->until - c->from) / 20,
			    4 + noise(), NAN, NAN);
		if (noise() < .7)
			l->label =
			    report_printf(&r, "%.*s", (int)(40 * noise()),
				"4.22 GiB/s now and so on, "
				"and even longer than that");
		if (l->label && *l->label && noise() < .5)
			l->note = report_printf(&r, "95%%: 4.1–4.3");
	}
	for (n = (int)(4 * noise()); n > 0; n--)
		chart_limit(&r, c, 3.8 + 1.5 * noise(),
		    report_printf(&r, "floor of a length"));
	for (n = (int)(14 * noise()); n > 0; n--)
		chart_callout(&r, c, c->from + noise() * (c->until - c->from),
		    4 + noise(), report_printf(&r, "+4.2%% on 12 Aug"),
		    noise() < .5 ? report_printf(&r, "at commit a77c0e2, %.*s",
				       (int)(60 * noise()),
				       "group commit is switched off for the "
				       "time being, see the ticket")
				 : NULL);
	for (n = (int)(6 * noise()); n > 0; n--) {
		double x = c->from + noise() * (c->until - c->from);

		chart_zone(&r, c, x, x + 9 * DAY, TONE_BAD,
		    report_printf(&r, "record 1234, fixed in 3 days"));
	}
	return c;
}

static void
charts(void)
{
	static const double w[] = {CANVAS_PAGE, CANVAS_PHONE, 700};
	int i, k, bad = 0, n;

	srand(5);
	for (i = 0; i < 400; i++) {
		struct chart *c = crowded();

		for (k = 0; k < 3; k++) {
			boxes = 0;
			canvas_draw(&canvas, c, w[k]);
			n = collisions(w[k], canvas_height(&canvas, c, w[k]));
			if (n && bad++ < 5)
				printf("# chart %d at %.0f: %d\n", i, w[k], n);
		}
	}
	is_num(bad, 0, "no words meet in 400 crowded charts, at three widths");
	for (i = 0; i < 100; i++) {
		struct section sec = {.id = "s"};
		struct chart *c =
		    report_chart(&r, &sec, CHART_FOREST, "k", NULL);

		c->below = report_printf(&r, "less throughput");
		c->above = report_printf(&r, "more throughput");
		for (n = (int)(30 * noise()); n >= 0; n--) {
			double x = .3 * (noise() - .5);
			struct effect *e = chart_effect(&r, c,
			    report_printf(&r, "%.*s", 1 + (int)(90 * noise()),
				"a/benchmark/of/some/length/that/goes/on/and/"
				"on/until/it/does/not/fit/any/column/at/all"),
			    x, x - .02, x + .02);

			e->text = words_change(&r, x);
			e->note = words_interval(&r, e->low, e->high);
		}
		for (k = 0; k < 2; k++) {
			boxes = 0;
			canvas_draw(&canvas, c, w[k]);
			n = collisions(w[k], canvas_height(&canvas, c, w[k]));
			if (n && bad++ < 5)
				printf("# forest %d at %.0f: %d\n", i, w[k], n);
		}
	}
	is_num(bad, 0, "nor in 100 forest plots");
}

int
main(void)
{
	report_start(&r, REPORT_AUDIT);
	figures();
	dates();
	names();
	axes();
	charts();
	report_free(&r);
	return done();
}
