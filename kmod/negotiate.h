/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choosing the control words for a CPU: what a hypervisor wants against what
 * the processor allows (SDM volume 3, appendix "VMX Capability Reporting
 * Facility"). It fails closed, and says which bit is in the way.
 */
#ifndef HV_NEGOTIATE_H
#define HV_NEGOTIATE_H

#include "mtrr.h"
#include "profile.h"
#include "../Generated/uapi/hvcore.h"

/* Bit 55 of IA32_VMX_BASIC: the processor has the TRUE MSRs. */
#define HV_BASIC_TRUE_CONTROLS	BIT_ULL(55)

/**
 * struct hv_capabilities - the VMX capability MSRs of a CPU
 * @present: bit n: MSR HV_CAPABILITY_FIRST + n can be read
 * @values: their values; 0 for the others
 */
struct hv_capabilities {
	u32 present;
	u64 values[HV_NR_CAPABILITIES];
};
static_assert(HV_NR_CAPABILITIES <= 32);

/**
 * typedef hv_cpuid_fn - how CPUID is executed
 * @context: the caller's
 * @leaf: EAX
 * @subleaf: ECX
 * @registers: results, by enum hv_cpuid_register
 */
typedef void (*hv_cpuid_fn)(void *context, u32 leaf, u32 subleaf,
			    u32 registers[4]);

/**
 * hv_capabilities_read() - read the VMX capability MSRs of this CPU
 * @capabilities: where to
 * @read: how to read an MSR
 * @context: for @read
 */
void hv_capabilities_read(struct hv_capabilities *capabilities,
			  hv_read_msr_fn read, void *context);

/* Return: whether the MSR is there; *@value is 0 when it is not. */
bool hv_capability(const struct hv_capabilities *capabilities, u32 msr,
		   u64 *value);

/**
 * hv_negotiate() - choose the control words for a CPU
 * @profile: the hypervisor
 * @capabilities: of the CPU
 * @cpuid: how CPUID is executed on the CPU
 * @context: for @cpuid
 * @cpu: the CPU's number, for the refusal
 * @controls: the result
 * @refusal: why not
 *
 * Return: 0, or -EOPNOTSUPP, with @refusal filled in and @controls all zero.
 */
int hv_negotiate(const struct hv_profile *profile,
		 const struct hv_capabilities *capabilities,
		 hv_cpuid_fn cpuid, void *context, u32 cpu,
		 struct hv_controls *controls, struct hvcore_refusal *refusal);

/**
 * hv_controls_equal() - whether two CPUs came to the same result
 * @first: of the CPU that is the measure
 * @other: of the CPU that is compared
 * @first_cpu: its number, for the refusal
 * @other_cpu: its number, for the refusal
 * @refusal: which word and bit differ, when the result is false
 */
bool hv_controls_equal(const struct hv_controls *first,
		       const struct hv_controls *other, u32 first_cpu,
		       u32 other_cpu, struct hvcore_refusal *refusal);

#endif /* HV_NEGOTIATE_H */
