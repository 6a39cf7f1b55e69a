// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root mode keeps Linux's descriptor tables, so that an NMI or a machine
 * check that comes there finds handlers. They need a GS base of this CPU, a
 * stack in the direct map and a CR3 whose bit 12 is clear: under page-table
 * isolation the paranoid entry clears that bit. Hence the 8 KiB alignment.
 *
 * Such a handler runs on root mode's TLB entries, which Linux does not flush
 * (it flushes its own, which are tagged with the VPID). It could see a mapping
 * in the vmalloc area that Linux has changed since. Tables and an IDT of root
 * mode's own will end that.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/topology.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#include "root.h"

/* The first page is the PGD; the second would be PTI's, it is VMXON's. */
#define ROOT_ORDER	1
#define FIRST_KERNEL	(PTRS_PER_PGD / 2)

int hv_root_create(struct hv_cpu *cpu)
{
	/* Kernel threads have no mm; the one they borrow does as well. */
	const pgd_t *from = current->active_mm->pgd;
	struct page *pages;
	pgd_t *pgd;

	pages = alloc_pages_node(cpu_to_node(cpu->id),
				 GFP_KERNEL | __GFP_ZERO, ROOT_ORDER);
	if (!pages)
		return -ENOMEM;
	pgd = page_address(pages);
	/*
	 * The kernel's half is filled at boot and never changes, but for the
	 * slot where each mm has its LDT.
	 */
	hvp_copy_words((u64 *)(pgd + FIRST_KERNEL),
		       (const u64 *)(from + FIRST_KERNEL),
		       PTRS_PER_PGD - FIRST_KERNEL);
	pgd[pgd_index(LDT_BASE_ADDR)] = (pgd_t){ 0 };
	cpu->pgd = pgd;
	cpu->pgd_physical = __pa(pgd);
	cpu->vmxon = (void *)pgd + PAGE_SIZE;
	cpu->vmxon_physical = __pa(cpu->vmxon);
	cpu->memory += PAGE_SIZE << ROOT_ORDER;
	return 0;
}

void hv_root_destroy(struct hv_cpu *cpu)
{
	if (!cpu->pgd)
		return;
	free_pages((unsigned long)cpu->pgd, ROOT_ORDER);
	cpu->pgd = NULL;
	cpu->memory -= PAGE_SIZE << ROOT_ORDER;
}

void hv_root_environment(const struct hv_cpu *cpu,
			 struct hv_host_environment *host)
{
	struct desc_ptr gdtr, idtr;
	const struct ldttss_desc *tss;
	unsigned long tr;

	native_store_gdt(&gdtr);
	store_idt(&idtr);
	store_tr(tr);
	tss = (void *)(gdtr.address + (tr & ~7UL));

	host->cr0 = native_read_cr0();
	host->cr3 = cpu->pgd_physical;
	host->cr4 = hvp_read_cr4();
	/*
	 * Not the live selectors: SS is null when an interrupt that brought
	 * us here interrupted user mode.
	 */
	host->cs = __KERNEL_CS;
	host->ss = __KERNEL_DS;
	host->ds = 0;
	host->es = 0;
	host->fs = 0;
	host->gs = 0;
	host->tr = tr;
	host->fs_base = 0;
	hvp_rdmsr(MSR_GS_BASE, &host->gs_base);
	host->tr_base = tss->base0 | (u64)tss->base1 << 16 |
			(u64)tss->base2 << 24 | (u64)tss->base3 << 32;
	host->gdtr_base = gdtr.address;
	host->idtr_base = idtr.address;
	hvp_rdmsr(MSR_IA32_SYSENTER_CS, &host->sysenter_cs);
	hvp_rdmsr(MSR_IA32_SYSENTER_ESP, &host->sysenter_esp);
	hvp_rdmsr(MSR_IA32_SYSENTER_EIP, &host->sysenter_eip);
	hvp_rdmsr(MSR_EFER, &host->efer);
	hvp_rdmsr(MSR_IA32_CR_PAT, &host->pat);
}
