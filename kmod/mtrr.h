/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory types that the MTRRs give to physical memory (SDM volume 3,
 * "Memory Type Range Registers"). They are read once (FIELD-NOTES, Linux 17)
 * and looked up by span: EPT takes the place of the MTRRs for guest accesses.
 * SMRRs count only in SMM and are not looked at.
 */
#ifndef HV_MTRR_H
#define HV_MTRR_H

#include "platform.h"

#define HV_MEMORY_TYPE_UC	0u
#define HV_MEMORY_TYPE_WC	1u
#define HV_MEMORY_TYPE_WT	4u
#define HV_MEMORY_TYPE_WP	5u
#define HV_MEMORY_TYPE_WB	6u

#define HV_MSR_MTRRCAP		0xfeu
#define HV_MSR_MTRR_PHYSBASE(n)	(0x200u + 2 * (n))
#define HV_MSR_MTRR_PHYSMASK(n)	(0x201u + 2 * (n))
#define HV_MSR_MTRR_FIX64K	0x250u
#define HV_MSR_MTRR_FIX16K	0x258u	/* and 0x259 */
#define HV_MSR_MTRR_FIX4K	0x268u	/* to 0x26f */
#define HV_MSR_MTRR_DEF_TYPE	0x2ffu

/* As many pairs as fit below the fixed-range MTRRs. */
#define HV_MTRR_MAX_VARIABLE	40
#define HV_MTRR_NR_FIXED	11
#define HV_MTRR_FIXED_END	0x100000ULL

/* Widths of physical addresses that processors have. */
#define HV_PHYSICAL_WIDTH_MIN	36
#define HV_PHYSICAL_WIDTH_MAX	52

/**
 * typedef hv_read_msr_fn - how MSRs are read
 * @context: the caller's
 * @msr: the MSR's number
 * @value: the result
 *
 * Return: true when the read faulted, as hvp_rdmsr().
 */
typedef bool (*hv_read_msr_fn)(void *context, u32 msr, u64 *value);

/**
 * struct hv_mtrr_range - a variable-range MTRR that is valid
 * @base: of what an address must have under @mask
 * @mask: bits of an address that are compared; may have holes
 * @type: its memory type
 */
struct hv_mtrr_range {
	u64 base;
	u64 mask;
	u8 type;
};

/**
 * struct hv_mtrr - the MTRRs of a processor, decoded
 * @limit: 2 to the width of physical addresses
 * @default_type: of addresses in no range; UC when the MTRRs are disabled
 * @fixed_enabled: whether @fixed counts
 * @nr_ranges: how many of @ranges are used
 * @fixed: types below 1 MiB, a byte each: 8 of 64 KiB, 16 of 16 KiB, 64 of
 *	4 KiB
 * @ranges: the variable ranges that are valid
 */
struct hv_mtrr {
	u64 limit;
	u8 default_type;
	bool fixed_enabled;
	u8 nr_ranges;
	u64 fixed[HV_MTRR_NR_FIXED];
	struct hv_mtrr_range ranges[HV_MTRR_MAX_VARIABLE];
};

/**
 * struct hv_mtrr_span - addresses of one memory type
 * @end: the first address after the span
 * @type: the memory type
 */
struct hv_mtrr_span {
	u64 end;
	u8 type;
};

/**
 * hv_mtrr_read() - read and decode the MTRRs of this processor
 * @mtrr: where to
 * @physical_width: CPUID.80000008H:EAX[7:0], 36 to 52
 * @read: how to read an MSR
 * @context: for @read
 *
 * Return: 0; -EINVAL for a width that no processor has; -EIO when an MSR
 * faulted; -E2BIG when there are more variable ranges than MSR numbers.
 */
int hv_mtrr_read(struct hv_mtrr *mtrr, unsigned int physical_width,
		 hv_read_msr_fn read, void *context);

/**
 * hv_mtrr_span() - the memory type at an address and how far it goes
 * @mtrr: the decoded MTRRs
 * @address: a physical address below @mtrr->limit
 * @wanted: the caller does not care where the span ends beyond this address
 *
 * Adjacent ranges of one type are one span. The span ends where the type
 * changes, or at or after @wanted, or at @mtrr->limit. (Masks with holes can
 * make very many small pieces: the search is bounded, so that a span may then
 * end early, at an address where the type goes on.)
 *
 * May be called in root mode.
 *
 * Return: the span; its end is above @address.
 */
struct hv_mtrr_span hv_mtrr_span(const struct hv_mtrr *mtrr, u64 address,
				 u64 wanted);

/**
 * hv_mtrr_equal() - whether two CPUs give all memory the same types
 * @a: of one CPU
 * @b: of the other
 */
bool hv_mtrr_equal(const struct hv_mtrr *a, const struct hv_mtrr *b);

#endif /* HV_MTRR_H */
