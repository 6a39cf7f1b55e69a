// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvconform: the device through which user space asks for conformance runs. A
 * test compares a native run with one under a hypervisor. For the lab only.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>

#include "world.h"

static DEFINE_MUTEX(lock);

static int check(const struct hvconform_run *run)
{
	const u32 pages = (1u << HVCONFORM_NR_PAGES) - 1;

	if (run->flags & ~(u32)HVCONFORM_FLAGS ||
	    run->code_length > HVCONFORM_CODE_BYTES ||
	    run->memory_at > PAGE_SIZE - HVCONFORM_MEMORY_BYTES ||
	    run->gate >= HVCONFORM_NR_GATES || run->gate_vector > 255 ||
	    (run->absent | run->taken) & ~pages)
		return -EINVAL;
	return 0;
}

static int run_one(struct hvconform_run *run,
		   struct hvconform_run __user *place)
{
	int error;

	if (copy_from_user(run, place, sizeof(*run)))
		return -EFAULT;
	error = check(run);
	if (error)
		return error;
	mutex_lock(&lock);
	error = hvconform_run(run);
	mutex_unlock(&lock);
	if (error)
		return error;
	return copy_to_user(place, run, sizeof(*run)) ? -EFAULT : 0;
}

static long run_batch(struct hvconform_batch __user *argument)
{
	struct hvconform_batch batch;
	struct hvconform_run *run;
	struct hvconform_run __user *place;
	long error = 0;
	u32 i;

	if (copy_from_user(&batch, argument, sizeof(batch)))
		return -EFAULT;
	if (batch.pad || batch.count > 65536)
		return -EINVAL;
	run = kmalloc(sizeof(*run), GFP_KERNEL);
	if (!run)
		return -ENOMEM;
	place = u64_to_user_ptr(batch.runs);
	for (i = 0; i < batch.count && !error; i++)
		error = run_one(run, &place[i]);
	kfree(run);
	return error;
}

static long device_ioctl(struct file *file, unsigned int request,
			 unsigned long argument)
{
	if (request != HVCONFORM_IOC_RUN)
		return -ENOTTY;
	return run_batch((void __user *)argument);
}

static int device_open(struct inode *inode, struct file *file)
{
	return capable(CAP_SYS_ADMIN) ? 0 : -EPERM;
}

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
	.open = device_open,
	.unlocked_ioctl = device_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hvconform",
	.mode = 0600,
	.fops = &device_operations,
};

static int __init hvconform_init(void)
{
	u64 apic_base;
	int error;

	/* Its registers are reached through memory, at their usual place. */
	rdmsrl(MSR_IA32_APICBASE, apic_base);
	if (apic_base & X2APIC_ENABLE ||
	    (apic_base & MSR_IA32_APICBASE_BASE) != APIC_DEFAULT_PHYS_BASE) {
		pr_err("hvconform: needs an APIC in xAPIC mode at %#x\n",
		       APIC_DEFAULT_PHYS_BASE);
		return -EOPNOTSUPP;
	}
	/* The world maps user pages into the kernel's tables. */
	if (boot_cpu_has(X86_FEATURE_PTI)) {
		pr_err("hvconform: does not work with page-table isolation\n");
		return -EOPNOTSUPP;
	}
	error = hvconform_build_world();
	if (error)
		return error;
	error = misc_register(&device);
	if (error)
		hvconform_free_world();
	return error;
}

static void __exit hvconform_exit(void)
{
	misc_deregister(&device);
	hvconform_free_world();
}

module_init(hvconform_init);
module_exit(hvconform_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Instructions in a world of their own, for conformance tests");
