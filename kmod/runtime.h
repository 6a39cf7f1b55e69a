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

/* Drops what the processor cached of this vcpu's EPT. */
void hv_flush_ept(struct hv_vcpu *vcpu);

/**
 * hv_fill_ept() - answer an EPT violation
 * @vcpu: the current vcpu
 * @guest_physical: the address
 * @filled: whether the access can be tried again; false when the address is
 *	beyond what four levels map, or @vcpu has no identity map
 */
void hv_fill_ept(struct hv_vcpu *vcpu, u64 guest_physical, bool *filled);

/* RDTSC. */
void hv_read_time_stamp_counter(struct hv_vcpu *vcpu, u64 *value);

/* RDPMC; @faulted says whether the processor raised an exception. */
void hv_read_performance_counter(struct hv_vcpu *vcpu, u32 counter, u64 *value,
				 bool *faulted);

/* RDRAND and RDSEED; @is_ready is CF, without which the value is 0. */
void hv_read_random_number(struct hv_vcpu *vcpu, u64 *value, bool *is_ready);
void hv_read_random_seed(struct hv_vcpu *vcpu, u64 *value, bool *is_ready);

/* DR0 to DR3 and DR6, which exits leave as the guest's. */
void hv_read_debug_register(struct hv_vcpu *vcpu, u8 number, u64 *value);
void hv_write_debug_register(struct hv_vcpu *vcpu, u8 number, u64 value);

void hv_write_cr2(struct hv_vcpu *vcpu, u64 value);

/* CR8. */
void hv_read_task_priority(struct hv_vcpu *vcpu, u64 *value);
void hv_write_task_priority(struct hv_vcpu *vcpu, u64 value);

/* Sets CR0.CD and CR0.NW, which exits and entries leave alone, as in @cr0. */
void hv_set_caching(struct hv_vcpu *vcpu, u64 cr0);

/**
 * hv_hold_interrupt() - keep an interrupt that was acknowledged
 * @vcpu: the current vcpu
 * @vector: of the interrupt
 *
 * Until hv_take_held_interrupt(), which gives 0 when there is none, or until
 * VMX operation is left: see hv_apic_return().
 */
void hv_hold_interrupt(struct hv_vcpu *vcpu, u8 vector);
void hv_take_held_interrupt(struct hv_vcpu *vcpu, u8 *vector);

/* The same for an NMI: any number of them is one. */
void hv_hold_nmi(struct hv_vcpu *vcpu);
void hv_take_held_nmi(struct hv_vcpu *vcpu);

/* The bits of CR3 that are not reserved, but for bit 63. */
void hv_address_bits_of_cr3(struct hv_vcpu *vcpu, u64 *mask);

/**
 * hv_unmap_ept() - take a page from the EPT of this vcpu
 * @vcpu: the current vcpu
 * @guest_physical: an address in the page
 * @taken: whether the next access will be an EPT violation
 */
void hv_unmap_ept(struct hv_vcpu *vcpu, u64 guest_physical, bool *taken);

#endif /* HV_RUNTIME_H */
