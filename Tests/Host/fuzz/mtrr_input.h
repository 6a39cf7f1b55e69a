/* SPDX-License-Identifier: GPL-2.0-only */
/* MTRRs made of an input. */
#ifndef HV_FUZZ_MTRR_INPUT_H
#define HV_FUZZ_MTRR_INPUT_H

#include "fake_mtrrs.h"
#include "input.h"

static inline u8 take_type(struct input *input)
{
	static const u8 types[] = { 0, 1, 4, 5, 6 };

	return types[take(input, 1) % 5];
}

/* Any types that a processor can hold, any masks, width 36 to 52. */
static inline struct fake_mtrrs take_mtrrs(struct input *input)
{
	struct fake_mtrrs fake = { .width = 36 + take(input, 1) % 17,
				   .fault = FAKE_NO_FAULT };
	unsigned int i, byte;

	fake.def_type = take_type(input) | (take(input, 1) & 3) << 10;
	fake.capability = (take(input, 1) & 1) << 8 | take(input, 1) % 11;
	for (i = 0; i < 11 && fake.def_type & FAKE_FIXED_ENABLE; i++)
		for (byte = 0; byte < 8; byte++)
			fake.fixed[i] |= (u64)take_type(input) << 8 * byte;
	for (i = 0; i < (fake.capability & 0xff); i++) {
		fake.base[i] = take(input, 6) << 12 | take_type(input);
		fake.mask[i] = take(input, 6) << 12 | (take(input, 1) & 1)
							      << 11;
	}
	return fake;
}

#endif /* HV_FUZZ_MTRR_INPUT_H */
