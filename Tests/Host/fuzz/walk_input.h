/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables of a guest, and its RAM with holes, made of an input. */
#ifndef HV_FUZZ_WALK_INPUT_H
#define HV_FUZZ_WALK_INPUT_H

#include <sanitizer/asan_interface.h>

#include "guest_memory_image.h"
#include "input.h"

/* An entry that leads to @address, with bits that the input chooses. */
static inline u64 take_entry(struct input *input, u64 address)
{
	u64 entry = address | 7;
	unsigned int choice = take(input, 1);

	if (choice & 1)
		entry ^= take(input, 1);
	if (choice & 2)
		entry ^= take(input, 1) << 56;
	if (choice & 4)
		entry ^= 1ULL << take(input, 1) % 64;
	if (choice >= 0xf8)
		entry = take(input, 8);
	return entry;
}

static inline void take_paging(struct input *input, struct hv_guest_paging *paging)
{
	unsigned int choice = take(input, 1);
	unsigned int i;

	/* PE and PG, WP by the input; and seldom no paging. */
	paging->cr0 = 1 | (u64)(choice & 1) << 16;
	if (choice >> 1 & 15)
		paging->cr0 |= 1ULL << 31;
	/* PSE, PAE, LA57, SMAP, PKE, PKS. */
	choice = take(input, 1);
	paging->cr4 = (choice & 1) << 4 | (choice & 0xfe ? 1 << 5 : 0) |
		      (choice >> 1 & 1) << 12 | (choice >> 2 & 1) << 21 |
		      (choice >> 3 & 1) << 22 | (choice >> 4 & 1) << 24;
	/* LMA, which needs PAE, and NXE. */
	if (paging->cr4 & 1 << 5 && choice >> 5)
		paging->efer = 0x500;
	choice = take(input, 1);
	paging->efer |= (choice & 1) << 11;
	paging->rflags = (u64)(choice >> 1 & 1) << 18 | 2;
	paging->has_1g = choice >> 2 & 1;
	paging->width = 36 + (choice >> 3) % 17;
	paging->pkru = take(input, 4);
	paging->pkrs = choice & 0x80 ? ~paging->pkru : take(input, 4);
	paging->cr3 = 0x1000 | (choice & 0x18);
	for (i = 0; i < 4; i++)
		paging->pdpte[i] = 0x3001 ^ take(input, 1) << 4 * i;
}

/* A table at each of 0x1000 to 0x5000, each leading to the next. */
static inline void take_tables(struct input *input, struct guest_memory_image *image,
			u64 linear)
{
	static const unsigned int shifts[] = { 48, 39, 30, 21, 12 };
	const struct hv_guest_paging *paging = &image->paging;
	unsigned int i, first = paging->cr4 & 1 << 12 ? 0 : 1;
	u64 table = 0x1000, place;

	if (!(paging->cr4 & 1 << 5)) {
		image_write32(image, 0x1000 + 4 * (linear >> 22 & 1023),
			      take_entry(input, 0x2000));
		image_write32(image, 0x2000 + 4 * (linear >> 12 & 1023),
			      take_entry(input, 0x9000));
		return;
	}
	if (!(paging->efer & 1 << 10)) {
		first = 3;
		table = 0x3000;
	}
	for (i = first; i < 5; i++, table += 0x1000) {
		place = table + 8 * (linear >> shifts[i] & 511);
		image_write(image, place, take_entry(input, table + 0x1000));
	}
}

/* RAM up to some byte, and from some byte behind a hole on. */
static inline void take_ranges(struct input *input, struct hv_physical_memory *memory)
{
	u64 end = GUEST_MEMORY_IMAGE_SIZE - take(input, 1);
	u64 hole, size;

	memory->nr_ranges = 1;
	memory->ranges[0].start = 0;
	memory->ranges[0].end = end;
	if (!(take(input, 1) & 1))
		return;
	hole = take(input, 2) % end;
	size = 1 + take(input, 2) % (end - hole);
	memory->nr_ranges = 2;
	memory->ranges[0].end = hole;
	memory->ranges[1].start = hole + size;
	memory->ranges[1].end = end;
}

/* Whoever touches what is not RAM is caught by the sanitizer. */
static inline void forbid_holes(const struct guest_memory_image *image)
{
	const struct hv_physical_memory *memory = &image->memory;
	u64 end = memory->ranges[memory->nr_ranges - 1].end;
	u64 hole = (memory->ranges[0].end + 7) & ~7ULL;

	__asan_poison_memory_region(image->bytes + end,
				    GUEST_MEMORY_IMAGE_SIZE - end);
	if (memory->nr_ranges == 2 && hole < memory->ranges[1].start)
		__asan_poison_memory_region(image->bytes + hole,
					    memory->ranges[1].start - hole);
}

#endif /* HV_FUZZ_WALK_INPUT_H */
