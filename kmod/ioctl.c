// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

#include "device.h"
#include "failure.h"
#include "guest.h"
#include "machine.h"
#include "probe.h"
#include "profiles.h"
#include "stats.h"
#include "validate.h"
#include "../Generated/uapi/hvcore_layout.h"

/* The control words have one order, in the ABI and here. */
static_assert((int)HVCORE_WORD_PIN == HV_WORD_PIN);
static_assert((int)HVCORE_WORD_ENTRY == HV_WORD_ENTRY);
static_assert((int)HVCORE_MODE_GUEST == HV_MODE_GUEST);

/* More than any profile has; bounds what is allocated for one call. */
#define STATS_MAX	65536u

/* Which CPU a number names is looked at here, not by the validation. */
#define ANY_CPU		HVCORE_ALL_CPUS

/*
 * Every structure begins with its size, which may be that of a later version
 * if what is beyond ours is zero.
 */
static int copy_in(void *argument, size_t known, const void __user *user)
{
	u32 size;
	int error;

	if (get_user(size, (const u32 __user *)user))
		return -EFAULT;
	error = hv_validate_size(size, known, known);
	if (error)
		return error;
	return copy_struct_from_user(argument, known, user, size);
}

static int copy_out(void __user *user, const void *argument, size_t size)
{
	return copy_to_user(user, argument, size) ? -EFAULT : 0;
}

static long check_extension(unsigned long extension)
{
	switch (extension) {
	case HVCORE_EXTENSION_EVENTS:
		return 1;
	case HVCORE_EXTENSION_GUEST_RUN:
		return hv_profiles_for_tests();
	case HVCORE_EXTENSION_DUMP:
		return hv_failure_may_dump();
	default:
		return 0;
	}
}

static long profile_info(void __user *user)
{
	const struct hv_profile *profile;
	struct hvcore_profile_info info;
	int error = copy_in(&info, sizeof(info), user);

	if (!error)
		error = hv_validate_profile_info(&info);
	if (error)
		return error;
	profile = hv_profile_at(info.index);
	if (!profile)
		return -ENOENT;
	info.mode = profile->mode;
	strscpy_pad(info.name, profile->name, sizeof(info.name));
	strscpy_pad(info.summary, profile->summary, sizeof(info.summary));
	return copy_out(user, &info, sizeof(info));
}

static long start(void __user *user)
{
	const struct hv_profile *profile;
	struct hvcore_start argument;
	int error = copy_in(&argument, sizeof(argument), user);

	if (!error)
		error = hv_validate_start(&argument);
	if (error)
		return error;
	profile = hv_profile_find(argument.name);
	if (!profile)
		return -ENOENT;
	/* A vcpu of guest mode is run, not started. */
	if (profile->mode != HV_MODE_RUNNING_SYSTEM)
		return -EINVAL;
	memset(&argument.refusal, 0, sizeof(argument.refusal));
	error = hv_machine_start(profile, &argument.refusal);
	return copy_out(user, &argument, sizeof(argument)) ?: error;
}

static long stop(void __user *user)
{
	struct hvcore_stop argument;
	int error = copy_in(&argument, sizeof(argument), user);

	if (!error)
		error = hv_validate_stop(&argument);
	return error ?: hv_machine_stop();
}

static long status(void __user *user)
{
	struct hvcore_status argument;
	int error = copy_in(&argument, sizeof(argument), user);
	u32 size;

	if (!error)
		error = hv_validate_status(&argument);
	if (error)
		return error;
	size = argument.size;
	memset(&argument, 0, sizeof(argument));
	argument.size = size;
	hv_machine_status(&argument);
	return copy_out(user, &argument, sizeof(argument));
}

static int collect_stats(u32 cpu, struct hvcore_stat *list, u32 room,
			 u32 *count)
{
	const struct hv_vm *vm;
	int error = 0;

	mutex_lock(&hv_machine.lock);
	vm = hv_machine.vm;
	if (!vm)
		error = -ENOENT;
	else if (cpu != HVCORE_ALL_CPUS &&
		 (cpu >= nr_cpu_ids || !vm->cpus[cpu]))
		error = -ENXIO;
	else
		*count = hv_stats_collect(vm, cpu, list, room);
	mutex_unlock(&hv_machine.lock);
	return error;
}

static long stats(void __user *user)
{
	struct hvcore_stats argument;
	struct hvcore_stat *list = NULL;
	int error = copy_in(&argument, sizeof(argument), user);
	u32 room, count = 0;

	if (!error)
		error = hv_validate_stats(&argument, ANY_CPU);
	if (error)
		return error;
	room = min(argument.count, STATS_MAX);
	if (room) {
		list = kvcalloc(room, sizeof(*list), GFP_KERNEL);
		if (!list)
			return -ENOMEM;
	}
	error = collect_stats(argument.cpu, list, room, &count);
	if (error)
		goto out;
	argument.count = count;
	if (copy_out(user, &argument, sizeof(argument)))
		error = -EFAULT;
	else if (room && count > room)
		error = -ENOSPC;
	else if (room)
		error = copy_out(u64_to_user_ptr(argument.stats), list,
				 count * sizeof(*list));
out:
	kvfree(list);
	return error;
}

static void read_capabilities(void *context)
{
	hv_capabilities_read(context, hv_probe_rdmsr, NULL);
}

/*
 * A profile hides the capability MSRs from Linux, so while one is started
 * they are those that were read before.
 */
static int capabilities_of(u32 id, struct hv_capabilities *capabilities)
{
	int error = 0;

	cpus_read_lock();
	mutex_lock(&hv_machine.lock);
	if (id >= nr_cpu_ids || !cpu_online(id))
		error = -ENXIO;
	else if (hv_machine.state == HVCORE_STARTED)
		*capabilities = hv_machine.vm->cpus[id]->capabilities;
	else
		error = smp_call_function_single(id, read_capabilities,
						 capabilities, true);
	mutex_unlock(&hv_machine.lock);
	cpus_read_unlock();
	if (!error && !capabilities->present)
		error = -EOPNOTSUPP;
	return error;
}

static long caps(void __user *user)
{
	struct hvcore_msr list[HV_NR_CAPABILITIES] = { 0 };
	struct hv_capabilities capabilities = { 0 };
	struct hvcore_caps argument;
	int error = copy_in(&argument, sizeof(argument), user);
	u32 room, i;

	if (!error)
		error = hv_validate_caps(&argument, ANY_CPU);
	if (!error)
		error = capabilities_of(argument.cpu, &capabilities);
	if (error)
		return error;
	for (i = 0; i < HV_NR_CAPABILITIES; i++) {
		list[i].address = HV_CAPABILITY_FIRST + i;
		list[i].present = hv_capability(&capabilities, list[i].address,
						&list[i].value);
	}
	room = argument.count;
	argument.count = HV_NR_CAPABILITIES;
	error = copy_out(user, &argument, sizeof(argument));
	if (error || !room)
		return error;
	if (room < HV_NR_CAPABILITIES)
		return -ENOSPC;
	return copy_out(u64_to_user_ptr(argument.msrs), list, sizeof(list));
}

static long guest_run(void __user *user)
{
	struct hvcore_guest_run argument;
	int error = copy_in(&argument, sizeof(argument), user);

	if (!error)
		error = hv_validate_guest_run(&argument);
	if (error)
		return error;
	if (!hv_profiles_for_tests())
		return -EPERM;
	error = hv_guest_run(&argument);
	/* Where it got to is of use also when it gave up. */
	if (error && error != -ETIME && error != -EINTR)
		return error;
	return copy_out(user, &argument, sizeof(argument)) ?: error;
}

static long failure(void __user *user)
{
	struct hvcore_finding *list;
	struct hvcore_failure argument;
	int error = copy_in(&argument, sizeof(argument), user);
	u32 room;

	if (!error)
		error = hv_validate_failure(&argument);
	if (error)
		return error;
	list = kvcalloc(HV_FAILURE_FINDINGS, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	room = argument.count;
	argument.count = hv_failure_get(&argument, list);
	error = copy_out(user, &argument, sizeof(argument));
	if (!error && room && room < argument.count)
		error = -ENOSPC;
	else if (!error && room)
		error = copy_out(u64_to_user_ptr(argument.findings), list,
				 argument.count * sizeof(*list));
	kvfree(list);
	return error;
}

static long dump(void __user *user)
{
	struct hvcore_value *list;
	struct hvcore_dump argument;
	int error = copy_in(&argument, sizeof(argument), user);
	u32 room;

	if (!error)
		error = hv_validate_dump(&argument);
	if (error)
		return error;
	if (!hv_failure_may_dump())
		return -EPERM;
	list = kvcalloc(HV_DUMP_VALUES, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	room = argument.count;
	argument.count = hv_failure_dump(list);
	error = argument.count ? copy_out(user, &argument, sizeof(argument)) :
				 -ENOENT;
	if (!error && room && room < argument.count)
		error = -ENOSPC;
	else if (!error && room)
		error = copy_out(u64_to_user_ptr(argument.values), list,
				 argument.count * sizeof(*list));
	kvfree(list);
	return error;
}

long hv_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;

	switch (command) {
	case HVCORE_IOC_API_VERSION:
		return HVCORE_API_VERSION;
	case HVCORE_IOC_CHECK_EXTENSION:
		return check_extension(argument);
	case HVCORE_IOC_PROFILE_INFO:
		return profile_info(user);
	case HVCORE_IOC_START:
		return start(user);
	case HVCORE_IOC_STOP:
		return stop(user);
	case HVCORE_IOC_STATUS:
		return status(user);
	case HVCORE_IOC_STATS:
		return stats(user);
	case HVCORE_IOC_CAPS:
		return caps(user);
	case HVCORE_IOC_GUEST_RUN:
		return guest_run(user);
	case HVCORE_IOC_FAILURE:
		return failure(user);
	case HVCORE_IOC_DUMP:
		return dump(user);
	default:
		return -ENOTTY;
	}
}
