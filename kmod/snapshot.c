// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/msr-index.h>
#include <asm/vmx.h>

#include "snapshot.h"
#include "vmx_ops.h"
#include "uapi/hvcore.h"

static __always_inline void read_fields(struct hv_snapshot *snapshot)
{
	u64 error = hvp_vmread(VM_INSTRUCTION_ERROR);
	unsigned int i;

	for (i = 0; i < HV_SNAPSHOT_WORDS; i++)
		snapshot->exists[i] = 0;
	/*
	 * A field that the processor does not have makes VMREAD fail, which
	 * changes the VM-instruction error.
	 */
	for (i = 0; i < hv_nr_vmcs_fields; i++) {
		if (!hvp_try_vmread(hv_vmcs_fields[i].encoding,
				    &snapshot->fields[i]))
			snapshot->exists[i / 64] |= BIT_ULL(i % 64);
		if (hv_vmcs_fields[i].encoding == VM_INSTRUCTION_ERROR)
			snapshot->fields[i] = error;
	}
}

static __always_inline void take(struct hv_snapshot *snapshot, u32 kind,
				 bool was_launch)
{
	snapshot->was_launch = was_launch;
	snapshot->current_vmcs = hv_vmptrst();
	snapshot->has_vmcs = snapshot->current_vmcs != ~0ull;
	hvp_rdmsr(MSR_EFER, &snapshot->efer);
	if (snapshot->has_vmcs)
		read_fields(snapshot);
	/* Pairs with the acquire of hv_failure_record(). */
	smp_store_release(&snapshot->kind, kind);
}

noinstr void hv_snapshot_instruction(struct hv_snapshot *snapshot, u32 result,
				     bool was_launch)
{
	snapshot->instruction_error = 0;
	/* There is an error number only while a VMCS is current. */
	if (result == HV_VMX_FAIL_VALID)
		snapshot->instruction_error = hvp_vmread(VM_INSTRUCTION_ERROR);
	snapshot->exit_reason = 0;
	snapshot->qualification = 0;
	take(snapshot, HVCORE_FAILURE_INSTRUCTION, was_launch);
}

noinstr void hv_snapshot_entry(struct hv_snapshot *snapshot, bool was_launch)
{
	snapshot->instruction_error = 0;
	snapshot->exit_reason = hvp_vmread(VM_EXIT_REASON);
	snapshot->qualification = hvp_vmread(EXIT_QUALIFICATION);
	take(snapshot, HVCORE_FAILURE_ENTRY, was_launch);
}
