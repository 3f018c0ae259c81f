/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * diag - exit statuses, errors as values, one-line messages, the end of stdout
 *
 * The library reports what went wrong through a struct err; only main()
 * prints it and exits.  Out of memory is the one exception: xmalloc and its
 * kind say so and exit with ST_SYSTEM, having written nothing to stdout: what
 * it takes to write a document is put aside before its first byte.
 */
#ifndef BL_DIAG_H
#define BL_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define BL_VERSION "1.0.0"

#if defined(__GNUC__)
#define BL_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define BL_NORETURN __attribute__((noreturn))
#else
#define BL_PRINTF(f, a)
#define BL_NORETURN
#endif

/* Exit statuses, the same for all seven programs: benchline(7). */
enum status {
	ST_DONE = 0,   /* done */
	ST_NO = 1,     /* the answer is no; there is a document on stdout */
	ST_USAGE = 2,  /* usage or configuration */
	ST_INPUT = 3,  /* input is not what the format says, or is empty */
	ST_SYSTEM = 4, /* the system refused: read, write, memory, exec */
	ST_REMOTE = 5  /* the remote refused or can't be reached */
};

#define ERR_TEXT 512

/* One failure: what main() is to exit with, and one line that says why. */
struct err {
	enum status status;
	char text[ERR_TEXT];
};

/*
 * Fill e and return false, so that "return err_set(e, …);" reads well.
 * The text is cut at ERR_TEXT (at a UTF-8 boundary); the first failure
 * stands: when e holds one already, it is kept.  err_sys appends
 * ": strerror(errno)" and sets ST_SYSTEM.
 */
bool err_set(struct err *e, enum status st, const char *fmt, ...)
    BL_PRINTF(3, 4);
bool err_sys(struct err *e, const char *fmt, ...) BL_PRINTF(2, 3);

/* End e's text with " (name)", once: the file, or "standard input". */
bool err_in(struct err *e, const char *name);

/*
 * First call of every main(): the program's name for messages, /dev/null in
 * place of a closed descriptor 0, 1 or 2 (1 read-only, so that writing to it
 * fails and the program exits 4), the memory budget of jio.h.
 */
void diag_start(const char *prog);
const char *diag_prog(void);

/*
 * "prog: text" and a newline on stderr, in one write.  Control characters,
 * DEL, C1 and bidi controls and invalid UTF-8 become '?', so that no text can
 * forge a line of its own (a "::error::" workflow command, say).
 */
void diag_say(const char *fmt, ...) BL_PRINTF(1, 2);

/* Say e and return its status: "return diag_fail(&e);". */
int diag_fail(const struct err *e);

/* Write out what is held back for stdout; diag_end says what went wrong. */
bool diag_flush(void);

/*
 * Last call of every main(): flush and close stdout.  Returns st, or
 * ST_SYSTEM with a message where stdout could not be written.
 */
int diag_end(int st);

/* -V, and the second line of -h: both to stdout. */
int diag_version(void);

/* Usage to stderr after a usage error already said; returns ST_USAGE. */
int diag_usage(const char *usage);

/* Memory or death (ST_SYSTEM).  Release with free. */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) BL_PRINTF(1, 2);
/* As open_memstream; fclose sets *text to the *n bytes and a NUL. */
FILE *xmemstream(char **text, size_t *n);
char *xvasprintf(const char *fmt, va_list ap) BL_PRINTF(1, 0);
void xdie(void) BL_NORETURN;
/* Put n bytes aside, for the day that memory ends. */
void xreserve(size_t n);

#endif
