/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * markdown - other people's text, made inert for GitHub's Markdown
 *
 * Every character that Markdown or HTML could take for more than itself is
 * written as an entity, which can't be structure; "@", "#1", "GH-1", "://",
 * "www." and ":name:" are broken by a zero-width space, because GitHub looks
 * for them in the text that is left; a commit by <wbr>.  So the result fits the
 * start of a paragraph or list item, a table cell, <code> and <pre> alike.
 */
#ifndef BL_PR_MARKDOWN_H
#define BL_PR_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Signs that go with a verdict. */
#define MIDDOT " \xc2\xb7 "
#define YES "\xe2\x9c\x85"
#define NO "\xe2\x9d\x8c"
#define CARE "\xe2\x9a\xa0\xef\xb8\x8f"

#define MD_NAME_MAX 120 /* code points of a name */
#define MD_TEXT_MAX 500 /* of a message or a line of output */

/* s on one line, at most max code points, then "…". NULL: nothing. */
void md_text(FILE *out, const char *s, size_t max);
/* The same as <code>. */
void md_code(FILE *out, const char *s, size_t max);

/* Code points of text. */
size_t md_length(const char *text);

/*
 * text cut to at most max code points at the end of a line, open tags closed,
 * a note added; new.  A text that fits is copied.
 */
char *md_cut(const char *text, size_t max);

/* Runs of empty lines become one, in place; none at the start or end. */
void md_squeeze(char *text);

#endif
