/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MTRRs as MSRs, and the SDM's rules for one address, written down once more
 * and as plainly as possible: what mtrr.c is compared with.
 */
#ifndef HV_FAKE_MTRRS_H
#define HV_FAKE_MTRRS_H

#include "mtrr.h"
#include "random.h"

#define FAKE_ENABLE	  BIT_ULL(11)
#define FAKE_FIXED_ENABLE BIT_ULL(10)
#define FAKE_NO_FAULT	  0xffffffffu

/**
 * struct fake_mtrrs - the MSRs
 * @width: of physical addresses
 * @capability: IA32_MTRRCAP
 * @def_type: IA32_MTRR_DEF_TYPE
 * @base: IA32_MTRR_PHYSBASEn
 * @mask: IA32_MTRR_PHYSMASKn
 * @fixed: in the order of addresses
 * @fault: this MSR faults
 * @reads: how many were read
 */
struct fake_mtrrs {
	unsigned int width;
	u64 capability;
	u64 def_type;
	u64 base[HV_MTRR_MAX_VARIABLE];
	u64 mask[HV_MTRR_MAX_VARIABLE];
	u64 fixed[11];
	u32 fault;
	u64 reads;
};

/* For hv_mtrr_read(); @context is a struct fake_mtrrs. */
bool fake_mtrrs_read(void *context, u32 msr, u64 *value);

/* Adds a valid range of a power of two bytes. */
void fake_mtrrs_add(struct fake_mtrrs *fake, u64 base, u64 size, u8 type);

/* WB by default, fixed ranges WB but for VGA and ROM, nothing else. */
struct fake_mtrrs fake_mtrrs_usual(unsigned int width);

/* Anything; masks with holes only if @holes. */
struct fake_mtrrs fake_mtrrs_random(struct random *random, bool holes);

/* The memory type at an address, from the MSRs. */
u8 fake_mtrrs_type(const struct fake_mtrrs *fake, u64 address);

#endif /* HV_FAKE_MTRRS_H */
