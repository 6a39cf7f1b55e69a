// SPDX-License-Identifier: GPL-2.0-only
/*
 * What building EPT costs, in instructions, counted by single-stepping a child
 * process; built as the kernel is, without sanitizers. The budget is 10 an
 * entry that maps memory and 1,000 a page of tables. What fills cost is
 * bounded too: they run in root mode.
 */
#include <stdlib.h>

/* <sys/user.h> has the kernel's names too. */
#undef PAGE_SIZE
#undef PAGE_SHIFT
#include "count_steps.h"
#include "ept_machine.h"
#include "tap.h"

#define POOL_PAGES 4096
#define FIRST_PHYSICAL 0x100000000ULL

/* As bare as a page source can be, so that only ept.c is counted. */
static u64 (*memory)[512];
static size_t used;

static int get(void *context, struct hv_page *page)
{
	(void)context;
	page->words = memory[used];
	page->physical = FIRST_PHYSICAL + used++ * PAGE_SIZE;
	return 0;
}

static void put(void *context, struct hv_page page)
{
	(void)context;
	(void)page;
}

static struct hv_page_source source = { .get = get, .put = put };
static struct hv_mtrr mtrr;
static struct hv_ept shared;
static struct hv_ept_cpu cpu;
static u64 capabilities;
static struct hv_physical_range range;
static u64 address;

static void build(void)
{
	hv_ept_create(&shared, &mtrr, capabilities, &range, 1, &source);
}

static void fill(void)
{
	hv_ept_fill(&cpu, address);
}

static void nothing(void)
{
}

static u64 cost(void (*function)(void))
{
	return count_steps(function) - count_steps(nothing);
}

static void measure_build(const char *what, u64 caps, u64 end)
{
	u64 steps, budget;

	used = 0;
	memset(memory, 0, POOL_PAGES * sizeof(*memory));
	capabilities = caps;
	range = (struct hv_physical_range){ 1ULL << 32, end };
	/* In this process too, for the numbers of pages and leaves. */
	steps = cost(build);
	build();
	budget = 10 * shared.nr_leaves + 1000 * shared.nr_pages;
	printf("# %s: %llu instructions for %llu leaves in %llu pages, budget %llu\n",
	       what, steps, shared.nr_leaves, shared.nr_pages, budget);
	CHECK(steps > shared.nr_leaves);
	CHECK(steps <= budget);
}

static void prepare(struct fake_mtrrs fake)
{
	CHECK_EQUAL(hv_mtrr_read(&mtrr, fake.width, fake_mtrrs_read, &fake), 0);
}

/* A desktop: holes below 4 GiB made of several ranges, odd sizes on top. */
static struct fake_mtrrs desktop(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(46);

	fake.def_type &= ~0xffULL;
	fake_mtrrs_add(&fake, 0, 2ULL << 30, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 2ULL << 30, 1ULL << 30, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 0xbf000000, 1ULL << 24, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&fake, 0xbee00000, 1ULL << 21, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&fake, 4ULL << 30, 4ULL << 30, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 8ULL << 30, 8ULL << 30, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 0x43fe00000, 1ULL << 21, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&fake, 16ULL << 30, 1ULL << 30, HV_MEMORY_TYPE_WB);
	return fake;
}

static void builds_are_within_budget(void)
{
	prepare(fake_mtrrs_usual(46));
	measure_build("1 GiB pages, 1 TiB", EPT_CAPS_ALL, 1ULL << 40);
	measure_build("2 MiB pages, 8 GiB", EPT_CAPS_2M, 8ULL << 30);
	prepare(desktop());
	measure_build("1 GiB pages, desktop, 17 GiB", EPT_CAPS_ALL,
		      17ULL << 30);
}

static void measure_fill(const char *what, u64 at, u64 limit)
{
	u64 steps;

	address = at;
	steps = cost(fill);
	printf("# %s: %llu instructions\n", what, steps);
	CHECK(steps <= limit);
}

static void fills_are_bounded(void)
{
	struct fake_mtrrs fake = desktop();

	/* The worst: three new tables, at the border of a range. */
	fake_mtrrs_add(&fake, 0x2000001000, 0x1000, HV_MEMORY_TYPE_WB);
	prepare(fake);
	capabilities = EPT_CAPS_ALL;
	range = (struct hv_physical_range){ 0, 0 };
	used = 0;
	build();
	CHECK_EQUAL(hv_ept_cpu_create(&cpu, &shared, 3), 0);
	measure_fill("fill, new PDPT, 1 GiB leaf", 0x3000000000, 600);
	measure_fill("fill, new PDPT, PD and PT", 0x2000000000, 2500);
	address = 0x2000000000;
	fill();
	measure_fill("fill, in a PT that is there", 0x2000001000, 700);
	measure_fill("fill, pool used up", 1ULL << 40, 5000);
	fill();
	CHECK_EQUAL(cpu.recycles, 1);
	measure_fill("already mapped", 0x1000, 150);
}

static void all(void)
{
	memory = aligned_alloc(PAGE_SIZE, POOL_PAGES * sizeof(*memory));
	if (!memory)
		abort();
	memset(memory, 0, POOL_PAGES * sizeof(*memory));
	source.offset = (u64)(uintptr_t)memory - FIRST_PHYSICAL;
	builds_are_within_budget();
	memset(memory, 0, POOL_PAGES * sizeof(*memory));
	fills_are_bounded();
	free(memory);
}

TAP_MAIN({ "builds_and_fills_are_within_budget", all })
