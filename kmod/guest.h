/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest mode: a vcpu on behalf of a process, with Linux as the host. */
#ifndef HV_GUEST_H
#define HV_GUEST_H

#include "guest_memory.h"
#include "vm.h"

/**
 * struct hv_guest - a vcpu of guest mode and its memory
 * @vm: the machine; its CPUs have no vcpu of their own
 * @vcpu: the vcpu
 * @memory: what it runs in
 * @environment: what its VMCS was set up from
 * @is_set_up: whether that was done
 * @exits: VM exits so far
 * @exit_reason: of the last one, as in the VMCS
 * @action: what its handler returned
 * @rip: where the guest is
 * @rsp: its stack pointer
 */
struct hv_guest {
	struct hv_vm *vm;
	struct hv_vcpu *vcpu;
	struct hv_guest_memory memory;
	struct hv_environment environment;
	bool is_set_up;
	u64 exits;
	u32 exit_reason;
	hv_action_t action;
	u64 rip;
	u64 rsp;
};

/**
 * hv_guest_run() - what HVCORE_IOC_GUEST_RUN does
 * @argument: validated
 *
 * Return: 0 when a handler left for user space or stopped; -ENOENT, -EBUSY,
 * -ETIME, -EINTR, -EFAULT, -ENOMEM; -EOPNOTSUPP when the processor or the
 * profile cannot; -EIO when an exit was fatal. The log says more.
 */
int hv_guest_run(struct hvcore_guest_run *argument);

/**
 * hv_guest_run_some() - run the vcpu until the host is wanted
 * @guest: the guest
 * @limit: exits after which to return
 *
 * VMX operation is entered and left in here, with interrupts off, because
 * Linux as the host does not know of CR4.VMXE.
 *
 * Return: 0 to go on; 1 when @guest->action is not to resume; a negative
 * error number when VMX failed.
 */
int hv_guest_run_some(struct hv_guest *guest, u64 limit);

#endif /* HV_GUEST_H */
