/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of which single bits may be unknown, as the BPF verifier has them in
 * kernel/bpf/tnum.c. What is known of a result is sound, and exact when every
 * operand is known. A truth value is one bit.
 *
 * For the kernel and for user space; root mode has no use for it.
 */
#ifndef HV_KNOWN_BITS_H
#define HV_KNOWN_BITS_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
#endif

/**
 * struct hv_known - what is known of a value
 * @bits: the bits that are known; 0 where one is unknown
 * @unknown: the bits that are unknown
 */
struct hv_known {
	u64 bits;
	u64 unknown;
};

static inline struct hv_known kb_const(u64 bits)
{
	return (struct hv_known){ bits, 0 };
}

/* The smallest and the largest value that it can be. */
static inline u64 kb_least(struct hv_known value)
{
	return value.bits;
}

static inline u64 kb_most(struct hv_known value)
{
	return value.bits | value.unknown;
}

/* True for sure, false for sure. */
static inline bool kb_true(struct hv_known value)
{
	return value.bits;
}

static inline bool kb_false(struct hv_known value)
{
	return !kb_most(value);
}

/* Operators; @mask has the bits of the type. */
struct hv_known kb_not(struct hv_known value, u64 mask);
struct hv_known kb_and(struct hv_known left, struct hv_known right);
struct hv_known kb_or(struct hv_known left, struct hv_known right);
struct hv_known kb_xor(struct hv_known left, struct hv_known right);
struct hv_known kb_add(struct hv_known left, struct hv_known right, u64 mask);
struct hv_known kb_subtract(struct hv_known left, struct hv_known right,
			    u64 mask);
struct hv_known kb_min(struct hv_known left, struct hv_known right);
struct hv_known kb_left(struct hv_known value, unsigned int by, u64 mask);
struct hv_known kb_right(struct hv_known value, unsigned int by);
struct hv_known kb_mask(struct hv_known value, u64 mask);
struct hv_known kb_bit(struct hv_known value, struct hv_known index,
		       unsigned int width);
/* One of the two, by a truth value. */
struct hv_known kb_choose(struct hv_known condition, struct hv_known yes,
			  struct hv_known no);

/* Truth values. */
struct hv_known kb_equal(struct hv_known left, struct hv_known right);
struct hv_known kb_differ(struct hv_known left, struct hv_known right);
struct hv_known kb_less(struct hv_known left, struct hv_known right);
struct hv_known kb_at_most(struct hv_known left, struct hv_known right);
struct hv_known kb_unless(struct hv_known value);
/* True also when @condition is false. */
struct hv_known kb_given(struct hv_known condition, struct hv_known holds);

/* Whether it is @constant, has each bit of @mask, none, or one of them. */
struct hv_known kb_is(struct hv_known value, u64 constant);
struct hv_known kb_has_all(struct hv_known value, u64 mask);
struct hv_known kb_has_none(struct hv_known value, u64 mask);
struct hv_known kb_has_any(struct hv_known value, u64 mask);

#endif /* HV_KNOWN_BITS_H */
