// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any MTRRs, any ranges that exist, any addresses that are touched: everything
 * that is mapped must be mapped right, and every page must come back.
 */
#include "ept_machine.h"
#include "tap.h"

struct input {
	const u8 *data;
	size_t left;
};

/* 0 when the input is at its end. */
static u64 take(struct input *input, size_t bytes)
{
	u64 value = 0;

	while (bytes-- && input->left) {
		value = value << 8 | *input->data++;
		input->left--;
	}
	return value;
}

static u8 take_type(struct input *input)
{
	static const u8 types[] = { 0, 1, 4, 5, 6 };

	return types[take(input, 1) % 5];
}

static struct fake_mtrrs take_mtrrs(struct input *input)
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

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const u64 capabilities[] = { EPT_CAPS_2M, EPT_CAPS_ALL };
	struct input input = { data, size };
	struct fake_mtrrs fake = take_mtrrs(&input);
	struct hv_physical_range range;
	struct ept_machine machine;
	enum hv_ept_fill_result result;
	struct ept_walk before;
	u64 address;
	int error;

	range.start = take(&input, 4) << 12;
	range.end = range.start + ((take(&input, 3) & 0x1fffff) << 12);
	error = ept_machine_start(&machine, fake,
				  capabilities[take(&input, 1) % 2], &range, 1,
				  3 + take(&input, 1) % 8);
	CHECK(!error || error == -ERANGE || error == -ENOMEM);
	while (!error && input.left) {
		address = take(&input, 6);
		before = ept_machine_walk(&machine, address);
		result = hv_ept_fill(&machine.cpu, address);
		if (address >= machine.shared.limit) {
			CHECK(result == HV_EPT_BEYOND);
			continue;
		}
		CHECK((before.kind == EPT_MAPPED) ==
		      (result == HV_EPT_PRESENT));
		ept_machine_check(&machine, address);
	}
	if (!error && range.start < range.end) {
		ept_machine_check(&machine, range.start);
		ept_machine_check(&machine, range.end - 1);
	}
	ept_machine_stop(&machine);
	return 0;
}
