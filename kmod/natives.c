// SPDX-License-Identifier: GPL-2.0-only
/*
 * Natives that execute an instruction for the guest, or reach a register that
 * exits and entries leave alone.
 */
#include <linux/compiler.h>

#include "cpu.h"
#include "runtime.h"

#define CR0_CD_NW	(BIT_ULL(30) | BIT_ULL(29))

#define CPUID_EXTENDED	0x80000000u
#define CPUID_WIDTHS	0x80000008u
/* Linear-address masking: leaf 7, subleaf 1, EAX bit 26; CR3 bits 62 and 61. */
#define CPUID_LAM	BIT(26)
#define CR3_LAM		(BIT_ULL(62) | BIT_ULL(61))

noinstr void hv_read_time_stamp_counter(struct hv_vcpu *vcpu, u64 *value)
{
	*value = hvp_rdtsc();
}

noinstr void hv_read_performance_counter(struct hv_vcpu *vcpu, u32 counter,
					 u64 *value, bool *faulted)
{
	*faulted = hvp_rdpmc(counter, value);
}

noinstr void hv_read_random_number(struct hv_vcpu *vcpu, u64 *value,
				   bool *is_ready)
{
	*is_ready = hvp_rdrand(value);
}

noinstr void hv_read_random_seed(struct hv_vcpu *vcpu, u64 *value,
				 bool *is_ready)
{
	*is_ready = hvp_rdseed(value);
}

noinstr void hv_read_debug_register(struct hv_vcpu *vcpu, u8 number,
				    u64 *value)
{
	*value = hvp_read_dr(number);
}

noinstr void hv_write_debug_register(struct hv_vcpu *vcpu, u8 number,
				     u64 value)
{
	hvp_write_dr(number, value);
}

noinstr void hv_write_cr2(struct hv_vcpu *vcpu, u64 value)
{
	hvp_write_cr2(value);
}

noinstr void hv_read_task_priority(struct hv_vcpu *vcpu, u64 *value)
{
	*value = hvp_read_cr8();
}

noinstr void hv_write_task_priority(struct hv_vcpu *vcpu, u64 value)
{
	hvp_write_cr8(value);
}

noinstr void hv_set_caching(struct hv_vcpu *vcpu, u64 cr0)
{
	hvp_write_cr0((hvp_read_cr0() & ~CR0_CD_NW) | (cr0 & CR0_CD_NW));
}

noinstr void hv_hold_interrupt(struct hv_vcpu *vcpu, u8 vector)
{
	vcpu->held_vector = vector;
}

noinstr void hv_take_held_interrupt(struct hv_vcpu *vcpu, u8 *vector)
{
	*vector = vcpu->held_vector;
	vcpu->held_vector = 0;
}

noinstr void hv_hold_nmi(struct hv_vcpu *vcpu)
{
	vcpu->held_nmi = true;
}

noinstr void hv_take_held_nmi(struct hv_vcpu *vcpu)
{
	vcpu->held_nmi = false;
}

noinstr void hv_address_bits_of_cr3(struct hv_vcpu *vcpu, u64 *mask)
{
	u32 eax, ebx, ecx, edx, width = 36;

	hvp_cpuid(CPUID_EXTENDED, 0, &eax, &ebx, &ecx, &edx);
	if (eax >= CPUID_WIDTHS) {
		hvp_cpuid(CPUID_WIDTHS, 0, &eax, &ebx, &ecx, &edx);
		width = eax & 0xff;
	}
	*mask = BIT_ULL(width) - 1;
	hvp_cpuid(0, 0, &eax, &ebx, &ecx, &edx);
	if (eax < 7)
		return;
	hvp_cpuid(7, 0, &eax, &ebx, &ecx, &edx);
	if (eax < 1)
		return;
	hvp_cpuid(7, 1, &eax, &ebx, &ecx, &edx);
	if (eax & CPUID_LAM)
		*mask |= CR3_LAM;
}

noinstr void hv_unmap_ept(struct hv_vcpu *vcpu, u64 guest_physical,
			  bool *taken)
{
	*taken = vcpu->ept && hv_ept_unmap(vcpu->ept, guest_physical);
	if (*taken)
		hv_flush_ept(vcpu);
}
