/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tables there are, and the ones of a CPU alone; for the EPT files only. */
#ifndef HV_EPT_OWN_H
#define HV_EPT_OWN_H

#include "ept_entry.h"

/* The table that @entry points to, shared or not. */
static __always_inline struct hv_page
hv_ept_table(const struct hv_page_source *source, u64 entry)
{
	return hv_page_at(source, entry & HV_EPT_ADDRESS);
}

/* The root points to nothing but what is shared; every pool page is free. */
static __always_inline void hv_ept_unlink_all(struct hv_ept_cpu *cpu)
{
	hvp_copy_words(cpu->pml4.words, cpu->shared->root.words,
		       HV_EPT_ENTRIES);
	cpu->pool_used = 0;
}

/* The table of this CPU that @entry points to; NULL if it is a shared one. */
static __always_inline u64 *hv_ept_own_table(const struct hv_ept_cpu *cpu,
					     u64 entry)
{
	u32 i;

	for (i = 0; i < cpu->pool_used; i++)
		if (cpu->pool[i].physical == (entry & HV_EPT_ADDRESS))
			return cpu->pool[i].words;
	return NULL;
}

/*
 * Links a page of the pool at @slot, as a copy of @original or empty. NULL
 * when the pool is used up.
 */
static __always_inline u64 *hv_ept_link_table(struct hv_ept_cpu *cpu,
					      u64 *slot, const u64 *original)
{
	const struct hv_page *page;

	/* Pairs with the release in hv_ept_cpu_grow(). */
	if (cpu->pool_used == smp_load_acquire(&cpu->pool_size))
		return NULL;
	page = &cpu->pool[cpu->pool_used++];
	if (original)
		hvp_copy_words(page->words, original, HV_EPT_ENTRIES);
	else
		hvp_zero_words(page->words, HV_EPT_ENTRIES);
	*slot = hv_ept_table_entry(page->physical);
	return page->words;
}

#endif /* HV_EPT_OWN_H */
