/* SPDX-License-Identifier: GPL-2.0-only */
/* A test program: a table of functions, reported as KTAP. */
#ifndef HV_TAP_H
#define HV_TAP_H

#include "platform_host.h"

struct tap_test {
	const char *name;
	void (*run)(void);
};

#define TAP_TEST(function)	{ #function, function }

/* Runs all of them. Return: main()'s. */
int tap_run(const struct tap_test *tests, size_t count);

#define TAP_MAIN(...)							\
	int main(void)							\
	{								\
		const struct tap_test tests[] = { __VA_ARGS__ };	\
									\
		return tap_run(tests, ARRAY_SIZE(tests));		\
	}

/* The test that runs fails, and goes on. */
void tap_fail(const char *file, int line, const char *format, ...) __printf(3, 4);

/* The test that runs is skipped, for this reason. */
void tap_skip(const char *format, ...) __printf(1, 2);

#define CHECK(condition)						\
	do {								\
		if (!(condition))					\
			tap_fail(__FILE__, __LINE__, "%s", #condition);	\
	} while (0)

#define CHECK_EQUAL(actual, expected)					\
	do {								\
		u64 actual_ = (u64)(actual), expected_ = (u64)(expected); \
									\
		if (actual_ != expected_)				\
			tap_fail(__FILE__, __LINE__,			\
				 "%s is 0x%llx, not 0x%llx", #actual,	\
				 actual_, expected_);			\
	} while (0)

#define CHECK_TEXT(actual, expected)					\
	do {								\
		const char *actual_ = (actual), *expected_ = (expected); \
									\
		if (strcmp(actual_, expected_))				\
			tap_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"", \
				 actual_, expected_);			\
	} while (0)

#endif /* HV_TAP_H */
