/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* environ - see environ.h */
#define _GNU_SOURCE
#include "environ.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"

static size_t
count(char *const *env)
{
	size_t n = 0;

	while (env[n])
		n++;
	return n;
}

char **
environ_copy(void)
{
	size_t n = environ ? count(environ) : 0;
	char **env = xcalloc(n + 1, sizeof(*env));

	for (size_t i = 0; i < n; i++)
		env[i] = xstrdup(environ[i]);
	return env;
}

void
environ_free(char **env)
{
	for (size_t i = 0; env && env[i]; i++)
		free(env[i]);
	free(env);
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
	size_t n = count(env), len = strlen(name), k = 0;

	for (size_t i = 0; i < n; i++)
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
