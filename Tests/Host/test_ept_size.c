// SPDX-License-Identifier: GPL-2.0-only
/*
 * ept.c: there is no smaller map. How many tables and leaves a machine needs is
 * computed here from its MTRRs and its memory, without a look at tables.
 */
#include "ept_machine.h"
#include "memory_maps.h"
#include "tap.h"

#define GIGABYTE (1ULL << 30)
#define TWO_MEGABYTES (1ULL << 21)
#define MOST_BORDERS (2 * HV_MTRR_MAX_VARIABLE + 256)

/* Where the memory type may change: the ends of ranges, and of 4 KiB below 1 MiB. */
struct borders {
	u64 at[MOST_BORDERS];
	size_t count;
};

/* What a map takes. */
struct size {
	u64 pages;
	u64 leaves;
};

static struct borders find_borders(const struct fake_mtrrs *fake)
{
	u64 limit = 1ULL << fake->width;
	struct borders borders = { .count = 0 };
	unsigned int i;
	u64 mask;

	for (i = 0; i < 256; i++)
		borders.at[borders.count++] = (i + 1) * PAGE_SIZE;
	for (i = 0; i < (fake->capability & 0xff); i++) {
		if (!(fake->mask[i] & BIT_ULL(11)))
			continue;
		mask = fake->mask[i] & (limit - 1) & ~0xfffULL;
		borders.at[borders.count++] = fake->base[i] & mask;
		borders.at[borders.count++] = (fake->base[i] & mask) +
					      (limit - mask);
	}
	return borders;
}

static bool is_uniform(const struct fake_mtrrs *fake,
		       const struct borders *borders, u64 start, u64 size)
{
	u8 type = fake_mtrrs_type(fake, start);
	size_t i;

	for (i = 0; i < borders->count; i++)
		if (borders->at[i] > start && borders->at[i] < start + size &&
		    fake_mtrrs_type(fake, borders->at[i]) != type)
			return false;
	return true;
}

static void add_gigabyte(struct size *size, const struct fake_mtrrs *fake,
			 const struct borders *borders, u64 capabilities,
			 u64 start)
{
	u64 address;

	if (capabilities & HV_EPT_CAP_1G &&
	    is_uniform(fake, borders, start, GIGABYTE)) {
		size->leaves++;
		return;
	}
	size->pages++;
	for (address = start; address < start + GIGABYTE;
	     address += TWO_MEGABYTES) {
		if (is_uniform(fake, borders, address, TWO_MEGABYTES)) {
			size->leaves++;
		} else {
			size->pages++;
			size->leaves += 512;
		}
	}
}

/* All below 4 GiB, and each gigabyte in which there is memory. */
static bool is_mapped(const struct memory_map *map, u64 start)
{
	size_t i;

	if (start < 4 * GIGABYTE)
		return true;
	for (i = 0; i < map->nr_ranges; i++)
		if (map->ranges[i].start < start + GIGABYTE &&
		    map->ranges[i].end > start &&
		    map->ranges[i].start < map->ranges[i].end)
			return true;
	return false;
}

static struct size least(const struct memory_map *map, u64 capabilities)
{
	struct borders borders = find_borders(&map->mtrrs);
	struct size size = { .pages = 1 };
	u64 limit = 2048 * GIGABYTE;
	bool has_pdpt = false;
	u64 start;

	for (start = 0; start < limit; start += GIGABYTE) {
		if (!(start % (512 * GIGABYTE)))
			has_pdpt = false;
		if (!is_mapped(map, start))
			continue;
		size.pages += !has_pdpt;
		has_pdpt = true;
		add_gigabyte(&size, &map->mtrrs, &borders, capabilities, start);
	}
	return size;
}

/* What it is; and each corner of each range is mapped as well as can be. */
static struct size built(const struct memory_map *map, u64 capabilities)
{
	struct ept_machine machine;
	struct size size;
	size_t i;

	CHECK_EQUAL(ept_machine_start(&machine, map->mtrrs, capabilities,
				      map->ranges, map->nr_ranges, 3),
		    0);
	size = (struct size){ machine.shared.nr_pages,
			      machine.shared.nr_leaves };
	for (i = 0; i < map->nr_ranges; i++) {
		ept_machine_check(&machine, map->ranges[i].start);
		ept_machine_check(&machine, map->ranges[i].end - 1);
	}
	ept_machine_stop(&machine);
	return size;
}

static void check(const struct memory_map *map, u64 capabilities)
{
	struct size actual = built(map, capabilities);
	struct size wanted = least(map, capabilities);

	CHECK_EQUAL(actual.pages, wanted.pages);
	CHECK_EQUAL(actual.leaves, wanted.leaves);
}

static void machines_of_all_sizes(void)
{
	static const unsigned int gigabytes[] = { 1, 2,	 3,   4,   16,
						  128, 511, 512, 1024 };
	static const char *const mtrrs[] = { "usual", "nasty" };
	struct memory_map map;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(gigabytes); i++) {
		for (j = 0; j < ARRAY_SIZE(mtrrs); j++) {
			CHECK(memory_map_make(&map, gigabytes[i], mtrrs[j]));
			check(&map, EPT_CAPS_ALL);
			check(&map, EPT_CAPS_2M);
		}
	}
}

/* MTRRs as no firmware makes them, without holes in their masks. */
static void random_mtrrs(void)
{
	struct random random = { .state = 5 };
	struct memory_map map;
	unsigned int i;

	for (i = 0; i < 60; i++) {
		CHECK(memory_map_make(&map, 1 + random_below(&random, 40),
				      "usual"));
		do {
			map.mtrrs = fake_mtrrs_random(&random, false);
		} while (map.mtrrs.width > 46);
		check(&map, i % 2 ? EPT_CAPS_ALL : EPT_CAPS_2M);
	}
}

/* A gigabyte more costs a leaf, or a page of 512 of them; never more. */
static void growth_is_linear(void)
{
	struct memory_map small, large;
	struct size before, after;
	unsigned int gigabytes;
	u64 pdpts;

	for (gigabytes = 16; gigabytes <= 512; gigabytes *= 2) {
		CHECK(memory_map_make(&small, gigabytes, "usual"));
		CHECK(memory_map_make(&large, 2 * gigabytes, "usual"));
		/* A gigabyte is above its place: the hole below 4 GiB. */
		pdpts = (2 * gigabytes + 1 + 511) / 512 -
			(gigabytes + 1 + 511) / 512;
		before = built(&small, EPT_CAPS_ALL);
		after = built(&large, EPT_CAPS_ALL);
		CHECK_EQUAL(after.leaves - before.leaves, gigabytes);
		CHECK_EQUAL(after.pages - before.pages, pdpts);
		before = built(&small, EPT_CAPS_2M);
		after = built(&large, EPT_CAPS_2M);
		CHECK_EQUAL(after.leaves - before.leaves, 512 * gigabytes);
		CHECK_EQUAL(after.pages - before.pages, gigabytes + pdpts);
	}
}

TAP_MAIN(TAP_TEST(machines_of_all_sizes), TAP_TEST(random_mtrrs),
	 TAP_TEST(growth_is_linear))
