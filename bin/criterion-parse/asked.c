/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* asked - see asked.h */
#include "asked.h"

#include <string.h>

/* Options of cargo bench and of Criterion whose value is the next argument. */
static const char *const with_value[] = {"--package", "-p", "--exclude",
    "--bench", "--bin", "--example", "--test", "--features", "-F", "--profile",
    "--jobs", "-j", "--target", "--target-dir", "--manifest-path",
    "--message-format", "--color", "--config", "-Z", "-C", "--lockfile-path",
    "--timings", "-c", "--save-baseline", "-s", "--baseline", "-b",
    "--baseline-lenient", "--load-baseline", "--sample-size", "--warm-up-time",
    "--measurement-time", "--nresamples", "--noise-threshold",
    "--confidence-level", "--significance-level", "--profile-time",
    "--plotting-backend", "--output-format", "--format", "--logfile",
    "--test-threads", "--skip", NULL};

static const char *
argument(const json_t *command, size_t i)
{
	const char *s = json_string_value(json_array_get(command, i));

	return s ? s : "";
}

bool
asked_option(const json_t *command, const char *option)
{
	size_t i, n = strlen(option);

	for (i = 0; i < json_array_size(command); i++) {
		const char *s = argument(command, i);

		if (strncmp(s, option, n) == 0 && (s[n] == '\0' || s[n] == '='))
			return true;
	}
	return false;
}

static bool
takes_value(const char *option)
{
	const char *const *o;

	for (o = with_value; *o; o++) {
		if (strcmp(*o, option) == 0)
			return true;
	}
	return false;
}

/* Every bench target is no part of them. */
static bool
names_target(const char *option, const char *value)
{
	if (strncmp(option, "--bench=", 8) == 0)
		return strcmp(option + 8, "*") != 0;
	return strcmp(option, "--bench") == 0 && strcmp(value, "*") != 0;
}

bool
asked_part(const json_t *command)
{
	size_t i, n = json_array_size(command);

	for (i = 0; i < n && strcmp(argument(command, i), "bench") != 0; i++)
		continue;
	for (i++; i < n; i++) {
		const char *s = argument(command, i);

		if (*s != '-' || names_target(s, argument(command, i + 1)))
			return true;
		i += takes_value(s);
	}
	return false;
}
