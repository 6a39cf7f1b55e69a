// SPDX-License-Identifier: GPL-2.0-only
/* Decoding the MTRRs, and looking memory types up by span. */
#include "mtrr.h"

/* IA32_MTRRCAP */
#define CAP_VARIABLE_COUNT	0xffull
#define CAP_FIXED		BIT_ULL(8)

/* IA32_MTRR_DEF_TYPE */
#define DEF_TYPE_TYPE		0xffull
#define DEF_TYPE_FIXED_ENABLE	BIT_ULL(10)
#define DEF_TYPE_ENABLE		BIT_ULL(11)

/* IA32_MTRR_PHYSBASEn and IA32_MTRR_PHYSMASKn */
#define BASE_TYPE		0xffull
#define MASK_VALID		BIT_ULL(11)

/*
 * Boundaries between pieces when no mask has holes: one for each fixed range,
 * two for each variable one. More are looked at only for masks with holes.
 */
#define MAX_PIECES		256
static_assert(MAX_PIECES > 8 * HV_MTRR_NR_FIXED + 2 * HV_MTRR_MAX_VARIABLE);

#define EACH_BYTE		0x0101010101010101ull

/* Whether all bytes are memory types: 0, 1, 4, 5 or 6. */
static bool are_types(u64 value)
{
	u64 bit1_set = value >> 1, bit2_clear = ~value >> 2;

	return !(value & ~(7 * EACH_BYTE)) &&
	       !(bit1_set & (bit2_clear | value) & EACH_BYTE);
}

/* The processor cannot hold other values; were one seen, UC is safe. */
static u8 decode_type(u64 value)
{
	switch (value & 0xff) {
	case HV_MEMORY_TYPE_WC:
	case HV_MEMORY_TYPE_WT:
	case HV_MEMORY_TYPE_WP:
	case HV_MEMORY_TYPE_WB:
		return value & 0xff;
	default:
		return HV_MEMORY_TYPE_UC;
	}
}

static u32 fixed_msr(unsigned int index)
{
	if (index == 0)
		return HV_MSR_MTRR_FIX64K;
	if (index <= 2)
		return HV_MSR_MTRR_FIX16K + (index - 1);
	return HV_MSR_MTRR_FIX4K + (index - 3);
}

static int read_fixed(struct hv_mtrr *mtrr, hv_read_msr_fn read, void *context)
{
	unsigned int i, shift;
	u64 value;

	for (i = 0; i < HV_MTRR_NR_FIXED; i++) {
		if (read(context, fixed_msr(i), &value))
			return -EIO;
		mtrr->fixed[i] = value;
		if (are_types(value))
			continue;
		mtrr->fixed[i] = 0;
		for (shift = 0; shift < 64; shift += 8)
			mtrr->fixed[i] |= (u64)decode_type(value >> shift)
					  << shift;
	}
	mtrr->fixed_enabled = true;
	return 0;
}

static int read_variable(struct hv_mtrr *mtrr, unsigned int count,
			 hv_read_msr_fn read, void *context)
{
	u64 address_bits = (mtrr->limit - 1) & ~(u64)(PAGE_SIZE - 1);
	struct hv_mtrr_range *range;
	unsigned int i;
	u64 base, mask;

	for (i = 0; i < count; i++) {
		if (read(context, HV_MSR_MTRR_PHYSBASE(i), &base) ||
		    read(context, HV_MSR_MTRR_PHYSMASK(i), &mask))
			return -EIO;
		if (!(mask & MASK_VALID))
			continue;
		range = &mtrr->ranges[mtrr->nr_ranges++];
		range->mask = mask & address_bits;
		range->base = base & range->mask;
		range->type = decode_type(base & BASE_TYPE);
	}
	return 0;
}

int hv_mtrr_read(struct hv_mtrr *mtrr, unsigned int physical_width,
		 hv_read_msr_fn read, void *context)
{
	u64 capability, def_type;
	int error;

	memset(mtrr, 0, sizeof(*mtrr));
	if (physical_width < HV_PHYSICAL_WIDTH_MIN ||
	    physical_width > HV_PHYSICAL_WIDTH_MAX)
		return -EINVAL;
	mtrr->limit = BIT_ULL(physical_width);

	if (read(context, HV_MSR_MTRRCAP, &capability) ||
	    read(context, HV_MSR_MTRR_DEF_TYPE, &def_type))
		return -EIO;
	if ((capability & CAP_VARIABLE_COUNT) > HV_MTRR_MAX_VARIABLE)
		return -E2BIG;

	/* Disabled, all of physical memory is UC, whatever else is said. */
	mtrr->default_type = HV_MEMORY_TYPE_UC;
	if (!(def_type & DEF_TYPE_ENABLE))
		return 0;

	mtrr->default_type = decode_type(def_type & DEF_TYPE_TYPE);
	if ((capability & CAP_FIXED) && (def_type & DEF_TYPE_FIXED_ENABLE)) {
		error = read_fixed(mtrr, read, context);
		if (error)
			return error;
	}
	return read_variable(mtrr, capability & CAP_VARIABLE_COUNT, read,
			     context);
}

/* The type at @address, as far as the bytes of one MSR are the same. */
static __always_inline struct hv_mtrr_span
fixed_piece(const struct hv_mtrr *mtrr, u64 address)
{
	unsigned int index, shift, count;
	u64 types, differences;

	if (address < 0x80000) {
		index = address >> 16;
		shift = 16;
	} else if (address < 0xc0000) {
		index = 8 + ((address - 0x80000) >> 14);
		shift = 14;
	} else {
		index = 24 + ((address - 0xc0000) >> 12);
		shift = 12;
	}
	types = mtrr->fixed[index / 8] >> 8 * (index % 8);
	differences = types ^ (types & 0xff) * EACH_BYTE;
	count = 8 - index % 8;
	if (differences)
		count = min_t(unsigned int, count,
			      __builtin_ctzll(differences) / 8);
	return (struct hv_mtrr_span) {
		.end = ((address >> shift) + count) << shift,
		.type = types & 0xff,
	};
}

static __always_inline u64 bits_below(unsigned int bit)
{
	return BIT_ULL(bit) - 1;
}

/*
 * The lowest address above @address that is in @range, which @address is not:
 * the bits above the highest that differs stay if that one must become 1;
 * otherwise the lowest free bit above it must carry.
 */
static __always_inline u64 next_match(const struct hv_mtrr_range *range,
				      u64 address, u64 limit)
{
	unsigned int bit = hv_highest_bit((address ^ range->base) &
					  range->mask);
	u64 carry;

	if (range->base & BIT_ULL(bit))
		return (address & ~bits_below(bit)) |
		       (range->base & bits_below(bit + 1));

	carry = (limit - 1) & ~range->mask & ~address & ~bits_below(bit + 1);
	if (!carry)
		return limit;
	carry &= -carry;
	return (address & ~(carry | (carry - 1))) | carry |
	       (range->base & (carry - 1));
}

/* The end of the block of addresses around @address that @mask lets through. */
static __always_inline u64 block_end(u64 mask, u64 address, u64 limit)
{
	if (!mask)
		return limit;
	return (address | ((mask & -mask) - 1)) + 1;
}

/*
 * What the SDM leaves undefined, an overlap other than of WT and WB where none
 * is UC, becomes UC: that is never wrong, only slow.
 */
static __always_inline u8 combine(u32 types, u8 default_type)
{
	if (!types)
		return default_type;
	if (!(types & (types - 1)))
		return hv_highest_bit(types);
	if (types == (BIT(HV_MEMORY_TYPE_WT) | BIT(HV_MEMORY_TYPE_WB)))
		return HV_MEMORY_TYPE_WT;
	return HV_MEMORY_TYPE_UC;
}

/* The type at @address up to the next boundary of any range that counts. */
static __always_inline struct hv_mtrr_span piece(const struct hv_mtrr *mtrr,
						 u64 address)
{
	struct hv_mtrr_span span = { .end = mtrr->limit };
	const struct hv_mtrr_range *range;
	u64 end, uncached_end = 0;
	u32 types = 0;
	unsigned int i;

	if (address < HV_MTRR_FIXED_END && mtrr->fixed_enabled)
		return fixed_piece(mtrr, address);

	for (i = 0; i < mtrr->nr_ranges; i++) {
		range = &mtrr->ranges[i];
		if ((address ^ range->base) & range->mask) {
			end = next_match(range, address, mtrr->limit);
		} else {
			types |= BIT(range->type);
			end = block_end(range->mask, address, mtrr->limit);
			if (range->type == HV_MEMORY_TYPE_UC &&
			    end > uncached_end)
				uncached_end = end;
		}
		if (end < span.end)
			span.end = end;
	}
	/* Where one range says UC, the others do not matter. */
	if (uncached_end)
		span.end = uncached_end;
	span.type = combine(types, mtrr->default_type);
	return span;
}

noinstr struct hv_mtrr_span hv_mtrr_span(const struct hv_mtrr *mtrr,
					 u64 address, u64 wanted)
{
	struct hv_mtrr_span span = piece(mtrr, address);
	struct hv_mtrr_span next;
	unsigned int i;

	for (i = 0; i < MAX_PIECES; i++) {
		if (span.end >= wanted || span.end >= mtrr->limit)
			break;
		next = piece(mtrr, span.end);
		if (next.type != span.type)
			break;
		span.end = next.end;
	}
	return span;
}

bool hv_mtrr_equal(const struct hv_mtrr *a, const struct hv_mtrr *b)
{
	struct hv_mtrr_span in_a, in_b;
	u64 address;

	if (!memcmp(a, b, sizeof(*a)))
		return true;
	if (a->limit != b->limit)
		return false;
	for (address = 0; address < a->limit;
	     address = min(in_a.end, in_b.end)) {
		in_a = hv_mtrr_span(a, address, a->limit);
		in_b = hv_mtrr_span(b, address, b->limit);
		if (in_a.type != in_b.type)
			return false;
	}
	return true;
}
