// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvhalt: a CPU goes to sleep with an interrupt on its way, as an idle CPU
 * does that is woken at the last moment. Loading fails if one sleeps on.
 *
 * The interrupt comes while interrupts are off, so whoever intercepts it has
 * to keep it; STI then lets it in only behind HLT.
 */
#include <linux/cpu.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include <asm/msr.h>
#include <asm/smp.h>
#include <asm/tsc.h>

#define TURNS	50

/* Return: in ticks of the TSC. */
static u64 sleep(void)
{
	u64 start;

	local_irq_disable();
	smp_ops.smp_send_reschedule(smp_processor_id());
	start = rdtsc();
	/* As safe_halt(), but that one may be a hypercall. */
	asm volatile("sti\n\thlt" : : : "memory");
	return rdtsc() - start;
}

static long try_here(void *context)
{
	u64 longest = 0;
	int i;

	for (i = 0; i < TURNS; i++)
		longest = max(longest, sleep());
	pr_info("hvhalt: CPU %u: at most %llu ticks\n", smp_processor_id(),
		longest);
	/* A millisecond: less than until the next tick. */
	return longest < tsc_khz ? 0 : -ETIME;
}

static int __init hvhalt_init(void)
{
	unsigned int id;
	long error = 0;

	cpus_read_lock();
	for_each_online_cpu(id) {
		error = work_on_cpu(id, try_here, NULL);
		if (error)
			break;
	}
	cpus_read_unlock();
	return error;
}

static void __exit hvhalt_exit(void)
{
}

module_init(hvhalt_init);
module_exit(hvhalt_exit);
MODULE_DESCRIPTION("Sleeps with an interrupt on its way, for the lab");
MODULE_LICENSE("GPL");
