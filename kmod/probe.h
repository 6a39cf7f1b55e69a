/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_PROBE_H
#define HV_PROBE_H

#include "cpu.h"
#include "profile.h"

/**
 * hv_probe_cpu() - whether a CPU can run a profile
 * @cpu: this CPU; interrupts are off
 * @profile: the profile
 *
 * Fills in @cpu->capabilities, @cpu->controls and @cpu->mtrr. Nothing of the
 * CPU is changed.
 *
 * Return: 0, or a negative error number with @cpu->refusal filled in.
 */
int hv_probe_cpu(struct hv_cpu *cpu, const struct hv_profile *profile);

/**
 * hv_probe_compare() - whether a CPU is like the one that is the measure
 * @first: the measure
 * @cpu: another one; both were probed
 *
 * Return: 0, or -EOPNOTSUPP with @cpu->refusal filled in.
 */
int hv_probe_compare(const struct hv_cpu *first, struct hv_cpu *cpu);

/* CPUID as the pure code wants it; @context is not used. */
void hv_probe_cpuid(void *context, u32 leaf, u32 subleaf, u32 registers[4]);

/* RDMSR as the pure code wants it; @context is not used. */
bool hv_probe_rdmsr(void *context, u32 msr, u64 *value);

#endif /* HV_PROBE_H */
