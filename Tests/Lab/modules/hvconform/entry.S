/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into the instructions under test, and back through their events. Interrupts
 * are off, and everything here runs on one CPU at a time: what is kept between
 * the two is in plain variables.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/segment.h>

	.bss
	.balign 64
SYM_DATA_START(hvconform_regs_in)
	.skip	16 * 8
SYM_DATA_END(hvconform_regs_in)
SYM_DATA_START_LOCAL(saved_rsp)
	.skip	8
SYM_DATA_END(saved_rsp)

	.text

/*
 * void hvconform_enter(u64 rip, u64 cs, u64 rflags, u64 rsp, u64 ss)
 *
 * IRET is the last thing before the instructions: it sets RIP, RSP, flags and
 * the privilege level at once, and with TF set the first trap is the first
 * instruction's own. Returns when the run has ended.
 */
SYM_CODE_START(hvconform_enter)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, saved_rsp(%rip)
	pushq	%r8
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	movq	hvconform_regs_in + 0 * 8(%rip), %rax
	movq	hvconform_regs_in + 1 * 8(%rip), %rcx
	movq	hvconform_regs_in + 2 * 8(%rip), %rdx
	movq	hvconform_regs_in + 3 * 8(%rip), %rbx
	movq	hvconform_regs_in + 5 * 8(%rip), %rbp
	movq	hvconform_regs_in + 6 * 8(%rip), %rsi
	movq	hvconform_regs_in + 7 * 8(%rip), %rdi
	movq	hvconform_regs_in + 8 * 8(%rip), %r8
	movq	hvconform_regs_in + 9 * 8(%rip), %r9
	movq	hvconform_regs_in + 10 * 8(%rip), %r10
	movq	hvconform_regs_in + 11 * 8(%rip), %r11
	movq	hvconform_regs_in + 12 * 8(%rip), %r12
	movq	hvconform_regs_in + 13 * 8(%rip), %r13
	movq	hvconform_regs_in + 14 * 8(%rip), %r14
	movq	hvconform_regs_in + 15 * 8(%rip), %r15
	iretq
SYM_CODE_END(hvconform_enter)

/*
 * Every event comes here from its stub in the page of handlers, which has pushed
 * an error code if the processor did not, and the vector. The order of the
 * pushes is that of struct hvconform_frame.
 */
SYM_CODE_START(hvconform_common)
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%r11
	pushq	%r10
	pushq	%r9
	pushq	%r8
	pushq	%rdi
	pushq	%rsi
	pushq	%rbp
	pushq	$0
	pushq	%rbx
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	cld
	movq	%rsp, %rdi
	movq	%rsp, %rbp
	andq	$-16, %rsp
	call	hvconform_event
	movq	%rbp, %rsp
	testq	%rax, %rax
	jz	.Lended
	/* The place to return from: over the vector, which nobody needs any more. */
	movq	%rax, 16 * 8(%rsp)
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rbx
	addq	$8, %rsp
	popq	%rbp
	popq	%rsi
	popq	%rdi
	popq	%r8
	popq	%r9
	popq	%r10
	popq	%r11
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	popq	%rsp
	iretq

.Lended:
	/* From ring 3 the processor has left a null SS. */
	movl	$__KERNEL_DS, %eax
	movl	%eax, %ss
	movq	saved_rsp(%rip), %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	RET
SYM_CODE_END(hvconform_common)
