/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * report - the one model that every form of a report is written from
 *
 * A report is what a reader sees, with the exact figure beside each text.
 * The writers (json, html, pdf, markdown) only lay it out: none of them
 * computes a figure or holds a sentence of its own, so that the pages show
 * nothing that is not in the JSON.
 *
 * Texts are UTF-8 without control characters but for these marks, which can't
 * come from a name because report_name takes controls out.  report_plain
 * takes the marks out:
 *	MARK_BOLD words MARK_END
 *	MARK_CODE words MARK_END
 *	MARK_LINK section-id MARK_BREAK words MARK_END
 * They are not nested.  Every string and array belongs to the report; all of
 * it goes with report_free.
 */
#ifndef AUDIT_RENDER_REPORT_H
#define AUDIT_RENDER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"
#include "fsio.h"
#include "ledger.h"

#define MARK_BOLD "\x01"
#define MARK_CODE "\x02"
#define MARK_LINK "\x03"
#define MARK_BREAK "\x04"
#define MARK_END "\x05"

enum report_type {
	REPORT_PERFORMANCE,
	REPORT_AUDIT,
	REPORT_TREND,
	REPORT_COMPLIANCE
};

/* A state is shown by a shape and a word, never by colour alone. */
enum tone { TONE_NONE, TONE_OK, TONE_WARN, TONE_BAD, TONE_MUTE };

/* One large figure at the top. */
struct fact {
	const char *key;         /* in the JSON */
	const char *label;       /* "Objectives met" */
	const char *text, *unit; /* "4", "of 5"; unit may be NULL */
	const char *note;        /* below it; may be NULL */
	double value;            /* NAN: the text is all there is */
	enum tone tone;
};

/* Times are seconds since 1970 (UTC); NAN stands for "not known". */
struct point {
	double x, y, low, high;
};

enum line_kind {
	LINE_PLAIN,
	LINE_STEP, /* y holds until the next point; the band is drawn so too */
	LINE_DOTS, /* each point a dot, not connected */
	LINE_OUTLOOK, /* dashed: not measured */
};
struct line {
	enum line_kind kind;
	const char *label; /* written at its end; NULL: none */
	const char
	    *note; /* a second, quieter line below the label; may be NULL */
	struct point *p;
	size_t n;
};

/* A horizontal line, "objective ≥ 80 MB/s". */
struct limit {
	const char *label;
	double y;
};

/* A stretch of time that is tinted and named. */
struct zone {
	const char *label; /* may be NULL */
	double from, until;
	enum tone tone;
};

/* A word at a point: a step and the commit that made it. */
struct callout {
	const char *head, *text; /* text may be NULL */
	double x, y;
};

/* A mark on the strip below a time chart. */
enum tick_kind { TICK_RECORD, TICK_PROMOTION, TICK_WARNING };
struct tick {
	enum tick_kind kind;
	double x;
};

/* A row of a forest plot: relative change, 0.05 is +5 %. */
struct effect {
	const char *label, *text, *note; /* "+4.1%", "+2.6 to +5.7" */
	double change, low, high;
	enum tone tone; /* TONE_MUTE: the interval holds 0, an empty dot */
};

enum chart_kind { CHART_TIME, CHART_FOREST, CHART_PANEL, CHART_SPARK };
struct chart {
	enum chart_kind kind;
	const char *key;
	const char *title, *desc;  /* what is drawn; what it shows, in words */
	const char *unit;          /* of y, above the axis */
	const char *caption;       /* below the chart; may be NULL */
	const char *strip;         /* label of the strip of ticks */
	const char *below, *above; /* forest: "faster", "slower" */
	double from, until;        /* of x */
	double measured;           /* x beyond this is outlook; NAN: none */
	double least, most;        /* y that must be in view; NAN */
	bool whole;                /* y counts something */
	const char *text;          /* panel: words below it */
	const char *note;          /* panel: after text, in tone */
	enum tone tone;            /* panel: of note */
	struct line *line;
	struct limit *limit;
	struct zone *zone;
	struct callout *callout;
	struct tick *tick;
	struct effect *effect;
	size_t nline, nlimit, nzone, ncallout, ntick, neffect;
};

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER, /* aligned right, on one line */
	COLUMN_SHORT,  /* on one line: dates, limits */
	COLUMN_CODE,   /* on one line, fixed width: hashes, commits */
	COLUMN_STATE,  /* with the mark of its tone */
	COLUMN_SPARK,
	COLUMN_BAR,
	COLUMN_CHAIN /* as STATE, but the words are quiet unless it is bad */
};
struct column {
	const char *key; /* in the JSON */
	const char *label;
	enum column_kind kind;
};

struct cell {
	const char *text; /* NULL: nothing known, shown as an em dash */
	const char
	    *note; /* quieter, after it (below it in the first column); NULL */
	double value; /* the exact figure, 0..1 for a bar; NAN */
	enum tone tone;
	struct chart *spark; /* COLUMN_SPARK, or NULL */
};

/* The first column heads its row. */
struct table {
	const char *key;
	const char *label; /* what it is, for those who can't see it */
	const char
	    *folded; /* a summary: the table is folded in HTML; NULL: open */
	const struct column *column;
	size_t ncolumn;
	struct cell *cell; /* nrow * ncolumn, row by row */
	size_t nrow, cap;
	unsigned long long total; /* rows there are, when more than are shown */
};

/* What needs a person. */
struct item {
	enum tone tone;
	const char *text;
	const char *who; /* may be NULL */
};

enum block_kind {
	BLOCK_TEXT,
	BLOCK_NOTE, /* set off at the side */
	BLOCK_ITEMS,
	BLOCK_CHART,
	BLOCK_PANELS, /* small multiples */
	BLOCK_TABLE,
	BLOCK_CODE /* commands, line by line, fixed width */
};
struct block {
	enum block_kind kind;
	const char *key;  /* in the JSON */
	const char *text; /* TEXT, NOTE, CODE; for PANELS what they are */
	struct item *item;
	struct chart *chart; /* 1 for CHART, n for PANELS */
	struct table *table;
	size_t n; /* items, charts */
};

struct section {
	const char *id;   /* anchor, id in the JSON */
	const char *slot; /* of the template, NULL: id */
	const char *heading;
	const char *brief; /* in the list of sections; NULL: heading */
	const char *sub;   /* one or two sentences; may be NULL */
	bool empty;        /* sub says why there is nothing */
	bool page;         /* PDF: begin a new page */
	struct block *block;
	size_t nblock;
};

struct pair {
	const char *key;
	const char *label, *text;
	bool code;
};

/* One record of the ledger, for the JSON's complete list. */
struct record {
	unsigned long long seq;
	double time; /* when it was written; NAN: not a time */
	enum ledger_type type;
	unsigned char hash[32];
	const char *actor, *commit, *branch; /* shared; NULL: unknown */
	const char *author, *approver, *run_id;
	const char *verdict; /* "PASS", "WARN", "FAIL" or NULL */
	unsigned pr;         /* 0: none */
	unsigned machine;    /* it was measured on, from 1; 0: none */
	unsigned facts;      /* that it names: FACT_… of audit_conf.h */
	bool linked;         /* its prev matches */
};

/* One metric in one record, and through all of them in chain order. */
struct sample {
	uint32_t record;
	double value, low, high, floor, target, factor;
};
struct track {
	const char *name, *label, *unit;
	bool smaller; /* a time: the floor is a ceiling */
	struct sample *v;
	size_t n, cap;
};

enum integrity { CHAIN_NONE, CHAIN_HOLDS, CHAIN_SUFFIX, CHAIN_BROKEN };

struct report {
	enum report_type type;
	const char *name; /* "audit" */
	const char *title; /* of the document: "Audit report, copybook-rs, …" */
	const char
	    *summary; /* one plain sentence: meta description, PDF subject */
	const char *eyebrow; /* above the headline */
	const char *headline;
	enum tone tone; /* TONE_BAD: the headline is red */
	const char *lede;
	const char *notice;  /* a suffix, a torn line: above all; NULL */
	const char *closing; /* a sentence that is always printed; NULL */
	double from, until;  /* the period; until is not in it */
	double made;         /* SOURCE_DATE_EPOCH or now is never used: the
				newest time of the input; NAN: none */
	bool refused;        /* the answer is no: exit status 1 */
	enum integrity integrity;
	struct ledger_result chain; /* when integrity is not CHAIN_NONE */
	struct fact *fact;
	size_t nfact;
	struct section *section;
	size_t nsection;
	struct pair *pair; /* the foot: log head, made by */
	size_t npair;
	const struct record *record;  /* every record of the period */
	size_t nrecord, first_record; /* the index of the first, for samples */
	const struct track *track;
	size_t ntrack;
	struct pool *pool;
};

const char *report_type_name(enum report_type t);
const char *report_tone_name(enum tone t); /* "ok"; NULL for TONE_NONE */

void report_start(struct report *r, enum report_type t);
void report_free(struct report *r);

/* Memory that lives as long as the report; zeroed. */
void *report_alloc(struct report *r, size_t n);
/* p[n] grown to hold one more in steps of powers of two. */
void *report_grow(struct report *r, void *p, size_t n, size_t size);
/* A pointer to a new element at the end of array v, which has n. */
#define ADD(r, v, n)                                                           \
	((v) = report_grow((r), (v), (n), sizeof(*(v))), &(v)[(n)++])
const char *report_printf(struct report *r, const char *fmt, ...)
    BL_PRINTF(2, 3);
/*
 * s as it may stand in a text: controls and invalid bytes become U+FFFD, cut
 * at max characters with "…" (0: REPORT_NAME).  NULL gives NULL.
 */
#define REPORT_NAME 120
const char *report_name(struct report *r, const char *s, size_t max);

struct fact *report_fact(
    struct report *r, const char *key, const char *label, const char *text);
struct section *report_section(
    struct report *r, const char *id, const char *heading, const char *sub);
struct section *report_find(const struct report *r, const char *id);
struct block *report_block(struct report *r, struct section *s,
    enum block_kind kind, const char *key, const char *text);
void report_item(struct report *r, struct block *b, enum tone tone,
    const char *text, const char *who);
/* A chart, in a block of its own. */
struct chart *report_chart(struct report *r, struct section *s,
    enum chart_kind kind, const char *key, const char *title);
struct table *report_table(struct report *r, struct section *s, const char *key,
    const char *label, const struct column *column, size_t n);
/* The next row's cells, all unknown. */
struct cell *report_row(struct report *r, struct table *t);
void report_pair(struct report *r, const char *key, const char *label,
    const char *text, bool code);

/* For an element of an array of charts. */
void chart_start(
    struct chart *c, enum chart_kind kind, const char *key, const char *title);
struct line *chart_line(struct report *r, struct chart *c, enum line_kind k,
    size_t room); /* p has room, n is 0 */
void chart_point(struct line *l, double x, double y, double low, double high);
void chart_limit(
    struct report *r, struct chart *c, double y, const char *label);
void chart_zone(struct report *r, struct chart *c, double from, double until,
    enum tone tone, const char *label);
void chart_callout(struct report *r, struct chart *c, double x, double y,
    const char *head, const char *text);
void chart_tick(struct report *r, struct chart *c, enum tick_kind k, double x);
struct effect *chart_effect(struct report *r, struct chart *c,
    const char *label, double change, double low, double high);

/*
 * A walk over a text's runs: style is one of MARK_BOLD[0], MARK_CODE[0],
 * MARK_LINK[0] or 0; link is the section's id (not NUL-ended) for a link.
 */
struct text_run {
	char style;
	struct span words, link;
};
bool report_run(const char **text, struct text_run *run);
/* text without marks, in the report's memory. */
const char *report_plain(struct report *r, const char *text);

#endif
