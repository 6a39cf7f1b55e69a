/* SPDX-License-Identifier: GPL-2.0-only */
/* EPT for a vcpu of guest mode: a few host pages at given addresses. */
#ifndef HV_EPT_GUEST_H
#define HV_EPT_GUEST_H

#include "ept.h"

#define HV_EPT_GUEST_TABLES	16

/**
 * struct hv_ept_guest_page - one page of a guest
 * @guest: its guest-physical address, below 2^48
 * @host: the physical address of the host's page
 * @rights: HV_EPT_READ, _WRITE, _EXECUTE; not write without read
 */
struct hv_ept_guest_page {
	u64 guest;
	u64 host;
	u64 rights;
};

/**
 * struct hv_ept_guest - the tables of a guest
 * @source: where the pages came from
 * @tables: the tables; the first is the PML4
 * @nr_tables: how many there are
 * @eptp: for the VMCS
 */
struct hv_ept_guest {
	struct hv_page_source source;
	struct hv_page tables[HV_EPT_GUEST_TABLES];
	u32 nr_tables;
	u64 eptp;
};

/**
 * hv_ept_guest_create() - map host pages into a guest, write-back
 * @ept: what to set up
 * @capabilities: IA32_VMX_EPT_VPID_CAP
 * @pages: the pages, in any order
 * @nr_pages: how many
 * @source: where to take the tables' pages from
 *
 * Return: 0; -EOPNOTSUPP for a missing capability; -EINVAL for an address
 * that is not aligned or too high, or rights that cannot be; -EEXIST when two
 * pages have one guest address; -ENOSPC when HV_EPT_GUEST_TABLES tables do
 * not suffice; what @source returned. On an error nothing is kept.
 */
int hv_ept_guest_create(struct hv_ept_guest *ept, u64 capabilities,
			const struct hv_ept_guest_page *pages, size_t nr_pages,
			const struct hv_page_source *source);

/* Gives all pages back. Also of an @ept that was never created, if zero. */
void hv_ept_guest_destroy(struct hv_ept_guest *ept);

#endif /* HV_EPT_GUEST_H */
