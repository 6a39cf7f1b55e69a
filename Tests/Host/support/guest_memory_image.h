/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The RAM of a guest, and what decides about its paging. It is mapped with
 * its own size, so that a sanitizer sees every access beside it.
 */
#ifndef HV_GUEST_MEMORY_IMAGE_H
#define HV_GUEST_MEMORY_IMAGE_H

#include "guest_walk.h"

#define GUEST_MEMORY_IMAGE_SIZE	0xc000u

/**
 * struct guest_memory_image - a guest's memory
 * @paging: what decides about its paging; all zero at first
 * @memory: all of @bytes is RAM, from guest-physical 0 on
 * @bytes: GUEST_MEMORY_IMAGE_SIZE of them, zero at first
 */
struct guest_memory_image {
	struct hv_guest_paging paging;
	struct hv_physical_memory memory;
	u8 *bytes;
};

struct guest_memory_image *guest_memory_image_new(void);
void guest_memory_image_free(struct guest_memory_image *image);

/* 8 or 4 bytes at a physical address; outside RAM, the test ends. */
u64 image_read(const struct guest_memory_image *image, u64 physical);
void image_write(struct guest_memory_image *image, u64 physical, u64 value);
void image_write32(struct guest_memory_image *image, u64 physical, u32 value);

#endif /* HV_GUEST_MEMORY_IMAGE_H */
