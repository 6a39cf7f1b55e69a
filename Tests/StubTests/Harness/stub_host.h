/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The macros of kmod/stub_asm.h on the simulated processor of harness.c. What
 * a macro leaves in the flags changes from one to the next: a stub may keep
 * none over them.
 */
#ifndef HV_STUB_TESTS_HOST_H
#define HV_STUB_TESTS_HOST_H

.macro HV_EXIT_ENTRY_BEGIN name:req
	.text
	.globl	\name
	.type	\name, @function
\name:
.endm

/* C begins with the guest's registers, of which one has the exit reason. */
.macro LEAVE reason:req slot:req
	mov	\reason, harness_reason(%rip)
	mov	\slot(%rsp), \reason
	jmp	harness_slow
.endm

.macro HV_EXIT_CALL_LIGHT handler:req reason:req slot:req
	LEAVE	\reason, \slot
.endm

.macro HV_EXIT_CALL_FULL handler:req reason:req slot:req
	LEAVE	\reason, \slot
.endm

.macro HV_EXIT_ENTRY_SLOW name:req handler:req reason:req slot:req
	LEAVE	\reason, \slot
	.size	\name, . - \name
.endm

.macro HV_VMRESUME
	jmp	harness_resumed
.endm

.macro HVP_VMREAD field:req value:req
	push	\field
	call	harness_vmread
	pop	\value
.endm

.macro HVP_VMWRITE value:req field:req
	push	\value
	push	\field
	call	harness_vmwrite
	lea	16(%rsp), %rsp
.endm

.macro HVP_CPUID
	call	harness_cpuid
.endm

.macro HVP_RDMSR fault:req
	call	harness_rdmsr
	jc	\fault
.endm

.macro HVP_WRMSR fault:req
	call	harness_wrmsr
	jc	\fault
.endm

#endif /* HV_STUB_TESTS_HOST_H */
