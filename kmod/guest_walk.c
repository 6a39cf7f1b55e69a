// SPDX-License-Identifier: GPL-2.0-only
/* Walking the guest's page tables, in root mode. */
#include "guest_walk.h"

#define CR0_WP		BIT_ULL(16)
#define CR0_PG		BIT_ULL(31)
#define CR4_PSE		BIT_ULL(4)
#define CR4_PAE		BIT_ULL(5)
#define CR4_LA57	BIT_ULL(12)
#define CR4_SMAP	BIT_ULL(21)
#define CR4_PKE		BIT_ULL(22)
#define CR4_PKS		BIT_ULL(24)
#define EFER_LMA	BIT_ULL(10)
#define EFER_NXE	BIT_ULL(11)
#define RFLAGS_AC	BIT_ULL(18)

#define ENTRY_P		BIT_ULL(0)
#define ENTRY_W		BIT_ULL(1)
#define ENTRY_U		BIT_ULL(2)
#define ENTRY_A		BIT_ULL(5)
#define ENTRY_D		BIT_ULL(6)
#define ENTRY_PS	BIT_ULL(7)
#define ENTRY_XD	BIT_ULL(63)
#define ENTRY_KEY(e)	((u32)((e) >> 59) & 0xf)
#define ENTRY_ADDRESS	GENMASK_ULL(51, 12)

#define MAX_LEVELS	5

/**
 * struct walk - one walk
 * @paging: of the guest
 * @memory: where its tables are
 * @linear: the address
 * @access: HV_ACCESS_*
 * @used: the entries that were used, from the top; the last is the leaf
 * @nr_used: how many
 * @wide: whether entries have 64 bits
 * @writable: whether every entry so far allows writes
 * @user: whether every entry so far allows user-mode accesses
 */
struct walk {
	const struct hv_guest_paging *paging;
	const struct hv_physical_memory *memory;
	u64 linear;
	u32 access;
	void *used[MAX_LEVELS];
	unsigned int nr_used;
	bool wide;
	bool writable;
	bool user;
};

static __always_inline enum hv_walk_result
fault(const struct walk *walk, struct hv_translation *translation, u32 why)
{
	translation->error_code = why;
	if (walk->access & HV_ACCESS_WRITE)
		translation->error_code |= HV_FAULT_WRITE;
	if (walk->access & HV_ACCESS_USER)
		translation->error_code |= HV_FAULT_USER;
	return HV_WALK_FAULT;
}

/* SDM volume 3, "Determination of Access Rights", for data. */
static __always_inline bool has_rights(const struct walk *walk)
{
	const struct hv_guest_paging *paging = walk->paging;
	bool writes = walk->access & HV_ACCESS_WRITE;

	if (walk->access & HV_ACCESS_USER)
		return walk->user && (walk->writable || !writes);
	if (walk->user && paging->cr4 & CR4_SMAP &&
	    (walk->access & HV_ACCESS_IMPLICIT ||
	     !(paging->rflags & RFLAGS_AC)))
		return false;
	return !writes || walk->writable || !(paging->cr0 & CR0_WP);
}

/* SDM volume 3, "Protection Keys": whether the key of a leaf allows it. */
static __always_inline bool key_allows(const struct walk *walk, u64 leaf)
{
	const struct hv_guest_paging *paging = walk->paging;
	u32 rights;

	if (!(paging->efer & EFER_LMA) ||
	    !(paging->cr4 & (walk->user ? CR4_PKE : CR4_PKS)))
		return true;
	/* Never allowed, and not for the sake of a key. */
	if (walk->access & HV_ACCESS_USER && !walk->user)
		return true;
	rights = (walk->user ? paging->pkru : paging->pkrs) >>
		 2 * ENTRY_KEY(leaf);
	if (rights & 1)
		return false;
	/* Supervisor writes heed it only with CR0.WP. */
	return !(rights & 2) || !(walk->access & HV_ACCESS_WRITE) ||
	       (!(walk->access & HV_ACCESS_USER) && !(paging->cr0 & CR0_WP));
}

/* Bits of an entry of 64 bits that must be 0; @size is 0 for a table. */
static __always_inline u64 reserved_bits(const struct hv_guest_paging *paging,
					 unsigned int level, u64 size)
{
	u64 reserved = ENTRY_ADDRESS & ~((1ULL << paging->width) - 1);

	if (!(paging->efer & EFER_NXE))
		reserved |= ENTRY_XD;
	/* Bits 62:52 are ignored in IA-32e mode only. */
	if (!(paging->efer & EFER_LMA))
		reserved |= GENMASK_ULL(62, 52);
	if (!size && level >= 4)
		reserved |= ENTRY_PS;
	if (!size && level == 3 && !paging->has_1g)
		reserved |= ENTRY_PS;
	/* Bit 12 of a large page is PAT. */
	if (size > PAGE_SIZE)
		reserved |= (size - 1) & GENMASK_ULL(51, 13);
	return reserved;
}

/* An atomic OR, as the processor makes it. */
static __always_inline void set_flags(const struct walk *walk, void *entry,
				      u64 flags)
{
	if (walk->wide)
		__atomic_fetch_or((u64 *)entry, flags, __ATOMIC_RELAXED);
	else
		__atomic_fetch_or((u32 *)entry, (u32)flags, __ATOMIC_RELAXED);
}

static __always_inline enum hv_walk_result
finish(const struct walk *walk, u64 leaf, u64 frame, u64 size,
       struct hv_translation *translation)
{
	bool forbidden = walk->wide && !key_allows(walk, leaf);
	unsigned int i;

	/* The error code tells of the key, whatever else is in the way. */
	if (forbidden || !has_rights(walk))
		return fault(walk, translation, forbidden ?
			     HV_FAULT_PRESENT | HV_FAULT_KEY :
			     HV_FAULT_PRESENT);
	for (i = 0; i < walk->nr_used; i++)
		set_flags(walk, walk->used[i], ENTRY_A);
	if (walk->access & HV_ACCESS_WRITE)
		set_flags(walk, walk->used[walk->nr_used - 1], ENTRY_D);
	translation->physical = frame | (walk->linear & (size - 1));
	return HV_WALK_DONE;
}

/* Tables of 64-bit entries from @level on. */
static noinstr enum hv_walk_result walk_wide(struct walk *walk, u64 table,
					     unsigned int level,
					     struct hv_translation *translation)
{
	unsigned int shift;
	u64 entry, size;
	void *place;

	for (;; level--) {
		shift = 12 + 9 * (level - 1);
		place = hv_physical(walk->memory,
				    table + 8 * ((walk->linear >> shift) & 511),
				    8);
		if (!place)
			return HV_WALK_UNREACHABLE;
		entry = READ_ONCE(*(u64 *)place);
		if (!(entry & ENTRY_P))
			return fault(walk, translation, 0);
		size = 0;
		if (level == 1 ||
		    (entry & ENTRY_PS &&
		     (level == 2 || (level == 3 && walk->paging->has_1g))))
			size = 1ULL << shift;
		if (entry & reserved_bits(walk->paging, level, size))
			return fault(walk, translation,
				     HV_FAULT_PRESENT | HV_FAULT_RESERVED);
		walk->used[walk->nr_used++] = place;
		walk->writable &= !!(entry & ENTRY_W);
		walk->user &= !!(entry & ENTRY_U);
		if (size)
			return finish(walk, entry,
				      entry & ENTRY_ADDRESS & ~(size - 1),
				      size, translation);
		table = entry & ENTRY_ADDRESS;
	}
}

/* SDM volume 3, "PAE Paging": the top is in registers. */
static noinstr enum hv_walk_result walk_pae(struct walk *walk,
					    struct hv_translation *translation)
{
	u64 pdpte = walk->paging->pdpte[(walk->linear >> 30) & 3];

	if (!(pdpte & ENTRY_P))
		return fault(walk, translation, 0);
	return walk_wide(walk, pdpte & ENTRY_ADDRESS, 2, translation);
}

/* SDM volume 3, "32-Bit Paging". */
static noinstr enum hv_walk_result walk_narrow(struct walk *walk,
					       struct hv_translation *translation)
{
	const struct hv_guest_paging *paging = walk->paging;
	u32 linear = walk->linear;
	u64 frame;
	u32 entry;
	void *place;

	place = hv_physical(walk->memory,
			    (paging->cr3 & 0xfffff000) + 4 * (linear >> 22), 4);
	if (!place)
		return HV_WALK_UNREACHABLE;
	entry = READ_ONCE(*(u32 *)place);
	if (!(entry & ENTRY_P))
		return fault(walk, translation, 0);
	walk->used[walk->nr_used++] = place;
	walk->writable &= !!(entry & ENTRY_W);
	walk->user &= !!(entry & ENTRY_U);
	if (entry & ENTRY_PS && paging->cr4 & CR4_PSE) {
		/* Bits 20:13 are bits 39:32 of the address; bit 21 is 0. */
		frame = (entry & 0xffc00000) | (u64)(entry >> 13 & 0xff) << 32;
		if (entry & BIT(21) || frame >> paging->width)
			return fault(walk, translation,
				     HV_FAULT_PRESENT | HV_FAULT_RESERVED);
		return finish(walk, entry, frame, 1ULL << 22, translation);
	}
	place = hv_physical(walk->memory,
			    (entry & 0xfffff000) + 4 * (linear >> 12 & 1023), 4);
	if (!place)
		return HV_WALK_UNREACHABLE;
	entry = READ_ONCE(*(u32 *)place);
	if (!(entry & ENTRY_P))
		return fault(walk, translation, 0);
	walk->used[walk->nr_used++] = place;
	walk->writable &= !!(entry & ENTRY_W);
	walk->user &= !!(entry & ENTRY_U);
	return finish(walk, entry, entry & 0xfffff000, PAGE_SIZE, translation);
}

noinstr enum hv_walk_result
hv_guest_walk(const struct hv_guest_paging *paging,
	      const struct hv_physical_memory *memory, u64 linear, u32 access,
	      struct hv_translation *translation)
{
	struct walk walk;

	walk.paging = paging;
	walk.memory = memory;
	walk.linear = linear;
	walk.access = access;
	walk.nr_used = 0;
	walk.wide = paging->cr4 & CR4_PAE;
	walk.writable = true;
	walk.user = true;
	translation->physical = 0;
	translation->error_code = 0;
	if (!(paging->cr0 & CR0_PG)) {
		translation->physical = linear;
		return HV_WALK_DONE;
	}
	if (!walk.wide)
		return walk_narrow(&walk, translation);
	if (!(paging->efer & EFER_LMA))
		return walk_pae(&walk, translation);
	return walk_wide(&walk, paging->cr3 & ENTRY_ADDRESS,
			 paging->cr4 & CR4_LA57 ? 5 : 4, translation);
}
