// SPDX-License-Identifier: GPL-2.0-only
/* The private part of a CPU's EPT: what is filled when it is touched. */
#include "ept_own.h"

void hv_ept_cpu_destroy(struct hv_ept_cpu *cpu)
{
	const struct hv_page_source *source;

	if (!cpu->shared)
		return;
	source = &cpu->shared->source;
	while (cpu->pool_size)
		source->put(source->context, cpu->pool[--cpu->pool_size]);
	if (cpu->pml4.words)
		source->put(source->context, cpu->pml4);
	memset(cpu, 0, sizeof(*cpu));
}

int hv_ept_cpu_create(struct hv_ept_cpu *cpu, const struct hv_ept *ept,
		      u32 pool_size)
{
	const struct hv_page_source *source = &ept->source;
	int error;

	memset(cpu, 0, sizeof(*cpu));
	if (pool_size < HV_EPT_POOL_MIN || pool_size > HV_EPT_POOL_MAX)
		return -EINVAL;
	cpu->shared = ept;
	error = source->get(source->context, &cpu->pml4);
	if (error) {
		cpu->pml4.words = NULL;
		goto fail;
	}
	while (cpu->pool_size < pool_size) {
		error = source->get(source->context,
				    &cpu->pool[cpu->pool_size]);
		if (error)
			goto fail;
		cpu->pool_size++;
	}
	hv_ept_unlink_all(cpu);
	cpu->eptp = hv_ept_pointer(cpu->pml4.physical);
	return 0;

fail:
	hv_ept_cpu_destroy(cpu);
	return error;
}

int hv_ept_cpu_grow(struct hv_ept_cpu *cpu)
{
	const struct hv_page_source *source = &cpu->shared->source;
	u64 recycles = READ_ONCE(cpu->recycles);
	u32 size = cpu->pool_size;
	u32 wanted = min_t(u32, 2 * size, HV_EPT_POOL_MAX);
	int error;

	if (recycles == cpu->grown_at)
		return 0;
	cpu->grown_at = recycles;
	while (size < wanted) {
		error = source->get(source->context, &cpu->pool[size]);
		if (error)
			return error;
		/* Root mode sees the page before it may use it. */
		smp_store_release(&cpu->pool_size, ++size);
	}
	return 0;
}

/* Maps a page of 2^@shift around @address at @slot, if it has one type. */
static __always_inline bool set_leaf(struct hv_ept_cpu *cpu, u64 *slot,
				     u64 address, unsigned int shift)
{
	u64 size = 1ULL << shift;
	u64 start = address & ~(size - 1);
	struct hv_mtrr_span span;

	if (!hv_ept_has_page(cpu->shared->capabilities, shift))
		return false;
	span = hv_mtrr_span(cpu->shared->mtrr, start, start + size);
	if (span.end < start + size)
		return false;
	*slot = hv_ept_leaf(start, span.type, shift);
	cpu->fills++;
	return true;
}

enum step { STEP_DOWN, STEP_FILLED, STEP_PRESENT, STEP_NO_ROOM };

/*
 * One level below the PML4: fills the entry of @table for @address, or gives
 * the table below it. A table below that is not this CPU's own is a shared
 * one, and those are full.
 */
static __always_inline enum step step_down(struct hv_ept_cpu *cpu,
					   u64 **table, u64 address,
					   unsigned int shift)
{
	u64 *slot = *table + hv_ept_index(address, shift);

	if (*slot) {
		if (shift == HV_EPT_SHIFT_PT || (*slot & HV_EPT_LARGE))
			return STEP_PRESENT;
		*table = hv_ept_own_table(cpu, *slot);
		return *table ? STEP_DOWN : STEP_PRESENT;
	}
	if (set_leaf(cpu, slot, address, shift))
		return STEP_FILLED;
	*table = hv_ept_link_table(cpu, slot, NULL);
	return *table ? STEP_DOWN : STEP_NO_ROOM;
}

/* The private PDPT for @address; a copy of the shared one if there is one. */
static __always_inline enum step enter_pdpt(struct hv_ept_cpu *cpu,
					    u64 **table, u64 address)
{
	u32 index = hv_ept_index(address, HV_EPT_SHIFT_PML4);
	u64 entry = cpu->shared->root.words[index];
	u64 *slot = &cpu->pml4.words[index];
	const u64 *shared = NULL;

	*table = hv_ept_own_table(cpu, *slot);
	if (*table)
		return STEP_DOWN;
	if (entry)
		shared = hv_ept_table(&cpu->shared->source, entry).words;
	/* Nothing to fill, so no reason for a copy. */
	if (shared && shared[hv_ept_index(address, HV_EPT_SHIFT_PDPT)])
		return STEP_PRESENT;
	*table = hv_ept_link_table(cpu, slot, shared);
	return *table ? STEP_DOWN : STEP_NO_ROOM;
}

static noinstr enum step try_fill(struct hv_ept_cpu *cpu, u64 address)
{
	enum step step;
	u64 *table;

	step = enter_pdpt(cpu, &table, address);
	if (step == STEP_DOWN)
		step = step_down(cpu, &table, address, HV_EPT_SHIFT_PDPT);
	if (step == STEP_DOWN)
		step = step_down(cpu, &table, address, HV_EPT_SHIFT_PD);
	if (step == STEP_DOWN)
		step = step_down(cpu, &table, address, HV_EPT_SHIFT_PT);
	return step;
}

noinstr enum hv_ept_fill_result hv_ept_fill(struct hv_ept_cpu *cpu,
					    u64 address)
{
	enum step step;

	if (address >= cpu->shared->limit)
		return HV_EPT_BEYOND;

	step = try_fill(cpu, address);
	if (step == STEP_PRESENT)
		return HV_EPT_PRESENT;
	if (step == STEP_FILLED)
		return HV_EPT_FILLED;

	/* An empty pool holds HV_EPT_POOL_MIN pages: this fill succeeds. */
	hv_ept_unlink_all(cpu);
	cpu->recycles++;
	try_fill(cpu, address);
	return HV_EPT_FILLED_FLUSH;
}
