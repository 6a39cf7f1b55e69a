// SPDX-License-Identifier: GPL-2.0-only
/* Values of which single bits may be unknown. */
#include "known_bits.h"

static struct hv_known truth(bool is_true, bool is_false)
{
	return (struct hv_known){ is_true, !is_true && !is_false };
}

/* Each bit that differs between the two is unknown. */
static struct hv_known either(struct hv_known left, struct hv_known right)
{
	u64 unknown = left.unknown | right.unknown | (left.bits ^ right.bits);

	return (struct hv_known){ left.bits & ~unknown, unknown };
}

struct hv_known kb_mask(struct hv_known value, u64 mask)
{
	return (struct hv_known){ value.bits & mask, value.unknown & mask };
}

struct hv_known kb_not(struct hv_known value, u64 mask)
{
	return (struct hv_known){ ~kb_most(value) & mask, value.unknown & mask };
}

struct hv_known kb_and(struct hv_known left, struct hv_known right)
{
	u64 bits = left.bits & right.bits;

	return (struct hv_known){ bits, kb_most(left) & kb_most(right) & ~bits };
}

struct hv_known kb_or(struct hv_known left, struct hv_known right)
{
	u64 bits = left.bits | right.bits;

	return (struct hv_known){ bits, (left.unknown | right.unknown) & ~bits };
}

struct hv_known kb_xor(struct hv_known left, struct hv_known right)
{
	u64 unknown = left.unknown | right.unknown;

	return (struct hv_known){ (left.bits ^ right.bits) & ~unknown, unknown };
}

struct hv_known kb_add(struct hv_known left, struct hv_known right, u64 mask)
{
	u64 least = left.bits + right.bits;
	u64 carries = (least + left.unknown + right.unknown) ^ least;
	u64 unknown = carries | left.unknown | right.unknown;

	return kb_mask((struct hv_known){ least & ~unknown, unknown }, mask);
}

struct hv_known kb_subtract(struct hv_known left, struct hv_known right,
			    u64 mask)
{
	u64 difference = left.bits - right.bits;
	u64 borrows = (difference + left.unknown) ^
		      (difference - right.unknown);
	u64 unknown = borrows | left.unknown | right.unknown;

	return kb_mask((struct hv_known){ difference & ~unknown, unknown },
		       mask);
}

struct hv_known kb_min(struct hv_known left, struct hv_known right)
{
	if (kb_most(left) <= kb_least(right))
		return left;
	if (kb_most(right) <= kb_least(left))
		return right;
	return either(left, right);
}

struct hv_known kb_left(struct hv_known value, unsigned int by, u64 mask)
{
	return kb_mask((struct hv_known){ value.bits << by,
					  value.unknown << by }, mask);
}

struct hv_known kb_right(struct hv_known value, unsigned int by)
{
	return (struct hv_known){ value.bits >> by, value.unknown >> by };
}

struct hv_known kb_bit(struct hv_known value, struct hv_known index,
		       unsigned int width)
{
	struct hv_known result = {}, bit;
	unsigned int number;
	bool found = false;

	for (number = 0; number < width; number++) {
		/* One that the index cannot name does not count. */
		if ((index.bits ^ number) & ~index.unknown & (width - 1))
			continue;
		bit = kb_mask(kb_right(value, number), 1);
		result = found ? either(result, bit) : bit;
		found = true;
	}
	return result;
}

struct hv_known kb_choose(struct hv_known condition, struct hv_known yes,
			  struct hv_known no)
{
	if (!condition.unknown)
		return condition.bits ? yes : no;
	return either(yes, no);
}

struct hv_known kb_equal(struct hv_known left, struct hv_known right)
{
	u64 unknown = left.unknown | right.unknown;
	bool differ = (left.bits ^ right.bits) & ~unknown;

	return truth(!differ && !unknown, differ);
}

struct hv_known kb_differ(struct hv_known left, struct hv_known right)
{
	return kb_unless(kb_equal(left, right));
}

struct hv_known kb_less(struct hv_known left, struct hv_known right)
{
	return truth(kb_most(left) < kb_least(right),
		     kb_least(left) >= kb_most(right));
}

struct hv_known kb_at_most(struct hv_known left, struct hv_known right)
{
	return kb_unless(kb_less(right, left));
}

struct hv_known kb_unless(struct hv_known value)
{
	return kb_not(value, 1);
}

struct hv_known kb_given(struct hv_known condition, struct hv_known holds)
{
	return kb_or(kb_unless(condition), holds);
}

struct hv_known kb_is(struct hv_known value, u64 constant)
{
	return kb_equal(value, kb_const(constant));
}

struct hv_known kb_has_all(struct hv_known value, u64 mask)
{
	return kb_is(kb_mask(value, mask), mask);
}

struct hv_known kb_has_none(struct hv_known value, u64 mask)
{
	return kb_is(kb_mask(value, mask), 0);
}

struct hv_known kb_has_any(struct hv_known value, u64 mask)
{
	return kb_unless(kb_has_none(value, mask));
}
