// SPDX-License-Identifier: GPL-2.0-only
/* The MSR bitmap. */
#include "bitmaps.h"

/* Quarters of the bitmap (SDM volume 3, "MSR-Bitmap Address"). */
#define READ_LOW	0u
#define WRITE_LOW	2048u
#define HIGH		1024u	/* from the quarter for low MSRs */

static bool has_bits(const struct hv_msr_intercept *intercept)
{
	if (intercept->last <= HV_MSR_LOW_LAST)
		return true;
	return intercept->first >= HV_MSR_HIGH_FIRST &&
	       intercept->last <= HV_MSR_HIGH_LAST;
}

/* The byte with the bit of an MSR in the half of the bitmap at @half. */
static __always_inline u32 byte_of(u32 msr, u32 half)
{
	u32 quarter = msr < HV_MSR_HIGH_FIRST ? half : half + HIGH;

	return quarter + ((msr & HV_MSR_LOW_LAST) >> 3);
}

int hv_msr_bitmap_build(u8 *bitmap, const struct hv_msr_intercept *intercepts,
			unsigned int nr_intercepts, unsigned int *bad)
{
	const struct hv_msr_intercept *intercept;
	unsigned int i;
	u32 msr;

	memset(bitmap, 0, HV_MSR_BITMAP_SIZE);
	for (i = 0; i < nr_intercepts; i++) {
		intercept = &intercepts[i];
		*bad = i;
		if (intercept->first > intercept->last ||
		    !intercept->accesses ||
		    intercept->accesses & ~(HV_MSR_READ | HV_MSR_WRITE))
			return -EINVAL;
		if (!has_bits(intercept))
			return -ERANGE;
		for (msr = intercept->first; msr <= intercept->last; msr++) {
			if (intercept->accesses & HV_MSR_READ)
				bitmap[byte_of(msr, READ_LOW)] |= BIT(msr & 7);
			if (intercept->accesses & HV_MSR_WRITE)
				bitmap[byte_of(msr, WRITE_LOW)] |= BIT(msr & 7);
		}
	}
	return 0;
}

noinstr bool hv_msr_bitmap_test(const u8 *bitmap, u32 msr, u32 access)
{
	u32 half = access == HV_MSR_WRITE ? WRITE_LOW : READ_LOW;

	if (msr > HV_MSR_LOW_LAST &&
	    (msr < HV_MSR_HIGH_FIRST || msr > HV_MSR_HIGH_LAST))
		return true;
	return bitmap[byte_of(msr, half)] & BIT(msr & 7);
}
