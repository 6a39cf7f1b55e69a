/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was so when a VM entry failed: taken at once, while the VMCS is current,
 * and judged later, when Linux's services can be used (failure.c).
 */
#ifndef HV_SNAPSHOT_H
#define HV_SNAPSHOT_H

#include "platform.h"

/* Room for the fields of the database. */
#define HV_SNAPSHOT_FIELDS	224
#define HV_SNAPSHOT_WORDS	((HV_SNAPSHOT_FIELDS + 63) / 64)

/**
 * struct hv_vmcs_field - a field of the database
 * @encoding: as VMREAD takes it
 * @name: its symbol
 */
struct hv_vmcs_field {
	u32 encoding;
	const char *name;
};

/* Generated from Spec/Architecture/Fields. */
extern const struct hv_vmcs_field hv_vmcs_fields[];
extern const unsigned int hv_nr_vmcs_fields;

/**
 * struct hv_snapshot - a failed VM entry
 * @kind: enum hvcore_failure_kind; 0 while nothing failed. Written last
 * @instruction_error: VM-instruction error; 0 when there is none
 * @exit_reason: all 32 bits; 0 when VMLAUNCH or VMRESUME failed
 * @was_launch: the instruction was VMLAUNCH
 * @has_vmcs: there was a current VMCS, without which nothing below is known
 * @qualification: exit qualification
 * @current_vmcs: the current-VMCS pointer
 * @efer: IA32_EFER of the host
 * @exists: bit n: field n of hv_vmcs_fields could be read
 * @fields: their values, as in hv_vmcs_fields
 */
struct hv_snapshot {
	u32 kind;
	u32 instruction_error;
	u32 exit_reason;
	bool was_launch;
	bool has_vmcs;
	u64 qualification;
	u64 current_vmcs;
	u64 efer;
	u64 exists[HV_SNAPSHOT_WORDS];
	u64 fields[HV_SNAPSHOT_FIELDS];
};

/**
 * hv_snapshot_instruction() - VMLAUNCH or VMRESUME failed
 * @snapshot: where to
 * @result: how, an enum hv_vmx_result
 * @was_launch: it was VMLAUNCH
 *
 * In root mode, before anything else uses VMX: the VM-instruction error is that
 * of the last instruction that failed, and here is read first.
 */
void hv_snapshot_instruction(struct hv_snapshot *snapshot, u32 result,
			     bool was_launch);

/* The entry ended in a VM exit with bit 31 of its reason; as above. */
void hv_snapshot_entry(struct hv_snapshot *snapshot, bool was_launch);

#endif /* HV_SNAPSHOT_H */
