// SPDX-License-Identifier: GPL-2.0-only
/* MTRRs as MSRs, and the SDM's rules for one address. */
#include "fake_mtrrs.h"

static u64 address_bits(const struct fake_mtrrs *fake)
{
	return (1ULL << fake->width) - 1;
}

bool fake_mtrrs_read(void *context, u32 msr, u64 *value)
{
	static const u32 fixed[11] = { 0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
				       0x26b, 0x26c, 0x26d, 0x26e, 0x26f };
	struct fake_mtrrs *fake = context;
	unsigned int i;

	fake->reads++;
	*value = 0;
	if (msr == fake->fault)
		return true;
	if (msr == 0xfe) {
		*value = fake->capability;
		return false;
	}
	if (msr == 0x2ff) {
		*value = fake->def_type;
		return false;
	}
	if (msr >= 0x200 && msr < 0x200 + 2 * (fake->capability & 0xff)) {
		i = (msr - 0x200) / 2;
		*value = msr & 1 ? fake->mask[i] : fake->base[i];
		return false;
	}
	for (i = 0; i < 11; i++) {
		if (fixed[i] == msr && fake->capability & 0x100) {
			*value = fake->fixed[i];
			return false;
		}
	}
	return true;
}

void fake_mtrrs_add(struct fake_mtrrs *fake, u64 base, u64 size, u8 type)
{
	unsigned int i = fake->capability++ & 0xff;

	fake->base[i] = base | type;
	fake->mask[i] = (address_bits(fake) & ~(size - 1)) | BIT_ULL(11);
}

struct fake_mtrrs fake_mtrrs_usual(unsigned int width)
{
	struct fake_mtrrs fake = {
		.width = width,
		.capability = 0x100,
		.def_type = FAKE_ENABLE | FAKE_FIXED_ENABLE | HV_MEMORY_TYPE_WB,
		.fault = FAKE_NO_FAULT,
	};
	unsigned int i;

	for (i = 0; i < 11; i++)
		fake.fixed[i] = 0x0606060606060606ULL;
	fake.fixed[2] = 0; /* A0000-BFFFF */
	for (i = 3; i < 7; i++)
		fake.fixed[i] = 0x0505050505050505ULL; /* C0000-DFFFF */
	return fake;
}

static u8 random_type(struct random *random)
{
	static const u8 types[] = { 0, 1, 4, 5, 6, 6, 4, 0 };

	return types[random_below(random, ARRAY_SIZE(types))];
}

struct fake_mtrrs fake_mtrrs_random(struct random *random, bool holes)
{
	struct fake_mtrrs fake = { .width = 36 + random_below(random, 17),
				   .fault = FAKE_NO_FAULT };
	unsigned int count = random_below(random, 12);
	unsigned int i, byte;
	unsigned int shift;

	fake.def_type = random_type(random) | random_below(random, 4) << 10;
	fake.capability = random_below(random, 2) << 8;
	for (i = 0; i < 11; i++)
		for (byte = 0; byte < 8; byte++)
			fake.fixed[i] |= (u64)random_type(random) << 8 * byte;
	for (i = 0; i < count; i++) {
		/* Small numbers make overlaps and neighbours likely. */
		shift = 12 + random_below(random, fake.width - 11);
		fake_mtrrs_add(&fake,
			       (random_below(random, 8) << shift) &
				       address_bits(&fake),
			       1ULL << shift, random_type(random));
		if (holes && random_below(random, 2))
			fake.mask[i] &= ~(random_u64(random) &
					  random_u64(random) & ~0xfffULL);
		if (!random_below(random, 6))
			fake.mask[i] &= ~BIT_ULL(11);
	}
	return fake;
}

static u8 fixed_type(const struct fake_mtrrs *fake, u64 address)
{
	unsigned int msr, byte;

	if (address < 0x80000) {
		msr = 0;
		byte = address / 0x10000;
	} else if (address < 0xc0000) {
		msr = 1 + (address - 0x80000) / 0x20000;
		byte = (address - 0x80000) % 0x20000 / 0x4000;
	} else {
		msr = 3 + (address - 0xc0000) / 0x8000;
		byte = (address - 0xc0000) % 0x8000 / 0x1000;
	}
	return fake->fixed[msr] >> 8 * byte;
}

u8 fake_mtrrs_type(const struct fake_mtrrs *fake, u64 address)
{
	bool seen[8] = { false };
	unsigned int i, kinds = 0;
	u8 type = 0;
	u64 mask;

	if (!(fake->def_type & FAKE_ENABLE))
		return HV_MEMORY_TYPE_UC;
	if (address < 0x100000 && fake->capability & 0x100 &&
	    fake->def_type & FAKE_FIXED_ENABLE)
		return fixed_type(fake, address);
	for (i = 0; i < (fake->capability & 0xff); i++) {
		mask = fake->mask[i] & address_bits(fake) & ~0xfffULL;
		if (fake->mask[i] & BIT_ULL(11) &&
		    (address & mask) == (fake->base[i] & mask))
			seen[fake->base[i] & 7] = true;
	}
	for (i = 0; i < 8; i++) {
		if (seen[i]) {
			kinds++;
			type = i;
		}
	}
	if (!kinds)
		return fake->def_type & 0xff;
	if (kinds == 1)
		return type;
	if (kinds == 2 && seen[HV_MEMORY_TYPE_WT] && seen[HV_MEMORY_TYPE_WB])
		return HV_MEMORY_TYPE_WT;
	return HV_MEMORY_TYPE_UC;
}
