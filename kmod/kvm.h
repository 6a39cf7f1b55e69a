/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HV_KVM_H
#define HV_KVM_H

#include "../Generated/uapi/hvcore.h"

/* From here on kvm_intel is not let in while VT-x is in use here. */
int hv_kvm_init(void);
void hv_kvm_exit(void);

/**
 * hv_kvm_refuse() - refuse a start beside kvm_intel
 * @refusal: says so, in that case
 *
 * With hv_machine.lock held or hv_machine.guest_running set, either of which
 * keeps kvm_intel from being loaded afterwards.
 *
 * Return: 0, or -EBUSY.
 */
int hv_kvm_refuse(struct hvcore_refusal *refusal);

#endif /* HV_KVM_H */
