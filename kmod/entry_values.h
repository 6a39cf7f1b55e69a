/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of a failed VM entry, for the rules to look at. */
#ifndef HV_ENTRY_VALUES_H
#define HV_ENTRY_VALUES_H

#include "entry_check.h"
#include "failure.h"

/**
 * struct hv_entry_values - the state that the rules are checked on
 * @state: for entry_check.h
 * @msrs: what @state->msrs points to
 * @raw: the same entries as in memory
 */
struct hv_entry_values {
	struct hv_entry_state state;
	struct hv_entry_msr msrs[HV_FAILURE_MSRS];
	u64 raw[HV_FAILURE_MSRS][2];
};

/**
 * hv_entry_values_fill() - from a snapshot, and from what can be read now
 * @values: where to
 * @snapshot: of the failed entry
 * @capabilities: of the CPU
 *
 * CPUID is that of this processor, out of VMX. What memory holds is read now.
 * What cannot be had stays unknown.
 */
void hv_entry_values_fill(struct hv_entry_values *values,
			  const struct hv_snapshot *snapshot,
			  const struct hv_capabilities *capabilities);

#endif /* HV_ENTRY_VALUES_H */
