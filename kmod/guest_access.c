// SPDX-License-Identifier: GPL-2.0-only
/* Natives that read and write the guest's memory at its linear addresses. */
#include <linux/compiler.h>

#include "cpu.h"
#include "guest_walk.h"
#include "runtime.h"
#include "vm.h"
#include "arch/vmcs_fields.h"

#define MSR_EFER_		0xc0000080u
#define MSR_PKRS_		0x6e1u
#define ENTRY_LOAD_EFER		BIT(HV_VM_ENTRY_LOAD_IA32_EFER_BIT)

#define CR4_PKE			BIT_ULL(22)
#define CR4_PKS			BIT_ULL(24)
#define EFER_LMA		BIT_ULL(10)
#define RIGHTS_DPL(rights)	(((rights) >> 5) & 3)
#define RIGHTS_LONG		BIT(13)
#define RIGHTS_DB		BIT(14)

#define CPUID_EXTENDED		0x80000000u
#define CPUID_EXTENDED_1	0x80000001u
#define CPUID_WIDTHS		0x80000008u
#define CPUID_1G		BIT(26)

static __always_inline void read_processor(struct hv_guest_paging *paging)
{
	u32 eax, ebx, ecx, edx, last;

	paging->width = 36;
	paging->has_1g = false;
	hvp_cpuid(CPUID_EXTENDED, 0, &last, &ebx, &ecx, &edx);
	if (last >= CPUID_EXTENDED_1) {
		hvp_cpuid(CPUID_EXTENDED_1, 0, &eax, &ebx, &ecx, &edx);
		paging->has_1g = edx & CPUID_1G;
	}
	if (last >= CPUID_WIDTHS) {
		hvp_cpuid(CPUID_WIDTHS, 0, &eax, &ebx, &ecx, &edx);
		paging->width = eax & 0xff;
	}
}

static __always_inline void read_paging(const struct hv_vcpu *vcpu,
					struct hv_guest_paging *paging)
{
	u64 pkrs = 0;

	paging->cr0 = hvp_vmread(HV_GUEST_CR0);
	paging->cr3 = hvp_vmread(HV_GUEST_CR3);
	paging->cr4 = hvp_vmread(HV_GUEST_CR4);
	paging->rflags = hvp_vmread(HV_GUEST_RFLAGS);
	if (vcpu->controls.entry & ENTRY_LOAD_EFER)
		paging->efer = hvp_vmread(HV_GUEST_IA32_EFER);
	else
		hvp_rdmsr(MSR_EFER_, &paging->efer);
	paging->pdpte[0] = hvp_vmread(HV_GUEST_PDPTR0);
	paging->pdpte[1] = hvp_vmread(HV_GUEST_PDPTR1);
	paging->pdpte[2] = hvp_vmread(HV_GUEST_PDPTR2);
	paging->pdpte[3] = hvp_vmread(HV_GUEST_PDPTR3);
	/* Root mode's CR4.PKE follows the guest's. */
	paging->pkru = paging->cr4 & CR4_PKE ? hvp_read_pkru() : 0;
	if (paging->cr4 & CR4_PKS)
		hvp_rdmsr(MSR_PKRS_, &pkrs);
	paging->pkrs = pkrs;
	read_processor(paging);
}

/* At most 16 bytes, on at most two pages. */
struct pieces {
	void *place[2];
	u32 size[2];
};

/*
 * Translates every byte before any is touched. Only what comes back with
 * HV_MEMORY_DONE is in @pieces.
 */
static __always_inline u8 find(const struct hv_vcpu *vcpu, u64 linear,
			       u32 size, u32 access, struct pieces *pieces,
			       u32 *error_code, u64 *address)
{
	const struct hv_physical_memory *memory = &vcpu->vm->ram;
	struct hv_guest_paging paging;
	struct hv_translation translation;
	enum hv_walk_result result;
	unsigned int i;

	read_paging(vcpu, &paging);
	if (!(access & HV_ACCESS_IMPLICIT) &&
	    RIGHTS_DPL(hvp_vmread(HV_GUEST_SS_AR_BYTES)) == 3)
		access |= HV_ACCESS_USER;
	if (!(paging.efer & EFER_LMA))
		linear = (u32)linear;
	else if (!hv_is_canonical(linear, paging.cr4) ||
		 !hv_is_canonical(linear + size - 1, paging.cr4))
		return HV_MEMORY_NOT_CANONICAL;
	pieces->size[0] = PAGE_SIZE - (linear & (PAGE_SIZE - 1));
	if (pieces->size[0] > size)
		pieces->size[0] = size;
	pieces->size[1] = size - pieces->size[0];
	for (i = 0; i < 2 && pieces->size[i]; i++) {
		result = hv_guest_walk(&paging, memory, linear, access,
				       &translation);
		if (result == HV_WALK_FAULT) {
			*error_code = translation.error_code;
			*address = linear;
			return HV_MEMORY_PAGE_FAULT;
		}
		pieces->place[i] = hv_physical(memory, translation.physical,
					       pieces->size[i]);
		if (result != HV_WALK_DONE || !pieces->place[i])
			return HV_MEMORY_UNREACHABLE;
		linear += pieces->size[i];
		/* Addresses wrap at 4 GiB there. */
		if (!(paging.efer & EFER_LMA))
			linear = (u32)linear;
	}
	return HV_MEMORY_DONE;
}

static __always_inline void copy(u8 *to, const u8 *from, u32 size)
{
	while (size--)
		*to++ = *from++;
}

noinstr void hv_read_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
				  bool implicit, u64 *value, u8 *outcome,
				  u32 *error_code, u64 *address)
{
	struct pieces pieces;

	*value = 0;
	*error_code = 0;
	*address = 0;
	*outcome = find(vcpu, linear, size & 15,
			implicit ? HV_ACCESS_IMPLICIT : 0, &pieces, error_code,
			address);
	if (*outcome || size > sizeof(*value))
		return;
	copy((u8 *)value, pieces.place[0], pieces.size[0]);
	copy((u8 *)value + pieces.size[0], pieces.place[1], pieces.size[1]);
}

noinstr void hv_probe_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
				   u8 *outcome, u32 *error_code, u64 *address)
{
	struct pieces pieces;

	*error_code = 0;
	*address = 0;
	*outcome = find(vcpu, linear, size & 15, HV_ACCESS_WRITE, &pieces,
			error_code, address);
}

noinstr void hv_write_guest_memory(struct hv_vcpu *vcpu, u64 linear, u8 size,
				   u64 value, bool implicit, u8 *outcome,
				   u32 *error_code, u64 *address)
{
	struct pieces pieces;

	*error_code = 0;
	*address = 0;
	*outcome = find(vcpu, linear, size & 15,
			HV_ACCESS_WRITE | (implicit ? HV_ACCESS_IMPLICIT : 0),
			&pieces, error_code, address);
	if (*outcome || size > sizeof(value))
		return;
	copy(pieces.place[0], (u8 *)&value, pieces.size[0]);
	copy(pieces.place[1], (u8 *)&value + pieces.size[0], pieces.size[1]);
}

/* Encodings of a segment register's fields are 2 apart, from ES on. */
#define FIELD(of_es, segment)	((of_es) + 2 * (segment))
#define SEGMENT_SS		2
#define SEGMENT_FS		4
#define SEGMENT_GS		5
#define RIGHTS_UNUSABLE		BIT(16)
#define RIGHTS_CODE		BIT(3)
#define RIGHTS_WRITABLE		BIT(1)
#define RIGHTS_READABLE		BIT(1)
#define RIGHTS_DOWN		BIT(2)
#define VECTOR_SS		12
#define VECTOR_GP		13

/* SDM volume 3, "Limit Checking" and "Type Checking". */
static __always_inline bool segment_allows(u32 rights, u32 limit, u32 offset,
					   u32 size, bool is_write)
{
	u64 last = (u64)offset + size - 1;

	if (rights & RIGHTS_UNUSABLE)
		return false;
	if (rights & RIGHTS_CODE) {
		if (is_write || !(rights & RIGHTS_READABLE))
			return false;
		return last <= limit;
	}
	if (is_write && !(rights & RIGHTS_WRITABLE))
		return false;
	if (rights & RIGHTS_DOWN)
		return offset > limit &&
		       last <= (rights & RIGHTS_DB ? 0xffffffffu : 0xffffu);
	return last <= limit;
}

noinstr void hv_find_linear_address(struct hv_vcpu *vcpu, u8 segment,
				    u64 offset, u8 size, bool is_write,
				    u64 *linear, u8 *vector)
{
	u64 base = 0;

	*vector = 0;
	if (segment > SEGMENT_GS)
		segment = SEGMENT_GS;
	if (hvp_vmread(HV_GUEST_CS_AR_BYTES) & RIGHTS_LONG) {
		if (segment >= SEGMENT_FS)
			base = hvp_vmread(FIELD(HV_GUEST_ES_BASE, segment));
		*linear = base + offset;
		if (!hv_is_canonical(*linear, hvp_vmread(HV_GUEST_CR4)) ||
		    !hv_is_canonical(*linear + size - 1,
				     hvp_vmread(HV_GUEST_CR4)))
			*vector = segment == SEGMENT_SS ? VECTOR_SS : VECTOR_GP;
		return;
	}
	base = hvp_vmread(FIELD(HV_GUEST_ES_BASE, segment));
	*linear = (u32)(base + offset);
	if (!segment_allows(hvp_vmread(FIELD(HV_GUEST_ES_AR_BYTES, segment)),
			    hvp_vmread(FIELD(HV_GUEST_ES_LIMIT, segment)),
			    offset, size, is_write))
		*vector = segment == SEGMENT_SS ? VECTOR_SS : VECTOR_GP;
}

#define INVVPID_ADDRESS		0

noinstr void hv_flush_guest_address(struct hv_vcpu *vcpu, u64 linear)
{
	if (hv_poison_forgets())
		return;
	/* INVLPG of a non-canonical address does nothing. */
	if (!vcpu->vpid || !hv_is_canonical(linear, hvp_vmread(HV_GUEST_CR4)))
		goto out;
	if (hvp_invvpid(INVVPID_ADDRESS, vcpu->vpid, linear))
		hv_flush_guest_tlb(vcpu);
out:
#ifdef HV_POISON
	vcpu->cpu->poison.flushed_linear = true;
#endif
	return;
}
