/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory and MTRRs of machines of any size. */
#ifndef HV_MEMORY_MAPS_H
#define HV_MEMORY_MAPS_H

#include "ept.h"
#include "fake_mtrrs.h"

/**
 * struct memory_map - a machine's memory
 * @ranges: RAM
 * @nr_ranges: how many
 * @mtrrs: its MTRRs
 */
struct memory_map {
	struct hv_physical_range ranges[3];
	size_t nr_ranges;
	struct fake_mtrrs mtrrs;
};

/**
 * memory_map_make() - a machine
 * @map: the result
 * @gigabytes: of RAM, with a hole of 1 GiB below 4 GiB
 * @mtrrs: "usual": as firmware sets them up, write-back with holes; "nasty": a
 *	page of another type in as many places as there are MTRRs
 *
 * Return: whether there is such a machine.
 */
bool memory_map_make(struct memory_map *map, unsigned int gigabytes,
		     const char *mtrrs);

#endif /* HV_MEMORY_MAPS_H */
