/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * utf8 - decode UTF-8 strictly; which characters must not reach a terminal
 */
#ifndef BL_UTF8_H
#define BL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Length in bytes of the code point at [p, end), in *c; 0 when it is no valid
 * UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off) or p == end.
 */
size_t utf8_decode(const char *p, const char *end, uint32_t *c);

/*
 * Encode c; returns the number of bytes, 1 to 4.  jansson's archive exports a
 * function of this name, which a static link would meet.
 */
#define utf8_encode bl_utf8_encode
size_t utf8_encode(uint32_t c, char out[4]);

/* C0, DEL, C1, line and paragraph separators, bidi and invisible controls. */
bool utf8_is_control(uint32_t c);

/* True when all n bytes at p are valid UTF-8. */
bool utf8_valid(const char *p, size_t n);

/*
 * Largest length <= max (bytes) at which s[n] may be cut without splitting a
 * code point.
 */
size_t utf8_cut(const char *s, size_t n, size_t max);

#endif
