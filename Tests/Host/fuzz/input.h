/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes that a fuzzer is given, taken from the front; 0 after their end. */
#ifndef HV_FUZZ_INPUT_H
#define HV_FUZZ_INPUT_H

#include "platform_host.h"
#include "tap.h"

struct input {
	const u8 *data;
	size_t left;
};

static inline u64 take(struct input *input, size_t bytes)
{
	u64 value = 0;

	while (bytes-- && input->left) {
		value = value << 8 | *input->data++;
		input->left--;
	}
	return value;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif /* HV_FUZZ_INPUT_H */
