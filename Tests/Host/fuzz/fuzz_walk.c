// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any page tables of a guest, walked by guest_walk.c and by plain_walk.c: the
 * same result, the same flags set, and nothing touched that is not RAM.
 */
#include "plain_walk.h"
#include "walk_input.h"

static u8 before[GUEST_MEMORY_IMAGE_SIZE];

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
