// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any MTRRs: the types that mtrr.c gives to memory, against the manual's rules
 * for one address at a time.
 */
#include "mtrr_input.h"

/*
 * The manual's rules, for @address (SDM volume 3, "Memory Type Range
 * Registers"), from the MSRs and nothing else.
 */
static u8 plain_type(const struct fake_mtrrs *fake, u64 address)
{
	u64 compared = ((1ULL << fake->width) - 1) & ~0xfffULL;
	unsigned int i, count = fake->capability & 0xff;
	bool any = false, is_wt = false, is_other = false;
	u8 type = 0, this_type;
	u64 start = 0;

	/* E = 0: all is UC. */
	if (!(fake->def_type & 1 << 11))
		return 0;
	if ((fake->capability & 1 << 8) && (fake->def_type & 1 << 10) &&
	    address < 0x100000) {
		/* Eleven registers of eight ranges each, from 0 up. */
		for (i = 0; i < 88; i++) {
			start += i < 8 ? 0x10000 : i < 24 ? 0x4000 : 0x1000;
			if (address < start)
				return fake->fixed[i / 8] >> 8 * (i % 8);
		}
	}
	for (i = 0; i < count; i++) {
		if (!(fake->mask[i] & 1 << 11))
			continue;
		if ((address & fake->mask[i] & compared) !=
		    (fake->base[i] & fake->mask[i] & compared))
			continue;
		this_type = fake->base[i];
		if (this_type == 0)
			return 0;
		if (any && this_type != type) {
			/* WT and WB make WT; all else is undefined. */
			if ((this_type != 4 && this_type != 6) ||
			    (type != 4 && type != 6))
				is_other = true;
		}
		is_wt |= this_type == 4;
		type = any && this_type != type && is_wt ? 4 : this_type;
		any = true;
	}
	if (!any)
		return fake->def_type;
	/* mtrr.c promises UC where the manual promises nothing. */
	return is_other ? 0 : type;
}

static bool has_holes(const struct fake_mtrrs *fake)
{
	u64 compared = ((1ULL << fake->width) - 1) & ~0xfffULL;
	unsigned int i;
	u64 mask;

	for (i = 0; i < (fake->capability & 0xff); i++) {
		mask = fake->mask[i] & compared;
		if (mask && compared != (mask | (compared & ((mask & -mask) - 1))))
			return true;
	}
	return false;
}

static void check_span(const struct fake_mtrrs *fake,
		       const struct hv_mtrr *mtrr, u64 address, u64 wanted,
		       u64 mixer)
{
	struct hv_mtrr_span span = hv_mtrr_span(mtrr, address, wanted);
	unsigned int i, bit;
	u64 inside;

	CHECK(span.end > address);
	CHECK(span.end <= mtrr->limit);
	CHECK_EQUAL(span.type, plain_type(fake, address));
	CHECK_EQUAL(span.type, plain_type(fake, span.end - 1));
	/* Where a range could begin or end in between. */
	for (bit = 12; bit < fake->width; bit++) {
		inside = (address | ((1ULL << bit) - 1)) + 1;
		if (inside < span.end) {
			CHECK_EQUAL(span.type, plain_type(fake, inside));
			CHECK_EQUAL(span.type, plain_type(fake, inside - 1));
		}
	}
	for (i = 0; i < 8; i++) {
		mixer = mixer * 6364136223846793005ULL + 1442695040888963407ULL;
		inside = address + (mixer >> 8) % (span.end - address);
		CHECK_EQUAL(span.type, plain_type(fake, inside));
	}
	/* With holes in a mask the search is bounded, and may end early. */
	if (span.end < wanted && span.end < mtrr->limit && !has_holes(fake))
		CHECK(plain_type(fake, span.end) != span.type);
}

/* Equal to itself; not to one that differs at an address that is seen. */
static void check_equal(const struct fake_mtrrs *fake,
			const struct hv_mtrr *mtrr, struct input *input)
{
	struct fake_mtrrs changed = *fake;
	unsigned int count = fake->capability & 0xff;
	u64 address = take(input, 7) & (mtrr->limit - 1);
	struct hv_mtrr other;

	if (has_holes(fake))
		return;
	CHECK(hv_mtrr_equal(mtrr, mtrr));
	changed.def_type ^= (take(input, 1) & 7) << 9;
	if (count)
		changed.base[take(input, 1) % count] ^= take(input, 4) << 12;
	CHECK_EQUAL(hv_mtrr_read(&other, changed.width, fake_mtrrs_read,
				 &changed),
		    0);
	if (plain_type(fake, address) != plain_type(&changed, address))
		CHECK(!hv_mtrr_equal(mtrr, &other));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	struct fake_mtrrs fake = take_mtrrs(&input);
	unsigned int choice = take(&input, 1);
	struct hv_mtrr mtrr;
	int error;

	/* A register that faults, more registers than there are numbers. */
	if (choice < 16)
		fake.fault = 0x200 + 2 * choice;
	else if (choice < 20)
		fake.width = 30 + 23 * (choice & 1);
	else if (choice < 24)
		fake.capability |= 41 + choice;
	error = hv_mtrr_read(&mtrr, fake.width, fake_mtrrs_read, &fake);
	if (choice < 16) {
		CHECK(!error || error == -EIO);
		return 0;
	}
	if (choice < 24) {
		CHECK_EQUAL(error, choice < 20 ? -EINVAL : -E2BIG);
		return 0;
	}
	CHECK_EQUAL(error, 0);
	CHECK_EQUAL(mtrr.limit, 1ULL << fake.width);
	check_span(&fake, &mtrr, 0, mtrr.limit, size);
	check_span(&fake, &mtrr, mtrr.limit - 1, mtrr.limit, size);
	check_equal(&fake, &mtrr, &input);
	while (input.left) {
		u64 address = take(&input, 7) & (mtrr.limit - 1);
		u64 wanted = address + (take(&input, 4) << (address & 15));

		check_span(&fake, &mtrr, address, wanted, address ^ size);
	}
	return 0;
}
