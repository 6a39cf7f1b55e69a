/* SPDX-License-Identifier: GPL-2.0-only */
/* VMX capability MSRs and CPUID of a processor that tests make up. */
#ifndef HV_FAKE_PROCESSOR_H
#define HV_FAKE_PROCESSOR_H

#include "negotiate.h"

#define FAKE_CPUID_LEAVES 8

/**
 * struct fake_processor - a processor
 * @capabilities: the VMX capability MSRs
 * @max_leaf: CPUID.0:EAX
 * @leaves: what CPUID shows; everything else is 0
 * @nr_leaves: how many
 */
struct fake_processor {
	struct hv_capabilities capabilities;
	u32 max_leaf;
	struct {
		u32 leaf, subleaf, registers[4];
	} leaves[FAKE_CPUID_LEAVES];
	size_t nr_leaves;
};

/* A late processor that allows every control and forces only reserved ones. */
struct fake_processor fake_processor(void);

void fake_processor_set(struct fake_processor *processor, u32 msr, u64 value);
void fake_processor_remove(struct fake_processor *processor, u32 msr);
u64 fake_processor_get(const struct fake_processor *processor, u32 msr);

/* For hv_negotiate(); @context is a struct fake_processor. */
void fake_processor_cpuid(void *context, u32 leaf, u32 subleaf,
			  u32 registers[4]);

/* Reads a file of /work/shared/processors. Return: whether it was one. */
bool fake_processor_load(struct fake_processor *processor, const char *path);

#endif /* HV_FAKE_PROCESSOR_H */
