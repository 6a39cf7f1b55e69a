/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and making EPT entries; for the EPT files only. */
#ifndef HV_EPT_ENTRY_H
#define HV_EPT_ENTRY_H

#include "ept.h"

/* What an entry of a table of each level covers. */
#define HV_EPT_SHIFT_PT		12
#define HV_EPT_SHIFT_PD		21
#define HV_EPT_SHIFT_PDPT	30
#define HV_EPT_SHIFT_PML4	39

static __always_inline unsigned int hv_ept_index(u64 address,
						 unsigned int shift)
{
	return (address >> shift) & (HV_EPT_ENTRIES - 1);
}

static __always_inline u64 hv_ept_table_entry(u64 physical)
{
	return physical | HV_EPT_RWX;
}

/* An entry that maps @address to itself; PAT of the guest counts too. */
static __always_inline u64 hv_ept_leaf(u64 address, u8 type,
				       unsigned int shift)
{
	u64 entry = address | HV_EPT_RWX | (u64)type << HV_EPT_TYPE_SHIFT;

	return shift == HV_EPT_SHIFT_PT ? entry : entry | HV_EPT_LARGE;
}

/* Whether the processor has pages of the size of 2^@shift. */
static __always_inline bool hv_ept_has_page(u64 capabilities,
					    unsigned int shift)
{
	switch (shift) {
	case HV_EPT_SHIFT_PDPT:
		return capabilities & HV_EPT_CAP_1G;
	case HV_EPT_SHIFT_PD:
		return capabilities & HV_EPT_CAP_2M;
	default:
		return true;
	}
}

#endif /* HV_EPT_ENTRY_H */
