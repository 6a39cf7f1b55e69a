// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvtake: asks the hypervisor that is started to take a page of its own from
 * the EPT of the CPU, and touches it. Loads only if the page was taken and
 * still has what was in it; .../parameters/physical then tells which it was.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <hvcore.h>

static ulong physical;
module_param(physical, ulong, 0444);
MODULE_PARM_DESC(physical, "the page that was taken (output)");

#define PATTERN	0x5a17c0de5a17c0deul

static long take(u64 address)
{
	u64 rax = HVCORE_HYPERCALL_EVERYTHING_UNMAP, rcx = address, rdx = 0;

	asm volatile("vmcall" : "+a" (rax), "+c" (rcx), "+d" (rdx) : : "memory");
	return rax;
}

static int __init hvtake_init(void)
{
	unsigned long *page = (unsigned long *)__get_free_page(GFP_KERNEL);
	bool kept;
	long result;

	if (!page)
		return -ENOMEM;
	*page = PATTERN;
	physical = virt_to_phys(page);
	preempt_disable();
	result = take(physical);
	kept = READ_ONCE(*page) == PATTERN;
	preempt_enable();
	free_page((unsigned long)page);
	if (result)
		return result;
	return kept ? 0 : -EIO;
}

static void __exit hvtake_exit(void)
{
}

module_init(hvtake_init);
module_exit(hvtake_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Has a page taken from the EPT, for tests");
