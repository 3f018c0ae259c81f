/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* environ - see environ.h */
#include "environ.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"

char **
strings_copy(const char *const *list)
{
	size_t n = 0;
	char **out;

	while (list && list[n])
		n++;
	out = xcalloc(n + 1, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i] = xstrdup(list[i]);
	return out;
}

void
strings_free(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

static bool
is(const char *entry, const char *name, size_t n)
{
	return strncmp(entry, name, n) == 0 && entry[n] == '=';
}

void
environ_set(char ***envp, const char *name, const char *value)
{
	char **env = *envp;
	size_t len = strlen(name), k = 0;

	for (size_t i = 0; env[i]; i++)
		if (is(env[i], name, len))
			free(env[i]);
		else
			env[k++] = env[i];
	env = xrealloc(env, (k + 2) * sizeof(*env));
	if (value)
		env[k++] = xasprintf("%s=%s", name, value);
	env[k] = NULL;
	*envp = env;
}

void
environ_put(char ***env, const char *setting)
{
	size_t n = strcspn(setting, "=");
	char *name = xstrndup(setting, n);

	environ_set(env, name, setting[n] ? setting + n + 1 : "");
	free(name);
}

const char *
environ_get(char *const *env, const char *name)
{
	size_t n = strlen(name);

	for (; *env; env++)
		if (is(*env, name, n))
			return (*env)[n + 1] ? *env + n + 1 : NULL;
	return NULL;
}

bool
environ_is_name(const char *name)
{
	return *name && !strchr(name, '=');
}
