// SPDX-License-Identifier: GPL-2.0-only
/* An EPT identity map with all that it needs, and what must hold of it. */
#include "ept_machine.h"
#include "tap.h"

int ept_machine_start(struct ept_machine *machine, struct fake_mtrrs fake,
		      u64 capabilities, const struct hv_physical_range *ranges,
		      size_t nr_ranges, u32 pool_size)
{
	struct hv_page_source source;
	int error;

	memset(machine, 0, sizeof(*machine));
	machine->fake = fake;
	machine->pages = host_pages_new();
	CHECK_EQUAL(hv_mtrr_read(&machine->mtrr, fake.width, fake_mtrrs_read,
				 &machine->fake),
		    0);
	machine->fake.reads = 0;
	source = host_pages_source(machine->pages);
	error = hv_ept_create(&machine->shared, &machine->mtrr, capabilities,
			      ranges, nr_ranges, &source);
	if (error)
		return error;
	CHECK_EQUAL(machine->pages->live, machine->shared.nr_pages);
	return hv_ept_cpu_create(&machine->cpu, &machine->shared, pool_size);
}

void ept_machine_stop(struct ept_machine *machine)
{
	/* FIELD-NOTES, Linux 17: once is enough. */
	CHECK_EQUAL(machine->fake.reads, 0);
	hv_ept_cpu_destroy(&machine->cpu);
	hv_ept_destroy(&machine->shared);
	CHECK_EQUAL(machine->pages->live, 0);
	CHECK(!machine->pages->misused);
	host_pages_free(machine->pages);
}

struct ept_walk ept_machine_walk(const struct ept_machine *machine, u64 address)
{
	return ept_walk(machine->pages, machine->cpu.eptp, machine->fake.width,
			address);
}

/* Whether all of a page is of one type, by the second opinion on MTRRs. */
static bool is_uniform(const struct ept_machine *machine, u64 start, u64 size)
{
	struct hv_mtrr_span span =
		hv_mtrr_span(&machine->mtrr, start, start + size);
	unsigned int i;

	/* test_mtrr shows that spans are right; these are only samples. */
	if (span.end >= start + size)
		for (i = 0; i < 16; i++)
			CHECK_EQUAL(fake_mtrrs_type(&machine->fake,
						    start + i * (size / 16)),
				    span.type);
	return span.end >= start + size;
}

static u64 largest_page(const struct ept_machine *machine, u64 address)
{
	u64 size = 1ULL << 30;

	if (machine->shared.capabilities & HV_EPT_CAP_1G &&
	    is_uniform(machine, address & ~(size - 1), size))
		return size;
	size = 1ULL << 21;
	if (machine->shared.capabilities & HV_EPT_CAP_2M &&
	    is_uniform(machine, address & ~(size - 1), size))
		return size;
	return 1ULL << 12;
}

void ept_machine_check(const struct ept_machine *machine, u64 address)
{
	struct ept_walk walk = ept_machine_walk(machine, address);

	CHECK_EQUAL(walk.kind, EPT_MAPPED);
	if (walk.kind != EPT_MAPPED)
		return;
	CHECK_EQUAL(walk.physical, address);
	CHECK_EQUAL(walk.rights, 7);
	CHECK_EQUAL(walk.type, fake_mtrrs_type(&machine->fake, address));
	CHECK_EQUAL(walk.size, largest_page(machine, address));
}
