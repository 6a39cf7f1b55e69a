/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What generated exit stubs are written in, beside plain instructions: one
 * macro is one instruction. With HV_HOST_TEST the same names belong to a
 * simulated machine in user space.
 *
 * An exit begins with RSP at struct hv_vcpu, the guest's values in all other
 * registers and RFLAGS 2. A stub ends in HV_VMRESUME with the guest's values in
 * all registers, or jumps to HV_EXIT_ENTRY_SLOW with those of the exit, but for
 * the register of the exit reason, whose guest value is in its slot.
 * It keeps nothing below RSP, where a fault of RDMSR or an NMI would be
 * pushed, and no flags over one of these macros.
 */
#ifndef HV_STUB_ASM_H
#define HV_STUB_ASM_H

#include "vcpu_asm.h"

#ifdef HV_HOST_TEST
#include "stub_host.h"
#else

#include <asm/asm.h>

#include "exit_asm.h"

/*
 * Neither can fail: the verifier knows that the field exists and may be
 * written, and there is a current VMCS.
 */
.macro HVP_VMREAD field:req value:req
	vmread	\field, \value
.endm

.macro HVP_VMWRITE value:req field:req
	vmwrite	\value, \field
.endm

.macro HVP_CPUID
	cpuid
.endm

/* To @fault when the processor raises #GP; no register has changed then. */
.macro HVP_RDMSR fault:req
.Lhv_rdmsr_\@:
	rdmsr
	_ASM_EXTABLE(.Lhv_rdmsr_\@, \fault)
.endm

.macro HVP_WRMSR fault:req
.Lhv_wrmsr_\@:
	wrmsr
	_ASM_EXTABLE(.Lhv_wrmsr_\@, \fault)
.endm

#endif /* HV_HOST_TEST */
#endif /* HV_STUB_ASM_H */
