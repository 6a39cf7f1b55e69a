// SPDX-License-Identifier: GPL-2.0-only
/* mtrr.c: each rule of the SDM by an example, then all against a second opinion. */
#include "fake_mtrrs.h"
#include "tap.h"

static struct hv_mtrr decode(struct fake_mtrrs *fake)
{
	struct hv_mtrr mtrr;

	CHECK_EQUAL(hv_mtrr_read(&mtrr, fake->width, fake_mtrrs_read, fake), 0);
	return mtrr;
}

static void check_span(const struct hv_mtrr *mtrr, u64 from, u64 end, u8 type)
{
	struct hv_mtrr_span span = hv_mtrr_span(mtrr, from, mtrr->limit);

	CHECK_EQUAL(span.end, end);
	CHECK_EQUAL(span.type, type);
}

static void disabled_is_uncached(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(39);
	struct hv_mtrr mtrr;

	fake_mtrrs_add(&fake, 0, 1ULL << 30, HV_MEMORY_TYPE_WB);
	fake.def_type &= ~FAKE_ENABLE;
	mtrr = decode(&fake);
	check_span(&mtrr, 0, 1ULL << 39, HV_MEMORY_TYPE_UC);
}

static void default_type_everywhere(void)
{
	struct fake_mtrrs fake = { .width = 46,
				   .def_type = FAKE_ENABLE | HV_MEMORY_TYPE_WT,
				   .fault = FAKE_NO_FAULT };
	struct hv_mtrr mtrr = decode(&fake);

	check_span(&mtrr, 0, 1ULL << 46, HV_MEMORY_TYPE_WT);
	check_span(&mtrr, (1ULL << 46) - 1, 1ULL << 46, HV_MEMORY_TYPE_WT);
}

static void fixed_ranges(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	struct hv_mtrr mtrr;

	fake.fixed[0] = 0x0606060606060600ULL; /* 00000-0FFFF UC */
	fake.fixed[1] = 0x0406060606060606ULL; /* 9C000-9FFFF WT */
	fake.fixed[10] = 0x0106060606060606ULL; /* FF000-FFFFF WC */
	mtrr = decode(&fake);
	check_span(&mtrr, 0, 0x10000, HV_MEMORY_TYPE_UC);
	check_span(&mtrr, 0xffff, 0x10000, HV_MEMORY_TYPE_UC);
	check_span(&mtrr, 0x10000, 0x9c000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0x9c000, 0xa0000, HV_MEMORY_TYPE_WT);
	check_span(&mtrr, 0xa0000, 0xc0000, HV_MEMORY_TYPE_UC);
	check_span(&mtrr, 0xc0000, 0xe0000, HV_MEMORY_TYPE_WP);
	check_span(&mtrr, 0xe0000, 0xff000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0xff000, 0x100000, HV_MEMORY_TYPE_WC);
	check_span(&mtrr, 0x100000, 1ULL << 36, HV_MEMORY_TYPE_WB);

	/* Switched off, or not there, the variable ranges count. */
	fake.def_type &= ~FAKE_FIXED_ENABLE;
	mtrr = decode(&fake);
	check_span(&mtrr, 0, 1ULL << 36, HV_MEMORY_TYPE_WB);
	fake.def_type |= FAKE_FIXED_ENABLE;
	fake.capability &= ~0x100ULL;
	mtrr = decode(&fake);
	check_span(&mtrr, 0, 1ULL << 36, HV_MEMORY_TYPE_WB);
}

/* Each value in each place, beside types that are ones. */
static void what_is_no_type_is_uncached(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	unsigned int value, byte;
	struct hv_mtrr mtrr;
	bool is_type;

	for (value = 0; value < 256; value++) {
		is_type = value <= 6 && value != 2 && value != 3;
		for (byte = 0; byte < 8; byte++) {
			fake.fixed[10] = 0x0501060406010505ULL;
			fake.fixed[10] &= ~(0xffULL << 8 * byte);
			fake.fixed[10] |= (u64)value << 8 * byte;
			mtrr = decode(&fake);
			CHECK_EQUAL(hv_mtrr_span(&mtrr, 0xf8000 + 0x1000 * byte,
						 0).type,
				    is_type ? value : HV_MEMORY_TYPE_UC);
			CHECK_EQUAL(hv_mtrr_span(&mtrr,
						 0xf8000 + 0x1000 * (byte ^ 1),
						 0).type,
				    0x0501060406010505ULL >> 8 * (byte ^ 1) &
					    0xff);
		}
	}
}

static void fixed_wins_over_variable(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	struct hv_mtrr mtrr;

	fake_mtrrs_add(&fake, 0, 0x200000, HV_MEMORY_TYPE_UC);
	mtrr = decode(&fake);
	check_span(&mtrr, 0, 0xa0000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0x100000, 0x200000, HV_MEMORY_TYPE_UC);
}

/* A range of each pair of types over the same megabytes. */
static u8 overlap(u8 first, u8 second)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(40);
	struct hv_mtrr mtrr;

	fake_mtrrs_add(&fake, 0x40000000, 0x400000, first);
	fake_mtrrs_add(&fake, 0x40000000, 0x200000, second);
	mtrr = decode(&fake);
	return hv_mtrr_span(&mtrr, 0x40000000, mtrr.limit).type;
}

static void overlap_precedence(void)
{
	static const u8 types[] = { 0, 1, 4, 5, 6 };
	size_t i, j;
	u8 expected;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		for (j = 0; j < ARRAY_SIZE(types); j++) {
			expected = HV_MEMORY_TYPE_UC;
			if (i == j)
				expected = types[i];
			else if (types[i] + types[j] ==
					 HV_MEMORY_TYPE_WT +
						 HV_MEMORY_TYPE_WB &&
				 (types[i] == HV_MEMORY_TYPE_WB ||
				  types[j] == HV_MEMORY_TYPE_WB))
				expected = HV_MEMORY_TYPE_WT;
			CHECK_EQUAL(overlap(types[i], types[j]), expected);
		}
	}
}

static void invalid_range_does_not_count(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	struct hv_mtrr mtrr;

	fake_mtrrs_add(&fake, 0x80000000, 0x80000000, HV_MEMORY_TYPE_UC);
	fake.mask[0] &= ~BIT_ULL(11);
	mtrr = decode(&fake);
	check_span(&mtrr, 0x100000, 1ULL << 36, HV_MEMORY_TYPE_WB);
}

static void neighbours_of_one_type_are_one_span(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	struct hv_mtrr mtrr;

	fake.def_type = FAKE_ENABLE | FAKE_FIXED_ENABLE;
	fake_mtrrs_add(&fake, 0, 0x80000000, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 0x80000000, 0x20000000, HV_MEMORY_TYPE_WB);
	fake_mtrrs_add(&fake, 0xa0000000, 0x100000, HV_MEMORY_TYPE_WB);
	mtrr = decode(&fake);
	check_span(&mtrr, 0x100000, 0xa0100000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0xa0100000, 1ULL << 36, HV_MEMORY_TYPE_UC);
	/* Beyond @wanted the caller does not care. */
	CHECK(hv_mtrr_span(&mtrr, 0x100000, 0x200000).end >= 0x200000);
}

static void mask_with_a_hole(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(36);
	struct hv_mtrr mtrr;

	/* Address bits 35:32 are not compared: 2-3 GiB of every 4 GiB. */
	fake_mtrrs_add(&fake, 0x80000000, 0x40000000, HV_MEMORY_TYPE_UC);
	fake.mask[0] &= ~0xf00000000ULL;
	mtrr = decode(&fake);
	check_span(&mtrr, 0x100000, 0x80000000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0x80000000, 0xc0000000, HV_MEMORY_TYPE_UC);
	check_span(&mtrr, 0xc0000000, 0x180000000, HV_MEMORY_TYPE_WB);
	check_span(&mtrr, 0xf80000000, 0xfc0000000, HV_MEMORY_TYPE_UC);
	check_span(&mtrr, 0xfc0000000, 0x1000000000, HV_MEMORY_TYPE_WB);
}

static void errors(void)
{
	struct fake_mtrrs fake = fake_mtrrs_usual(39);
	static const u32 msrs[] = { 0xfe,  0x2ff, 0x250, 0x258, 0x259,
				    0x268, 0x26f, 0x200, 0x201, 0x203 };
	struct hv_mtrr mtrr;
	size_t i;

	fake_mtrrs_add(&fake, 0, 0x1000, 0);
	fake_mtrrs_add(&fake, 0, 0x1000, 0);
	for (i = 0; i < ARRAY_SIZE(msrs); i++) {
		fake.fault = msrs[i];
		CHECK_EQUAL(hv_mtrr_read(&mtrr, 39, fake_mtrrs_read, &fake),
			    -EIO);
	}
	fake.fault = FAKE_NO_FAULT;
	CHECK_EQUAL(hv_mtrr_read(&mtrr, 35, fake_mtrrs_read, &fake), -EINVAL);
	CHECK_EQUAL(hv_mtrr_read(&mtrr, 53, fake_mtrrs_read, &fake), -EINVAL);
	fake.capability = 0x100 + HV_MTRR_MAX_VARIABLE + 1;
	CHECK_EQUAL(hv_mtrr_read(&mtrr, 39, fake_mtrrs_read, &fake), -E2BIG);
}

/* Every address of a span has its type, and the next one has another. */
static void compare(const struct fake_mtrrs *fake, const struct hv_mtrr *mtrr,
		    struct random *random, u64 address, bool exact)
{
	struct hv_mtrr_span span = hv_mtrr_span(mtrr, address, mtrr->limit);
	unsigned int i;
	u64 inside;

	CHECK(span.end > address && span.end <= mtrr->limit);
	CHECK_EQUAL(span.type, fake_mtrrs_type(fake, address));
	CHECK_EQUAL(span.type, fake_mtrrs_type(fake, span.end - 1));
	for (i = 0; i < 8; i++) {
		inside = address + random_below(random, span.end - address);
		CHECK_EQUAL(fake_mtrrs_type(fake, inside), span.type);
	}
	if (exact && span.end < mtrr->limit)
		CHECK(fake_mtrrs_type(fake, span.end) != span.type);
}

static void against_second_opinion(bool holes)
{
	struct random random = { .state = holes };
	struct fake_mtrrs fake;
	struct hv_mtrr mtrr;
	unsigned int i, j;
	u64 address;

	for (i = 0; i < 3000; i++) {
		fake = fake_mtrrs_random(&random, holes);
		mtrr = decode(&fake);
		for (j = 0; j < 24; j++) {
			address = random_u64(&random) >>
				  random_below(&random, 52);
			compare(&fake, &mtrr, &random,
				address & (mtrr.limit - 1), !holes);
		}
	}
}

static void random_whole_masks(void)
{
	against_second_opinion(false);
}

static void random_masks_with_holes(void)
{
	against_second_opinion(true);
}

static void equal_is_about_types(void)
{
	struct fake_mtrrs one = fake_mtrrs_usual(39),
			  other = fake_mtrrs_usual(39);
	struct hv_mtrr a, b;

	/* The same memory in one range or in two. */
	fake_mtrrs_add(&one, 0x80000000, 0x80000000, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&other, 0xc0000000, 0x40000000, HV_MEMORY_TYPE_UC);
	fake_mtrrs_add(&other, 0x80000000, 0x40000000, HV_MEMORY_TYPE_UC);
	a = decode(&one);
	b = decode(&other);
	CHECK(hv_mtrr_equal(&a, &b));

	other.fixed[10] ^= 6ULL << 56;
	b = decode(&other);
	CHECK(!hv_mtrr_equal(&a, &b));
	other = one;
	other.width = 40;
	b = decode(&other);
	CHECK(!hv_mtrr_equal(&a, &b));
}

TAP_MAIN(TAP_TEST(disabled_is_uncached), TAP_TEST(default_type_everywhere),
	 TAP_TEST(fixed_ranges), TAP_TEST(what_is_no_type_is_uncached),
	 TAP_TEST(fixed_wins_over_variable),
	 TAP_TEST(overlap_precedence), TAP_TEST(invalid_range_does_not_count),
	 TAP_TEST(neighbours_of_one_type_are_one_span),
	 TAP_TEST(mask_with_a_hole), TAP_TEST(errors),
	 TAP_TEST(random_whole_masks), TAP_TEST(random_masks_with_holes),
	 TAP_TEST(equal_is_about_types))
