// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compiler.h>

#include "cpu.h"
#include "runtime.h"

#define INVEPT_SINGLE	1
#define INVEPT_ALL	2
#define INVVPID_SINGLE	1
#define INVVPID_ALL	2

noinstr void hv_emit(struct hv_vcpu *vcpu, u16 kind, u64 word0, u64 word1,
		     u64 word2, u64 word3)
{
	hv_ring_write(&vcpu->cpu->ring, kind, word0, word1, word2, word3);
}

noinstr void hv_xsetbv(struct hv_vcpu *vcpu, u32 index, u64 value,
		       bool *faulted)
{
	*faulted = hvp_xsetbv(index, value);
}

noinstr void hv_write_back_caches(struct hv_vcpu *vcpu)
{
	hvp_wbinvd();
}

noinstr void hv_flush_guest_tlb(struct hv_vcpu *vcpu)
{
	if (hv_poison_forgets())
		return;
	/* That all contexts can be flushed was checked at the start. */
	if (vcpu->vpid && hvp_invvpid(INVVPID_SINGLE, vcpu->vpid, 0))
		hvp_invvpid(INVVPID_ALL, 0, 0);
#ifdef HV_POISON
	vcpu->cpu->poison.flushed_linear = true;
#endif
}

noinstr void hv_flush_ept(struct hv_vcpu *vcpu)
{
	if (hv_poison_forgets())
		return;
	if (hvp_invept(INVEPT_SINGLE, vcpu->ept->eptp))
		hvp_invept(INVEPT_ALL, 0);
#ifdef HV_POISON
	vcpu->cpu->poison.flushed_ept = true;
#endif
}

noinstr void hv_fill_ept(struct hv_vcpu *vcpu, u64 guest_physical,
			 bool *filled)
{
	enum hv_ept_fill_result result;

	*filled = false;
	if (!vcpu->ept)
		return;
	result = hv_ept_fill(vcpu->ept, guest_physical);
	if (result == HV_EPT_BEYOND)
		return;
	/*
	 * An address that is mapped with all rights, and yet a violation: the
	 * processor used an older entry.
	 */
	if (result != HV_EPT_FILLED)
		hv_flush_ept(vcpu);
	*filled = true;
}
