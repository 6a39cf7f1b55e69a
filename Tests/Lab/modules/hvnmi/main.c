// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvnmi: sends NMIs to a CPU and counts those that arrive. For the lab.
 *
 * Writing a name of work.c to /sys/module/hvnmi/parameters/storm makes the CPU
 * do that meanwhile; parameters singles and bursts say how many. The result is
 * in .../result, as NAME=VALUE:
 *
 *  sent, counted, lost	one at a time: the next is sent when one was counted, or
 *			after a time that is far too long
 *  bursts, least, most	several at once, which the processor may make one of, but
 *			not none; and how many a burst became
 *  empty, surplus	bursts that became none, or more than were sent
 *  root		NMIs that found the CPU in VMX root mode
 *  wrong		turns of the work that computed something wrong
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include <asm/apicdef.h>
#include <asm/fixmap.h>
#include <asm/nmi.h>
#include <asm/processor-flags.h>
#include <asm/smp.h>

#include "hvnmi.h"

#define LONGEST_BURST	8
#define WAIT_US		20000
/* In which an NMI that is on its way arrives. */
#define SETTLE_US	100

static unsigned int cpu = 1;
module_param(cpu, uint, 0444);
MODULE_PARM_DESC(cpu, "which CPU gets the NMIs");

static unsigned int singles = 1000;
module_param(singles, uint, 0644);
MODULE_PARM_DESC(singles, "NMIs that are sent one at a time");

static unsigned int bursts = 200;
module_param(bursts, uint, 0644);
MODULE_PARM_DESC(bursts, "bursts of NMIs");

static char result[256];
module_param_string(result, result, sizeof(result), 0444);
MODULE_PARM_DESC(result, "what came of the last storm (output)");

static bool armed;
static unsigned int counted, in_root, wrong;

/* Linux hides CR4.VMXE from nobody, a hypervisor does: set means root mode. */
static bool is_root_mode(void)
{
	unsigned long cr4;

	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	return cr4 & X86_CR4_VMXE;
}

static int count(unsigned int kind, struct pt_regs *regs)
{
	if (!READ_ONCE(armed) || raw_smp_processor_id() != cpu)
		return NMI_DONE;
	WRITE_ONCE(in_root, in_root + is_root_mode());
	WRITE_ONCE(counted, counted + 1);
	return NMI_HANDLED;
}

static void send(unsigned int how_many)
{
	volatile u32 *low = (void *)(APIC_BASE + APIC_ICR);
	volatile u32 *high = (void *)(APIC_BASE + APIC_ICR2);
	unsigned long flags;

	local_irq_save(flags);
	while (how_many--) {
		while (*low & APIC_ICR_BUSY)
			cpu_relax();
		*high = per_cpu(x86_cpu_to_apicid, cpu) << 24;
		*low = APIC_DM_NMI | APIC_INT_ASSERT;
	}
	local_irq_restore(flags);
}

static bool wait_for_more_than(unsigned int before)
{
	unsigned int i;

	for (i = 0; i < WAIT_US && READ_ONCE(counted) == before; i++)
		udelay(1);
	return READ_ONCE(counted) != before;
}

static int send_singles(char *text, size_t size)
{
	unsigned int i, lost = 0, start = counted;

	for (i = 0; i < singles; i++)
		if (send(1), !wait_for_more_than(start + i - lost))
			lost++;
	udelay(SETTLE_US);
	return scnprintf(text, size, "sent=%u counted=%u lost=%u", singles,
			 READ_ONCE(counted) - start, lost);
}

static int send_bursts(char *text, size_t size)
{
	unsigned int i, length, before, became;
	unsigned int least = ~0u, most = 0, empty = 0, surplus = 0;

	for (i = 0; i < bursts; i++) {
		length = 2 + i % (LONGEST_BURST - 1);
		before = READ_ONCE(counted);
		send(length);
		wait_for_more_than(before);
		udelay(SETTLE_US);
		became = READ_ONCE(counted) - before;
		least = min(least, became);
		most = max(most, became);
		empty += !became;
		surplus += became > length;
	}
	return scnprintf(text, size,
			 " bursts=%u least=%u most=%u empty=%u surplus=%u",
			 bursts, least, most, empty, surplus);
}

static int work(void *context)
{
	const struct hvnmi_work *what = context;

	while (!kthread_should_stop()) {
		if (!what->turn())
			WRITE_ONCE(wrong, wrong + 1);
		cond_resched();
	}
	return 0;
}

static long storm(void *context)
{
	const struct hvnmi_work *what = context;
	struct task_struct *worker = NULL;
	int used;

	if (what->turn) {
		worker = kthread_create_on_cpu(work, context, cpu, "hvnmi/%u");
		if (IS_ERR(worker))
			return PTR_ERR(worker);
		wake_up_process(worker);
		msleep(20);
	}
	WRITE_ONCE(counted, 0);
	WRITE_ONCE(in_root, 0);
	WRITE_ONCE(wrong, 0);
	WRITE_ONCE(armed, true);
	used = send_singles(result, sizeof(result));
	used += send_bursts(result + used, sizeof(result) - used);
	msleep(20);
	WRITE_ONCE(armed, false);
	if (worker)
		kthread_stop(worker);
	scnprintf(result + used, sizeof(result) - used, " root=%u wrong=%u",
		  in_root, wrong);
	return 0;
}

static int storm_set(const char *value, const struct kernel_param *parameter)
{
	unsigned int sender = cpumask_any_but(cpu_online_mask, cpu), i;

	if (!cpu_online(cpu) || sender >= nr_cpu_ids)
		return -ENXIO;
	for (i = 0; i < hvnmi_nr_works; i++)
		if (sysfs_streq(value, hvnmi_works[i].name))
			return work_on_cpu(sender, storm,
					   (void *)&hvnmi_works[i]);
	return -EINVAL;
}

static const struct kernel_param_ops storm_ops = { .set = storm_set };
module_param_cb(storm, &storm_ops, NULL, 0200);
MODULE_PARM_DESC(storm, "write what the CPU is to do: compute, cpuid, ...");

static int __init hvnmi_init(void)
{
	return register_nmi_handler(NMI_LOCAL, count, 0, "hvnmi");
}

static void __exit hvnmi_exit(void)
{
	unregister_nmi_handler(NMI_LOCAL, "hvnmi");
}

module_init(hvnmi_init);
module_exit(hvnmi_exit);
MODULE_DESCRIPTION("Sends NMIs to a CPU and counts those that arrive (test)");
MODULE_LICENSE("GPL");
