/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMX instructions of the life cycle. All of them can be refused, and
 * VMXON can fault, so each says how it ended.
 */
#ifndef HV_VMX_OPS_H
#define HV_VMX_OPS_H

#include "platform.h"

/**
 * enum hv_vmx_result - how a VMX instruction ended
 * @HV_VMX_OK: it succeeded
 * @HV_VMX_FAIL_INVALID: VMfailInvalid: there is no current VMCS
 * @HV_VMX_FAIL_VALID: VMfailValid: the VM-instruction error says why
 * @HV_VMX_FAULT: it raised an exception
 */
enum hv_vmx_result {
	HV_VMX_OK,
	HV_VMX_FAIL_INVALID,
	HV_VMX_FAIL_VALID,
	HV_VMX_FAULT,
};

/* Operand is a physical address in memory; flags tell how it ended. */
#define HV_VMX_OP(instruction, physical)				\
({									\
	u64 __address = (physical);					\
	u32 __result = HV_VMX_FAULT;					\
									\
	asm volatile("1: " instruction " %[address]\n\t"		\
		     "mov %[ok], %[result]\n\t"				\
		     "ja 2f\n\t"					\
		     "mov %[invalid], %[result]\n\t"			\
		     "jc 2f\n\t"					\
		     "mov %[valid], %[result]\n"			\
		     "2:\n"						\
		     _ASM_EXTABLE(1b, 2b)				\
		     : [result] "+r" (__result)				\
		     : [address] "m" (__address),			\
		       [ok] "i" (HV_VMX_OK),				\
		       [invalid] "i" (HV_VMX_FAIL_INVALID),		\
		       [valid] "i" (HV_VMX_FAIL_VALID)			\
		     : "cc", "memory");					\
	(enum hv_vmx_result)__result;					\
})

static __always_inline enum hv_vmx_result hv_vmxon(u64 region)
{
	return HV_VMX_OP("vmxon", region);
}

static __always_inline enum hv_vmx_result hv_vmclear(u64 vmcs)
{
	return HV_VMX_OP("vmclear", vmcs);
}

static __always_inline enum hv_vmx_result hv_vmptrld(u64 vmcs)
{
	return HV_VMX_OP("vmptrld", vmcs);
}

/* Return: the physical address of the current VMCS, all ones for none. */
static __always_inline u64 hv_vmptrst(void)
{
	u64 vmcs;

	asm volatile("vmptrst %0" : "=m" (vmcs) : : "cc", "memory");
	return vmcs;
}

/* Only in VMX operation; it cannot fail without dual-monitor treatment. */
static __always_inline void hv_vmxoff(void)
{
	asm volatile("vmxoff" : : : "cc", "memory");
}

#endif /* HV_VMX_OPS_H */
