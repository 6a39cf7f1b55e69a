// SPDX-License-Identifier: GPL-2.0-only
/* Validation of what user space passes to the ioctls. */
#include "validate.h"

#define GUEST_CODE_MAX	4096u
#define GUEST_EXITS_MAX	1000000u

int hv_validate_size(u32 size, size_t minimum, size_t known)
{
	if (size < minimum)
		return -EINVAL;
	if (size > max_t(size_t, known, PAGE_SIZE))
		return -E2BIG;
	return 0;
}

int hv_validate_name(const char name[HVCORE_NAME_LEN])
{
	size_t length = 0;
	size_t i;

	while (length < HVCORE_NAME_LEN && name[length])
		length++;
	if (!length || length == HVCORE_NAME_LEN)
		return -EINVAL;
	for (i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return -EINVAL;
	for (i = length; i < HVCORE_NAME_LEN; i++)
		if (name[i])
			return -EINVAL;
	return 0;
}

/* What all structures begin with. Their first versions are today's. */
static int check_head(u32 size, u32 flags, size_t known)
{
	int error = hv_validate_size(size, known, known);

	if (error)
		return error;
	return flags ? -EINVAL : 0;
}

/* A CPU's number and an array of user space. */
static int check_array(u32 cpu, u32 nr_cpus, u32 count, u64 pointer)
{
	if (cpu >= nr_cpus)
		return -EINVAL;
	return count && !pointer ? -EFAULT : 0;
}

int hv_validate_profile_info(const struct hvcore_profile_info *arg)
{
	return check_head(arg->size, arg->flags, sizeof(*arg));
}

int hv_validate_start(const struct hvcore_start *arg)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	return error ? error : hv_validate_name(arg->name);
}

int hv_validate_stop(const struct hvcore_stop *arg)
{
	return check_head(arg->size, arg->flags, sizeof(*arg));
}

int hv_validate_status(const struct hvcore_status *arg)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (error)
		return error;
	return arg->pad ? -EINVAL : 0;
}

int hv_validate_stats(const struct hvcore_stats *arg, u32 nr_cpus)
{
	u32 cpu = arg->cpu == HVCORE_ALL_CPUS ? 0 : arg->cpu;
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (error)
		return error;
	return check_array(cpu, nr_cpus, arg->count, arg->stats);
}

int hv_validate_caps(const struct hvcore_caps *arg, u32 nr_cpus)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (error)
		return error;
	return check_array(arg->cpu, nr_cpus, arg->count, arg->msrs);
}

int hv_validate_guest_run(const struct hvcore_guest_run *arg)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (!error)
		error = hv_validate_name(arg->name);
	if (error)
		return error;
	if (!arg->code)
		return -EFAULT;
	if (!arg->code_size || arg->code_size > GUEST_CODE_MAX)
		return -EINVAL;
	if (!arg->max_exits || arg->max_exits > GUEST_EXITS_MAX)
		return -EINVAL;
	return 0;
}

int hv_validate_failure(const struct hvcore_failure *arg)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (error)
		return error;
	if (arg->pad)
		return -EINVAL;
	return arg->count && !arg->findings ? -EFAULT : 0;
}

int hv_validate_dump(const struct hvcore_dump *arg)
{
	int error = check_head(arg->size, arg->flags, sizeof(*arg));

	if (error)
		return error;
	if (arg->pad)
		return -EINVAL;
	return arg->count && !arg->values ? -EFAULT : 0;
}
