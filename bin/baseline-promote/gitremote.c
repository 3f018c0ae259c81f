/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gitremote - see gitremote.h */
#include "gitremote.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "curl_lazy.h"
#include "diag.h"

/* The user or password of u, or NULL; curl_free it. *bad: not decodable. */
static char *
decoded(CURLU *u, CURLUPart what, CURLUcode none, bool *bad)
{
	char *text = NULL;
	/* It refuses control characters: no line can be forged. */
	CURLUcode rc = curl_url_get(u, what, &text, CURLU_URLDECODE);

	if (rc != CURLUE_OK && rc != none)
		*bad = true;
	return rc == CURLUE_OK ? text : NULL;
}

char *
gitremote_bare(const char *url, char **credential)
{
	char *user = NULL, *password = NULL, *text = NULL, *bare = NULL;
	bool bad = false;
	CURLU *u;

	*credential = NULL;
	/* Most are of ssh or a path: libcurl need not be loaded to tell. */
	if (strncasecmp(url, "http", 4) != 0 || !strchr(url, '@'))
		return NULL;
	u = curl_url();
	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK) {
		user = decoded(u, CURLUPART_USER, CURLUE_NO_USER, &bad);
		password =
		    decoded(u, CURLUPART_PASSWORD, CURLUE_NO_PASSWORD, &bad);
	}
	if ((user || password) && !bad &&
	    curl_url_set(u, CURLUPART_USER, NULL, 0) == CURLUE_OK &&
	    curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK) {
		bare = xstrdup(text);
		*credential = xasprintf("username=%s\n%s%s%s", user ? user : "",
		    password ? "password=" : "", password ? password : "",
		    password ? "\n" : "");
	}
	curl_free(user);
	curl_free(password);
	curl_free(text);
	curl_url_cleanup(u);
	return bare;
}
