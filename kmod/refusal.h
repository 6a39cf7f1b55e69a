/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saying why a CPU is refused, in words and in numbers. All return
 * -EOPNOTSUPP, so that a caller can return what they return.
 */
#ifndef HV_REFUSAL_H
#define HV_REFUSAL_H

#include "profile.h"
#include "../Generated/uapi/hvcore.h"

/* A VMX capability MSR that must be there cannot be read. */
int hv_refuse_capability(struct hvcore_refusal *refusal, u32 cpu, u32 msr);

/* A control that is required may not be 1: @msr, which is @value, says so. */
int hv_refuse_missing(struct hvcore_refusal *refusal, u32 cpu, u32 word,
		      u32 bit, u32 msr, u64 value);

/* A control that nobody asked for must be 1: @msr, which is @value, says so. */
int hv_refuse_forced(struct hvcore_refusal *refusal, u32 cpu, u32 word,
		     u32 bit, u32 msr, u64 value);

/* A control that must be 1 lacks what it depends on. */
int hv_refuse_dependency(struct hvcore_refusal *refusal, u32 cpu,
			 const struct hv_control_dependency *dependency);

/* Two CPUs came to different results; @value is the bit on @cpu. */
int hv_refuse_difference(struct hvcore_refusal *refusal, u32 cpu,
			 u32 first_cpu, u32 word, u32 bit, bool value);

#endif /* HV_REFUSAL_H */
