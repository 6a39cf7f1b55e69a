/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The EPT identity map of runningSystem mode.
 *
 * What exists is mapped at start, in tables that all CPUs share and that never
 * change afterwards. Everything else is filled when it is touched: each CPU
 * has a PML4 and a small pool of pages of its own for that, so that filling
 * needs no lock and no other CPU. When the pool is used up its pages are
 * unlinked and used again; outside root mode it grows then.
 *
 * Tables have four levels: addresses from 2^48 on cannot be mapped.
 */
#ifndef HV_EPT_H
#define HV_EPT_H

#include "mtrr.h"
#include "pages.h"

/* Bits of IA32_VMX_EPT_VPID_CAP. */
#define HV_EPT_CAP_WALK_4		BIT_ULL(6)
#define HV_EPT_CAP_WB			BIT_ULL(14)
#define HV_EPT_CAP_2M			BIT_ULL(16)
#define HV_EPT_CAP_1G			BIT_ULL(17)
#define HV_EPT_CAP_INVEPT		BIT_ULL(20)
#define HV_EPT_CAP_INVEPT_SINGLE	BIT_ULL(25)
#define HV_EPT_CAP_INVEPT_ALL		BIT_ULL(26)

#define HV_EPT_ENTRIES			512u
#define HV_EPT_LEVEL_LIMIT		(1ULL << 48)

/* Bits of an entry. */
#define HV_EPT_READ			BIT_ULL(0)
#define HV_EPT_WRITE			BIT_ULL(1)
#define HV_EPT_EXECUTE			BIT_ULL(2)
#define HV_EPT_RWX			(HV_EPT_READ | HV_EPT_WRITE | \
					 HV_EPT_EXECUTE)
#define HV_EPT_TYPE_SHIFT		3
#define HV_EPT_LARGE			BIT_ULL(7)
#define HV_EPT_ADDRESS			GENMASK_ULL(51, 12)

/* The least with which any one address can be filled: PDPT, PD and PT. */
#define HV_EPT_POOL_MIN			3
#define HV_EPT_POOL_MAX			32

/**
 * struct hv_physical_range - physical addresses that exist
 * @start: the first
 * @end: the first after them
 */
struct hv_physical_range {
	u64 start;
	u64 end;
};

/**
 * struct hv_ept - what the CPUs share
 * @mtrr: the memory types
 * @capabilities: IA32_VMX_EPT_VPID_CAP
 * @limit: addresses from here on cannot be mapped
 * @source: where the pages came from
 * @root: the PML4 that those of the CPUs start as
 * @nr_pages: pages taken
 * @nr_leaves: entries that map memory
 */
struct hv_ept {
	const struct hv_mtrr *mtrr;
	u64 capabilities;
	u64 limit;
	struct hv_page_source source;
	struct hv_page root;
	u64 nr_pages;
	u64 nr_leaves;
};

/**
 * struct hv_ept_cpu - what a CPU has for itself
 * @shared: what the CPUs share
 * @pml4: the root
 * @eptp: for the VMCS
 * @pool: pages for tables
 * @pool_size: how many
 * @pool_used: how many of them are linked, from the first
 * @fills: leaves filled since the start
 * @recycles: how often the pool was used up
 * @grown_at: @recycles when the pool last grew
 * @unmaps: pages taken away since the start
 */
struct hv_ept_cpu {
	const struct hv_ept *shared;
	struct hv_page pml4;
	u64 eptp;
	struct hv_page pool[HV_EPT_POOL_MAX];
	u32 pool_size;
	u32 pool_used;
	u64 fills;
	u64 recycles;
	u64 grown_at;
	u64 unmaps;
};

/**
 * enum hv_ept_fill_result - what became of an EPT violation
 * @HV_EPT_FILLED: the address is mapped now; resume
 * @HV_EPT_FILLED_FLUSH: the same, but other mappings went: INVEPT this EPTP
 *	before resuming
 * @HV_EPT_PRESENT: the address was mapped with all rights already: the
 *	violation has another cause
 * @HV_EPT_BEYOND: the address is at or above 2^48 or the processor's width
 */
enum hv_ept_fill_result {
	HV_EPT_FILLED,
	HV_EPT_FILLED_FLUSH,
	HV_EPT_PRESENT,
	HV_EPT_BEYOND,
};

/**
 * hv_ept_missing_capability() - what a processor lacks for this code
 * @capabilities: IA32_VMX_EPT_VPID_CAP
 * @bit: the number of the bit, where the result is not NULL
 *
 * Return: the name of the first capability that is missing; NULL if none is.
 */
const char *hv_ept_missing_capability(u64 capabilities, u32 *bit);

/**
 * hv_ept_pointer() - an EPTP: write-back, 4 levels, no accessed/dirty flags
 * @pml4: physical address of the root
 */
u64 hv_ept_pointer(u64 pml4);

/**
 * hv_ept_create() - map everything below 4 GiB and what exists above
 * @ept: what to set up
 * @mtrr: memory types; must stay while @ept is in use
 * @capabilities: IA32_VMX_EPT_VPID_CAP
 * @ranges: what exists, in any order, overlapping or not
 * @nr_ranges: how many
 * @source: where to take pages from
 *
 * Ranges are widened to whole gigabytes, so that what is missing is always
 * missing in a PDPT.
 *
 * Return: 0; -EOPNOTSUPP for a missing capability; -ERANGE when something
 * exists that cannot be mapped; what @source returned. On an error nothing is
 * kept.
 */
int hv_ept_create(struct hv_ept *ept, const struct hv_mtrr *mtrr,
		  u64 capabilities, const struct hv_physical_range *ranges,
		  size_t nr_ranges, const struct hv_page_source *source);

/* Gives all pages back. Also of an @ept that was never created, if zero. */
void hv_ept_destroy(struct hv_ept *ept);

/**
 * hv_ept_cpu_create() - the private part of a CPU
 * @cpu: what to set up
 * @ept: what is shared
 * @pool_size: pages for the pool, HV_EPT_POOL_MIN to HV_EPT_POOL_MAX
 *
 * Return: 0; -EINVAL for a wrong @pool_size; what the source returned. On an
 * error nothing is kept.
 */
int hv_ept_cpu_create(struct hv_ept_cpu *cpu, const struct hv_ept *ept,
		      u32 pool_size);

/**
 * hv_ept_cpu_grow() - make the pool larger, if it was used up since it last was
 * @cpu: the CPU's part; the CPU may be in root mode meanwhile
 *
 * Twice as large, as far as HV_EPT_POOL_MAX. One caller at a time.
 *
 * Return: 0, or what the source returned. What came before an error stays.
 */
int hv_ept_cpu_grow(struct hv_ept_cpu *cpu);

/* Gives all pages back. Also of a @cpu that was never created, if zero. */
void hv_ept_cpu_destroy(struct hv_ept_cpu *cpu);

/**
 * hv_ept_fill() - answer an EPT violation, in root mode
 * @cpu: of the CPU where it is
 * @address: the guest-physical address
 *
 * Maps the largest page around the address that has one memory type.
 */
enum hv_ept_fill_result hv_ept_fill(struct hv_ept_cpu *cpu, u64 address);

/**
 * hv_ept_unmap() - take one page of 4 KiB from a CPU, in root mode
 * @cpu: of the CPU where it is
 * @address: the guest-physical address
 *
 * The caller executes INVEPT. The next access is an EPT violation, which
 * hv_ept_fill() answers. Pages taken before may be back: the pool is small.
 *
 * Return: whether nothing maps the address now; false for one that cannot be
 * mapped.
 */
bool hv_ept_unmap(struct hv_ept_cpu *cpu, u64 address);

#endif /* HV_EPT_H */
