// SPDX-License-Identifier: GPL-2.0-only
/* The VMX capability MSRs of a CPU, and comparing what CPUs came to. */
#include "negotiate.h"
#include "refusal.h"

void hv_capabilities_read(struct hv_capabilities *capabilities,
			  hv_read_msr_fn read, void *context)
{
	u64 value;
	u32 i;

	memset(capabilities, 0, sizeof(*capabilities));
	for (i = 0; i < HV_NR_CAPABILITIES; i++) {
		if (read(context, HV_CAPABILITY_FIRST + i, &value))
			continue;
		capabilities->present |= BIT(i);
		capabilities->values[i] = value;
	}
}

bool hv_capability(const struct hv_capabilities *capabilities, u32 msr,
		   u64 *value)
{
	u32 index = msr - HV_CAPABILITY_FIRST;

	*value = 0;
	if (index >= HV_NR_CAPABILITIES || !(capabilities->present & BIT(index)))
		return false;
	*value = capabilities->values[index];
	return true;
}

bool hv_controls_equal(const struct hv_controls *first,
		       const struct hv_controls *other, u32 first_cpu,
		       u32 other_cpu, struct hvcore_refusal *refusal)
{
	u64 difference;
	u32 word, bit;

	for (word = 0; word < HV_NR_CONTROL_WORDS; word++) {
		difference = hv_controls_word(first, word) ^
			     hv_controls_word(other, word);
		if (!difference)
			continue;
		bit = __builtin_ctzll(difference);
		hv_refuse_difference(refusal, other_cpu, first_cpu, word, bit,
				     hv_controls_word(other, word) >> bit & 1);
		return false;
	}
	return true;
}
