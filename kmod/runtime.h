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

/* What became of an access to the guest's memory. */
#define HV_MEMORY_DONE		0
/* #PF with the error code, CR2 is the address. */
#define HV_MEMORY_PAGE_FAULT	1
/* Not RAM: nothing was touched. */
#define HV_MEMORY_UNREACHABLE	2
#define HV_MEMORY_NOT_CANONICAL	3

/**
 * hv_read_guest_memory() - read as the guest would
 * @vcpu: the current vcpu
 * @linear: the linear address
 * @size: 1 to 8 bytes
 * @implicit: as the processor reads a descriptor, else at the guest's CPL
 * @value: what was read, zero-extended
 * @outcome: HV_MEMORY_*
 * @error_code: of the page fault
 * @address: of the page fault
 */
void hv_read_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
			  bool implicit, u64 *value, u8 *outcome,
			  u32 *error_code, u64 *address);

/* Whether @size bytes, at most 15, could be written; as hv_read_guest_memory(). */
void hv_probe_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
			   u8 *outcome, u32 *error_code, u64 *address);

/* Writes all of it or nothing; as hv_read_guest_memory(). */
void hv_write_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
			   u64 value, bool implicit, u8 *outcome,
			   u32 *error_code, u64 *address);

/*
 * Of the instruction at RIP, from its prefixes: the sizes of its operand and of
 * an address, 2, 4 or 8, and the segment of a memory operand in DS, numbered as
 * in VM-exit instruction information.
 */
void hv_find_prefixes(struct hv_vcpu *vcpu, u8 *operand_size,
		      u8 *address_size, u8 *segment);

/**
 * hv_find_linear_address() - of a memory operand
 * @vcpu: the current vcpu
 * @segment: 0 to 5 for ES, CS, SS, DS, FS, GS
 * @offset: in the segment, cut to the address size
 * @size: of the operand
 * @is_write: whether it is written
 * @linear: the address
 * @vector: 0, or that of the exception that the access raises
 */
void hv_find_linear_address(struct hv_vcpu *vcpu, u8 segment, u64 offset,
			    u8 size, bool is_write, u64 *linear, u8 *vector);

/* As hv_flush_guest_tlb(), for one address, as INVLPG does it. */
void hv_flush_guest_address(struct hv_vcpu *vcpu, u64 linear);

/* IN and OUT; @size is 1, 2 or 4 bytes. */
void hv_read_port(struct hv_vcpu *vcpu, u16 port, u8 size, u64 *value);
void hv_write_port(struct hv_vcpu *vcpu, u16 port, u8 size, u64 value);

/*
 * Of the breakpoints that @dr7 enables, those on a port that the access touches:
 * bit n for the one in DRn.
 */
void hv_find_port_breakpoints(struct hv_vcpu *vcpu, u16 port, u8 size, u64 dr7,
			      u8 *matched);

#endif /* HV_RUNTIME_H */
