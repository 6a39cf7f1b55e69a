/* SPDX-License-Identifier: GPL-2.0-only */
/* The MSR bitmap (SDM volume 3, "MSR-Bitmap Address"). */
#ifndef HV_BITMAPS_H
#define HV_BITMAPS_H

#include "profile.h"

#define HV_MSR_BITMAP_SIZE	4096u
#define HV_MSR_LOW_LAST		0x1fffu
#define HV_MSR_HIGH_FIRST	0xc0000000u
#define HV_MSR_HIGH_LAST	0xc0001fffu

/**
 * hv_msr_bitmap_build() - make the bitmap of what is intercepted
 * @bitmap: HV_MSR_BITMAP_SIZE bytes; written whole
 * @intercepts: what is intercepted
 * @nr_intercepts: how many
 * @bad: the index of the wrong one, on an error
 *
 * Return: 0; -EINVAL for a range that ends before it starts or accesses that
 * are none; -ERANGE for MSRs that have no bit (they always exit).
 */
int hv_msr_bitmap_build(u8 *bitmap, const struct hv_msr_intercept *intercepts,
			unsigned int nr_intercepts, unsigned int *bad);

/**
 * hv_msr_bitmap_test() - whether an access exits
 * @bitmap: HV_MSR_BITMAP_SIZE bytes
 * @msr: the MSR's number
 * @access: HV_MSR_READ or HV_MSR_WRITE
 *
 * Return: whether it exits; always for an MSR that has no bit.
 */
bool hv_msr_bitmap_test(const u8 *bitmap, u32 msr, u32 access);

#endif /* HV_BITMAPS_H */
