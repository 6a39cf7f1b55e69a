// SPDX-License-Identifier: GPL-2.0-only
/* A check that fails ends a fuzzer, which then keeps the input. */
#include <stdlib.h>

#include "tap.h"

void tap_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}
