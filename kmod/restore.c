// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compiler.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "restore.h"

#define CR3_NO_PCID		(~0xfffULL)
#define TSS_BUSY		BIT(1)
#define DESCRIPTOR_TYPE_BYTE	5
#define SELECTOR_TABLE_OFFSET	0xfff8u
#define SEGMENT_UNUSABLE	BIT(16)

static __always_inline void write_cr3(u64 value)
{
	asm volatile("mov %0, %%cr3" : : "r" (value) : "memory");
}

noinstr void
hv_restore_control_registers(const struct hv_guest_environment *state)
{
	u64 cr4 = state->cr4 & ~X86_CR4_VMXE;

	asm volatile("mov %0, %%cr0" : : "r" (state->cr0) : "memory");
	/*
	 * A change of PGE flushes everything, global entries and all PCIDs
	 * included. CR4.PCIDE is left as it is where possible: an NMI that
	 * comes here may write CR3 with bit 63 set, as Linux's exit code does
	 * when it has PCIDs.
	 */
	if ((hvp_read_cr4() ^ cr4) & X86_CR4_PCIDE) {
		/* PCIDE can be set only while CR3[11:0] is 0. */
		hvp_write_cr4(cr4 & ~(X86_CR4_PCIDE | X86_CR4_PGE));
		write_cr3(state->cr3 & CR3_NO_PCID);
	} else {
		hvp_write_cr4((hvp_read_cr4() & ~X86_CR4_VMXE) ^ X86_CR4_PGE);
		write_cr3(state->cr3);
	}
	hvp_write_cr4(cr4);
	write_cr3(state->cr3);
}

noinstr void hv_restore_msrs(const struct hv_guest_environment *state)
{
	hvp_wrmsr(MSR_IA32_SYSENTER_CS, state->sysenter_cs);
	hvp_wrmsr(MSR_IA32_SYSENTER_ESP, state->sysenter_esp);
	hvp_wrmsr(MSR_IA32_SYSENTER_EIP, state->sysenter_eip);
	hvp_wrmsr(MSR_EFER, state->efer);
	hvp_wrmsr(MSR_IA32_CR_PAT, state->pat);
}

/* Operand of LGDT and LIDT. */
struct table_register {
	u16 limit;
	u64 base;
} __packed;

static __always_inline void load_gdt_register(u64 base, u16 limit)
{
	struct table_register operand = { limit, base };

	asm volatile("lgdt %0" : : "m" (operand) : "memory");
}

/*
 * A VM exit leaves TR with a limit of 0x67, which is without the I/O bitmap.
 * LTR wants a TSS that is not busy, and sets its busy bit: Linux's GDT can be
 * written only through the per-CPU variable.
 */
static __always_inline void
restore_task_register(const struct hv_guest_environment *state, void *gdt)
{
	u32 offset = state->tr.selector & SELECTOR_TABLE_OFFSET;
	u8 *type = (u8 *)gdt + offset + DESCRIPTOR_TYPE_BYTE;

	load_gdt_register((u64)gdt, state->gdtr.limit);
	WRITE_ONCE(*type, READ_ONCE(*type) & ~TSS_BUSY);
	asm volatile("ltr %0" : : "r" (state->tr.selector) : "memory");
}

/*
 * The descriptor may have gone since it was loaded; loading the segment again
 * would fault then. A null selector is what Linux loads in that case.
 */
#define LOAD_SEGMENT(register, value)					\
	asm volatile("1: mov %[selector], %%" #register "\n\t"		\
		     "jmp 3f\n"						\
		     "2: mov %[null], %%" #register "\n"		\
		     "3:\n"						\
		     _ASM_EXTABLE(1b, 2b)				\
		     : : [selector] "r" ((u32)(value)), [null] "r" (0)	\
		     : "memory")

static __always_inline void swapgs(void)
{
	asm volatile("swapgs" : : : "memory");
}

/*
 * Loading GS replaces the active base. An NMI in between must find a kernel
 * base in the active or, when that is not a kernel address, in the other one,
 * so this is done under SWAPGS, as Linux does.
 */
static __always_inline void
restore_gs(const struct hv_guest_environment *state)
{
	u64 other;

	if (state->gs.selector) {
		hvp_rdmsr(MSR_KERNEL_GS_BASE, &other);
		swapgs();
		LOAD_SEGMENT(gs, state->gs.selector);
		swapgs();
		hvp_wrmsr(MSR_KERNEL_GS_BASE, other);
	}
	hvp_wrmsr(MSR_GS_BASE, state->gs.base);
}

noinstr void hv_restore_segments(const struct hv_guest_environment *state,
				 void *gdt)
{
	struct table_register idtr = { state->idtr.limit, state->idtr.base };
	u16 ldtr = state->ldtr.selector;

	restore_task_register(state, gdt);
	load_gdt_register(state->gdtr.base, state->gdtr.limit);
	asm volatile("lidt %0" : : "m" (idtr) : "memory");
	if (state->ldtr.access_rights & SEGMENT_UNUSABLE)
		ldtr = 0;
	asm volatile("lldt %0" : : "r" (ldtr) : "memory");
	LOAD_SEGMENT(ds, state->ds.selector);
	LOAD_SEGMENT(es, state->es.selector);
	/* Selectors first: loading one replaces the base. */
	LOAD_SEGMENT(fs, state->fs.selector);
	hvp_wrmsr(MSR_FS_BASE, state->fs.base);
	restore_gs(state);
}

noinstr void hv_restore_debug(const struct hv_guest_environment *state)
{
	hvp_wrmsr(MSR_IA32_DEBUGCTLMSR, state->debugctl);
	asm volatile("mov %0, %%db7" : : "r" (state->dr7) : "memory");
}
