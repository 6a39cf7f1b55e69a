// SPDX-License-Identifier: GPL-2.0-only
/* validate.c: what user space may and may not pass. */
#include "tap.h"
#include "validate.h"

static void sizes(void)
{
	CHECK_EQUAL(hv_validate_size(0, 8, 16), -EINVAL);
	CHECK_EQUAL(hv_validate_size(7, 8, 16), -EINVAL);
	CHECK_EQUAL(hv_validate_size(8, 8, 16), 0);
	CHECK_EQUAL(hv_validate_size(16, 8, 16), 0);
	CHECK_EQUAL(hv_validate_size(17, 8, 16), 0);
	CHECK_EQUAL(hv_validate_size(4096, 8, 16), 0);
	CHECK_EQUAL(hv_validate_size(4097, 8, 16), -E2BIG);
	CHECK_EQUAL(hv_validate_size(U32_MAX, 8, 16), -E2BIG);
	CHECK_EQUAL(hv_validate_size(5000, 8, 5000), 0);
}

static int name_of(const char *text)
{
	char name[HVCORE_NAME_LEN] = { 0 };

	memcpy(name, text, strlen(text));
	return hv_validate_name(name);
}

static void names(void)
{
	char name[HVCORE_NAME_LEN];

	CHECK_EQUAL(name_of("observer"), 0);
	CHECK_EQUAL(name_of("x"), 0);
	CHECK_EQUAL(name_of(""), -EINVAL);
	CHECK_EQUAL(name_of("two words"), -EINVAL);
	CHECK_EQUAL(name_of("line\n"), -EINVAL);
	CHECK_EQUAL(name_of("\x7f"), -EINVAL);
	CHECK_EQUAL(name_of("\xc3\xa9"), -EINVAL);
	/* As long as it can be, and one more. */
	CHECK_EQUAL(name_of("abcdefghijklmnopqrstuvwxyz01234"), 0);
	memset(name, 'a', sizeof(name));
	CHECK_EQUAL(hv_validate_name(name), -EINVAL);
	/* Something hides behind the terminator. */
	memset(name, 0, sizeof(name));
	name[0] = 'a';
	name[HVCORE_NAME_LEN - 1] = 'b';
	CHECK_EQUAL(hv_validate_name(name), -EINVAL);
}

/* The rules that all structures share. */
#define CHECK_HEAD(arg, validate)               \
	do {                                    \
		CHECK_EQUAL(validate, 0);       \
		(arg).size = sizeof(arg) - 1;   \
		CHECK_EQUAL(validate, -EINVAL); \
		(arg).size = 4097;              \
		CHECK_EQUAL(validate, -E2BIG);  \
		(arg).size = sizeof(arg) + 8;   \
		CHECK_EQUAL(validate, 0);       \
		(arg).size = sizeof(arg);       \
		(arg).flags = 1u << 31;         \
		CHECK_EQUAL(validate, -EINVAL); \
		(arg).flags = 0;                \
		CHECK_EQUAL(validate, 0);       \
	} while (0)

static void simple_structures(void)
{
	struct hvcore_profile_info info = { .size = sizeof(info), .index = 99 };
	struct hvcore_stop stop = { .size = sizeof(stop) };
	struct hvcore_status status = { .size = sizeof(status) };
	struct hvcore_start start = { .size = sizeof(start),
				      .name = "observer" };

	CHECK_HEAD(info, hv_validate_profile_info(&info));
	CHECK_HEAD(stop, hv_validate_stop(&stop));
	CHECK_HEAD(status, hv_validate_status(&status));
	CHECK_HEAD(start, hv_validate_start(&start));
	status.pad = 1;
	CHECK_EQUAL(hv_validate_status(&status), -EINVAL);
	memset(start.name, 'a', sizeof(start.name));
	CHECK_EQUAL(hv_validate_start(&start), -EINVAL);
}

static void arrays(void)
{
	struct hvcore_stats stats = {
		.size = sizeof(stats), .cpu = 3, .count = 5, .stats = 0x1000
	};
	struct hvcore_caps caps = {
		.size = sizeof(caps), .cpu = 3, .count = 5, .msrs = 0x1000
	};

	CHECK_HEAD(stats, hv_validate_stats(&stats, 4));
	CHECK_HEAD(caps, hv_validate_caps(&caps, 4));
	CHECK_EQUAL(hv_validate_stats(&stats, 3), -EINVAL);
	CHECK_EQUAL(hv_validate_caps(&caps, 3), -EINVAL);
	/* All CPUs is for sums only. */
	stats.cpu = caps.cpu = HVCORE_ALL_CPUS;
	CHECK_EQUAL(hv_validate_stats(&stats, 4), 0);
	CHECK_EQUAL(hv_validate_caps(&caps, 4), -EINVAL);
	/* Asking only how many there are needs no array. */
	caps.cpu = 0;
	stats.stats = caps.msrs = 0;
	CHECK_EQUAL(hv_validate_stats(&stats, 4), -EFAULT);
	CHECK_EQUAL(hv_validate_caps(&caps, 4), -EFAULT);
	stats.count = caps.count = 0;
	CHECK_EQUAL(hv_validate_stats(&stats, 4), 0);
	CHECK_EQUAL(hv_validate_caps(&caps, 4), 0);
}

static void failures(void)
{
	struct hvcore_failure failure = {
		.size = sizeof(failure), .count = 5, .findings = 0x1000
	};
	struct hvcore_dump dump = {
		.size = sizeof(dump), .count = 5, .values = 0x1000
	};

	CHECK_HEAD(failure, hv_validate_failure(&failure));
	CHECK_HEAD(dump, hv_validate_dump(&dump));
	failure.pad = dump.pad = 1;
	CHECK_EQUAL(hv_validate_failure(&failure), -EINVAL);
	CHECK_EQUAL(hv_validate_dump(&dump), -EINVAL);
	failure.pad = dump.pad = 0;
	/* Asking only how many there are needs no array. */
	failure.findings = dump.values = 0;
	CHECK_EQUAL(hv_validate_failure(&failure), -EFAULT);
	CHECK_EQUAL(hv_validate_dump(&dump), -EFAULT);
	failure.count = dump.count = 0;
	CHECK_EQUAL(hv_validate_failure(&failure), 0);
	CHECK_EQUAL(hv_validate_dump(&dump), 0);
}

static void guest_runs(void)
{
	struct hvcore_guest_run good = {
		.size = sizeof(good),
		.name = "halt-loop",
		.code = 0x1000,
		.code_size = 1,
		.max_exits = 1,
	};
	struct hvcore_guest_run run = good;

	CHECK_HEAD(run, hv_validate_guest_run(&run));
	run.code = 0;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EFAULT);
	run = good;
	run.code_size = 0;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EINVAL);
	run.code_size = 4096;
	CHECK_EQUAL(hv_validate_guest_run(&run), 0);
	run.code_size = 4097;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EINVAL);
	run = good;
	run.max_exits = 0;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EINVAL);
	run.max_exits = 1000000;
	CHECK_EQUAL(hv_validate_guest_run(&run), 0);
	run.max_exits = 1000001;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EINVAL);
	run = good;
	run.name[0] = 0;
	CHECK_EQUAL(hv_validate_guest_run(&run), -EINVAL);
}

TAP_MAIN(TAP_TEST(sizes), TAP_TEST(names), TAP_TEST(simple_structures),
	 TAP_TEST(arrays), TAP_TEST(failures), TAP_TEST(guest_runs))
