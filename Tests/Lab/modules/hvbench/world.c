// SPDX-License-Identifier: GPL-2.0-only
/* Around a path: handlers of its events, and memory that nothing is behind. */
#include <linux/io.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <asm/apic.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/segment.h>
#include <asm/trapnr.h>

#include "hvbench.h"

static_assert(HVBENCH_APIC_EOI == APIC_EOI);

/* Far above the lab's memory; one page of each GiB. */
#define HOLES_START	(64ULL * SZ_1G)

static void __iomem *holes[HVBENCH_HOLES + 1];
static gate_desc *table;
static struct desc_ptr linux_table;

u64 hvbench_next_hole;

void hvbench_unmap_holes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(holes); i++)
		if (holes[i])
			iounmap(holes[i]);
}

int hvbench_map_holes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(holes); i++) {
		holes[i] = ioremap(HOLES_START + i * (u64)SZ_1G, PAGE_SIZE);
		if (!holes[i]) {
			hvbench_unmap_holes();
			return -ENOMEM;
		}
	}
	hvbench_next_hole = (u64)holes;
	return 0;
}

/* With Linux's own handlers for what it does not replace. */
int hvbench_prepare_events(void)
{
	struct desc_ptr now;

	store_idt(&now);
	table = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	memcpy(table, (void *)now.address, min(now.size + 1ul, PAGE_SIZE));
	pack_gate(&table[X86_TRAP_UD], GATE_INTERRUPT,
		  (unsigned long)hvbench_on_ud, 0, 0, __KERNEL_CS);
	pack_gate(&table[X86_TRAP_GP], GATE_INTERRUPT,
		  (unsigned long)hvbench_on_gp, 0, 0, __KERNEL_CS);
	pack_gate(&table[X86_TRAP_NMI], GATE_INTERRUPT,
		  (unsigned long)hvbench_on_nmi, 0, 0, __KERNEL_CS);
	pack_gate(&table[HVBENCH_VECTOR], GATE_INTERRUPT,
		  (unsigned long)hvbench_on_interrupt, 0, 0, __KERNEL_CS);
	return 0;
}

void hvbench_forget_events(void)
{
	kfree(table);
}

void hvbench_take_events(void)
{
	const struct desc_ptr ours = { PAGE_SIZE - 1, (unsigned long)table };

	store_idt(&linux_table);
	native_load_idt(&ours);
	/* To this CPU; the paths write the lower half only. */
	*(volatile u32 *)(APIC_BASE + APIC_ICR2) =
		*(volatile u32 *)(APIC_BASE + APIC_ID) & 0xff000000;
}

void hvbench_give_events_back(void)
{
	native_load_idt(&linux_table);
}
