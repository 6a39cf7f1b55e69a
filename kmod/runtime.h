/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Natives: what generated handlers call because the IR cannot say it. Root
 * mode; they call nothing outside .noinstr.text.
 */
#ifndef HV_RUNTIME_H
#define HV_RUNTIME_H

#include "vcpu.h"

/* Adds an event to the ring of this CPU; counted as lost when it is full. */
void hv_emit(struct hv_vcpu *vcpu, u16 kind, u64 word0, u64 word1, u64 word2,
	     u64 word3);

/* XSETBV; @faulted says whether the processor raised an exception. */
void hv_xsetbv(struct hv_vcpu *vcpu, u32 index, u64 value, bool *faulted);

/* WBINVD. */
void hv_write_back_caches(struct hv_vcpu *vcpu);

/**
 * hv_flush_guest_tlb() - drop what the processor cached of the guest's linear
 * addresses
 * @vcpu: the current vcpu
 *
 * Without VPID there is nothing to do: VM entries and exits flush.
 */
void hv_flush_guest_tlb(struct hv_vcpu *vcpu);

/**
 * hv_fill_ept() - answer an EPT violation
 * @vcpu: the current vcpu
 * @guest_physical: the address
 * @filled: whether the access can be tried again; false when the address is
 *	beyond what four levels map, or @vcpu has no identity map
 */
void hv_fill_ept(struct hv_vcpu *vcpu, u64 guest_physical, bool *filled);

#endif /* HV_RUNTIME_H */
