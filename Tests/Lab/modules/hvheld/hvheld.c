// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvheld: asks the hypervisor that is started to stop inside the handler of
 * the timer's interrupt, while it holds another one of higher priority. It
 * acknowledged that one before the handler said EOI, which ended the higher one
 * in the local APIC. Loads only if nothing is in service there afterwards.
 */
#include <linux/cpu.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/processor.h>
#include <linux/workqueue.h>
#include <asm/apic.h>
#include <asm/asm.h>
#include <asm/tsc.h>
#include <hvcore.h>

#define NOT_STOPPED	1ul

static unsigned long result = NOT_STOPPED;
static bool delivered;

static enum hrtimer_restart stop(struct hrtimer *timer)
{
	unsigned long rax = HVCORE_HYPERCALL_EVERYTHING_STOP;

	/*
	 * Handlers of hrtimers are part of the timer's interrupt, behind EOI.
	 * #UD if nothing is started: modprobe tries twice what fails.
	 */
	asm volatile("1: vmcall\n2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+a" (rax) : : "rcx", "rdx", "memory");
	result = rax;
	return HRTIMER_NORESTART;
}

static void deliver(struct irq_work *work)
{
	delivered = true;
}

static u32 read_apic(u32 offset)
{
	u64 value;

	if (!x2apic_enabled())
		return *(volatile u32 *)(APIC_BASE + offset);
	rdmsrl(APIC_BASE_MSR + (offset >> 4), value);
	return value;
}

static void end_highest(void)
{
	if (x2apic_enabled())
		wrmsrl(APIC_BASE_MSR + (APIC_EOI >> 4), 0);
	else
		*(volatile u32 *)(APIC_BASE + APIC_EOI) = 0;
}

static bool is_anything_in_service(void)
{
	bool any = false;
	u32 i;

	for (i = 0; i < 8; i++) {
		u32 bits = read_apic(APIC_ISR + i * 0x10);

		if (bits)
			pr_info("hvheld: in service of vectors %#x and on: %#x\n",
				i * 32, bits);
		any |= bits;
	}
	return any;
}

static long hold(void *context)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(deliver);
	struct hrtimer timer;
	bool left;
	u64 start;

	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
	timer.function = stop;
	local_irq_disable();
	hrtimer_start(&timer, 0, HRTIMER_MODE_REL_PINNED_HARD);
	/* Until the timer's interrupt came, and waits. */
	start = rdtsc();
	while (rdtsc() - start < tsc_khz)
		cpu_relax();
	/* Bochs finds an interrupt to exit for when IF is written, even by 0. */
	asm volatile("cli" : : : "memory");
	/*
	 * While one is held, no other is acknowledged: this one is when the
	 * timer's handler begins.
	 */
	irq_work_queue(&work);
	local_irq_enable();
	hrtimer_cancel(&timer);
	irq_work_sync(&work);
	local_irq_disable();
	left = is_anything_in_service();
	/* For the CPU to go on. */
	if (left)
		end_highest();
	local_irq_enable();
	destroy_hrtimer_on_stack(&timer);
	pr_info("hvheld: the hypercall returned %#lx\n", result);
	if (result || !delivered)
		return -ENODEV;
	return left ? -EBUSY : 0;
}

static int __init hvheld_init(void)
{
	long error;

	cpus_read_lock();
	error = work_on_cpu(cpumask_last(cpu_online_mask), hold, NULL);
	cpus_read_unlock();
	return error;
}

static void __exit hvheld_exit(void)
{
}

module_init(hvheld_init);
module_exit(hvheld_exit);
MODULE_DESCRIPTION("Stops while an interrupt is held whose EOI is over, for the lab");
MODULE_LICENSE("GPL");
