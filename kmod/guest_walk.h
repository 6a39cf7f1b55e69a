/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a linear address of the guest to a physical one, as the processor
 * would get there for an access to data (SDM volume 3, chapter "Paging").
 */
#ifndef HV_GUEST_WALK_H
#define HV_GUEST_WALK_H

#include "physical.h"

/**
 * struct hv_guest_paging - what decides about the guest's paging
 * @cr0: CR0
 * @cr3: CR3
 * @cr4: CR4
 * @efer: IA32_EFER
 * @rflags: RFLAGS, for AC
 * @pdpte: the four entries of PAE paging
 * @width: bits of a physical address
 * @has_1g: whether there are pages of 1 GiB
 * @pkru: PKRU; for user-mode addresses
 * @pkrs: IA32_PKRS; for supervisor-mode addresses
 */
struct hv_guest_paging {
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
	u64 rflags;
	u64 pdpte[4];
	u32 width;
	bool has_1g;
	u32 pkru;
	u32 pkrs;
};

/* How memory is accessed. */
#define HV_ACCESS_WRITE		1u
/* At CPL 3. */
#define HV_ACCESS_USER		2u
/* By the processor itself, for a descriptor: AC does not count. */
#define HV_ACCESS_IMPLICIT	4u

/* Bits of a page-fault error code. */
#define HV_FAULT_PRESENT	BIT(0)
#define HV_FAULT_WRITE		BIT(1)
#define HV_FAULT_USER		BIT(2)
#define HV_FAULT_RESERVED	BIT(3)
#define HV_FAULT_KEY		BIT(5)

enum hv_walk_result {
	/* The address is translated. */
	HV_WALK_DONE,
	/* A page fault. */
	HV_WALK_FAULT,
	/* A table is not in RAM. */
	HV_WALK_UNREACHABLE,
};

/**
 * struct hv_translation - what came of a walk
 * @physical: with HV_WALK_DONE, the physical address
 * @error_code: with HV_WALK_FAULT, of the page fault
 */
struct hv_translation {
	u64 physical;
	u32 error_code;
};

/**
 * hv_guest_walk() - translate a linear address
 * @paging: of the guest
 * @memory: where its tables are
 * @linear: the address, canonical
 * @access: HV_ACCESS_*
 * @translation: the result
 *
 * Sets the accessed and dirty flags, as the processor would, once nothing is
 * in the way of the access.
 */
enum hv_walk_result hv_guest_walk(const struct hv_guest_paging *paging,
				  const struct hv_physical_memory *memory,
				  u64 linear, u32 access,
				  struct hv_translation *translation);

/* Whether bits 63:47 of a linear address are equal; 63:56 with CR4.LA57. */
static __always_inline bool hv_is_canonical(u64 linear, u64 cr4)
{
	unsigned int bits = cr4 & BIT_ULL(12) ? 57 : 48;

	return linear + (1ULL << (bits - 1)) < 1ULL << bits;
}

#endif /* HV_GUEST_WALK_H */
