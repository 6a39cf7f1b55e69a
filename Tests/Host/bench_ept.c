// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds the EPT of one machine, for bench-ept, which counts the instructions:
 *
 *	bench_ept GIGABYTES all|2m usual|nasty
 *
 * GIGABYTES of RAM, 1 GiB pages or not, and MTRRs as firmware sets them up or as
 * bad as 40 of them can be. Prints leaves, pages, and the least time of several
 * builds in nanoseconds.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "ept_machine.h"
#include "memory_maps.h"

#define FIRST_PHYSICAL	0x100000000ULL
#define MOST_PAGES	8192
#define BUILDS		5

/* As bare as a page source can be, so that only ept.c is measured. */
static u64 (*memory)[512];
static size_t used;

static int get(void *context, struct hv_page *page)
{
	(void)context;
	if (used == MOST_PAGES)
		return -ENOMEM;
	page->words = memory[used];
	page->physical = FIRST_PHYSICAL + used++ * PAGE_SIZE;
	return 0;
}

static void put(void *context, struct hv_page page)
{
	(void)context;
	(void)page;
}

static u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

int main(int argc, char **argv)
{
	struct hv_page_source source = { .get = get, .put = put };
	struct memory_map map;
	struct hv_mtrr mtrr;
	struct hv_ept ept;
	u64 before, time, least = ~0ULL;
	int i, error;

	if (argc != 4 || !memory_map_make(&map, atoi(argv[1]), argv[3]))
		return 2;
	memory = mmap(NULL, MOST_PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (memory == MAP_FAILED)
		return 1;
	source.offset = (u64)(uintptr_t)memory - FIRST_PHYSICAL;
	if (hv_mtrr_read(&mtrr, map.mtrrs.width, fake_mtrrs_read, &map.mtrrs))
		return 1;
	for (i = 0; i < BUILDS; i++) {
		memset(memory, 0, used * PAGE_SIZE);
		used = 0;
		before = now();
		error = hv_ept_create(&ept, &mtrr,
				      strcmp(argv[2], "2m") ? EPT_CAPS_ALL
							    : EPT_CAPS_2M,
				      map.ranges, map.nr_ranges, &source);
		time = now() - before;
		if (error)
			return 1;
		least = min(least, time);
	}
	printf("%llu %llu %llu\n", ept.nr_leaves, ept.nr_pages, least);
	return 0;
}
