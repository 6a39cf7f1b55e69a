// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any MTRRs, any ranges that exist, any addresses that are touched: everything
 * that is mapped must be mapped right, and every page must come back.
 */
#include "ept_machine.h"
#include "mtrr_input.h"

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
