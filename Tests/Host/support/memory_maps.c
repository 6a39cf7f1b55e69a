// SPDX-License-Identifier: GPL-2.0-only
/* Memory and MTRRs of machines of any size. */
#include "memory_maps.h"

#define GIGABYTE	(1ULL << 30)
#define HOLE_START	(3 * GIGABYTE)
#define HOLE_END	(4 * GIGABYTE)

static void nasty_mtrrs(struct memory_map *map)
{
	u64 end = map->ranges[map->nr_ranges - 1].end;
	u64 distance = end / HV_MTRR_MAX_VARIABLE;
	unsigned int i;

	/* Not at the start of a large page, and each in one of its own. */
	for (i = 0; i < HV_MTRR_MAX_VARIABLE; i++)
		fake_mtrrs_add(&map->mtrrs,
			       ((distance * i) & ~(PAGE_SIZE - 1)) + 0x101000,
			       PAGE_SIZE,
			       i % 2 ? HV_MEMORY_TYPE_WT : HV_MEMORY_TYPE_UC);
}

bool memory_map_make(struct memory_map *map, unsigned int gigabytes,
		     const char *mtrrs)
{
	u64 size = gigabytes * GIGABYTE;

	if (!gigabytes || gigabytes > 1024)
		return false;
	memset(map, 0, sizeof(*map));
	map->mtrrs = fake_mtrrs_usual(46);
	map->ranges[map->nr_ranges++] = (struct hv_physical_range){ 0x1000,
								    0x9f000 };
	map->ranges[map->nr_ranges++] = (struct hv_physical_range){
		0x100000, min(size, HOLE_START)
	};
	if (size > HOLE_START)
		map->ranges[map->nr_ranges++] = (struct hv_physical_range){
			HOLE_END, size + HOLE_END - HOLE_START
		};
	if (!strcmp(mtrrs, "nasty")) {
		nasty_mtrrs(map);
		return true;
	}
	/* The hole below 4 GiB, with some for firmware and graphics before. */
	fake_mtrrs_add(&map->mtrrs, HOLE_START, GIGABYTE, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&map->mtrrs, HOLE_START - (1 << 24), 1 << 24,
		       HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&map->mtrrs, HOLE_START - (1 << 24) - (1 << 21), 1 << 21,
		       HV_MEMORY_TYPE_UC);
	return !strcmp(mtrrs, "usual");
}
