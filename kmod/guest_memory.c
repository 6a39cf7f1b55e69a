// SPDX-License-Identifier: GPL-2.0-only
#include <asm/msr-index.h>
#include <asm/processor-flags.h>

#include "guest_memory.h"

#define GDT_PAGE	0
#define PML4_PAGE	2
#define PDPT_PAGE	3
#define PD_PAGE		4
#define PT_PAGE		5

#define ENTRY_PRESENT_WRITE	3ULL
#define ADDRESS(page)		((u64)(page) << 12)

#define SELECTOR_CODE		0x08
#define SELECTOR_DATA		0x10
#define SELECTOR_TSS		0x18

/* Flat, present, accessed; the code segment has the L bit. */
#define DESCRIPTOR_CODE		0x00af9b000000ffffULL
#define DESCRIPTOR_DATA		0x00cf93000000ffffULL
#define RIGHTS_CODE		0xa09b
#define RIGHTS_DATA		0xc093
#define RIGHTS_BUSY_TSS		0x008b
#define RIGHTS_UNUSABLE		0x10000
#define TSS_LIMIT		0x67

/* What the processor has at reset. */
#define DR7_RESET		0x400
#define PAT_RESET		0x0007040600070406ULL

static void fill(struct hv_guest_memory *memory)
{
	struct hv_page *pages = memory->pages;
	unsigned int i;

	pages[GDT_PAGE].words[SELECTOR_CODE / 8] = DESCRIPTOR_CODE;
	pages[GDT_PAGE].words[SELECTOR_DATA / 8] = DESCRIPTOR_DATA;
	pages[PML4_PAGE].words[0] = ADDRESS(PDPT_PAGE) | ENTRY_PRESENT_WRITE;
	pages[PDPT_PAGE].words[0] = ADDRESS(PD_PAGE) | ENTRY_PRESENT_WRITE;
	pages[PD_PAGE].words[0] = ADDRESS(PT_PAGE) | ENTRY_PRESENT_WRITE;
	for (i = 0; i < HV_GUEST_NR_PAGES; i++)
		pages[PT_PAGE].words[i] = ADDRESS(i) | ENTRY_PRESENT_WRITE;
}

int hv_guest_memory_create(struct hv_guest_memory *memory,
			   u64 ept_capabilities,
			   const struct hv_page_source *source)
{
	struct hv_ept_guest_page list[HV_GUEST_NR_PAGES];
	unsigned int i;
	int error;

	for (i = 0; i < HV_GUEST_NR_PAGES; i++) {
		error = source->get(source->context, &memory->pages[i]);
		if (error)
			goto fail;
		list[i] = (struct hv_ept_guest_page){
			.guest = ADDRESS(i),
			.host = memory->pages[i].physical,
			.rights = HV_EPT_RWX,
		};
	}
	fill(memory);
	error = hv_ept_guest_create(&memory->ept, ept_capabilities, list,
				    HV_GUEST_NR_PAGES, source);
	if (!error)
		return 0;
fail:
	hv_guest_memory_destroy(memory, source);
	return error;
}

void hv_guest_memory_destroy(struct hv_guest_memory *memory,
			     const struct hv_page_source *source)
{
	unsigned int i;

	hv_ept_guest_destroy(&memory->ept);
	for (i = 0; i < HV_GUEST_NR_PAGES; i++) {
		if (!memory->pages[i].words)
			continue;
		source->put(source->context, memory->pages[i]);
		memory->pages[i] = (struct hv_page){ 0 };
	}
}

/* A control register as VMX operation allows it. */
static u64 fixed(const struct hv_capabilities *capabilities, u64 value,
		 u32 fixed0_msr)
{
	u64 fixed0, fixed1;

	hv_capability(capabilities, fixed0_msr, &fixed0);
	hv_capability(capabilities, fixed0_msr + 1, &fixed1);
	return (value | fixed0) & fixed1;
}

void hv_guest_memory_state(const struct hv_capabilities *capabilities,
			   struct hv_guest_environment *state)
{
	const struct hv_segment code = {
		SELECTOR_CODE, U32_MAX, RIGHTS_CODE, 0,
	};
	const struct hv_segment data = {
		SELECTOR_DATA, U32_MAX, RIGHTS_DATA, 0,
	};

	memset(state, 0, sizeof(*state));
	/* TS: the guest has no FPU state of its own. */
	state->cr0 = fixed(capabilities,
			   X86_CR0_PE | X86_CR0_PG | X86_CR0_NE |
			   X86_CR0_ET | X86_CR0_WP | X86_CR0_TS,
			   MSR_IA32_VMX_CR0_FIXED0);
	state->cr3 = ADDRESS(PML4_PAGE);
	state->cr4 = fixed(capabilities, X86_CR4_PAE | X86_CR4_VMXE,
			   MSR_IA32_VMX_CR4_FIXED0);
	state->efer = EFER_LME | EFER_LMA;
	state->pat = PAT_RESET;
	state->dr7 = DR7_RESET;
	state->rsp = HV_GUEST_STACK_TOP;
	state->rip = HV_GUEST_CODE;
	/*
	 * Interrupts are exits whatever IF is, but Bochs 2.7 looks at them
	 * again only when an entry changes IF, which is 0 in the host.
	 */
	state->rflags = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	state->cs = code;
	state->ss = data;
	state->ds = data;
	state->es = data;
	state->fs = data;
	state->gs = data;
	state->ldtr.access_rights = RIGHTS_UNUSABLE;
	state->tr = (struct hv_segment){
		SELECTOR_TSS, TSS_LIMIT, RIGHTS_BUSY_TSS, 0,
	};
	state->gdtr.limit = SELECTOR_TSS - 1;
}
