// SPDX-License-Identifier: GPL-2.0-only
/* VMX capability MSRs and CPUID of a processor that tests make up. */
#include "fake_processor.h"

void fake_processor_set(struct fake_processor *processor, u32 msr, u64 value)
{
	processor->capabilities.present |= 1u << (msr - HV_CAPABILITY_FIRST);
	processor->capabilities.values[msr - HV_CAPABILITY_FIRST] = value;
}

void fake_processor_remove(struct fake_processor *processor, u32 msr)
{
	processor->capabilities.present &= ~(1u << (msr - HV_CAPABILITY_FIRST));
	processor->capabilities.values[msr - HV_CAPABILITY_FIRST] = 0;
}

u64 fake_processor_get(const struct fake_processor *processor, u32 msr)
{
	return processor->capabilities.values[msr - HV_CAPABILITY_FIRST];
}

struct fake_processor fake_processor(void)
{
	struct fake_processor processor = { .max_leaf = 0x1f };

	fake_processor_set(&processor, 0x480, HV_BASIC_TRUE_CONTROLS | 1);
	fake_processor_set(&processor, 0x481, 0xffffffff00000016);
	fake_processor_set(&processor, 0x482, 0xffffffff0401e172);
	fake_processor_set(&processor, 0x483, 0xffffffff00036dff);
	fake_processor_set(&processor, 0x484, 0xffffffff000011ff);
	fake_processor_set(&processor, 0x48b, 0xffffffff00000000);
	fake_processor_set(&processor, 0x48d, 0xffffffff00000016);
	fake_processor_set(&processor, 0x48e, 0xffffffff04006172);
	fake_processor_set(&processor, 0x48f, 0xffffffff00036dfb);
	fake_processor_set(&processor, 0x490, 0xffffffff000011fb);
	fake_processor_set(&processor, 0x492, ~0ULL);
	fake_processor_set(&processor, 0x493, ~0ULL);
	return processor;
}

void fake_processor_cpuid(void *context, u32 leaf, u32 subleaf,
			  u32 registers[4])
{
	const struct fake_processor *processor = context;
	u32 last = leaf & 0x80000000 ? 0x80000008 : processor->max_leaf;
	size_t i;

	/* As processors do: a leaf beyond the last one shows something else. */
	memset(registers, leaf > last ? 0xff : 0, 4 * sizeof(u32));
	if (!(leaf & 0x7fffffff))
		registers[HV_EAX] = last;
	for (i = 0; i < processor->nr_leaves; i++)
		if (processor->leaves[i].leaf == leaf &&
		    processor->leaves[i].subleaf == subleaf)
			memcpy(registers, processor->leaves[i].registers,
			       4 * sizeof(u32));
}

bool fake_processor_load(struct fake_processor *processor, const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned long long value;
	unsigned int msr;
	char line[256];

	memset(processor, 0, sizeof(*processor));
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, " \"0x%x\": \"0x%llx\"", &msr, &value) == 2 &&
		    msr >= HV_CAPABILITY_FIRST && msr <= HV_CAPABILITY_LAST)
			fake_processor_set(processor, msr, value);
	fclose(file);
	return processor->capabilities.present & 1;
}
