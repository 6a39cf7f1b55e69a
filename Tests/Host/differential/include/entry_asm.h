/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmod/entry_asm.h for user space: the shell of an exit entry leads back to
 * the test, and the privileged instructions are calls into the simulated
 * machine, by macros of their names.
 */
#ifndef HV_ENTRY_ASM_H
#define HV_ENTRY_ASM_H

#include "vcpu_asm.h"

	.pushsection .note.GNU-stack, "", @progbits
	.popsection

.macro HV_EXIT_ENTRY_BEGIN name:req
	.pushsection .text, "ax"
	.globl	\name
\name:
.endm

.macro HV_EXIT_ENTRY_SLOW name:req handler:req
	push	%rax
	lea	\handler(%rip), %rax
	mov	%rax, driver_slow_handler(%rip)
	pop	%rax
	jmp	driver_catch_slow
	.size	\name, . - \name
	.popsection
.endm

.macro HV_VMRESUME
	jmp	driver_catch_fast
.endm

/* All six arithmetic flags become 0, as after any VMREAD that succeeds. */
.macro vmread field:req destination:req
	pushq	\field
	call	driver_vmread
	popq	\destination
.endm

.macro vmwrite value:req field:req
	pushq	\field
	pushq	\value
	call	driver_vmwrite
	lea	16(%rsp), %rsp
.endm

.macro cpuid
	call	driver_cpuid
.endm

#endif /* HV_ENTRY_ASM_H */
