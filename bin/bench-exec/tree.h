/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tree - the descendants of this process, as /proc tells them
 */
#ifndef BL_TREE_H
#define BL_TREE_H

/* Send sig to every descendant; returns how many there are (no zombies). */
unsigned tree_signal(int sig);

#endif
