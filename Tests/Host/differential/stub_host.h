/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmod/stub_asm.h for user space: the shell of an exit entry leads back to the
 * test, and the privileged instructions are calls into the simulated machine.
 * They keep every register that the instruction keeps, and leave flags that no
 * stub may count on.
 */
#ifndef HV_STUB_HOST_H
#define HV_STUB_HOST_H

#include "driver_asm.h"

	.pushsection .note.GNU-stack, "", @progbits
	.popsection

.macro HV_EXIT_ENTRY_BEGIN name:req
	.pushsection .text, "ax"
	.globl	\name
\name:
.endm

/* Out of the exit path into C: @reason has the exit reason, @slot the guest's value. */
.macro LEAVE handler:req reason:req slot:req entry:req
	mov	\reason, driver_reason(%rip)
	mov	\slot(%rsp), \reason
	push	%rax
	lea	\handler(%rip), %rax
	mov	%rax, driver_handler(%rip)
	pop	%rax
	movl	$\entry, driver_entry(%rip)
	jmp	driver_catch_slow
.endm

.macro HV_EXIT_CALL_LIGHT handler:req reason:req slot:req
	LEAVE	\handler, \reason, \slot, DRIVER_CALL_LIGHT
.endm

.macro HV_EXIT_CALL_FULL handler:req reason:req slot:req
	LEAVE	\handler, \reason, \slot, DRIVER_CALL_FULL
.endm

.macro HV_EXIT_ENTRY_SLOW name:req handler:req reason:req slot:req
	LEAVE	\handler, \reason, \slot, DRIVER_DISPATCH
	.size	\name, . - \name
	.popsection
.endm

.macro HV_VMRESUME
	jmp	driver_catch_fast
.endm

.macro HVP_VMREAD field:req value:req
	pushq	\field
	call	driver_vmread
	popq	\value
.endm

.macro HVP_VMWRITE value:req field:req
	pushq	\value
	pushq	\field
	call	driver_vmwrite
	lea	16(%rsp), %rsp
.endm

.macro HVP_CPUID
	call	driver_cpuid
.endm

.macro HVP_RDMSR fault:req
	call	driver_rdmsr
	jc	\fault
.endm

.macro HVP_WRMSR fault:req
	call	driver_wrmsr
	jc	\fault
.endm

#endif /* HV_STUB_HOST_H */
