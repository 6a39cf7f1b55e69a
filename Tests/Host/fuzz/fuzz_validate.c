// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes from user space, copied as ioctl.c copies them: each structure is
 * accepted or refused as its documentation says, with that error.
 *
 * The rules are written down here once more, on bytes at fixed places, so that
 * a field that moved or was forgotten shows.
 */
#include <stdlib.h>

#include "input.h"
#include "validate.h"

#define NR_CPUS	8

/* As the kernel documents it: later versions may be longer, by zeroes. */
static int copy_struct_from_user(void *to, size_t known, const u8 *user,
				 size_t size)
{
	size_t i;

	for (i = known; i < size; i++)
		if (user[i])
			return -E2BIG;
	memset(to, 0, known);
	memcpy(to, user, size < known ? size : known);
	return 0;
}

/* copy_in() of ioctl.c: 0, or the error before any validation. */
static int copy_in(void *to, size_t known, const u8 *user, size_t mapped)
{
	u32 size;
	int error;

	if (mapped < sizeof(size))
		return -EFAULT;
	memcpy(&size, user, sizeof(size));
	error = hv_validate_size(size, known, known);
	if (error)
		return error;
	if (size > mapped)
		return -EFAULT;
	return copy_struct_from_user(to, known, user, size);
}

static u64 number_at(const u8 *bytes, size_t place, size_t size)
{
	u64 value = 0;

	while (size--)
		value = value << 8 | bytes[place + size];
	return value;
}

/* 1 to 31 printable characters, then zeroes up to 32. */
static bool is_name(const u8 *bytes)
{
	size_t i, length = 0;

	while (length < 32 && bytes[length] > 0x20 && bytes[length] < 0x7f)
		length++;
	if (!length || length == 32)
		return false;
	for (i = length; i < 32; i++)
		if (bytes[i])
			return false;
	return true;
}

enum which {
	INFO, START, STOP, STATUS, STATS, CAPS, GUEST_RUN, FAILURE, DUMP, NR_WHICH
};

static const size_t sizes[NR_WHICH] = {
	240, 256, 8, 264, 24, 24, 208, 96, 24
};

/* What must become of @bytes, which are what the kernel has after the copy. */
static int expected(enum which which, const u8 *bytes)
{
	u64 cpu = which == STATS || which == CAPS ?
		number_at(bytes, 8, 4) : 0;

	if (number_at(bytes, 4, 4))
		return -EINVAL;
	switch (which) {
	case START:
		return is_name(bytes + 8) ? 0 : -EINVAL;
	case STATUS:
		return number_at(bytes, 28, 4) ? -EINVAL : 0;
	case STATS:
		if (cpu >= NR_CPUS && cpu != 0xffffffff)
			return -EINVAL;
		return number_at(bytes, 12, 4) && !number_at(bytes, 16, 8) ?
			-EFAULT : 0;
	case CAPS:
		if (cpu >= NR_CPUS)
			return -EINVAL;
		return number_at(bytes, 12, 4) && !number_at(bytes, 16, 8) ?
			-EFAULT : 0;
	case GUEST_RUN:
		if (!is_name(bytes + 8))
			return -EINVAL;
		if (!number_at(bytes, 40, 8))
			return -EFAULT;
		if (number_at(bytes, 48, 4) - 1 >= 4096)
			return -EINVAL;
		return number_at(bytes, 52, 4) - 1 >= 1000000 ? -EINVAL : 0;
	case FAILURE:
		if (number_at(bytes, 52, 4))
			return -EINVAL;
		return number_at(bytes, 48, 4) && !number_at(bytes, 88, 8) ?
			-EFAULT : 0;
	case DUMP:
		if (number_at(bytes, 12, 4))
			return -EINVAL;
		return number_at(bytes, 8, 4) && !number_at(bytes, 16, 8) ?
			-EFAULT : 0;
	default:
		return 0;
	}
}

static int validate(enum which which, const void *argument)
{
	switch (which) {
	case INFO:
		return hv_validate_profile_info(argument);
	case START:
		return hv_validate_start(argument);
	case STOP:
		return hv_validate_stop(argument);
	case STATUS:
		return hv_validate_status(argument);
	case STATS:
		return hv_validate_stats(argument, NR_CPUS);
	case CAPS:
		return hv_validate_caps(argument, NR_CPUS);
	case FAILURE:
		return hv_validate_failure(argument);
	case DUMP:
		return hv_validate_dump(argument);
	default:
		return hv_validate_guest_run(argument);
	}
}

/* What must become of the copy itself. */
static int expected_copy(size_t known, const u8 *user, size_t mapped)
{
	u64 size;
	size_t i;

	if (mapped < 4)
		return -EFAULT;
	size = number_at(user, 0, 4);
	if (size < known)
		return -EINVAL;
	if (size > 4096)
		return -E2BIG;
	if (size > mapped)
		return -EFAULT;
	for (i = known; i < size; i++)
		if (user[i])
			return -E2BIG;
	return 0;
}

/*
 * The size is that of the structure more often than not, since few inputs
 * would get any further; the memory behind it has its own size, so that a
 * sanitizer sees what reads on.
 */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	enum which which = take(&input, 1) % NR_WHICH;
	size_t known = sizes[which], mapped;
	unsigned int choice = take(&input, 1);
	u8 *user, *argument;
	u32 claimed;
	int error;

	mapped = choice < 200 ? known + choice % 4 * 8 : input.left;
	user = malloc(mapped ? mapped : 1);
	argument = malloc(known);
	if (!user || !argument)
		abort();
	memset(user, 0, mapped);
	memcpy(user, input.data, min_t(size_t, mapped, input.left));
	if (choice < 200) {
		claimed = mapped;
		memcpy(user, &claimed, sizeof(claimed));
	}
	error = copy_in(argument, known, user, mapped);
	CHECK_EQUAL(error, expected_copy(known, user, mapped));
	if (!error)
		CHECK_EQUAL(validate(which, argument),
			    expected(which, argument));
	free(argument);
	free(user);
	return 0;
}

static_assert(sizeof(struct hvcore_profile_info) == 240);
static_assert(sizeof(struct hvcore_start) == 256);
static_assert(sizeof(struct hvcore_stop) == 8);
static_assert(sizeof(struct hvcore_status) == 264);
static_assert(sizeof(struct hvcore_stats) == 24);
static_assert(sizeof(struct hvcore_caps) == 24);
static_assert(sizeof(struct hvcore_guest_run) == 208);
static_assert(sizeof(struct hvcore_failure) == 96);
static_assert(sizeof(struct hvcore_dump) == 24);
