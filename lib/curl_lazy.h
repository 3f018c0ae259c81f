/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * curl_lazy - libcurl, loaded when it is first needed
 *
 * libcurl brings some thirty libraries, whose loading costs more than the
 * rest of a run that sends no request (--dry-run, a push that asks nothing).
 * Include it after curl/curl.h: each curl_… function below is then that of the
 * library, with its own type, found by dlopen at the first call.
 */
#ifndef BL_CURL_LAZY_H
#define BL_CURL_LAZY_H

#include <curl/curl.h>

#undef curl_easy_getinfo
#undef curl_easy_setopt

#define CURL_LAZY_EACH(f)                                                      \
	f(easy_cleanup) f(easy_getinfo) f(easy_init) f(easy_perform)           \
	    f(easy_reset) f(easy_setopt) f(easy_strerror) f(free)              \
		f(global_cleanup) f(global_init_mem) f(slist_append)           \
		    f(slist_free_all) f(url) f(url_cleanup) f(url_get)         \
			f(url_set) f(version_info)

#define CURL_LAZY_DECLARE(name) __typeof__(curl_##name) *name;
struct curl_lazy {
	CURL_LAZY_EACH(CURL_LAZY_DECLARE)
};

/* The functions.  Says so and exits with ST_SYSTEM where they can't be loaded.
 */
const struct curl_lazy *curl_lazy(void);

#define curl_easy_cleanup curl_lazy()->easy_cleanup
#define curl_easy_getinfo curl_lazy()->easy_getinfo
#define curl_easy_init curl_lazy()->easy_init
#define curl_easy_perform curl_lazy()->easy_perform
#define curl_easy_reset curl_lazy()->easy_reset
#define curl_easy_setopt curl_lazy()->easy_setopt
#define curl_easy_strerror curl_lazy()->easy_strerror
#define curl_free curl_lazy()->free
#define curl_global_cleanup curl_lazy()->global_cleanup
#define curl_global_init_mem curl_lazy()->global_init_mem
#define curl_slist_append curl_lazy()->slist_append
#define curl_slist_free_all curl_lazy()->slist_free_all
#define curl_url_cleanup curl_lazy()->url_cleanup
#define curl_version_info curl_lazy()->version_info

/* These die where memory runs out: a URL must not be taken for none. */
CURLU *curl_lazy_url(void);
CURLUcode curl_lazy_url_code(CURLUcode rc);
#define curl_url curl_lazy_url
#define curl_url_get(u, what, text, flags)                                     \
	curl_lazy_url_code(curl_lazy()->url_get(u, what, text, flags))
#define curl_url_set(u, what, text, flags)                                     \
	curl_lazy_url_code(curl_lazy()->url_set(u, what, text, flags))

#endif
