/* SPDX-License-Identifier: GPL-2.0-only */
/* Into a stub and out of it, and from its macros to C. */
#include "harness.h"

	.section .note.GNU-stack, "", @progbits
	.text

/* void harness_enter(void (*stub)(void), void *vcpu); */
	.globl	harness_enter
	.hidden	harness_enter
harness_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, harness_stack(%rip)
	mov	%rdi, harness_target(%rip)
	mov	%rsi, %rsp
	pushq	$2
	popfq
	lea	harness_before(%rip), %rax
	mov	8*1(%rax), %rcx
	mov	8*2(%rax), %rdx
	mov	8*3(%rax), %rbx
	mov	8*5(%rax), %rbp
	mov	8*6(%rax), %rsi
	mov	8*7(%rax), %rdi
	mov	8*8(%rax), %r8
	mov	8*9(%rax), %r9
	mov	8*10(%rax), %r10
	mov	8*11(%rax), %r11
	mov	8*12(%rax), %r12
	mov	8*13(%rax), %r13
	mov	8*14(%rax), %r14
	mov	8*15(%rax), %r15
	mov	8*0(%rax), %rax
	jmp	*harness_target(%rip)

	.globl	harness_resumed
	.hidden	harness_resumed
harness_resumed:
	movl	$0, harness_outcome(%rip)
	jmp	leave_stub

	.globl	harness_slow
	.hidden	harness_slow
harness_slow:
	movl	$1, harness_outcome(%rip)

leave_stub:
	mov	%rax, harness_after + 8*0(%rip)
	mov	%rcx, harness_after + 8*1(%rip)
	mov	%rdx, harness_after + 8*2(%rip)
	mov	%rbx, harness_after + 8*3(%rip)
	mov	%rsp, harness_after + 8*4(%rip)
	mov	%rbp, harness_after + 8*5(%rip)
	mov	%rsi, harness_after + 8*6(%rip)
	mov	%rdi, harness_after + 8*7(%rip)
	mov	%r8, harness_after + 8*8(%rip)
	mov	%r9, harness_after + 8*9(%rip)
	mov	%r10, harness_after + 8*10(%rip)
	mov	%r11, harness_after + 8*11(%rip)
	mov	%r12, harness_after + 8*12(%rip)
	mov	%r13, harness_after + 8*13(%rip)
	mov	%r14, harness_after + 8*14(%rip)
	mov	%r15, harness_after + 8*15(%rip)
	mov	harness_stack(%rip), %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/*
 * C function(struct harness_frame *frame, u64 *arguments) on an aligned stack;
 * what it changes in the frame gets into the registers and the flags.
 */
.macro CALL_C name:req function:req
	.globl	\name
	.hidden	\name
\name:
	pushfq
	sub	$(FRAME_SIZE - 8), %rsp
	mov	%rax, FRAME_RAX(%rsp)
	mov	%rcx, FRAME_RCX(%rsp)
	mov	%rdx, FRAME_RDX(%rsp)
	mov	%rbx, FRAME_RBX(%rsp)
	mov	%rsi, FRAME_RSI(%rsp)
	mov	%rdi, FRAME_RDI(%rsp)
	mov	%r8, FRAME_R8(%rsp)
	mov	%r9, FRAME_R9(%rsp)
	mov	%r10, FRAME_R10(%rsp)
	mov	%r11, FRAME_R11(%rsp)
	mov	%rbp, FRAME_RBP(%rsp)
	mov	%rsp, %rdi
	/* The frame and the return address lie below the arguments. */
	lea	(FRAME_SIZE + 8)(%rsp), %rsi
	mov	%rsp, %rbp
	and	$-16, %rsp
	call	\function
	mov	%rbp, %rsp
	mov	FRAME_RAX(%rsp), %rax
	mov	FRAME_RCX(%rsp), %rcx
	mov	FRAME_RDX(%rsp), %rdx
	mov	FRAME_RBX(%rsp), %rbx
	mov	FRAME_RSI(%rsp), %rsi
	mov	FRAME_RDI(%rsp), %rdi
	mov	FRAME_R8(%rsp), %r8
	mov	FRAME_R9(%rsp), %r9
	mov	FRAME_R10(%rsp), %r10
	mov	FRAME_R11(%rsp), %r11
	mov	FRAME_RBP(%rsp), %rbp
	add	$(FRAME_SIZE - 8), %rsp
	popfq
	ret
.endm

	CALL_C harness_vmread, sim_vmread
	CALL_C harness_vmwrite, sim_vmwrite
	CALL_C harness_cpuid, sim_cpuid
	CALL_C harness_rdmsr, sim_rdmsr
	CALL_C harness_wrmsr, sim_wrmsr

	.comm	harness_reason, 8, 8
	.hidden	harness_reason
	.local	harness_stack, harness_target
	.comm	harness_stack, 8, 8
	.comm	harness_target, 8, 8
