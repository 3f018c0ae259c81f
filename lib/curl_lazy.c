/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* curl_lazy - see curl_lazy.h */
#include "curl_lazy.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

#define LIBRARY "libcurl.so.4"

static bool
find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	/* POSIX makes a function pointer of it, ISO C has no cast for that. */
	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

const struct curl_lazy *
curl_lazy(void)
{
	static struct curl_lazy real;
	static bool loaded;
	void *library;

	if (loaded)
		return &real;
	library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
	loaded = library != NULL;
#define FIND(name) loaded = loaded && find(library, "curl_" #name, &real.name);
	CURL_LAZY_EACH(FIND)
	if (!loaded) {
		diag_say("can't load " LIBRARY);
		_exit(ST_SYSTEM);
	}
	return &real;
}

CURLU *
curl_lazy_url(void)
{
	CURLU *u = curl_lazy()->url();

	if (!u)
		xdie();
	return u;
}

CURLUcode
curl_lazy_url_code(CURLUcode rc)
{
	if (rc == CURLUE_OUT_OF_MEMORY)
		xdie();
	return rc;
}
