// SPDX-License-Identifier: GPL-2.0-only
/* The poison build, see poison.h. Empty without it. */
#include "cpu.h"
#include "poison.h"

#ifdef HV_POISON

#include "arch/exit_reasons.h"
#include "arch/vmcs_fields.h"

#define VALID			BIT(31)
#define TYPE(information)	(((information) >> 8) & 7)
/* INT n, INT1, INT3 and INTO. */
#define TYPE_SOFTWARE		4
#define TYPE_NMI		2
#define PENDING_BS		BIT_ULL(14)
#define BLOCKING_BY_MOV_SS	BIT(1)

#define CR0_PG			BIT_ULL(31)
#define CR4_PSE			BIT_ULL(4)
#define CR4_PAE			BIT_ULL(5)
#define CR4_PGE			BIT_ULL(7)
#define CR4_PCIDE		BIT_ULL(17)
#define CR4_SMEP		BIT_ULL(20)
#define CR3_NO_FLUSH		BIT_ULL(63)
#define QUAL_REGISTER(q)	((q) & 0xf)
#define QUAL_ACCESS_TYPE(q)	(((q) >> 4) & 3)
#define QUAL_OPERAND(q)		(((q) >> 8) & 0xf)

/* What the processor has: hvp_vmread() comes here, except in user space. */
static __always_inline u64 raw_vmread(u32 encoding)
{
#ifdef HV_HOST_TEST
	return hvp_vmread(encoding);
#else
	u64 value = 0;

	asm volatile("vmread %[field], %[value]"
		     : [value] "+r" (value)
		     : [field] "r" ((u64)encoding)
		     : "cc");
	return value;
#endif
}

/* Nobody is to depend on it, so it need not be good. */
static __always_inline u64 anything(u32 encoding)
{
	u64 value = hvp_rdtsc() ^ encoding;

	value *= 0x9e3779b97f4a7c15ull;
	value ^= value >> 29;
	return value * 0xbf58476d1ce4e5b9ull;
}

static __always_inline bool is_software(u64 information)
{
	return information & VALID && TYPE(information) >= TYPE_SOFTWARE &&
	       TYPE(information) != 7;
}

/* Whether the exit has a length beside those that its reason has. */
static __always_inline bool has_length(u32 reason)
{
	if (is_software(raw_vmread(HV_IDT_VECTORING_INFO_FIELD)))
		return true;
	return reason == HV_EXIT_REASON_EXCEPTION_NMI &&
	       is_software(raw_vmread(HV_VM_EXIT_INTR_INFO));
}

static __always_inline bool is_defined(u32 encoding, u32 reason)
{
	u32 defines = reason < HV_NR_EXIT_REASONS ? hv_exit_defines[reason] : 0;

	switch (encoding) {
	case HV_EXIT_QUALIFICATION:
		return defines & HV_EXIT_DEFINES_QUALIFICATION;
	case HV_VMX_INSTRUCTION_INFO:
		return defines & HV_EXIT_DEFINES_INSTRUCTION_INFORMATION;
	case HV_VM_EXIT_INSTRUCTION_LEN:
		return defines & HV_EXIT_DEFINES_INSTRUCTION_LENGTH ||
		       has_length(reason);
	case HV_GUEST_LINEAR_ADDRESS:
		return defines & HV_EXIT_DEFINES_LINEAR_ADDRESS;
	case HV_GUEST_PHYSICAL_ADDRESS:
		return defines & HV_EXIT_DEFINES_PHYSICAL_ADDRESS;
	case HV_VM_EXIT_INTR_INFO:
		return defines & HV_EXIT_DEFINES_INTERRUPTION;
	case HV_VM_EXIT_INTR_ERROR_CODE:
		return defines & HV_EXIT_DEFINES_INTERRUPTION &&
		       raw_vmread(HV_VM_EXIT_INTR_INFO) & BIT(11);
	case HV_IDT_VECTORING_ERROR_CODE:
		return raw_vmread(HV_IDT_VECTORING_INFO_FIELD) & BIT(11);
	default:
		return true;
	}
}

noinstr u64 hv_poison(u32 encoding, u64 value)
{
	u32 reason = raw_vmread(HV_VM_EXIT_REASON) & 0xffff;

	return is_defined(encoding, reason) ? value : anything(encoding);
}

/*
 * An exit for an NMI blocks NMIs, and VM entry with virtual NMIs ends that (SDM
 * volume 3, "Loading Guest Non-Register State"), but not in Bochs 2.7, where the
 * guest would never see another one. IRET ends it everywhere.
 */
static __always_inline void unblock_nmis(void)
{
#ifndef HV_HOST_TEST
	u64 scratch;

	asm volatile("mov %%ss, %k[scratch]\n\t"
		     "pushq %[scratch]\n\t"
		     "pushq %%rsp\n\t"
		     "addq $8, (%%rsp)\n\t"
		     "pushfq\n\t"
		     "mov %%cs, %k[scratch]\n\t"
		     "pushq %[scratch]\n\t"
		     "leaq 1f(%%rip), %[scratch]\n\t"
		     "pushq %[scratch]\n\t"
		     "iretq\n"
		     "1:"
		     : [scratch] "=&r" (scratch), ASM_CALL_CONSTRAINT
		     : : "cc", "memory");
#endif
}

noinstr void hv_poison_begin(struct hv_vcpu *vcpu)
{
	struct hv_poison_state *state = &vcpu->cpu->poison;
	u64 pending;

	state->reason = raw_vmread(HV_VM_EXIT_REASON) & 0xffff;
	state->qualification = raw_vmread(HV_EXIT_QUALIFICATION);
	state->rip = raw_vmread(HV_GUEST_RIP);
	state->cr0 = raw_vmread(HV_GUEST_CR0);
	state->cr3 = raw_vmread(HV_GUEST_CR3);
	state->cr4 = raw_vmread(HV_GUEST_CR4);
	state->flushed_linear = false;
	state->flushed_ept = false;
	if (state->reason == HV_EXIT_REASON_EXCEPTION_NMI &&
	    TYPE(raw_vmread(HV_VM_EXIT_INTR_INFO)) == TYPE_NMI)
		unblock_nmis();
	if (vcpu->ept)
		state->ept_changes = vcpu->ept->recycles + vcpu->ept->unmaps;

	/*
	 * In the shadow of MOV SS the step of MOV SS itself is pending. Nothing is
	 * before an instruction whose page is missing, but Bochs says so.
	 */
	if ((!is_defined(HV_VM_EXIT_INSTRUCTION_LEN, state->reason) &&
	     state->reason != HV_EXIT_REASON_EPT_VIOLATION) ||
	    raw_vmread(HV_GUEST_INTERRUPTIBILITY_INFO) & BLOCKING_BY_MOV_SS)
		return;
	pending = raw_vmread(HV_GUEST_PENDING_DBG_EXCEPTIONS);
	if (pending & PENDING_BS)
		hvp_vmwrite(HV_GUEST_PENDING_DBG_EXCEPTIONS, pending & ~PENDING_BS);
}

/* SDM volume 3, "Operations that Invalidate TLBs and Paging-Structure Caches". */
static __always_inline bool needs_linear_flush(const struct hv_vcpu *vcpu,
					       const struct hv_poison_state *state)
{
	u64 cr0 = raw_vmread(HV_GUEST_CR0) ^ state->cr0;
	u64 cr4 = raw_vmread(HV_GUEST_CR4) ^ state->cr4;
	u64 operand;

	if (!vcpu->vpid || raw_vmread(HV_GUEST_RIP) == state->rip)
		return false;
	if (state->reason == HV_EXIT_REASON_INVLPG ||
	    state->reason == HV_EXIT_REASON_INVPCID)
		return true;
	if (cr0 & CR0_PG || cr4 & (CR4_PGE | CR4_PAE | CR4_PSE))
		return true;
	if (cr4 & CR4_PCIDE && state->cr4 & CR4_PCIDE)
		return true;
	if (cr4 & CR4_SMEP && !(state->cr4 & CR4_SMEP))
		return true;
	if (state->reason != HV_EXIT_REASON_CR_ACCESS ||
	    QUAL_ACCESS_TYPE(state->qualification) ||
	    QUAL_REGISTER(state->qualification) != 3)
		return false;
	/* MOV to CR3 has an operand that the handler leaves alone. */
	operand = vcpu->regs.gpr[QUAL_OPERAND(state->qualification)];
	return !(state->cr4 & CR4_PCIDE && operand & CR3_NO_FLUSH);
}

noinstr u32 hv_poison_end(struct hv_vcpu *vcpu)
{
	const struct hv_poison_state *state = &vcpu->cpu->poison;

	if (!state->flushed_linear && needs_linear_flush(vcpu, state))
		return HV_ACTION(HV_ACTION_FATAL, HV_REASON_MISSING_FLUSH);
	if (!state->flushed_ept && vcpu->ept &&
	    state->ept_changes != vcpu->ept->recycles + vcpu->ept->unmaps)
		return HV_ACTION(HV_ACTION_FATAL, HV_REASON_MISSING_FLUSH);
	return HV_ACTION_RESUME;
}

#endif /* HV_POISON */
