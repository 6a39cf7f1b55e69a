// SPDX-License-Identifier: GPL-2.0-only
/* EPT for a vcpu of guest mode. */
#include "ept_guest.h"
#include "ept_entry.h"

static int check_page(const struct hv_ept_guest_page *page)
{
	if ((page->guest | page->host) & (PAGE_SIZE - 1))
		return -EINVAL;
	if (page->guest >= HV_EPT_LEVEL_LIMIT || page->host & ~HV_EPT_ADDRESS)
		return -EINVAL;
	if (!page->rights || page->rights & ~HV_EPT_RWX)
		return -EINVAL;
	/*
	 * Write without read is an EPT misconfiguration. Execute without read
	 * is one too where the processor has no execute-only pages.
	 */
	if (!(page->rights & HV_EPT_READ))
		return -EINVAL;
	return 0;
}

static u64 *find_table(struct hv_ept_guest *ept, u64 entry)
{
	u32 i;

	for (i = 0; i < ept->nr_tables; i++)
		if (ept->tables[i].physical == (entry & HV_EPT_ADDRESS))
			return ept->tables[i].words;
	return NULL;
}

static int new_table(struct hv_ept_guest *ept, u64 *entry)
{
	struct hv_page *page;
	int error;

	if (ept->nr_tables == HV_EPT_GUEST_TABLES)
		return -ENOSPC;
	page = &ept->tables[ept->nr_tables];
	error = ept->source.get(ept->source.context, page);
	if (error)
		return error;
	ept->nr_tables++;
	*entry = hv_ept_table_entry(page->physical);
	return 0;
}

static int map_page(struct hv_ept_guest *ept,
		    const struct hv_ept_guest_page *page)
{
	u64 *table = ept->tables[0].words;
	unsigned int shift;
	u64 *slot;
	int error;

	for (shift = HV_EPT_SHIFT_PML4; shift > HV_EPT_SHIFT_PT; shift -= 9) {
		slot = &table[hv_ept_index(page->guest, shift)];
		if (!*slot) {
			error = new_table(ept, slot);
			if (error)
				return error;
		}
		table = find_table(ept, *slot);
	}
	slot = &table[hv_ept_index(page->guest, HV_EPT_SHIFT_PT)];
	if (*slot)
		return -EEXIST;
	*slot = page->host | page->rights |
		(u64)HV_MEMORY_TYPE_WB << HV_EPT_TYPE_SHIFT;
	return 0;
}

int hv_ept_guest_create(struct hv_ept_guest *ept, u64 capabilities,
			const struct hv_ept_guest_page *pages, size_t nr_pages,
			const struct hv_page_source *source)
{
	u64 root;
	size_t i;
	u32 bit;
	int error;

	memset(ept, 0, sizeof(*ept));
	if (hv_ept_missing_capability(capabilities, &bit))
		return -EOPNOTSUPP;
	ept->source = *source;
	error = new_table(ept, &root);
	for (i = 0; !error && i < nr_pages; i++) {
		error = check_page(&pages[i]);
		if (!error)
			error = map_page(ept, &pages[i]);
	}
	if (error) {
		hv_ept_guest_destroy(ept);
		return error;
	}
	ept->eptp = hv_ept_pointer(ept->tables[0].physical);
	return 0;
}

void hv_ept_guest_destroy(struct hv_ept_guest *ept)
{
	const struct hv_page_source *source = &ept->source;

	while (ept->nr_tables)
		source->put(source->context, ept->tables[--ept->nr_tables]);
	memset(ept, 0, sizeof(*ept));
}
