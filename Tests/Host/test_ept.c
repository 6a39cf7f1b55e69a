// SPDX-License-Identifier: GPL-2.0-only
/* ept.c: what is mapped at start, and that failures leave nothing behind. */
#include "ept_machine.h"
#include "tap.h"

#define GIGABYTE (1ULL << 30)

static const struct hv_physical_range sixteen_gigabytes[] = {
	{ 0x1000, 0x9f000 },
	{ 0x100000, 0xbf000000 },
	{ 0x100000000, 0x440000000 },
};

static void maps_what_exists(void)
{
	struct ept_machine machine;
	struct fake_mtrrs fake = fake_mtrrs_usual(39);
	u64 address;

	fake_mtrrs_add(&fake, 0xc0000000, GIGABYTE, HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL,
				      sixteen_gigabytes, 3, 3),
		    0);
	for (address = 0; address < 0x440000000; address += 0x1234000)
		ept_machine_check(&machine, address);
	for (address = 0; address < 0x200000; address += 0x800)
		ept_machine_check(&machine, address);
	CHECK_EQUAL(ept_machine_walk(&machine, 0xa0000).type,
		    HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_walk(&machine, 0xa0000).size, 0x1000);
	CHECK_EQUAL(ept_machine_walk(&machine, 0xfee00000).size, GIGABYTE);
	CHECK_EQUAL(ept_machine_walk(&machine, 0xfee00000).type,
		    HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_walk(&machine, 0x440000000).kind, EPT_MISSING);
	/* A root, a PDPT, a PD and a PT for the first megabytes. */
	CHECK_EQUAL(machine.shared.nr_pages, 4);
	CHECK_EQUAL(machine.shared.nr_leaves, 16 + 511 + 512);
	ept_machine_stop(&machine);
}

static void page_sizes_follow_capabilities(void)
{
	static const u64 capabilities[] = { EPT_CAPS_SMALL, EPT_CAPS_2M,
					    EPT_CAPS_ALL };
	/* All of 4 KiB pages; 2 MiB but for the first; and so on. */
	static const u64 pages[] = { 1 + 1 + 4 + 2048, 1 + 1 + 4 + 1,
				     1 + 1 + 1 + 1 };
	struct ept_machine machine;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(capabilities); i++) {
		CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(36),
					      capabilities[i], NULL, 0, 3),
			    0);
		CHECK_EQUAL(machine.shared.nr_pages, pages[i]);
		ept_machine_check(&machine, 0);
		ept_machine_check(&machine, 0xfffff);
		ept_machine_check(&machine, 0x200000);
		ept_machine_check(&machine, 0xffffffff);
		ept_machine_stop(&machine);
	}
}

/* A border at each place in a gigabyte that could be got wrong by one. */
static void types_change_within_pages(void)
{
	static const u64 borders[] = { 0x40001000, 0x401ff000, 0x40200000,
				       0x40201000, 0x7fe00000, 0x7ffff000,
				       0x80000000, 0x80001000 };
	struct ept_machine machine;
	struct fake_mtrrs fake;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(borders); i++) {
		fake = fake_mtrrs_usual(39);
		fake_mtrrs_add(&fake, borders[i], 0x1000, HV_MEMORY_TYPE_WT);
		CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL,
					      NULL, 0, 3),
			    0);
		ept_machine_check(&machine, borders[i] - 1);
		ept_machine_check(&machine, borders[i]);
		ept_machine_check(&machine, borders[i] + 0xfff);
		ept_machine_check(&machine, borders[i] + 0x1000);
		ept_machine_check(&machine,
				  (borders[i] & ~0x1fffffULL) + 0x200000);
		ept_machine_stop(&machine);
	}
}

static void far_ranges_are_mapped(void)
{
	/* Above 512 GiB; in two PDPTs; overlapping; empty; the last page. */
	static const struct hv_physical_range ranges[] = {
		{ 0x7fffffff000, 0x80000001000 },
		{ 0x8000000000, 0x8000001000 },
		{ 0x8000000000, 0x8040001000 },
		{ 0x123456789000, 0x123456789000 },
		{ (1ULL << 46) - 0x1000, 1ULL << 46 },
	};
	static const u64 present[] = { 0x7ffc0000000, 0x80000000000,
				       0x8000000000, 0x8040000000,
				       (1ULL << 46) - 1 };
	static const u64 missing[] = { 0x7ffbffff000, 0x80040000000,
				       0x7fc0000000, 0x8080000000,
				       0x123456789000 };
	struct ept_machine machine;
	size_t i;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(46),
				      EPT_CAPS_ALL, ranges, 5, 3),
		    0);
	for (i = 0; i < ARRAY_SIZE(present); i++)
		ept_machine_check(&machine, present[i]);
	for (i = 0; i < ARRAY_SIZE(missing); i++)
		CHECK_EQUAL(ept_machine_walk(&machine, missing[i]).kind,
			    EPT_MISSING);
	ept_machine_stop(&machine);
}

static void beyond_the_limit_is_refused(void)
{
	struct hv_physical_range ranges[] = { { (1ULL << 48) - 0x1000,
						1ULL << 48 } };
	struct ept_machine machine;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(52),
				      EPT_CAPS_ALL, ranges, 1, 3),
		    0);
	ept_machine_check(&machine, (1ULL << 48) - 1);
	ept_machine_stop(&machine);

	ranges[0].end += 0x1000;
	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(52),
				      EPT_CAPS_ALL, ranges, 1, 3),
		    -ERANGE);
	ept_machine_stop(&machine);
	ranges[0] = (struct hv_physical_range){ 0x100000000, (1ULL << 39) + 1 };
	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(39),
				      EPT_CAPS_ALL, ranges, 1, 3),
		    -ERANGE);
	ept_machine_stop(&machine);
	ranges[0] = (struct hv_physical_range){ 0x2000, 0x1000 };
	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(39),
				      EPT_CAPS_ALL, ranges, 1, 3),
		    -EINVAL);
	ept_machine_stop(&machine);
}

static void each_capability_is_needed(void)
{
	static const struct {
		u64 bit;
		const char *name;
	} needed[] = {
		{ HV_EPT_CAP_WALK_4, "EPT page-walk length 4" },
		{ HV_EPT_CAP_WB, "write-back EPT paging structures" },
		{ HV_EPT_CAP_INVEPT, "INVEPT" },
		{ HV_EPT_CAP_INVEPT_SINGLE, "single-context INVEPT" },
		{ HV_EPT_CAP_INVEPT_ALL, "all-context INVEPT" },
	};
	struct ept_machine machine;
	const char *name;
	size_t i;
	u32 bit;

	CHECK(!hv_ept_missing_capability(EPT_CAPS_SMALL, &bit));
	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		name = hv_ept_missing_capability(EPT_CAPS_ALL & ~needed[i].bit,
						 &bit);
		CHECK_TEXT(name ? name : "none", needed[i].name);
		CHECK_EQUAL(1ULL << bit, needed[i].bit);
		CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(39),
					      EPT_CAPS_ALL & ~needed[i].bit,
					      NULL, 0, 3),
			    -EOPNOTSUPP);
		ept_machine_stop(&machine);
	}
}

/* Each allocation fails once; nothing may stay. */
static void every_failure_unwinds(void)
{
	/* So many gigabytes that there are many tables to give back. */
	static const struct hv_physical_range range = { 4 * GIGABYTE,
							290 * GIGABYTE };
	struct host_pages *pages = host_pages_new();
	struct hv_page_source source = host_pages_source(pages);
	struct fake_mtrrs fake = fake_mtrrs_usual(39);
	struct hv_mtrr mtrr;
	struct hv_ept shared;
	struct hv_ept_cpu cpu;
	size_t fail;
	int error;

	CHECK_EQUAL(hv_mtrr_read(&mtrr, 39, fake_mtrrs_read, &fake), 0);
	for (fail = 0;; fail++) {
		pages->given = 0;
		pages->fail_at = fail;
		error = hv_ept_create(&shared, &mtrr, EPT_CAPS_2M, &range, 1,
				      &source);
		if (!error) {
			error = hv_ept_cpu_create(&cpu, &shared, 4);
			if (!error)
				break;
			CHECK(!cpu.shared && !cpu.pml4.words && !cpu.pool_size);
			hv_ept_destroy(&shared);
		}
		CHECK_EQUAL(error, -ENOMEM);
		CHECK_EQUAL(pages->live, 0);
		CHECK(!pages->misused);
	}
	/* The root, PDPT, PDs and the PT; PML4 and pool. */
	CHECK_EQUAL(fail, 1 + 1 + 290 + 1 + 5);
	hv_ept_cpu_destroy(&cpu);
	hv_ept_destroy(&shared);
	CHECK_EQUAL(pages->live, 0);
	host_pages_free(pages);
}

static void nothing_can_be_destroyed(void)
{
	struct hv_ept shared = { 0 };
	struct hv_ept_cpu cpu = { 0 };

	hv_ept_cpu_destroy(&cpu);
	hv_ept_destroy(&shared);
	hv_ept_destroy(&shared);
	CHECK_EQUAL(shared.nr_pages, 0);
}

static void random_machines(void)
{
	struct random random = { .state = 7 };
	struct hv_physical_range ranges[2];
	struct ept_machine machine;
	struct fake_mtrrs fake;
	unsigned int i, j;
	u64 limit;

	for (i = 0; i < 60; i++) {
		fake = fake_mtrrs_random(&random,
					 random_below(&random, 3) == 0);
		limit = 1ULL << min(fake.width, 48u);
		for (j = 0; j < 2; j++) {
			ranges[j].start = random_u64(&random) >>
						  random_below(&random, 20) &
					  (limit - 1);
			ranges[j].end = ranges[j].start +
					random_below(&random, 8ULL << 30);
			ranges[j].end = min_t(u64, ranges[j].end, limit);
		}
		CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL,
					      ranges, 2, 3),
			    0);
		for (j = 0; j < 200; j++) {
			ept_machine_check(
				&machine,
				random_u64(&random) >>
					(32 + random_below(&random, 20)));
			if (ranges[0].start < ranges[0].end)
				ept_machine_check(
					&machine,
					ranges[0].start +
						random_below(
							&random,
							ranges[0].end -
								ranges[0].start));
		}
		ept_machine_stop(&machine);
	}
}

TAP_MAIN(TAP_TEST(maps_what_exists), TAP_TEST(page_sizes_follow_capabilities),
	 TAP_TEST(types_change_within_pages), TAP_TEST(far_ranges_are_mapped),
	 TAP_TEST(beyond_the_limit_is_refused),
	 TAP_TEST(each_capability_is_needed), TAP_TEST(every_failure_unwinds),
	 TAP_TEST(nothing_can_be_destroyed), TAP_TEST(random_machines))
