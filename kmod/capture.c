// SPDX-License-Identifier: GPL-2.0-only
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#include "capture.h"

#define SEGMENT_UNUSABLE	BIT(16)
#define SELECTOR_LDT		BIT(2)
#define SELECTOR_TABLE_OFFSET	0xfff8u
#define DESCRIPTOR_IS_SEGMENT	BIT(4)

/* A descriptor table: where it is and its limit. */
struct table {
	u64 base;
	u32 limit;
};

/* Return: whether the selector names a descriptor that can be read. */
static bool access_rights(u16 selector, u32 *rights)
{
	u32 value;
	bool valid;

	asm volatile("lar %[selector], %[value]"
		     : "=@ccz" (valid), [value] "=r" (value)
		     : [selector] "r" ((u32)selector));
	/* LAR gives the bits where the descriptor has them: 8 higher. */
	*rights = valid ? value >> 8 & 0xf0ff : SEGMENT_UNUSABLE;
	return valid;
}

static u32 segment_limit(u16 selector)
{
	u32 limit = 0;

	asm volatile("lsl %[selector], %[limit]"
		     : [limit] "+r" (limit)
		     : [selector] "r" ((u32)selector)
		     : "cc");
	return limit;
}

static u64 segment_base(u16 selector, u32 rights, const struct table *gdt,
			const struct table *ldt)
{
	const struct table *table = selector & SELECTOR_LDT ? ldt : gdt;
	u32 offset = selector & SELECTOR_TABLE_OFFSET;
	const struct ldttss_desc *descriptor;
	u64 base;

	if (offset + sizeof(struct desc_struct) - 1 > table->limit)
		return 0;
	descriptor = (void *)(table->base + offset);
	base = descriptor->base0 | (u64)descriptor->base1 << 16 |
	       (u64)descriptor->base2 << 24;
	/* Descriptors of LDT and TSS are 16 bytes long. */
	if (!(rights & DESCRIPTOR_IS_SEGMENT))
		base |= (u64)descriptor->base3 << 32;
	return base;
}

static void capture_segment(struct hv_segment *segment, u16 selector,
			    const struct table *gdt, const struct table *ldt)
{
	segment->selector = selector;
	segment->limit = 0;
	segment->base = 0;
	segment->access_rights = SEGMENT_UNUSABLE;
	/* A null selector: SS has one when we interrupted user mode. */
	if (!(selector & ~3))
		return;
	if (!access_rights(selector, &segment->access_rights))
		return;
	segment->limit = segment_limit(selector);
	segment->base = segment_base(selector, segment->access_rights, gdt,
				     ldt);
}

#define SELECTOR(register)						\
({									\
	u16 __selector;							\
									\
	asm volatile("mov %%" #register ", %0" : "=rm" (__selector));	\
	__selector;							\
})

static void capture_segments(struct hv_guest_environment *state)
{
	struct table gdt, ldt = { 0 };
	struct desc_ptr gdtr, idtr;
	unsigned long tr;
	u16 ldtr;

	native_store_gdt(&gdtr);
	store_idt(&idtr);
	store_tr(tr);
	asm volatile("sldt %0" : "=rm" (ldtr));
	gdt = (struct table){ gdtr.address, gdtr.size };
	state->gdtr = (struct hv_table){ gdtr.size, gdtr.address };
	state->idtr = (struct hv_table){ idtr.size, idtr.address };

	capture_segment(&state->ldtr, ldtr, &gdt, &ldt);
	ldt = (struct table){ state->ldtr.base, state->ldtr.limit };
	capture_segment(&state->tr, tr, &gdt, &ldt);
	capture_segment(&state->cs, SELECTOR(cs), &gdt, &ldt);
	capture_segment(&state->ss, SELECTOR(ss), &gdt, &ldt);
	capture_segment(&state->ds, SELECTOR(ds), &gdt, &ldt);
	capture_segment(&state->es, SELECTOR(es), &gdt, &ldt);
	capture_segment(&state->fs, SELECTOR(fs), &gdt, &ldt);
	capture_segment(&state->gs, SELECTOR(gs), &gdt, &ldt);
	/* In 64-bit mode those two come from MSRs. */
	hvp_rdmsr(MSR_FS_BASE, &state->fs.base);
	hvp_rdmsr(MSR_GS_BASE, &state->gs.base);
}

void hv_capture(struct hv_guest_environment *state)
{
	unsigned long dr7;

	capture_segments(state);
	state->cr0 = native_read_cr0();
	state->cr3 = __native_read_cr3();
	state->cr4 = hvp_read_cr4();
	asm volatile("mov %%db7, %0" : "=r" (dr7));
	state->dr7 = dr7;
	/* Faults on no processor with VT-x, see SDM volume 4. */
	hvp_rdmsr(MSR_IA32_DEBUGCTLMSR, &state->debugctl);
	hvp_rdmsr(MSR_IA32_SYSENTER_CS, &state->sysenter_cs);
	hvp_rdmsr(MSR_IA32_SYSENTER_ESP, &state->sysenter_esp);
	hvp_rdmsr(MSR_IA32_SYSENTER_EIP, &state->sysenter_eip);
	hvp_rdmsr(MSR_EFER, &state->efer);
	hvp_rdmsr(MSR_IA32_CR_PAT, &state->pat);
}
