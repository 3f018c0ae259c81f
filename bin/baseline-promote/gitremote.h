/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gitremote - a remote's URL, and what it says of user and password
 *
 * git hands a URL to its helpers as an argument, which everybody on the
 * machine can read; what is asked for by its credential helpers is not.
 */
#ifndef BP_GITREMOTE_H
#define BP_GITREMOTE_H

/*
 * An HTTP URL less its user and password, new; these as git-credential(1)
 * wants them, "username=U\npassword=P\n", new, in *credential.  NULL, and
 * *credential is NULL, for what names none or is no such URL, and where one
 * holds a control character.
 */
char *gitremote_bare(const char *url, char **credential);

#endif
