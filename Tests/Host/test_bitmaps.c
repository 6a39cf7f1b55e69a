// SPDX-License-Identifier: GPL-2.0-only
/* bitmaps.c: every boundary of the MSR bitmap. */
#include "bitmaps.h"
#include "random.h"
#include "tap.h"

static const u32 boundaries[] = {
	0,	    1,		7,	    8,		0x3a,	    0x7ff,
	0x800,	    0x801,	0x806,	    0x807,	0x808,	    0xfff,
	0x1000,	    0x1ff7,	0x1ff8,	    0x1ffe,	0x1fff,	    0xc0000000,
	0xc0000001, 0xc0000080, 0xc00007ff, 0xc0000800, 0xc0000807, 0xc0000fff,
	0xc0001000, 0xc0001ffe, 0xc0001fff,
};

/* The bit of an access, straight from the SDM's table. */
static u32 bit_of(u32 msr, u32 access)
{
	u32 byte = access == HV_MSR_READ ? 0 : 2048;

	if (msr >= 0xc0000000)
		byte += 1024;
	return byte * 8 + (msr & 0x1fff);
}

static u32 bits_set(const u8 *bitmap)
{
	u32 count = 0;
	size_t i;

	for (i = 0; i < HV_MSR_BITMAP_SIZE; i++)
		count += __builtin_popcount(bitmap[i]);
	return count;
}

static void one_msr_is_one_bit(void)
{
	static const u32 accesses[] = { HV_MSR_READ, HV_MSR_WRITE };
	struct hv_msr_intercept intercept;
	u8 bitmap[HV_MSR_BITMAP_SIZE];
	size_t i, j, k;
	unsigned int bad;
	u32 bit;

	for (i = 0; i < ARRAY_SIZE(boundaries); i++) {
		for (j = 0; j < 2; j++) {
			memset(bitmap, 0xff, sizeof(bitmap));
			intercept = (struct hv_msr_intercept){ boundaries[i],
							       boundaries[i],
							       accesses[j] };
			CHECK_EQUAL(hv_msr_bitmap_build(bitmap, &intercept, 1,
							&bad),
				    0);
			bit = bit_of(boundaries[i], accesses[j]);
			CHECK(bitmap[bit / 8] & BIT(bit % 8));
			CHECK_EQUAL(bits_set(bitmap), 1);
			for (k = 0; k < ARRAY_SIZE(boundaries); k++) {
				CHECK_EQUAL(hv_msr_bitmap_test(bitmap,
							       boundaries[k],
							       HV_MSR_READ),
					    k == i && j == 0);
				CHECK_EQUAL(hv_msr_bitmap_test(bitmap,
							       boundaries[k],
							       HV_MSR_WRITE),
					    k == i && j == 1);
			}
		}
	}
}

static void ranges_include_both_ends(void)
{
	static const struct hv_msr_intercept intercepts[] = {
		{ 0x800, 0x807, HV_MSR_READ },
		{ 0x480, 0x493, HV_MSR_READ | HV_MSR_WRITE },
		{ 0x490, 0x4a0, HV_MSR_WRITE },
		{ 0xc0000000, 0xc0001fff, HV_MSR_WRITE },
		{ 0, 0x1fff, HV_MSR_WRITE },
	};
	u8 bitmap[HV_MSR_BITMAP_SIZE];
	unsigned int bad;

	CHECK_EQUAL(hv_msr_bitmap_build(bitmap, intercepts, 3, &bad), 0);
	CHECK_EQUAL(bits_set(bitmap), 8 + 20 + 20 + 13);
	CHECK(!hv_msr_bitmap_test(bitmap, 0x7ff, HV_MSR_READ));
	CHECK(hv_msr_bitmap_test(bitmap, 0x800, HV_MSR_READ));
	CHECK(hv_msr_bitmap_test(bitmap, 0x807, HV_MSR_READ));
	CHECK(!hv_msr_bitmap_test(bitmap, 0x808, HV_MSR_READ));
	CHECK(!hv_msr_bitmap_test(bitmap, 0x800, HV_MSR_WRITE));
	CHECK_EQUAL(hv_msr_bitmap_build(bitmap, intercepts + 3, 2, &bad), 0);
	CHECK_EQUAL(bits_set(bitmap), 2 * 0x2000);
	CHECK_EQUAL(hv_msr_bitmap_build(bitmap, NULL, 0, &bad), 0);
	CHECK_EQUAL(bits_set(bitmap), 0);
}

static void msrs_without_a_bit_always_exit(void)
{
	static const u32 outside[] = { 0x2000,	   0x4b564d00, 0xbfffffff,
				       0xc0002000, 0xc0010000, 0xffffffff };
	u8 bitmap[HV_MSR_BITMAP_SIZE] = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		CHECK(hv_msr_bitmap_test(bitmap, outside[i], HV_MSR_READ));
		CHECK(hv_msr_bitmap_test(bitmap, outside[i], HV_MSR_WRITE));
	}
}

static void wrong_ranges_are_refused(void)
{
	static const struct {
		struct hv_msr_intercept intercept;
		int error;
	} cases[] = {
		{ { 0x2000, 0x2000, HV_MSR_READ }, -ERANGE },
		{ { 0x1fff, 0x2000, HV_MSR_READ }, -ERANGE },
		{ { 0x1000, 0xc0000000, HV_MSR_READ }, -ERANGE },
		{ { 0xbfffffff, 0xc0000000, HV_MSR_READ }, -ERANGE },
		{ { 0xc0001fff, 0xc0002000, HV_MSR_READ }, -ERANGE },
		{ { 0, 0xffffffff, HV_MSR_READ }, -ERANGE },
		{ { 0x11, 0x10, HV_MSR_READ }, -EINVAL },
		{ { 0x10, 0x10, 0 }, -EINVAL },
		{ { 0x10, 0x10, 4 }, -EINVAL },
	};
	struct hv_msr_intercept intercepts[2] = { { 0x3a, 0x3a, HV_MSR_READ } };
	u8 bitmap[HV_MSR_BITMAP_SIZE];
	unsigned int bad;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bad = 99;
		intercepts[1] = cases[i].intercept;
		CHECK_EQUAL(hv_msr_bitmap_build(bitmap, intercepts, 2, &bad),
			    cases[i].error);
		CHECK_EQUAL(bad, 1);
	}
}

TAP_MAIN(TAP_TEST(one_msr_is_one_bit), TAP_TEST(ranges_include_both_ends),
	 TAP_TEST(msrs_without_a_bit_always_exit),
	 TAP_TEST(wrong_ranges_are_refused))
