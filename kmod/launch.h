/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking a CPU under a hypervisor and off it again: runningSystem mode. */
#ifndef HV_LAUNCH_H
#define HV_LAUNCH_H

#include "vm.h"

/**
 * hv_cpu_invalidate() - drop all that the processor cached for guests
 * @cpu: this CPU, in VMX operation; interrupts are off
 *
 * Return: 0, or a negative error number with @cpu->refusal filled in.
 */
int hv_cpu_invalidate(struct hv_cpu *cpu);

/**
 * hv_cpu_load_vmcs() - clear a VMCS and make it the current one
 * @cpu: this CPU, in VMX operation; interrupts are off
 * @vmcs: physical address
 *
 * Return: 0, or a negative error number with @cpu->refusal filled in.
 */
int hv_cpu_load_vmcs(struct hv_cpu *cpu, u64 vmcs);

/**
 * hv_cpu_start() - Linux becomes the guest of this CPU's vcpu
 * @cpu: this CPU, native, with a vcpu; interrupts are off
 *
 * On an error the CPU is as before, and @cpu->refusal says why.
 *
 * Return: 0, or a negative error number, also in @cpu->error.
 */
int hv_cpu_start(struct hv_cpu *cpu);

/**
 * hv_cpu_stop() - Linux gets this CPU back
 * @cpu: this CPU; interrupts are off
 *
 * By hypercall. Nothing is done on a CPU that is native.
 *
 * Return: 0; -EIO when the hypervisor did not honour the hypercall, in which
 * case the CPU is still under it.
 */
int hv_cpu_stop(struct hv_cpu *cpu);

/**
 * hv_cpu_abandon() - leave VMX operation in root mode, without the guest
 * @cpu: this CPU, in root mode; interrupts are off
 *
 * For an NMI handler that does not return: what it interrupted is lost.
 */
void hv_cpu_abandon(struct hv_cpu *cpu);

#endif /* HV_LAUNCH_H */
