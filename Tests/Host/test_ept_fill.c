// SPDX-License-Identifier: GPL-2.0-only
/* ept_fill.c: EPT violations, and the pool that is used up. */
#include "ept_machine.h"
#include "tap.h"

#define GIGABYTE (1ULL << 30)

static void fills_the_largest_page(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(46);
	struct ept_machine machine;

	fake_mtrrs_add(&fake, 0x2000000000, 0x1000, HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL, NULL, 0, 3),
		    0);

	/* One type in the whole gigabyte. */
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x1234567890), HV_EPT_FILLED);
	ept_machine_check(&machine, 0x1234567890);
	CHECK_EQUAL(ept_machine_walk(&machine, 0x1234567890).size, GIGABYTE);
	CHECK_EQUAL(machine.cpu.pool_used, 1);

	/* Not so here, but in 2 MiB. */
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000200000), HV_EPT_FILLED);
	ept_machine_check(&machine, 0x2000200000);
	CHECK_EQUAL(ept_machine_walk(&machine, 0x2000200000).size, 0x200000);
	CHECK_EQUAL(machine.cpu.pool_used, 2);
	CHECK_EQUAL(ept_machine_walk(&machine, 0x2000400000).kind, EPT_MISSING);

	/* And here only in 4 KiB. */
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000000fff), HV_EPT_FILLED);
	ept_machine_check(&machine, 0x2000000000);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000001000), HV_EPT_FILLED);
	ept_machine_check(&machine, 0x2000001000);
	CHECK_EQUAL(machine.cpu.pool_used, 3);
	CHECK_EQUAL(machine.cpu.fills, 4);
	CHECK_EQUAL(machine.cpu.recycles, 0);
	ept_machine_stop(&machine);
}

static void what_is_mapped_is_reported(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(46);
	static const u64 shared[] = { 0, 0xa0000, 0x200000, 0xffffffff };
	struct ept_machine machine;
	size_t i;

	fake_mtrrs_add(&fake, 0x2000000000, 0x1000, HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL, NULL, 0, 4),
		    0);
	for (i = 0; i < ARRAY_SIZE(shared); i++)
		CHECK_EQUAL(hv_ept_fill(&machine.cpu, shared[i]),
			    HV_EPT_PRESENT);
	CHECK_EQUAL(machine.cpu.pool_used, 0);

	/* The same through a private copy of the PDPT, and in private tables. */
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x1000000000), HV_EPT_FILLED);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000000000), HV_EPT_FILLED);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000200000), HV_EPT_FILLED);
	for (i = 0; i < ARRAY_SIZE(shared); i++)
		CHECK_EQUAL(hv_ept_fill(&machine.cpu, shared[i]),
			    HV_EPT_PRESENT);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x1000000fff), HV_EPT_PRESENT);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000000fff), HV_EPT_PRESENT);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x2000200fff), HV_EPT_PRESENT);
	CHECK_EQUAL(machine.cpu.fills, 3);
	ept_machine_stop(&machine);
}

static void beyond_is_reported(void)
{
	struct ept_machine machine;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(52),
				      EPT_CAPS_ALL, NULL, 0, 3),
		    0);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, (1ULL << 48) - 1), HV_EPT_FILLED);
	ept_machine_check(&machine, (1ULL << 48) - 1);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 1ULL << 48), HV_EPT_BEYOND);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, ~0ULL), HV_EPT_BEYOND);
	ept_machine_stop(&machine);

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(39),
				      EPT_CAPS_ALL, NULL, 0, 3),
		    0);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, (1ULL << 39) - 1), HV_EPT_FILLED);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 1ULL << 39), HV_EPT_BEYOND);
	ept_machine_stop(&machine);
}

/* One PDPT each; the fourth does not fit into three pages. */
static void used_up_pool_starts_again(void)
{
	struct ept_machine machine;
	u64 i;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(46),
				      EPT_CAPS_ALL, NULL, 0, 3),
		    0);
	for (i = 1; i <= 3; i++)
		CHECK_EQUAL(hv_ept_fill(&machine.cpu, i << 39), HV_EPT_FILLED);
	for (i = 1; i <= 3; i++)
		ept_machine_check(&machine, i << 39);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 4ULL << 39), HV_EPT_FILLED_FLUSH);
	ept_machine_check(&machine, 4ULL << 39);
	for (i = 1; i <= 3; i++)
		CHECK_EQUAL(ept_machine_walk(&machine, i << 39).kind,
			    EPT_MISSING);
	/* What is shared was never away. */
	ept_machine_check(&machine, 0x12345678);
	CHECK_EQUAL(machine.cpu.recycles, 1);
	CHECK_EQUAL(machine.cpu.pool_used, 1);
	ept_machine_stop(&machine);
}

/* A fill that needs three pages when two are left. */
static void half_a_fill_is_taken_back(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(46);
	struct ept_machine machine;

	fake_mtrrs_add(&fake, 0x10000000000, 0x1000, HV_MEMORY_TYPE_UC);
	CHECK_EQUAL(ept_machine_start(&machine, fake, EPT_CAPS_ALL, NULL, 0, 3),
		    0);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x8000000000), HV_EPT_FILLED);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x10000000000),
		    HV_EPT_FILLED_FLUSH);
	ept_machine_check(&machine, 0x10000000000);
	CHECK_EQUAL(machine.cpu.pool_used, 3);
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x8000000000),
		    HV_EPT_FILLED_FLUSH);
	ept_machine_check(&machine, 0x8000000000);
	ept_machine_stop(&machine);
}

/* Filling beside shared entries copies their PDPT, and never changes it. */
static void shared_tables_never_change(void)
{
	struct hv_physical_range range = { 0x8000000000, 0x8000001000 };
	struct ept_machine machine;
	struct hv_ept_cpu other;
	u64 before[512], *table;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(46),
				      EPT_CAPS_ALL, &range, 1, 3),
		    0);
	CHECK_EQUAL(hv_ept_cpu_create(&other, &machine.shared, 3), 0);
	table = host_pages_words(machine.pages,
				 machine.shared.root.words[1] & HV_EPT_ADDRESS);
	memcpy(before, table, sizeof(before));
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 0x8040000000), HV_EPT_FILLED);
	ept_machine_check(&machine, 0x8040000000);
	ept_machine_check(&machine, 0x8000000000);
	CHECK(!memcmp(before, table, sizeof(before)));
	CHECK_EQUAL(ept_walk(machine.pages, other.eptp, 46, 0x8040000000).kind,
		    EPT_MISSING);
	CHECK_EQUAL(ept_walk(machine.pages, other.eptp, 46, 0x8000000000).kind,
		    EPT_MAPPED);
	hv_ept_cpu_destroy(&other);
	ept_machine_stop(&machine);
}

/* What fits now did not before; nothing that was mapped goes. */
static void used_up_pool_grows(void)
{
	struct ept_machine machine;
	u64 i;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(46),
				      EPT_CAPS_ALL, NULL, 0, 4),
		    0);
	/* Not for a pool that suffices. */
	for (i = 1; i <= 4; i++)
		CHECK_EQUAL(hv_ept_fill(&machine.cpu, i << 39), HV_EPT_FILLED);
	CHECK_EQUAL(hv_ept_cpu_grow(&machine.cpu), 0);
	CHECK_EQUAL(machine.cpu.pool_size, 4);

	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 5ULL << 39),
		    HV_EPT_FILLED_FLUSH);
	CHECK_EQUAL(hv_ept_cpu_grow(&machine.cpu), 0);
	CHECK_EQUAL(machine.cpu.pool_size, 8);
	for (i = 6; i <= 12; i++)
		CHECK_EQUAL(hv_ept_fill(&machine.cpu, i << 39), HV_EPT_FILLED);
	for (i = 5; i <= 12; i++)
		ept_machine_check(&machine, i << 39);
	/* Once for each time that it was used up. */
	CHECK_EQUAL(hv_ept_cpu_grow(&machine.cpu), 0);
	CHECK_EQUAL(machine.cpu.pool_size, 8);

	/* No memory: one page comes, and it stays. */
	CHECK_EQUAL(hv_ept_fill(&machine.cpu, 13ULL << 39),
		    HV_EPT_FILLED_FLUSH);
	machine.pages->fail_at = machine.pages->given + 1;
	CHECK_EQUAL(hv_ept_cpu_grow(&machine.cpu), -ENOMEM);
	CHECK_EQUAL(machine.cpu.pool_size, 9);
	machine.pages->fail_at = ~(size_t)0;

	/* There is a most. */
	for (i = 0; i < 5; i++) {
		machine.cpu.recycles++;
		CHECK_EQUAL(hv_ept_cpu_grow(&machine.cpu), 0);
	}
	CHECK_EQUAL(machine.cpu.pool_size, HV_EPT_POOL_MAX);
	ept_machine_stop(&machine);
}

static void pool_sizes(void)
{
	struct ept_machine machine;

	CHECK_EQUAL(ept_machine_start(&machine, fake_mtrrs_usual(39),
				      EPT_CAPS_ALL, NULL, 0, 2),
		    -EINVAL);
	CHECK_EQUAL(hv_ept_cpu_create(&machine.cpu, &machine.shared,
				      HV_EPT_POOL_MAX + 1),
		    -EINVAL);
	CHECK_EQUAL(hv_ept_cpu_create(&machine.cpu, &machine.shared,
				      HV_EPT_POOL_MAX),
		    0);
	CHECK_EQUAL(machine.pages->live,
		    machine.shared.nr_pages + HV_EPT_POOL_MAX + 1);
	ept_machine_stop(&machine);
}

/*
 * A run as a processor would see it: an address that misses is filled, one
 * that hits is not; afterwards it is mapped, and so is all that was mapped
 * before, unless a flush was asked for.
 */
static void random_violations(void)
{
	static const u64 capabilities[] = { EPT_CAPS_SMALL, EPT_CAPS_2M,
					    EPT_CAPS_ALL };
	struct random random = { .state = 11 };
	enum hv_ept_fill_result result;
	struct ept_machine machine;
	struct fake_mtrrs fake;
	unsigned int i, j;
	u64 address, last, flushes = 0;
	bool missing;

	for (i = 0; i < 90; i++) {
		fake = fake_mtrrs_random(&random, i % 4 == 0);
		CHECK_EQUAL(ept_machine_start(
				    &machine, fake,
				    capabilities[i % 30 ? 1 + i % 2 : 0], NULL,
				    0, 3 + random_below(&random, 6)),
			    0);
		last = 0;
		for (j = 0; j < 200; j++) {
			address = random_u64(&random) >>
				  (12 + random_below(&random, 32));
			if (random_below(&random, 2))
				address =
					last + (random_below(&random, 5) << 12);
			missing = address < machine.shared.limit &&
				  ept_machine_walk(&machine, address).kind ==
					  EPT_MISSING;
			result = hv_ept_fill(&machine.cpu, address);
			if (address >= machine.shared.limit) {
				CHECK_EQUAL(result, HV_EPT_BEYOND);
				continue;
			}
			CHECK(missing ? result <= HV_EPT_FILLED_FLUSH
				      : result == HV_EPT_PRESENT);
			flushes += result == HV_EPT_FILLED_FLUSH;
			ept_machine_check(&machine, address);
			if (result != HV_EPT_FILLED_FLUSH)
				ept_machine_check(&machine, last);
			last = address;
		}
		ept_machine_stop(&machine);
	}
	CHECK(flushes > 100);
}

TAP_MAIN(TAP_TEST(fills_the_largest_page), TAP_TEST(what_is_mapped_is_reported),
	 TAP_TEST(beyond_is_reported), TAP_TEST(used_up_pool_starts_again),
	 TAP_TEST(half_a_fill_is_taken_back),
	 TAP_TEST(shared_tables_never_change), TAP_TEST(used_up_pool_grows),
	 TAP_TEST(pool_sizes),
	 TAP_TEST(random_violations))
