// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvinit: restarts a CPU with INIT and start-up IPIs behind Linux's back, and
 * tells in which state it found itself. For the lab only: the CPU is lost
 * unless Linux had taken it offline before.
 *
 * Writing to /sys/module/hvinit/parameters/ipis sends: 1 INIT, 2 both. The
 * result is in .../state: hexadecimal numbers in the order of hvinit.h.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <asm/apicdef.h>
#include <asm/fixmap.h>
#include <asm/smp.h>

#include "hvinit.h"

static unsigned int cpu = 1;
module_param(cpu, uint, 0444);
MODULE_PARM_DESC(cpu, "which CPU to restart");

static char state[HVINIT_NR * 17 + 1];
module_param_string(state, state, sizeof(state), 0444);
MODULE_PARM_DESC(state, "what it found (output)");

extern const char hvinit_start[], hvinit_end[];

static void write_apic(u32 offset, u32 value)
{
	*(volatile u32 *)(APIC_BASE + offset) = value;
}

static void send(u32 apic_id, u32 command)
{
	while (*(volatile u32 *)(APIC_BASE + APIC_ICR) & APIC_ICR_BUSY)
		cpu_relax();
	write_apic(APIC_ICR2, apic_id << 24);
	write_apic(APIC_ICR, command);
}

/* The first 2 MiB onto themselves. */
static void make_tables(void)
{
	u64 *tables = __va(HVINIT_TABLES);

	memset(tables, 0, 3 * PAGE_SIZE);
	tables[0] = (HVINIT_TABLES + PAGE_SIZE) | 3;
	tables[512] = (HVINIT_TABLES + 2 * PAGE_SIZE) | 3;
	tables[1024] = 0x83;
}

static int send_ipis(const char *value, const struct kernel_param *parameter)
{
	volatile u64 *found = __va(HVINIT_PAGE + HVINIT_STATE);
	u32 apic_id = per_cpu(x86_cpu_to_apicid, cpu);
	unsigned int i, used = 0, what;

	if (kstrtouint(value, 0, &what) || what < 1 || what > 2 ||
	    cpu == raw_smp_processor_id())
		return -EINVAL;
	memset(__va(HVINIT_PAGE), 0, PAGE_SIZE);
	memcpy(__va(HVINIT_PAGE), hvinit_start, hvinit_end - hvinit_start);
	make_tables();

	send(apic_id, APIC_INT_LEVELTRIG | APIC_INT_ASSERT | APIC_DM_INIT);
	mdelay(10);
	if (what == 1)
		return 0;
	send(apic_id, APIC_DM_STARTUP | HVINIT_PAGE >> PAGE_SHIFT);
	for (i = 0; i < 500 && (u32)found[HVINIT_MARKER] != HVINIT_LONG; i++)
		mdelay(1);
	for (i = 0; i < HVINIT_NR; i++)
		used += scnprintf(state + used, sizeof(state) - used, "%llx ",
				  found[i]);
	return 0;
}

static const struct kernel_param_ops ipis_ops = { .set = send_ipis };
module_param_cb(ipis, &ipis_ops, NULL, 0200);
MODULE_PARM_DESC(ipis, "write 1 for INIT, 2 for INIT and a start-up IPI");

static int __init hvinit_init(void)
{
	return 0;
}

static void __exit hvinit_exit(void)
{
}

module_init(hvinit_init);
module_exit(hvinit_exit);
MODULE_DESCRIPTION("Restarts a CPU with INIT and start-up IPIs (test)");
MODULE_LICENSE("GPL");
