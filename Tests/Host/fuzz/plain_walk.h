/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A walk of page tables, written down from SDM volume 3, "Paging", once more
 * and with no regard to speed: what guest_walk.c is compared with.
 */
#ifndef HV_FUZZ_PLAIN_WALK_H
#define HV_FUZZ_PLAIN_WALK_H

#include "guest_walk.h"

/**
 * struct plain_walk - a walk
 * @paging: of the guest
 * @ram: what is RAM; the offset is not used
 * @bytes: a copy of all of it, from physical address 0 on, in which the flags
 *	are set that the walk sets
 * @linear: the address
 * @access: HV_ACCESS_*
 * @result: what must come of it
 * @physical: with HV_WALK_DONE
 * @error_code: with HV_WALK_FAULT
 */
struct plain_walk {
	const struct hv_guest_paging *paging;
	const struct hv_physical_memory *ram;
	u8 *bytes;
	u64 linear;
	u32 access;
	enum hv_walk_result result;
	u64 physical;
	u32 error_code;
};

void plain_walk(struct plain_walk *walk);

/* Whether an address is canonical where addresses have 48 or 57 bits. */
bool plain_is_canonical(u64 linear, unsigned int bits);

/* Whether @size bytes at @physical are RAM. */
bool plain_is_ram(const struct hv_physical_memory *ram, u64 physical,
		  unsigned int size);

#endif /* HV_FUZZ_PLAIN_WALK_H */
