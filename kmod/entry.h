/* SPDX-License-Identifier: GPL-2.0-only */
/* What the assembly of entry.S offers to C, and calls in C. */
#ifndef HV_ENTRY_H
#define HV_ENTRY_H

#include "cpu.h"
#include "vmx_ops.h"

/**
 * hv_launch() - VMLAUNCH with the caller as the guest
 * @cpu: this CPU, its VMCS current and cleared
 *
 * Calls hv_launch_setup() before. Returns as the guest, with HV_VMX_OK, when
 * the launch succeeded; with HV_VMX_OK and @cpu->phase HV_CPU_NATIVE when the
 * entry failed late, with an exit; else with the reason.
 */
asmlinkage u32 hv_launch(struct hv_cpu *cpu);

/* Called by hv_launch(): sets up the VMCS. */
asmlinkage void hv_launch_setup(struct hv_cpu *cpu, u64 rsp, u64 rip,
				u64 rflags);

/**
 * hv_leave() - leave VMX operation, in root mode
 * @vcpu: the vcpu, its registers saved
 * @action: what the handler returned, not HV_ACTION_RESUME
 *
 * Return: from where the assembly goes on, as the guest, natively.
 */
asmlinkage struct hv_leave_frame *hv_leave(struct hv_vcpu *vcpu,
					   hv_action_t action);

/**
 * hv_leave_failed_resume() - the same when VMRESUME failed
 * @vcpu: the vcpu, its registers saved
 * @result: how VMRESUME ended
 */
asmlinkage struct hv_leave_frame *hv_leave_failed_resume(struct hv_vcpu *vcpu,
							 u32 result);

/**
 * hv_guest_enter() - run a vcpu of guest mode until its next VM exit
 * @vcpu: the vcpu, its VMCS current
 * @launched: whether VMRESUME is to be used
 *
 * Interrupts are off. HOST_RSP is written here; HOST_RIP must be
 * hv_guest_exit.
 *
 * Return: enum hv_vmx_result; HV_VMX_OK after a VM exit.
 */
asmlinkage u32 hv_guest_enter(struct hv_vcpu *vcpu, bool launched);

/* HOST_RIP in guest mode. Not to be called. */
extern const char hv_guest_exit[];

#endif /* HV_ENTRY_H */
