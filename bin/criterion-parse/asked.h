/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * asked - what a cargo bench command asked for
 */
#ifndef BL_ASKED_H
#define BL_ASKED_H

#include <jansson.h>
#include <stdbool.h>

/* Has command (an array of strings) this option, or "option=value"? */
bool asked_option(const json_t *command, const char *option);

/*
 * Did it ask for a part of the benchmarks: "--bench NAME", or a filter?  Then
 * that others were not measured is as it was meant.
 */
bool asked_part(const json_t *command);

#endif
