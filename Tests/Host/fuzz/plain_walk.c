// SPDX-License-Identifier: GPL-2.0-only
/* A walk of page tables, by the manual. */
#include "plain_walk.h"

#define CR(value, bit)	((value) >> (bit) & 1)

/* One level of tables in a paging mode. */
struct level {
	unsigned int shift;	/* lowest bit of the address that counts */
	unsigned int bits;	/* how many count */
	bool may_map;		/* with PS, or at the last level always */
};

static const struct level levels_5[] = {
	{ 48, 9, false }, { 39, 9, false }, { 30, 9, true },
	{ 21, 9, true }, { 12, 9, true }, { 0, 0, false },
};
static const struct level levels_32[] = {
	{ 22, 10, true }, { 12, 10, true }, { 0, 0, false },
};

bool plain_is_canonical(u64 linear, unsigned int bits)
{
	unsigned int bit;

	for (bit = bits; bit < 64; bit++)
		if (CR(linear, bit) != CR(linear, bits - 1))
			return false;
	return true;
}

bool plain_is_ram(const struct hv_physical_memory *ram, u64 physical,
		  unsigned int size)
{
	unsigned int i, byte, count;

	for (i = 0; i < ram->nr_ranges; i++) {
		count = 0;
		for (byte = 0; byte < size; byte++)
			count += physical + byte >= ram->ranges[i].start &&
				 physical + byte < ram->ranges[i].end &&
				 physical + byte >= physical;
		if (count == size)
			return true;
	}
	return false;
}

static void end_with_fault(struct plain_walk *walk, u32 why)
{
	walk->result = HV_WALK_FAULT;
	walk->error_code = why |
			   (walk->access & HV_ACCESS_WRITE ? 2 : 0) |
			   (walk->access & HV_ACCESS_USER ? 4 : 0);
}

/* Bits 51 and below that are beyond the width of physical addresses. */
static u64 beyond_width(const struct plain_walk *walk, unsigned int highest)
{
	u64 result = 0;
	unsigned int bit;

	for (bit = walk->paging->width; bit <= highest; bit++)
		result |= 1ULL << bit;
	return result;
}

static bool has_reserved(const struct plain_walk *walk, u64 entry,
			 unsigned int shift, bool maps, bool is_ia32e)
{
	const struct hv_guest_paging *paging = walk->paging;

	if (entry & beyond_width(walk, is_ia32e ? 51 : 62))
		return true;
	if (CR(entry, 63) && !CR(paging->efer, 11))
		return true;
	if (maps && shift == 30)
		return entry >> 13 & 0x1ffff;
	if (maps && shift == 21)
		return entry >> 13 & 0xff;
	return !maps && shift >= 30 && CR(entry, 7);
}

/* "Access Rights", for reads and writes of data. */
static bool may_access(const struct plain_walk *walk, bool all_writable,
		       bool all_user)
{
	bool writes = walk->access & HV_ACCESS_WRITE;
	bool write_protect = CR(walk->paging->cr0, 16);
	bool smap = CR(walk->paging->cr4, 21);
	bool alignment_check = CR(walk->paging->rflags, 18);
	bool implicit = walk->access & HV_ACCESS_IMPLICIT;

	if (walk->access & HV_ACCESS_USER) {
		if (!all_user)
			return false;
		return writes ? all_writable : true;
	}
	if (all_user && smap) {
		if (implicit || !alignment_check)
			return false;
	}
	if (writes && write_protect)
		return all_writable;
	return true;
}

/* "Protection Keys": whether the key forbids the access. */
static bool key_forbids(const struct plain_walk *walk, u64 leaf, bool all_user)
{
	const struct hv_guest_paging *paging = walk->paging;
	unsigned int key = leaf >> 59 & 15;
	bool counts = CR(paging->cr4, all_user ? 22 : 24);
	u32 rights = all_user ? paging->pkru : paging->pkrs;

	if (!counts)
		return false;
	if (CR(rights, 2 * key))
		return true;
	return CR(rights, 2 * key + 1) && walk->access & HV_ACCESS_WRITE &&
	       (CR(paging->cr0, 16) || walk->access & HV_ACCESS_USER);
}

static u64 get(const struct plain_walk *walk, u64 place, unsigned int size)
{
	u64 value = 0;

	while (size--)
		value = value << 8 | walk->bytes[place + size];
	return value;
}

/* Tables from @table on; @is_ia32e: 4 or 5 levels, not PAE. */
static void through_tables(struct plain_walk *walk, u64 table,
			   const struct level *level, bool is_ia32e)
{
	const struct hv_guest_paging *paging = walk->paging;
	bool narrow = level->bits == 10, all_writable = true, all_user = true;
	unsigned int size = narrow ? 4 : 8, i, nr_places = 0;
	u64 places[5], place, entry = 0, frame, offset;
	bool maps, forbidden;

	for (;; level++) {
		place = table + size * (walk->linear >> level->shift &
					((1u << level->bits) - 1));
		if (!plain_is_ram(walk->ram, place, size)) {
			walk->result = HV_WALK_UNREACHABLE;
			return;
		}
		entry = get(walk, place, size);
		if (!CR(entry, 0)) {
			end_with_fault(walk, 0);
			return;
		}
		maps = level->may_map && CR(entry, 7);
		if (level->shift == 30 && !paging->has_1g)
			maps = false;
		if (level->shift == 22 && !CR(paging->cr4, 4))
			maps = false;
		if (level->shift == 12)
			maps = true;
		if (!narrow && has_reserved(walk, entry, level->shift, maps,
					    is_ia32e)) {
			end_with_fault(walk, 1 | 8);
			return;
		}
		places[nr_places++] = place;
		all_writable &= CR(entry, 1);
		all_user &= CR(entry, 2);
		if (maps)
			break;
		table = narrow ? entry & 0xfffff000 : entry & 0xffffffffff000;
	}

	offset = walk->linear & ((1ULL << level->shift) - 1);
	if (level->shift == 22) {
		/* Bits 39:32 in 20:13; what the width has no room for is 0. */
		frame = entry & 0xffc00000;
		for (i = 13; i <= 20; i++)
			frame |= CR(entry, i) << (i + 19);
		if (CR(entry, 21) || frame & beyond_width(walk, 39)) {
			end_with_fault(walk, 1 | 8);
			return;
		}
	} else {
		frame = entry & (narrow ? 0xfffff000 : 0xffffffffff000);
		frame -= frame & ((1ULL << level->shift) - 1);
	}
	/*
	 * The error code tells of the key whether or not a right lacks too;
	 * but for a user's access to what is the supervisor's.
	 */
	forbidden = is_ia32e && key_forbids(walk, entry, all_user);
	if (walk->access & HV_ACCESS_USER && !all_user)
		forbidden = false;
	if (forbidden || !may_access(walk, all_writable, all_user)) {
		end_with_fault(walk, forbidden ? 1 | 32 : 1);
		return;
	}
	for (i = 0; i < nr_places; i++)
		walk->bytes[places[i]] |= 0x20;
	if (walk->access & HV_ACCESS_WRITE)
		walk->bytes[places[nr_places - 1]] |= 0x40;
	walk->result = HV_WALK_DONE;
	walk->physical = frame + offset;
}

void plain_walk(struct plain_walk *walk)
{
	const struct hv_guest_paging *paging = walk->paging;
	u64 pdpte;

	walk->physical = 0;
	walk->error_code = 0;
	if (!CR(paging->cr0, 31)) {
		walk->result = HV_WALK_DONE;
		walk->physical = walk->linear;
	} else if (!CR(paging->cr4, 5)) {
		through_tables(walk, paging->cr3 & 0xfffff000, levels_32,
			       false);
	} else if (!CR(paging->efer, 10)) {
		pdpte = paging->pdpte[walk->linear >> 30 & 3];
		if (!CR(pdpte, 0))
			end_with_fault(walk, 0);
		else
			through_tables(walk, pdpte & 0xffffffffff000,
				       levels_5 + 3, false);
	} else {
		through_tables(walk, paging->cr3 & 0xffffffffff000,
			       levels_5 + !CR(paging->cr4, 12), true);
	}
}
