// SPDX-License-Identifier: GPL-2.0-only
/* One run: from Linux's state into the world, and back. */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <asm/apicdef.h>
#include <asm/desc.h>
#include <asm/fpu/api.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

#include "world.h"

#define GET(name) ({ \
	u64 value__; \
	asm volatile("mov %%" name ", %0" : "=r" (value__)); \
	value__; \
})
#define SET(name, value) \
	asm volatile("mov %0, %%" name : : "r" ((u64)(value)) : "memory")

#define NO_MSR		0xffffffffu
#define DR7_QUIET	0x400ul
#define DR6_QUIET	0xffff0ff0ul
#define FLAGS_FORBIDDEN	(X86_EFLAGS_VM)

/* What Linux had. */
struct before {
	u64 cr0, cr3, cr4, cr8, xcr0, dr[6];
	u64 msr_values[HVCONFORM_MAX_MSRS];
	bool has_msr[HVCONFORM_MAX_MSRS];
	struct desc_ptr gdt, idt;
	u16 ldt;
};

static __always_inline u64 get_xcr0(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return low | (u64)high << 32;
}

static __always_inline void set_xcr0(u64 value)
{
	asm volatile("xsetbv" : : "c" (0), "a" ((u32)value),
		     "d" ((u32)(value >> 32)));
}

static __always_inline void get_debug_registers(u64 *dr)
{
	dr[5] = GET("dr7");
	SET("dr7", DR7_QUIET);
	dr[0] = GET("dr0");
	dr[1] = GET("dr1");
	dr[2] = GET("dr2");
	dr[3] = GET("dr3");
	dr[4] = GET("dr6");
}

static __always_inline void set_debug_registers(const u64 *dr)
{
	SET("dr0", dr[0]);
	SET("dr1", dr[1]);
	SET("dr2", dr[2]);
	SET("dr3", dr[3]);
	SET("dr6", dr[4]);
	SET("dr7", dr[5]);
}

/* Every translation goes, those of other PCIDs and global ones too. */
static __always_inline void flush(void)
{
	u64 cr4 = GET("cr4");

	SET("cr4", cr4 ^ X86_CR4_PGE);
	SET("cr4", cr4);
}

static notrace void save(const struct hvconform_run *run, struct before *before)
{
	unsigned int i;

	before->cr0 = GET("cr0");
	before->cr3 = GET("cr3");
	before->cr4 = GET("cr4");
	before->cr8 = GET("cr8");
	if (before->cr4 & X86_CR4_OSXSAVE)
		before->xcr0 = get_xcr0();
	get_debug_registers(before->dr);
	for (i = 0; i < HVCONFORM_MAX_MSRS; i++)
		before->has_msr[i] =
			run->msrs[i] != NO_MSR &&
			!rdmsrl_safe(run->msrs[i], &before->msr_values[i]);
	native_store_gdt(&before->gdt);
	store_idt(&before->idt);
	asm volatile("sldt %0" : "=m" (before->ldt));
}

/* Nothing of Linux may be called from here on until leave_world(). */
static notrace void enter_world(void)
{
	const struct desc_ptr gdt = { HVCONFORM_GDT_LIMIT, HVCONFORM_GDT };
	const struct desc_ptr idt = { HVCONFORM_IDT_LIMIT, HVCONFORM_IDT };

	SET("cr8", HVCONFORM_TPR);
	SET("cr3", hvconform_world.cr3);
	flush();
	asm volatile("lgdt %0" : : "m" (gdt));
	asm volatile("ltr %w0" : : "r" (HVCONFORM_SEL_TSS));
	asm volatile("lidt %0" : : "m" (idt));
}

static notrace void set_up(const struct hvconform_run *run,
			   const struct before *before)
{
	unsigned int i;

	/* To this CPU, for what the instructions send. */
	hvconform_apic_write(APIC_ICR2, hvconform_apic_read(APIC_ID));
	if (run->flags & HVCONFORM_PENDING)
		hvconform_apic_write(APIC_ICR, APIC_DEST_SELF |
				     APIC_INT_ASSERT | HVCONFORM_INTERRUPT);
	for (i = 0; i < HVCONFORM_MAX_MSRS; i++)
		if (before->has_msr[i] && run->msrs_written & 1u << i)
			native_wrmsrl(run->msrs[i], run->msr_values[i]);
	SET("dr6", DR6_QUIET);
	if (run->flags & HVCONFORM_SET_DR)
		set_debug_registers(run->dr_in);
	if (run->cr4_xor)
		SET("cr4", before->cr4 ^ run->cr4_xor);
	for (i = 0; i < HVCONFORM_NR_PAGES; i++)
		if (run->taken & 1u << i)
			hvconform_progress.taken |=
				hvconform_take(hvconform_world.physical[i]);
	if (run->cr0_xor)
		SET("cr0", before->cr0 ^ run->cr0_xor);
}

/* What the instructions left. MSRs first: one of them may be GS base. */
static notrace void take_down(struct hvconform_run *run,
			      const struct before *before)
{
	struct desc_ptr table;
	unsigned int i;

	for (i = 0; i < HVCONFORM_MAX_MSRS; i++) {
		if (!before->has_msr[i])
			continue;
		run->msr_values[i] = native_read_msr(run->msrs[i]);
		/* Those that cannot be written have not changed. */
		if (run->msr_values[i] != before->msr_values[i])
			native_wrmsrl(run->msrs[i], before->msr_values[i]);
	}
	run->cr0_out = GET("cr0");
	run->cr3_out = GET("cr3");
	run->cr4_out = GET("cr4");
	run->cr8_out = GET("cr8");
	if (run->cr4_out & X86_CR4_OSXSAVE) {
		run->xcr0_out = get_xcr0();
		if (run->xcr0_out != before->xcr0)
			set_xcr0(before->xcr0);
	}
	get_debug_registers(run->dr_out);
	native_store_gdt(&table);
	run->gdt_base = table.address;
	run->gdt_limit = table.size;
	store_idt(&table);
	run->idt_base = table.address;
	run->idt_limit = table.size;
	asm volatile("sldt %0" : "=m" (run->ldt));
	asm volatile("str %0" : "=m" (run->tr));
	SET("cr0", before->cr0);
}

/*
 * An interrupt that nobody has taken would come to Linux; one whose delivery
 * failed is still in service.
 */
static notrace void drain(void)
{
	const u32 reg = APIC_ISR + HVCONFORM_INTERRUPT / 32 * 0x10;

	hvconform_progress.draining = true;
	hvconform_repair();
	SET("cr8", HVCONFORM_TPR);
	if (hvconform_apic_read(reg) & 1u << HVCONFORM_INTERRUPT % 32)
		hvconform_apic_write(APIC_EOI, 0);
	asm volatile("sti; nop; nop; cli" : : : "memory");
}

static notrace void leave_world(const struct before *before)
{
	u8 *gdt = (u8 *)HVCONFORM_GDT;
	u16 tss = GDT_ENTRY_TSS * 8;

	/* PCIDE can be set only while the PCID is 0. */
	SET("cr3", hvconform_world.cr3);
	SET("cr4", before->cr4);
	asm volatile("lldt %w0" : : "r" (before->ldt));
	/* Linux's TSS is busy; only in our copy may it be made free. */
	gdt[tss + 5] &= ~2;
	asm volatile("ltr %w0" : : "r" (tss));
	asm volatile("lgdt %0" : : "m" (before->gdt));
	asm volatile("lidt %0" : : "m" (before->idt));
	SET("cr3", before->cr3);
	flush();
	set_debug_registers(before->dr);
}

/* What came for Linux meanwhile comes again, when interrupts are on. */
static notrace void send_foreign(void)
{
	unsigned int vector;

	for (vector = 32; vector < 256; vector++)
		if (hvconform_progress.foreign[vector / 64] &
		    1ull << vector % 64)
			hvconform_apic_write(APIC_ICR, APIC_DEST_SELF |
					     APIC_INT_ASSERT | vector);
}

static notrace void execute(struct hvconform_run *run, struct before *before)
{
	const bool user = run->flags & HVCONFORM_AT_RING_3;
	u64 place = user ? HVCONFORM_USER : 0;
	u64 rsp = run->regs_in[4] ? run->regs_in[4] : HVCONFORM_RSP + place;
	u64 rflags = (run->rflags_in & ~(u64)FLAGS_FORBIDDEN) | X86_EFLAGS_FIXED;

	hvconform_progress.code = HVCONFORM_CODE + place;
	enter_world();
	set_up(run, before);
	run->tsc_before = rdtsc();
	hvconform_enter(HVCONFORM_CODE + place, user ? __USER_CS : __KERNEL_CS,
			rflags, rsp, user ? __USER_DS : __KERNEL_DS);
	run->tsc_after = rdtsc();
	take_down(run, before);
	drain();
	send_foreign();
	leave_world(before);
	SET("cr8", before->cr8);
}

int hvconform_run(struct hvconform_run *run)
{
	const bool uses_fpu = run->flags & HVCONFORM_USES_FPU;
	u8 *data = hvconform_page(HVCONFORM_PAGE_DATA);
	struct before before;
	unsigned long flags;

	run->nr_traps = 0;
	run->xcr0_out = 0;
	memset(run->traps, 0, sizeof(run->traps));
	memset(&hvconform_progress, 0, sizeof(hvconform_progress));
	hvconform_progress.run = run;
	memcpy(hvconform_regs_in, run->regs_in, sizeof(run->regs_in));

	if (uses_fpu)
		kernel_fpu_begin();
	local_irq_save(flags);
	hvconform_prepare(run);
	save(run, &before);
	execute(run, &before);
	local_irq_restore(flags);
	if (uses_fpu)
		kernel_fpu_end();

	memcpy(run->memory_out, data + run->memory_at, HVCONFORM_MEMORY_BYTES);
	return hvconform_progress.taken ? -EIO : 0;
}
