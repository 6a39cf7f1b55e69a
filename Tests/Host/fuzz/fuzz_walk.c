// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any page tables of a guest, walked by guest_walk.c and by plain_walk.c: the
 * same result, the same flags set, and nothing touched that is not RAM.
 */
#include <sanitizer/asan_interface.h>

#include "guest_memory_image.h"
#include "input.h"
#include "plain_walk.h"

static u8 before[GUEST_MEMORY_IMAGE_SIZE];

/* An entry that leads to @address, with bits that the input chooses. */
static u64 take_entry(struct input *input, u64 address)
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

static void take_paging(struct input *input, struct hv_guest_paging *paging)
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
static void take_tables(struct input *input, struct guest_memory_image *image,
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
static void take_ranges(struct input *input, struct hv_physical_memory *memory)
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
static void forbid_holes(const struct guest_memory_image *image)
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

static void check(struct guest_memory_image *image, u64 linear, u32 access)
{
	struct plain_walk plain = { &image->paging, &image->memory, before,
				    linear, access, 0, 0, 0 };
	struct hv_translation translation;
	enum hv_walk_result result;

	memcpy(before, image->bytes, sizeof(before));
	plain_walk(&plain);
	forbid_holes(image);
	result = hv_guest_walk(&image->paging, &image->memory, linear, access,
			       &translation);
	__asan_unpoison_memory_region(image->bytes, GUEST_MEMORY_IMAGE_SIZE);
	CHECK_EQUAL(result, plain.result);
	if (result == HV_WALK_DONE)
		CHECK_EQUAL(translation.physical, plain.physical);
	if (result == HV_WALK_FAULT)
		CHECK_EQUAL(translation.error_code, plain.error_code);
	CHECK(!memcmp(before, image->bytes, sizeof(before)));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	struct guest_memory_image *image = guest_memory_image_new();
	unsigned int bits;
	u64 linear, other;

	take_paging(&input, &image->paging);
	linear = take(&input, 8);
	bits = image->paging.cr4 & 1 << 12 ? 57 : 48;
	CHECK_EQUAL(hv_is_canonical(linear, image->paging.cr4),
		    plain_is_canonical(linear, bits));
	/* hv_guest_walk() is promised a canonical address. */
	if (image->paging.efer & 1 << 10)
		linear = (u64)((s64)(linear << (64 - bits)) >> (64 - bits));
	else
		linear = (u32)linear;
	take_ranges(&input, &image->memory);
	take_tables(&input, image, linear);
	while (input.left > 2) {
		unsigned int choice = take(&input, 1);

		check(image, linear, choice & 7);
		other = take(&input, 2) % (GUEST_MEMORY_IMAGE_SIZE / 8) * 8;
		if (choice & 8)
			image_write(image, other, take_entry(&input, other));
		else if (choice & 16)
			linear ^= take(&input, 1);
		else
			take_tables(&input, image, linear);
	}
	check(image, linear, take(&input, 1) & 7);
	guest_memory_image_free(image);
	return 0;
}
