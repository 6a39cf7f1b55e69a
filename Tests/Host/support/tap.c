// SPDX-License-Identifier: GPL-2.0-only
/* A test program: a table of functions, reported as KTAP. */
#include <stdlib.h>

#include "tap.h"

/* More would only hide the first one. */
#define MAX_MESSAGES 10

static size_t failures;
static char skipped[256];

void tap_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	if (++failures > MAX_MESSAGES)
		return;
	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

void tap_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(skipped, sizeof(skipped), format, args);
	va_end(args);
}

int tap_run(const struct tap_test *tests, size_t count)
{
	const char *program = getenv("TAP_NAME");
	const char *separator = program ? ": " : "";
	size_t failed = 0;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%zu\n", count);
	for (i = 0; i < count; i++) {
		failures = 0;
		skipped[0] = '\0';
		tests[i].run();
		printf("%s %zu %s%s%s", failures ? "not ok" : "ok", i + 1,
		       program ? program : "", separator, tests[i].name);
		if (skipped[0] && !failures)
			printf(" # SKIP %s", skipped);
		printf("\n");
		failed += failures != 0;
	}
	return failed != 0;
}
