/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor's walk of EPT paging structures, written down from the SDM
 * (volume 3, "The Extended Page Table Mechanism"), not from ept.c.
 */
#ifndef HV_EPT_WALK_H
#define HV_EPT_WALK_H

#include "host_pages.h"

enum ept_walk_kind { EPT_MISSING, EPT_MAPPED, EPT_MISCONFIGURED };

/**
 * struct ept_walk - where a guest-physical address leads
 * @kind: whether anywhere
 * @physical: the address there
 * @size: of the page
 * @rights: bits 2:0, of all levels together
 * @type: memory type
 */
struct ept_walk {
	enum ept_walk_kind kind;
	u64 physical;
	u64 size;
	u64 rights;
	u8 type;
};

/* @width: of physical addresses; @eptp: as in the VMCS. */
struct ept_walk ept_walk(const struct host_pages *pages, u64 eptp,
			 unsigned int width, u64 address);

#endif /* HV_EPT_WALK_H */
