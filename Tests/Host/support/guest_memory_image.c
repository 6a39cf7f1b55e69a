// SPDX-License-Identifier: GPL-2.0-only
/* The RAM of a guest. */
#include <stdlib.h>

#include "guest_memory_image.h"

struct guest_memory_image *guest_memory_image_new(void)
{
	struct guest_memory_image *image = calloc(1, sizeof(*image));

	if (!image)
		abort();
	image->bytes = aligned_alloc(PAGE_SIZE, GUEST_MEMORY_IMAGE_SIZE);
	if (!image->bytes)
		abort();
	memset(image->bytes, 0, GUEST_MEMORY_IMAGE_SIZE);
	image->memory.offset = (uintptr_t)image->bytes;
	image->memory.nr_ranges = 1;
	image->memory.ranges[0].end = GUEST_MEMORY_IMAGE_SIZE;
	return image;
}

void guest_memory_image_free(struct guest_memory_image *image)
{
	free(image->bytes);
	free(image);
}

static u8 *place(const struct guest_memory_image *image, u64 physical,
		 size_t size)
{
	if (physical > GUEST_MEMORY_IMAGE_SIZE - size)
		abort();
	return image->bytes + physical;
}

u64 image_read(const struct guest_memory_image *image, u64 physical)
{
	u64 value;

	memcpy(&value, place(image, physical, sizeof(value)), sizeof(value));
	return value;
}

void image_write(struct guest_memory_image *image, u64 physical, u64 value)
{
	memcpy(place(image, physical, sizeof(value)), &value, sizeof(value));
}

void image_write32(struct guest_memory_image *image, u64 physical, u32 value)
{
	memcpy(place(image, physical, sizeof(value)), &value, sizeof(value));
}
