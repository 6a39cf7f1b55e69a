/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Physical memory as root mode reaches it: the RAM that exists, at a fixed
 * distance from its physical address. Nothing else is touched, since a device
 * may act when it is read.
 */
#ifndef HV_PHYSICAL_H
#define HV_PHYSICAL_H

#include "ept.h"

#define HV_MAX_RAM_RANGES	128

/**
 * struct hv_physical_memory - the RAM of a machine
 * @offset: what to add to a physical address
 * @nr_ranges: of @ranges
 * @ranges: what is RAM
 */
struct hv_physical_memory {
	u64 offset;
	u32 nr_ranges;
	struct hv_physical_range ranges[HV_MAX_RAM_RANGES];
};

/* Where @size bytes at @address are; NULL if not all of them are RAM. */
static __always_inline void *
hv_physical(const struct hv_physical_memory *memory, u64 address, u32 size)
{
	u32 i;

	for (i = 0; i < memory->nr_ranges; i++)
		if (address >= memory->ranges[i].start &&
		    address + size <= memory->ranges[i].end &&
		    address + size >= address)
			return (void *)(uintptr_t)(address + memory->offset);
	return NULL;
}

#endif /* HV_PHYSICAL_H */
