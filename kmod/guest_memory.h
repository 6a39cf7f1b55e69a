/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a vcpu of guest mode runs in: 32 KiB from guest-physical 0 on, which
 * page tables of the guest's own map one to one.
 *
 *	0x0000	GDT
 *	0x1000	code; the guest starts here, in 64-bit mode, at CPL 0
 *	0x2000	PML4, 0x3000 PDPT, 0x4000 page directory, 0x5000 page table
 *	0x6000	free; the stack grows down from 0x8000
 *
 * There is no IDT: an exception becomes a triple fault.
 */
#ifndef HV_GUEST_MEMORY_H
#define HV_GUEST_MEMORY_H

#include "ept_guest.h"
#include "environment.h"
#include "negotiate.h"

#define HV_GUEST_NR_PAGES	8
#define HV_GUEST_CODE		0x1000u
#define HV_GUEST_STACK_TOP	0x8000u

/**
 * struct hv_guest_memory - the memory of a guest
 * @pages: by guest-physical page number
 * @ept: maps them
 */
struct hv_guest_memory {
	struct hv_page pages[HV_GUEST_NR_PAGES];
	struct hv_ept_guest ept;
};

/**
 * hv_guest_memory_create() - allocate and fill it
 * @memory: all zero
 * @ept_capabilities: IA32_VMX_EPT_VPID_CAP
 * @source: where to take pages from
 *
 * Return: 0 or a negative error number. On an error nothing is kept.
 */
int hv_guest_memory_create(struct hv_guest_memory *memory,
			   u64 ept_capabilities,
			   const struct hv_page_source *source);

/* Also of what was never created, if zero. */
void hv_guest_memory_destroy(struct hv_guest_memory *memory,
			     const struct hv_page_source *source);

/**
 * hv_guest_memory_state() - the state in which a guest starts
 * @capabilities: what CR0 and CR4 must be like in VMX operation
 * @state: where to
 */
void hv_guest_memory_state(const struct hv_capabilities *capabilities,
			   struct hv_guest_environment *state);

#endif /* HV_GUEST_MEMORY_H */
