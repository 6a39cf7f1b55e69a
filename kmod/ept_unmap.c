// SPDX-License-Identifier: GPL-2.0-only
/* Taking one page from the EPT of one CPU, so that its next access exits. */
#include "ept_own.h"

/*
 * The table below @slot, as one of this CPU's own: a copy of the shared one,
 * or smaller pages instead of a large one. NULL when the pool is used up.
 */
static __always_inline u64 *own_below(struct hv_ept_cpu *cpu, u64 *slot,
				      unsigned int shift)
{
	u64 entry = *slot;
	u64 *table;
	u32 i;

	if (!(entry & HV_EPT_LARGE)) {
		table = hv_ept_own_table(cpu, entry);
		if (table)
			return table;
		return hv_ept_link_table(cpu, slot,
					 hv_ept_table(&cpu->shared->source,
						      entry).words);
	}
	table = hv_ept_link_table(cpu, slot, NULL);
	if (!table)
		return NULL;
	if (shift == HV_EPT_SHIFT_PT)
		entry &= ~HV_EPT_LARGE;
	for (i = 0; i < HV_EPT_ENTRIES; i++)
		table[i] = entry + ((u64)i << shift);
	return table;
}

static noinstr bool try_unmap(struct hv_ept_cpu *cpu, u64 address)
{
	static const unsigned int shifts[] = {
		HV_EPT_SHIFT_PML4, HV_EPT_SHIFT_PDPT, HV_EPT_SHIFT_PD,
	};
	u64 *table = cpu->pml4.words;
	unsigned int level;
	u64 *slot;

	for (level = 0; level < ARRAY_SIZE(shifts); level++) {
		slot = table + hv_ept_index(address, shifts[level]);
		if (!*slot)
			return true;
		table = own_below(cpu, slot, shifts[level] - 9);
		if (!table)
			return false;
	}
	table[hv_ept_index(address, HV_EPT_SHIFT_PT)] = 0;
	cpu->unmaps++;
	return true;
}

noinstr bool hv_ept_unmap(struct hv_ept_cpu *cpu, u64 address)
{
	if (address >= cpu->shared->limit)
		return false;
	if (try_unmap(cpu, address))
		return true;
	/* What was unmapped or filled before is as at the start again. */
	hv_ept_unlink_all(cpu);
	cpu->recycles++;
	return try_unmap(cpu, address);
}
